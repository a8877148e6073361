//! What goes out with the program: the licenses of what it is made of. `.ci/package/licenses` writes them anew.

#![expect(
    clippy::unwrap_used,
    reason = "a test may stop at what it did not expect"
)]

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::process::Command;

use serde_json::Value;

/// The name and the version of a crate.
type Named = (String, String);

fn read(name: &str) -> String {
    std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(name)).unwrap()
}

/// The licenses in THIRD-PARTY.md, and the crates under each.
fn third_party() -> BTreeMap<String, BTreeSet<Named>> {
    let file = read("THIRD-PARTY.md");
    let mut licenses = BTreeMap::<_, BTreeSet<Named>>::new();
    for section in file.split("\n## ").skip(1) {
        let (title, text) = section.split_once('\n').unwrap();
        let named = text
            .split("```")
            .next()
            .unwrap()
            .lines()
            .filter_map(|line| {
                let (name, version) = line.strip_prefix("- ")?.split_once(' ')?;
                Some((name.to_owned(), version.to_owned()))
            });
        licenses.entry(title.to_owned()).or_default().extend(named);
    }
    licenses
}

fn output(program: &str, args: &[&str]) -> String {
    let output = Command::new(program)
        .args(args)
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .unwrap();
    assert!(output.status.success(), "{output:?}");
    String::from_utf8(output.stdout).unwrap()
}

/// The crates that a build of the program for this machine is made of.
fn in_the_program() -> BTreeSet<Named> {
    let about = output("rustc", &["-vV"]);
    let host = about.lines().find_map(|line| line.strip_prefix("host: "));
    let asked = ["metadata", "--locked", "--offline", "--format-version", "1"];
    let filter = ["--filter-platform", host.unwrap()];
    let metadata = output(
        &std::env::var("CARGO").unwrap(),
        &[&asked[..], &filter].concat(),
    );
    let metadata: Value = serde_json::from_str(&metadata).unwrap();
    let list = |value: &Value| value.as_array().unwrap().clone();
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let names: BTreeMap<String, Named> = list(&metadata["packages"])
        .iter()
        .map(|it| (text(&it["id"]), (text(&it["name"]), text(&it["version"]))))
        .collect();
    let nodes: BTreeMap<String, Vec<Value>> = list(&metadata["resolve"]["nodes"])
        .iter()
        .map(|it| (text(&it["id"]), list(&it["deps"])))
        .collect();
    let own = names.iter().find(|(_, it)| it.0 == "enlist").unwrap().0;
    let mut open = vec![own.clone()];
    let mut reached = BTreeSet::new();
    while let Some(next) = open.pop() {
        for needed in &nodes[&next] {
            // Neither what tests need nor what builds need is in the program.
            let is_in_it = list(&needed["dep_kinds"])
                .iter()
                .any(|it| it["kind"].is_null());
            let id = text(&needed["pkg"]);
            if is_in_it && reached.insert(id.clone()) {
                open.push(id);
            }
        }
    }
    reached.iter().map(|id| names[id].clone()).collect()
}

#[test]
fn each_crate_of_the_program_is_named_with_its_license() {
    let named: BTreeSet<Named> = third_party().into_values().flatten().collect();
    let missing: Vec<Named> = in_the_program().difference(&named).cloned().collect();
    assert!(
        missing.is_empty(),
        "run .ci/package/licenses for {missing:?}"
    );
    // What other platforms need stands there too, and nothing that has gone.
    let lock: toml::Table = read("Cargo.lock").parse().unwrap();
    let text = |value: &toml::Value| value.as_str().unwrap().to_owned();
    let packages = lock["package"].as_array().unwrap().iter();
    let locked: BTreeSet<Named> = packages
        .map(|it| (text(&it["name"]), text(&it["version"])))
        .collect();
    let gone: Vec<&Named> = named.difference(&locked).collect();
    assert!(
        gone.is_empty(),
        "run .ci/package/licenses: {gone:?} have gone"
    );
}

#[test]
fn a_license_that_asks_for_more_than_its_text_is_followed() {
    let plain = [
        "MIT",
        "Apache-2.0",
        "ISC",
        "BSD-3-Clause",
        "Zlib",
        "Unicode-3.0",
    ];
    let names = |named: BTreeSet<Named>| named.into_iter().map(|it| it.0).collect::<Vec<_>>();
    let special: Vec<(String, Vec<String>)> = third_party()
        .into_iter()
        .filter(|(license, _)| !plain.contains(&license.as_str()))
        .map(|(license, named)| (license, names(named)))
        .collect();
    assert_eq!(
        special,
        [("MPL-2.0".to_owned(), vec!["nucleo-matcher".to_owned()])]
    );
    // It wants readers to know where the source is.
    let file = read("THIRD-PARTY.md");
    let head = file.split("\n## ").next().unwrap();
    assert!(head.contains("The source of `nucleo-matcher`"), "{head}");
}
