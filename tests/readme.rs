//! What the README shows is what the program does: its table of keys and its pictures are made here.
//! `UPDATE_README=1` writes them anew.

#![expect(
    clippy::unwrap_used,
    reason = "a test may stop at what it did not expect"
)]

mod support;

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::time::Duration;

use enlist::config::{self, Layer, Settings};
use enlist::demo::{self, Options};
use enlist::domain::{ApiMode, Evidence, Facts, ObjectId, Observed, Outcome};
use enlist::graph::Client;
use enlist::tui::keys::command::Scope;
use enlist::tui::keys::keymap::Keymap;
use enlist::tui::parts::help::key_rows;
use enlist::tui::store::msg::{Effect, Msg};
use ratatui::buffer::Buffer;
use support::screen::ScreenTest;
use support::svg::{self, PALETTES};
use support::wire::client;

const ENGINEERING: &str = "c3dd75f6-8085-48e6-ac92-5f09a227f039";

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).to_owned()
}

/// Compares a file with what it should hold, or writes it.
fn check(path: &str, wanted: &str) {
    let path = root().join(path);
    if std::env::var_os("UPDATE_README").is_some() {
        std::fs::write(&path, wanted).unwrap();
    }
    let found = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(
        found.replace("\r\n", "\n") == wanted,
        "{} is not up to date: UPDATE_README=1 cargo test --test readme",
        path.display()
    );
}

#[test]
fn the_table_of_keys_is_the_keymap() {
    let keymap = Keymap::built_in().unwrap();
    let mut table = String::new();
    for scope in Scope::ALL {
        let _ = write!(table, "\n**{}**\n\n| Keys | |\n|---|---|\n", scope.title());
        for (keys, help) in key_rows(&keymap, scope) {
            let keys: Vec<String> = keys.split(' ').map(|key| format!("`{key}`")).collect();
            let _ = writeln!(table, "| {} | {help} |", keys.join(" "));
        }
    }
    let readme = std::fs::read_to_string(root().join("README.md")).unwrap();
    let (start, end) = ("<!-- keys -->\n", "\n<!-- end of keys -->");
    let (head, rest) = readme.split_once(start).unwrap();
    let (_, tail) = rest.split_once(end).unwrap();
    check("README.md", &format!("{head}{start}{table}{end}{tail}"));
}

/// The screen on the tenant of the demo, everything answered.
async fn screen() -> (ScreenTest, Client, demo::Service) {
    let service = demo::start(Options::default()).await.unwrap();
    let client = client(&service, ApiMode::Auto);
    let mut ui = ScreenTest::empty((96, 26), |_| {});
    let (tenant, account) = (client.tenant().await, client.account_name().await);
    ui.send(Msg::Identified {
        tenant: tenant.unwrap(),
        account: account.unwrap(),
    });
    let request = ui.list_request();
    let mut rows = Vec::new();
    let listed = client.configurations(|page| rows.extend(page)).await;
    ui.send(Msg::Page(request, rows));
    ui.send(Msg::Listed(request, listed));
    let mut ids: Vec<ObjectId> = ui
        .effects
        .iter()
        .filter_map(|effect| match effect {
            Effect::ResolveNames(ids) => Some(ids.clone()),
            _ => None,
        })
        .flatten()
        .collect();
    ids.push(ObjectId::parse(ENGINEERING).unwrap());
    let names = client.names(&ids).await;
    ui.send(Msg::Named(ids.clone(), names));
    for id in ids {
        let count = client.member_count(&id).await;
        ui.send(Msg::Counted(id, count.ok()));
    }
    ui.send(Msg::Filters(client.filters().await));
    (ui, client, service)
}

/// A still picture on each ground.
fn check_picture(name: &str, buffer: &Buffer, title: &str) {
    for palette in &PALETTES {
        let path = format!("assets/{name}-{}.svg", palette.name);
        check(&path, &svg::picture(buffer, title, palette));
    }
}

/// The groups that are found by what was typed, with their members.
async fn answer_search(ui: &mut ScreenTest, client: &Client, typed: &str) {
    let request = ui.search_request();
    let found = client.groups_like(typed).await;
    let ids: Vec<ObjectId> = found
        .iter()
        .flatten()
        .map(|group| group.id.clone())
        .collect();
    ui.send(Msg::Groups(request, found));
    for (id, count) in client.member_counts(&ids).await.unwrap() {
        ui.send(Msg::Counted(id, Some(count)));
    }
}

/// The end of the change that is under way: verified.
fn end_change(ui: &mut ScreenTest) {
    let (id, change) = ui
        .effects
        .iter()
        .find_map(|effect| match effect {
            Effect::Write(id, change) => Some((*id, change.clone())),
            _ => None,
        })
        .unwrap();
    let mut observed = ui.model.store.selected_row().unwrap().assignments.clone();
    observed[0].target = change.change.new_target().unwrap().clone();
    let facts = Facts {
        method: "PATCH",
        path: String::new(),
        status: Some(200),
        elapsed: Duration::from_millis(312),
        request_id: Some("3f2a9c1e-5c1d-4e5b-8f0a-6b7c8d9e0f11".to_owned()),
        client_request_id: String::new(),
    };
    let verified = Evidence::Verified(facts.into());
    let outcome = Outcome::from(verified).seeing(Observed::List(observed));
    ui.send(Msg::Ended(id, Box::new(outcome)));
}

