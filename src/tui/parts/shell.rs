//! A change as a command for a POSIX shell, to be copied: of this program, or as a plain request.
//!
//! Everything in it came from a tenant and may be pasted into a shell: each word is quoted, and if a
//! command cannot express exactly the same change, there is none.

use crate::cloud::Cloud;
use crate::config::Settings;
use crate::domain::{
    Assignment, Change, ChangeKind, Filter, FilterMode, NewTarget, ObjectId, Target, TargetField,
    TargetType, Via, WriteRequest,
};
use crate::text;

/// What a plain request does not do.
const BARE: &str = "# sends without re-read, journal and read-back";

/// The command of this program that makes a change with the same request; none if no command makes it. It
/// asks before it sends, like the screen.
#[must_use]
pub fn enlist_command(
    change: &Change,
    via: Via,
    rows: &[Assignment],
    settings: &Settings,
) -> Option<String> {
    let configuration = change.configuration.as_str();
    let mut command = Words::of("enlist");
    match &change.kind {
        ChangeKind::Retarget {
            assignment,
            from,
            to,
        } => {
            command.verb("set", &[configuration, assignment.as_str()])?;
            command.target(Some(from), to)?;
            command.option("--via", via.word());
        }
        ChangeKind::Add { target } => {
            command.verb("add", &[configuration])?;
            command.target(None, target)?;
        }
        ChangeKind::Remove { target } => {
            let row = rows.iter().find(|row| row.target.same_as(target))?;
            command.verb("remove", &[configuration, row.given_id()?])?;
        }
        ChangeKind::SetPriority { to, .. } => {
            command.verb("priority", &[configuration, &to.to_string()])?;
        }
        ChangeKind::Replace { .. } => return None,
    }
    command.place(settings);
    Some(command.joined())
}

/// A request as a curl call. The token comes from a variable, so that it is not in the shell history.
#[must_use]
pub fn curl(request: &WriteRequest, settings: &Settings) -> String {
    let url = format!("{}{}", settings.graph_url, request.path);
    // Equal JSON, without anything that a terminal would execute.
    let body = text::escape_json(&request.body);
    format!(
        "{BARE}\ncurl --globoff -X {} {} \\\n  -H \"Authorization: Bearer $TOKEN\" \\\n  -H 'Content-Type: application/json' \\\n  --data-raw {}",
        request.method,
        quoted(&text::clean(&url)),
        quoted(&body)
    )
}

/// A word, quoted so that a POSIX shell reads it unchanged.
fn quoted(word: &str) -> String {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || "_-./:@,+".contains(c);
    if !word.is_empty() && word.chars().all(is_plain) {
        return word.to_owned();
    }
    format!("'{}'", word.replace('\'', r"'\''"))
}

/// The words of a command line.
struct Words(Vec<String>);

impl Words {
    fn of(program: &str) -> Self {
        Self(vec![program.to_owned()])
    }

    /// A command with its arguments. None if they cannot be typed unchanged.
    fn verb(&mut self, verb: &str, about: &[&str]) -> Option<()> {
        self.0.push(verb.to_owned());
        for word in about {
            // An id that begins like a flag would be read as one.
            if word.is_empty() || word.starts_with('-') || word.contains(text::is_hostile) {
                return None;
            }
            self.0.push(quoted(word));
        }
        Some(())
    }

    fn option(&mut self, flag: &str, value: &str) {
        if value.starts_with('-') {
            self.0.push(format!("{flag}={}", quoted(value)));
        } else {
            self.0.extend([flag.to_owned(), quoted(value)]);
        }
    }

