//! Sources of settings, and which of them has the last word.

use std::collections::BTreeSet;
use std::time::Duration;

use super::*;
use crate::domain::{ApiMode, Method};

fn layer(toml: &str) -> Layer {
    toml::from_str(toml).unwrap()
}

#[test]
fn a_later_layer_goes_before_an_earlier_one() {
    let file = layer("api = \"beta\"\ncloud = \"usgov\"\n[timing]\nsettle = 2.5");
    let flags = layer("graph_url = \"http://127.0.0.1:4010/\"");
    let settings = Settings::default().with(&file).with(&flags);
    assert_eq!(settings.api, ApiMode::Beta);
    assert_eq!(settings.graph_url.as_str(), "http://127.0.0.1:4010");
    assert_eq!(settings.timing.settle, Duration::from_millis(2_500));
    assert_eq!(settings.timing.connect, Timing::default().connect);
}

#[test]
fn read_only_cannot_be_opened_again() {
    let settings = Settings::default()
        .with(&layer("read_only = true"))
        .with(&layer("read_only = false"));
    assert!(settings.read_only);
}

#[test]
fn the_service_is_called_by_its_cloud_or_its_host() {
    let china = Settings::default().with(&layer("cloud = \"china\""));
    assert_eq!(china.service_name(), "China");
    let local = Settings::default().with(&layer("graph_url = \"http://[::1]:81\""));
    assert_eq!(local.service_name(), "[::1]:81");
}

fn sources_of(file: &str, profile: Option<&str>) -> Result<Sources, ConfigError> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("config.toml");
    std::fs::write(&path, file).unwrap();
    let environment = |name: &str| {
        let value = match name {
            "ENLIST_PROFILE" => "gov",
            "ENLIST_AUTHORITY_URL" => "http://127.0.0.1:2",
            _ => return None,
        };
        Some(value.to_owned())
    };
    let flags = layer("tenant = \"flag.example\"");
    sources(Some(path), profile.map(str::to_owned), &environment, &flags)
}

const PROFILES: &str = r#"
    default_profile = "prod"
    tenant = "file.example"
    [profile.prod]
    confirm = true
    [profile.gov]
    cloud = "USGov"
    method = "certificate"
    certificate = "/etc/enlist/app.pem"
    read_only = true
"#;

#[test]
fn a_profile_stands_between_the_file_and_the_environment() {
    let sources = sources_of(PROFILES, None).unwrap();
    let settings = sources.settings();
    assert_eq!(settings.profile.as_deref(), Some("gov"));
    assert_eq!(settings.profiles, ["gov", "prod"]);
    assert_eq!(settings.graph_url.as_str(), "https://graph.microsoft.us");
    assert!(settings.read_only && !settings.confirm);
    assert_eq!(settings.method, Some(Method::Certificate));
    assert_eq!(settings.tenant.as_deref(), Some("flag.example"));
    let origin = |key: &str| {
        let origins = sources.origins();
        let found = origins.into_iter().find(|origin| origin.key == key);
        found.map(|origin| (origin.value, origin.source)).unwrap()
    };
    let pair = |value: &str, source: &str| (value.to_owned(), source.to_owned());
    assert_eq!(origin("tenant"), pair("flag.example", "command line"));
    assert_eq!(origin("cloud"), pair("US Gov L4", "profile gov"));
    assert_eq!(origin("write"), pair("auto", "built in"));
    assert_eq!(
        origin("authority_url"),
        pair("http://127.0.0.1:2", "environment")
    );
    // What is named on the command line goes before the variable.
    let prod = sources_of(PROFILES, Some("prod")).unwrap().settings();
    assert!(prod.confirm && !prod.read_only);
}

#[test]
fn a_profile_that_is_not_there_is_told_from_its_neighbours() {
    let error = sources_of(PROFILES, Some("prd")).unwrap_err();
    assert_eq!(
        error.to_string(),
        "--profile: no profile named `prd`; did you mean `prod`?"
    );
}

