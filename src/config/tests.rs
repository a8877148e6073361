//! The order of the sources, and errors that can be looked up.

use super::*;

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
    assert_eq!(settings.sign_in.method, Some(Method::Certificate));
    assert_eq!(settings.sign_in.tenant.as_deref(), Some("flag.example"));
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
        "--profile: there is no profile `prd`; did you mean `prod`?"
    );
}

#[test]
fn a_default_profile_that_is_not_there_is_found_in_the_file() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("config.toml");
    std::fs::write(&path, "\ndefault_profile = \"prd\"\n[profile.prod]\n").unwrap();
    let error = load(Some(path), &|_| None, &Layer::default()).unwrap_err();
    let said = error.to_string();
    assert!(said.contains("config.toml:2: default_profile: "), "{said}");
    assert!(said.ends_with("did you mean `prod`?"), "{said}");
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
    assert_eq!(settings.sign_in.tenant.as_deref(), Some("file.example"));
    assert_eq!(settings.sign_in.client_id.as_deref(), Some("app-1"));
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