    /// The flags for a target, based on the current one if there is one. None if they would result in
    /// another one.
    fn target(&mut self, from: Option<&Target>, to: &Target) -> Option<()> {
        let kind = to.kind();
        let has = |field| kind.has(field);
        let object = to.object_id().filter(|_| has(TargetField::ObjectId));
        let object = match object {
            Some(id) => Some(ObjectId::parse(id).ok()?),
            None => None,
        };
        let collection = to.id().filter(|_| has(TargetField::CollectionId));
        let collection = collection.map(str::to_owned);
        if collection.iter().any(|id| id.contains(text::is_hostile)) {
            return None;
        }
        let of_type = to.target_type().filter(|_| has(TargetField::TargetType));
        let of_type = match of_type {
            Some(word) => Some(
                [TargetType::User, TargetType::Device]
                    .into_iter()
                    .find(|known| known.word() == word)?,
            ),
            None => None,
        };
        self.option("--target", kind.word());
        if let Some(id) = object
            .as_ref()
            .map(ObjectId::as_str)
            .or(collection.as_deref())
        {
            self.option("--id", id);
        }
        if let Some(of_type) = of_type {
            self.option("--target-type", of_type.word());
        }
        let new = NewTarget::of(kind, of_type, object, collection)?;
        let made = match from {
            Some(from) => from.retarget(&new),
            None => new.into_target(),
        };
        let made = match to.filter() {
            wanted if made.filter() == wanted => made,
            None => {
                self.option("--filter", "none");
                made.with_filter(None)
            }
            Some(wanted) => {
                self.filter(wanted)?;
                made.with_filter(Some(wanted))
            }
        };
        made.same_as(to).then_some(())
    }

    fn filter(&mut self, filter: &Filter) -> Option<()> {
        let id = ObjectId::parse(&filter.id).ok()?;
        if !matches!(filter.mode, FilterMode::Include | FilterMode::Exclude) {
            return None;
        }
        self.option("--filter", id.as_str());
        self.option("--filter-mode", filter.mode.word());
        Some(())
    }

    /// The flags that make the command reach the same tenant. The environment applies there as well.
    fn place(&mut self, settings: &Settings) {
        let options = if let Some(profile) = &settings.profile {
            // An address may come from a flag: without it, the command would go elsewhere.
            let url = Cloud::at(settings.graph_url.as_str())
                .is_none()
                .then(|| settings.graph_url.to_string());
            vec![("--profile", Some(profile.clone())), ("--graph-url", url)]
        } else {
            let cloud = Cloud::at(settings.graph_url.as_str());
            let is_other = cloud != Some(Cloud::default());
            let url = cloud.is_none().then(|| settings.graph_url.to_string());
            let cloud = cloud
                .filter(|_| is_other)
                .map(|cloud| cloud.name().to_owned());
            let authority = settings.authority_url.as_ref().map(ToString::to_string);
            vec![
                ("--cloud", cloud),
                ("--graph-url", url),
                ("--authority-url", authority),
                ("--method", settings.method.map(|it| it.name().to_owned())),
                ("--client-id", settings.client_id.clone()),
            ]
        };
        let tenant = settings.tenant.as_ref().map(ToString::to_string);
        for (flag, value) in options.into_iter().chain([("--tenant", tenant)]) {
            if let Some(value) = value {
                self.option(flag, &text::clean(&value));
            }
        }
    }

    fn joined(self) -> String {
        self.0.join(" ")
    }
}

#[cfg(all(test, unix))]
mod tests {
    use std::process::Command;

    use super::*;
    use crate::domain::{ApiVersion, ConfigurationId, ConfigurationType};

    /// The words that a shell makes of a command whose program does nothing but print them.
    fn words_of(program: &str, command: &str) -> Vec<String> {
        let script = format!("{program}() {{ printf '%s\\0' \"$@\"; }}\nTOKEN=secret\n{command}\n");
        let output = Command::new("sh").arg("-c").arg(script).output().unwrap();
        assert!(output.status.success(), "{command}");
        let text = String::from_utf8(output.stdout).unwrap();
        text.split_terminator('\0').map(str::to_owned).collect()
    }

    const HOSTILE: &str = "a'b\"c $(touch x) `id` \\ ; & | * ? [a] {b,c} ~ # ! \u{e9} \u{55b6}";