#[test]
fn the_environment_stands_between_the_file_and_the_flags() {
    let environment = |name: &str| {
        let value = match name {
            "ENLIST_READ_ONLY" => "1",
            "ENLIST_API" => "beta",
            "ENLIST_TIMEOUT" => "7.5",
            "ENLIST_SETTLE" => "3",
            _ => return None,
        };
        Some(value.to_owned())
    };
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("config.toml");
    std::fs::write(&path, "api = \"v1.0\"\n[timing]\ntotal = 2\nconnect = 4").unwrap();
    let flags = layer("[timing]\nsettle = 0.5");
    let sources = sources(Some(path), None, &environment, &flags).unwrap();
    let settings = sources.settings();
    assert!(settings.read_only);
    assert_eq!(settings.api, ApiMode::Beta);
    assert_eq!(settings.timing.total, Duration::from_millis(7_500));
    assert_eq!(settings.timing.connect, Duration::from_secs(4));
    assert_eq!(settings.timing.settle, Duration::from_millis(500));
    let origins = sources.origins();
    let source = |key: &str| {
        let found = origins.iter().find(|origin| origin.key == key);
        found.map(|origin| origin.source.as_str()).unwrap()
    };
    for key in ["read_only", "api", "timing.total"] {
        assert_eq!(source(key), "environment");
    }
    assert_eq!(source("timing.settle"), "command line");
}

#[test]
fn a_switch_of_the_environment_is_a_switch() {
    let read_only = |value: &'static str| {
        let environment = move |name: &str| (name == "ENLIST_READ_ONLY").then(|| value.to_owned());
        origin::from_environment(&environment).map(|layer| layer.read_only)
    };
    assert_eq!(read_only("TRUE"), Ok(Some(true)));
    assert_eq!(read_only("0"), Ok(Some(false)));
    assert_eq!(read_only(""), Ok(None));
    let error = read_only("maybe").unwrap_err().to_string();
    assert_eq!(error, "ENLIST_READ_ONLY: `maybe` is neither true nor false");
}

#[test]
fn a_default_profile_that_is_not_there_is_found_in_the_file() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("config.toml");
    std::fs::write(&path, "\ndefault_profile = \"prd\"\n[profile.prod]\n").unwrap();
    let error = load(Some(path), &|_| None, &Layer::default()).unwrap_err();
    let text = error.to_string();
    assert!(text.contains("config.toml:2: default_profile: "), "{text}");
    assert!(text.ends_with("did you mean `prod`?"), "{text}");
}

#[test]
fn the_azure_variables_stand_below_the_file() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("config.toml");
    std::fs::write(&path, "tenant = \"file.example\"").unwrap();
    let read = |host: &'static str| {
        let environment = move |name: &str| {
            let value = match name {
                "AZURE_TENANT_ID" => "azure.example",
                "AZURE_CLIENT_ID" => "app-1",
                "AZURE_AUTHORITY_HOST" => host,
                _ => return None,
            };
            Some(value.to_owned())
        };
        sources(Some(path.clone()), None, &environment, &Layer::default())
    };
    let gov = read("login.microsoftonline.us").unwrap();
    let settings = gov.settings();
    assert_eq!(settings.graph_url.as_str(), "https://graph.microsoft.us");
    assert_eq!(settings.tenant.as_deref(), Some("file.example"));
    assert_eq!(settings.client_id.as_deref(), Some("app-1"));
    let origins = gov.origins();
    let cloud = origins.iter().find(|origin| origin.key == "cloud").unwrap();
    assert_eq!(cloud.source, "Azure variables");
    let error = read("http://login.example").unwrap_err().to_string();
    assert!(error.starts_with("AZURE_AUTHORITY_HOST: "), "{error}");
}

#[test]
fn a_bad_variable_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("config.toml");
    std::fs::write(&path, "").unwrap();
    let environment =
        |name: &str| (name == "ENLIST_GRAPH_URL").then(|| "http://graph.example".to_owned());
    let error = load(Some(path), &environment, &Layer::default()).unwrap_err();
    assert!(
        error.to_string().starts_with("ENLIST_GRAPH_URL: "),
        "{error}"
    );
}

/// A file with every setting; a new one has to be added here.
const EVERY_SETTING: &str = r#"
    cloud = "usgov"
    graph_url = "https://graph.example"
    authority_url = "https://login.example"
    tenant = "contoso.com"
    method = "certificate"
    client_id = "app-1"
    extra_scopes = ["Device.Read.All"]
    redirect_port = 9000
    certificate = "/etc/app.pem"
    certificate_key = "/etc/app.key"
    managed_identity = "object:1"
    ca_bundle = "/etc/ca.pem"
    log = "/var/log/enlist"
    read_only = true
    confirm = true
    api = "beta"
    write = "patch"
    refresh = 60
    mouse = true
    color = "bright-red"
    [timing]
    connect = 1
    read = 2
    total = 3
    settle = 4
    back_off = 5
    escape_wait = 0.5