#[tokio::test]
async fn the_pictures_are_what_the_screen_shows() {
    let (mut picker, client, _service) = screen().await;
    picker.keys("enter e s h o");
    answer_search(&mut picker, &client, "sho").await;
    let title = "Picking a group by a part of its name";
    check_picture("picker", &picker.buffer(), title);

    let (mut plan, ..) = screen().await;
    plan.keys("down space shift-r")
        .paste(ENGINEERING)
        .keys("enter");
    check_picture("plan", &plan.buffer(), "A plan before its yes");
}

/// A target is changed by the name of a group: form, hits, review, yes, verdict.
#[tokio::test]
async fn the_film_is_what_the_screen_shows() {
    let (mut ui, client, _service) = screen().await;
    ui.keys("enter");
    let mut screens = vec![(ui.buffer(), 1.5)];
    let show = |ui: &ScreenTest, seconds, screens: &mut Vec<(Buffer, f32)>| {
        screens.push((ui.buffer(), seconds));
    };
    ui.keys("e");
    show(&ui, 1.5, &mut screens);
    for letter in ["e", "n", "g"] {
        ui.keys(letter);
        show(&ui, 0.4, &mut screens);
    }
    answer_search(&mut ui, &client, "eng").await;
    show(&ui, 2.0, &mut screens);
    ui.keys("enter");
    show(&ui, 4.0, &mut screens);
    ui.keys("y");
    show(&ui, 0.5, &mut screens);
    end_change(&mut ui);
    show(&ui, 5.0, &mut screens);
    let title = "Changing the target of an assignment to a group by its name";
    for palette in &PALETTES {
        let film = svg::film(&screens, title, palette);
        assert!(film.len() < 300_000, "{} bytes", film.len());
        check(&format!("assets/change-{}.svg", palette.name), &film);
    }
    check_picture(
        "screen",
        &ui.buffer(),
        "The panes after a change that was verified",
    );
}

/// Each line of the section runs in a shell, one after the other, in a folder of their own.
#[cfg(unix)]
#[tokio::test(flavor = "multi_thread")]
async fn the_lines_for_scripts_run() {
    let readme = std::fs::read_to_string(root().join("README.md")).unwrap();
    let section = readme.split("## Scripting").nth(1).unwrap();
    let lines = section.split("```sh\n").nth(1).unwrap();
    let lines: Vec<&str> = lines.split("```").next().unwrap().lines().collect();
    assert_eq!(lines.len(), 4);
    let service = demo::start(Options::default()).await.unwrap();
    let folder = tempfile::tempdir().unwrap();
    let program = Path::new(env!("CARGO_BIN_EXE_enlist")).parent().unwrap();
    let path = std::env::var("PATH").unwrap();
    for line in lines {
        let output = std::process::Command::new("sh")
            .args(["-c", line])
            .current_dir(folder.path())
            .env("PATH", format!("{}:{path}", program.display()))
            .env("ENLIST_GRAPH_URL", &service.base_url)
            .env("ENLIST_ACCESS_TOKEN", &service.token)
            .env_remove("ENLIST_CONFIG")
            .env("XDG_CONFIG_HOME", folder.path())
            .env("XDG_STATE_HOME", folder.path())
            .stdin(std::process::Stdio::null())
            .output()
            .unwrap();
        assert!(output.status.success(), "{line}: {output:?}");
    }
    let read = |name: &str| std::fs::read_to_string(folder.path().join(name)).unwrap();
    assert!(read("assignments.csv").contains("Sales EMEA"));
    let done: serde_json::Value = serde_json::from_str(&read("done.json")).unwrap();
    assert_eq!(done["verdict"], "verified");
    assert!(read("move.toml").contains("Finance"));
}

#[test]
fn every_flag_that_the_readme_names_exists() {
    let readme = std::fs::read_to_string(root().join("README.md")).unwrap();
    let command = enlist::cli::command();
    let known: Vec<String> = command
        .get_arguments()
        .chain(
            command
                .get_subcommands()
                .flat_map(clap::Command::get_arguments),
        )
        .filter_map(|argument| argument.get_long())
        .map(|name| format!("--{name}"))
        // Those of cargo, and the one that every command has.
        .chain(["--release", "--open", "--help"].map(ToOwned::to_owned))
        .collect();
    let is_flag = |c: char| c.is_ascii_alphanumeric() || c == '-';
    for word in readme.split(|c| !is_flag(c)).filter(|word| {
        word.starts_with("--") && word.chars().nth(2).is_some_and(|c| c.is_ascii_alphabetic())
    }) {
        assert!(
            known.iter().any(|flag| flag == word),
            "{word} does not exist"
        );
    }
}

#[test]
fn the_config_file_in_the_readme_holds_the_built_in_values() {
    let readme = std::fs::read_to_string(root().join("README.md")).unwrap();
    let mut files = readme.split("```toml\n").skip(1);
    let mut file = || files.next().unwrap().split("```").next().unwrap();
    let (file, profiles) = (file(), file());
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("config.toml");
    std::fs::write(&path, file).unwrap();
    let settings = config::load(Some(path), &|_| None, &Layer::default());
    assert_eq!(settings, Ok(Settings::default()));
    let path = folder.path().join("profiles.toml");
    std::fs::write(&path, profiles).unwrap();
    for profile in ["lab", "production"] {
        let sources = config::sources(
            Some(path.clone()),
            Some(profile.to_owned()),
            &|_| None,
            &Layer::default(),
        );
        let settings = sources.unwrap().settings();
        assert_eq!(settings.confirm, profile == "production");
    }
}