    fn remove(configuration: &str, assignment: &str) -> Option<String> {
        let json = format!(
            r##"{{"id":{},"target":{{"@odata.type":"#microsoft.graph.allDevicesAssignmentTarget"}}}}"##,
            serde_json::to_string(assignment).unwrap()
        );
        let row = Assignment::from_raw(&serde_json::from_str(&json).unwrap()).unwrap();
        let change = Change {
            configuration: ConfigurationId::new(configuration.to_owned()),
            configuration_name: "x".to_owned(),
            configuration_type: ConfigurationType::Esp,
            platform: None,
            kind: ChangeKind::Remove {
                target: row.target.clone(),
            },
            reverses: None,
            before: vec![row.target.clone()],
        };
        enlist_command(&change, Via::Assign, &[row], &Settings::default())
    }

    #[test]
    fn a_shell_reads_each_word_back_to_the_letter() {
        for id in [HOSTILE, "'", "''", "a b", "\\", "$TOKEN", "x'; rm -rf / #"] {
            let command = remove(id, "a").unwrap();
            assert_eq!(
                words_of("enlist", &command),
                ["remove", id, "a"],
                "{command}"
            );
            assert!(!command.contains('\n'));
        }
        assert_eq!(remove("c_1", "a-2").unwrap(), "enlist remove c_1 a-2");
    }

    #[test]
    fn what_cannot_be_typed_to_the_letter_makes_no_command() {
        for id in ["a\nb", "a\u{1b}[31m", "a\u{202e}b", "-x", "--yes", ""] {
            assert_eq!(remove(id, "a"), None, "{id:?}");
            if !id.is_empty() {
                assert_eq!(remove("c", id), None, "{id:?}");
            }
        }
    }

    #[test]
    fn a_call_of_curl_has_the_very_request_and_no_token() {
        let body =
            serde_json::to_string(&serde_json::json!({"x": format!("@{HOSTILE}\u{85}\u{202e}\n")}));
        let request = WriteRequest {
            method: "PATCH",
            via: Via::Patch,
            version: ApiVersion::V1,
            why: String::new(),
            path: "/v1.0/x/a%27b/assignments/[1]".to_owned(),
            body: body.unwrap(),
            pretty_body: String::new(),
        };
        let call = curl(&request, &Settings::default());
        let first = call.lines().next().unwrap();
        assert_eq!(first, "# sends without re-read, journal and read-back");
        assert!(call.contains("$TOKEN"));
        assert!(
            !call.contains(|c: char| c != '\n' && text::is_hostile(c)),
            "{call:?}"
        );
        let words = words_of("curl", &call);
        let expected = [
            "--globoff",
            "-X",
            "PATCH",
            "https://graph.microsoft.com/v1.0/x/a%27b/assignments/[1]",
            "-H",
            "Authorization: Bearer secret",
            "-H",
            "Content-Type: application/json",
            "--data-raw",
        ];
        assert_eq!(words[..words.len() - 1], expected);
        let read = |json: &str| serde_json::from_str::<serde_json::Value>(json).unwrap();
        assert_eq!(read(words.last().unwrap()), read(&request.body));
    }

    #[test]
    fn a_command_names_the_place_that_the_session_is_in() {
        let of = |settings: &Settings| {
            let mut words = Words::of("enlist");
            words.place(settings);
            words.joined()
        };
        assert_eq!(of(&Settings::default()), "enlist");
        let named = Settings {
            profile: Some("prod eu".to_owned()),
            tenant: "contoso.com".parse().ok(),
            graph_url: "https://graph.microsoft.us".parse().unwrap(),
            ..Settings::default()
        };
        assert_eq!(
            of(&named),
            "enlist --profile 'prod eu' --tenant contoso.com"
        );
        let elsewhere = Settings {
            graph_url: "http://127.0.0.1:4321".parse().unwrap(),
            ..named.clone()
        };
        assert_eq!(
            of(&elsewhere),
            "enlist --profile 'prod eu' --graph-url http://127.0.0.1:4321 --tenant contoso.com"
        );
        let other = Settings {
            profile: None,
            method: Some(crate::domain::Method::AzureCli),
            ..named
        };
        assert_eq!(
            of(&other),
            "enlist --cloud usgov --method azure-cli --tenant contoso.com"
        );
        let own = Settings {
            graph_url: "http://127.0.0.1:4321".parse().unwrap(),
            ..Settings::default()
        };
        assert_eq!(of(&own), "enlist --graph-url http://127.0.0.1:4321");
    }
}