"#;

#[test]
fn every_setting_is_read_from_the_file_taken_over_and_shown_with_its_origin() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("config.toml");
    std::fs::write(&path, EVERY_SETTING).unwrap();
    let name = path.display().to_string();
    let flags = Layer::default();
    let sources = sources(Some(path), None, &|_| None, &flags).unwrap();
    let origins = sources.origins();
    let in_file = origins.iter().filter(|origin| origin.source == name);
    let shown: BTreeSet<&str> = in_file.map(|origin| origin.key).collect();
    let keys = [Settings::KEYS, Timing::KEYS].concat();
    assert_eq!(shown, keys.into_iter().collect::<BTreeSet<_>>());
    assert_eq!(shown.len(), origins.len(), "each once");
    // What is shown is what is in force, and nothing of it is the built-in value.
    let (now, default) = (sources.settings(), Settings::default());
    let json = |settings: &Settings| serde_json::to_value(settings).unwrap();
    let (now, default) = (json(&now), json(&default));
    for key in Settings::KEYS {
        assert_ne!(now[key], default[key], "{key}");
    }
    for key in Timing::KEYS {
        let key = key.trim_start_matches("timing.");
        assert_ne!(now["timing"][key], default["timing"][key], "{key}");
    }
}

#[test]
fn every_setting_that_has_a_built_in_value_says_so() {
    let origins = without_files(&Layer::default()).origins();
    assert!(origins.iter().all(|origin| origin.source == "built in"));
    let value = |key: &str| {
        let found = origins.iter().find(|origin| origin.key == key);
        found.map(|origin| origin.value.as_str())
    };
    assert_eq!(value("cloud"), Some("Global"));
    assert_eq!(value("refresh"), Some("never"));
    assert_eq!(value("mouse"), Some("false"));
    assert_eq!(value("timing.escape_wait"), Some("0.03 s"));
    assert_eq!(value("graph_url"), None, "it follows from the cloud");
    assert_eq!(value("tenant"), None);
}

#[test]
fn an_unknown_key_is_named_with_its_file_and_line_wherever_it_stands() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("config.toml");
    for (file, place) in [
        (
            "api = \"beta\"\nmoues = true",
            ":2: moues: unknown key; did you mean `mouse`?",
        ),
        (
            "[profile.lab]\nconfrim = true",
            ":2: confrim: unknown key; did you mean `confirm`?",
        ),
        ("[timing]\n\nescape = 0.1", ":3: escape: unknown key"),
    ] {
        std::fs::write(&path, file).unwrap();
        let error = load(Some(path.clone()), &|_| None, &Layer::default()).unwrap_err();
        let text = error.to_string();
        let wanted = format!("{}{place}", path.display());
        assert!(text.starts_with(&wanted), "{text}");
    }
}

/// The value and the source of a setting, where one layer stands over the other.
fn origin_of(key: &str, below: &str, above: &str) -> Option<(String, String)> {
    let source = |name: &str, toml| Source {
        name: name.to_owned(),
        layer: layer(toml),
    };
    let sources = Sources {
        file: None,
        all: vec![source("below", below), source("above", above)],
        profile: None,
        profiles: Vec::new(),
    };
    let mut origins = sources.origins().into_iter();
    let found = origins.find(|origin| origin.key == key)?;
    Some((found.value, found.source))
}

#[test]
fn a_lock_that_is_closed_is_shown_closed_by_whoever_closed_it() {
    for key in ["read_only", "confirm"] {
        let (closed, open) = (format!("{key} = true"), format!("{key} = false"));
        let shown = Some(("true".to_owned(), "below".to_owned()));
        assert_eq!(origin_of(key, &closed, &open), shown, "{key}");
        let shown = Some(("true".to_owned(), "above".to_owned()));
        assert_eq!(origin_of(key, &open, &closed), shown, "{key}");
    }
}

#[test]
fn an_address_that_was_named_for_another_cloud_is_not_shown() {
    for (key, below) in [
        ("graph_url", "graph_url = \"https://graph.example\""),
        ("authority_url", "authority_url = \"https://login.example\""),
    ] {
        assert_eq!(origin_of(key, below, "cloud = \"china\""), None, "{key}");
        let shown = origin_of(key, "cloud = \"china\"", below).unwrap();
        assert_eq!(shown.1, "above", "{key}");
    }
}
