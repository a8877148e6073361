//! Each row of the README's table of sign-ins, run as it is printed, against the embedded authority.

#![cfg(unix)]
#![expect(
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test may stop at what it did not expect"
)]

mod support;

use std::io::{Read, Write};
use std::net::TcpStream;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::{Command, Output, Stdio};

use enlist::demo::{self, AuthoritySettings};
use support::pty::{Program, enlist};

/// The tenant of the embedded service, in the place of a domain that it does not know.
const TENANT: &str = "f6fadfa7-e5c1-4b62-9362-da5cc13da58a";

/// A row: the method, and the line to type.
struct Row {
    method: String,
    line: String,
}

fn rows() -> Vec<Row> {
    let readme = Path::new(env!("CARGO_MANIFEST_DIR")).join("README.md");
    let readme = std::fs::read_to_string(readme).unwrap();
    let (_, table) = readme.split_once("<!-- sign-in -->").unwrap();
    let (table, _) = table.split_once("<!-- end of sign-in -->").unwrap();
    table
        .replace("\\|", "¦")
        .lines()
        .filter(|line| line.starts_with("| ") && line.contains('`') && !line.contains("you type"))
        .map(|line| {
            let cells: Vec<&str> = line.trim_matches('|').split('|').map(str::trim).collect();
            Row {
                method: cells[1].to_owned(),
                line: cells[2].trim_matches('`').to_owned(),
            }
        })
        .collect()
}

/// An embedded service, and a place with all that the lines name.
struct SignInSetup {
    service: demo::Service,
    authority: AuthoritySettings,
    folder: tempfile::TempDir,
}

impl SignInSetup {
    async fn new() -> Self {
        let service = demo::start(demo::Options::default()).await.unwrap();
        let mut authority = service.control.authority();
        authority.interval = 0;
        service.control.set_authority(authority.clone());
        let folder = tempfile::tempdir().unwrap();
        let key = rcgen::KeyPair::generate_for(&rcgen::PKCS_RSA_SHA256);
        let pem = match key {
            Ok(key) => {
                let certificate = rcgen::CertificateParams::new(Vec::new())
                    .unwrap()
                    .self_signed(&key)
                    .unwrap();
                assert!(service.control.register_key(&key.public_key_pem()));
                certificate.pem() + &key.serialize_pem()
            }
            Err(error) => panic!("no RSA key: {error}"),
        };
        std::fs::write(folder.path().join("app.pem"), pem).unwrap();
        std::fs::write(folder.path().join("token.jwt"), &authority.federated_token).unwrap();
        let az = folder.path().join("az");
        let script = format!(
            "#!/bin/sh\necho '{{\"accessToken\":\"{}\",\"expires_on\":4102444800,\"tokenType\":\"Bearer\"}}'\n",
            service.token
        );
        std::fs::write(&az, script).unwrap();
        std::fs::set_permissions(&az, std::fs::Permissions::from_mode(0o755)).unwrap();
        Self {
            service,
            authority,
            folder,
        }
    }

    /// The variables of a line, its arguments, and whether something is piped in. What a reader fills in
    /// is filled in.
    fn parts(&self, line: &str) -> (Vec<(String, String)>, Vec<String>, bool) {
        let (piped, line) = match line.split_once('¦') {
            Some((_, line)) => (true, line),
            None => (false, line),
        };
        let filled = line
            .replace("contoso.com", TENANT)
            .replace("=ID", "=demo-app")
            .replace("=SECRET", &format!("={}", self.authority.secret));
        let words: Vec<&str> = filled.split_whitespace().collect();
        let at = words.iter().position(|word| *word == "enlist").unwrap();
        let variables = words[..at]
            .iter()
            .map(|word| word.split_once('=').unwrap())
            .map(|(name, value)| (name.to_owned(), value.to_owned()))
            .collect();
        let mut args: Vec<String> = words[at + 1..].iter().map(ToString::to_string).collect();
        for flag in ["--graph-url", "--authority-url"] {
            args.extend([flag.to_owned(), self.service.base_url.clone()]);
        }
        (variables, args, piped)
    }

    fn environment(&self) -> Vec<(String, String)> {
        let path = format!(
            "{}:{}",
            self.folder.path().display(),
            std::env::var("PATH").unwrap()
        );
        let home = self.folder.path().display().to_string();
        [
            ("PATH", path),
            ("HOME", home),
            (
                "IDENTITY_ENDPOINT",
                format!("{}/msi/token", self.service.base_url),
            ),
            ("IDENTITY_HEADER", self.authority.identity_header.clone()),
        ]
        .map(|(name, value)| (name.to_owned(), value))
        .into()
    }

    /// Runs a line that needs nobody.
    fn run(&self, line: &str) -> Output {
        let (variables, args, piped) = self.parts(line);
        let mut child = Command::new(enlist())
            .args(args)
            .current_dir(self.folder.path())
            .env_clear()
            .envs(self.environment())
            .envs(variables)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut input = child.stdin.take().unwrap();
        if piped {
            input.write_all(self.service.token.as_bytes()).unwrap();
        }
        drop(input);
        child.wait_with_output().unwrap()
    }

    /// Runs a line that needs somebody, on a terminal.
    fn program(&self, line: &str, more: &[&str]) -> Program {
        let (mut variables, mut args, _) = self.parts(line);
        args.extend(more.iter().map(ToString::to_string));
        // The built-in app is not registered at the embedded authority.
        variables.push(("AZURE_CLIENT_ID".to_owned(), "demo-app".to_owned()));
        let args: Vec<&str> = args.iter().map(String::as_str).collect();
        let variables: Vec<(&str, &str)> = variables
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str()))
            .collect();
        Program::start(enlist(), &args, &variables)
    }
}

fn free_port() -> String {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    listener.local_addr().unwrap().port().to_string()
}

#[test]
fn the_port_to_forward_in_the_readme_is_the_built_in_one() {
    let built_in = enlist::config::Settings::default().redirect_port;
    let readme = Path::new(env!("CARGO_MANIFEST_DIR")).join("README.md");
    let readme = std::fs::read_to_string(readme).unwrap();
    assert!(readme.contains(&format!("`ssh -L {built_in}:localhost:{built_in}`")));
}

/// Where the page of a sign-in sends a browser to, without going there.
fn sent_to(url: &str) -> String {
    let (host, path) = url
        .strip_prefix("http://")
        .unwrap()
        .split_once('/')
        .unwrap();
    let mut stream = TcpStream::connect(host).unwrap();
    let request = format!("GET /{path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n");
    stream.write_all(request.as_bytes()).unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    let is_next = |line: &&str| line.to_ascii_lowercase().starts_with("location:");
    let next = answer.lines().find(is_next).unwrap();
    next.split_once(':').unwrap().1.trim().to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_command_takes_the_address_on_which_the_browser_ended() {
    let ui = SignInSetup::new().await;
    let port = free_port();
    let list = "enlist --tenant contoso.com --method browser list";
    let mut program = ui.program(list, &["--redirect-port", &port]);
    program.see("Open this page in a browser").see("paste");
    // The terminal broke it into lines of its width.
    let screen = program.screen();
    let (_, rest) = screen.split_once("http://").unwrap();
    let (page, _) = rest.split_once("From another").unwrap();
    let page: String = page.split_whitespace().collect();
    let address = sent_to(&format!("http://{page}"));
    program.send("http://localhost/\r").see("not the address");
    program
        .send(&format!("{address}\r"))
        .see("Attestation preview");
    let code = address.split("code=").nth(1).unwrap().get(..8).unwrap();
    assert!(!program.screen().contains(code), "it is not shown");
    assert!(program.wait_exit().success());
    program.assert_cooked();

    let mut program = ui.program(list, &["--redirect-port", &port]);
    program.see("Open this page in a browser").see("paste");
    program.send("\x03");
    assert_eq!(program.wait_exit().exit_code(), 130);
    program.assert_cooked();

    let _busy = std::net::TcpListener::bind(format!("127.0.0.1:{port}")).unwrap();
    let mut program = ui.program(list, &["--redirect-port", &port]);
    program.see("redirect_port");
    assert_eq!(program.wait_exit().exit_code(), 5);
}

/// Opens a page as a browser does, and goes where it is sent.
fn visit(url: &str) {
    let mut url = url.to_owned();
    for _ in 0..3 {
        let rest = url.strip_prefix("http://").unwrap();
        let (host, path) = rest.split_once('/').unwrap();
        let mut stream = TcpStream::connect(host).unwrap();
        let request = format!("GET /{path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n");
        stream.write_all(request.as_bytes()).unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        let is_next = |line: &&str| line.to_ascii_lowercase().starts_with("location:");
        let Some(next) = answer.lines().find(is_next) else {
            return;
        };
        next.split_once(':').unwrap().1.trim().clone_into(&mut url);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_row_of_the_readme_signs_in() {
    let ui = SignInSetup::new().await;
    let rows = rows();
    assert_eq!(rows.len(), 9, "each row is looked at");
    for Row { method, line } in rows {
        match (method.as_str(), line.contains("login")) {
            ("device-code", false) => {
                let mut program = ui.program(&line, &[]);
                program
                    .see("and enter this code:")
                    .see("Configurations 38 ");
            }
            ("browser", _) => {
                // The port of the row is the built-in one, which another test may have at this moment.
                let port = free_port();
                let mut program = ui.program(&line, &["--redirect-port", &port]);
                program.see("Open this page in a browser").see("›");
                // Over the screen it is broken into lines: the clipboard has it whole.
                let url = program.clipboard("\x19");
                assert!(url.contains(&format!("localhost%3A{port}&")), "{url}");
                visit(&url);
                program.see("Configurations 38 ");
            }
            ("device-code", true) => login(&ui, &line),
            _ => {
                let output = ui.run(&line);
                let (out, err) = (
                    String::from_utf8_lossy(&output.stdout).into_owned(),
                    String::from_utf8_lossy(&output.stderr).into_owned(),
                );
                assert_eq!(output.status.code(), Some(0), "{method}: {err}");
                assert!(out.contains("Corp ESP"), "{method}: {out}");
                let secrets = [&ui.authority.secret, &ui.authority.federated_token];
                for secret in secrets.into_iter().chain([&ui.service.token]) {
                    assert!(!out.contains(secret.as_str()) && !err.contains(secret.as_str()));
                }
            }
        }
    }
}

/// One sign-in for the commands that follow; where the system has no keyring, that is said.
fn login(ui: &SignInSetup, line: &str) {
    let mut program = ui.program(line, &[]);
    program.wait_for("the end of the sign-in", |screen| {
        let message = screen.contents();
        message.contains("Signed in as") || message.contains("keyring")
    });
    // A container may well have none: then that is what is said.
    if program.screen().contains("cannot be used") {
        assert_eq!(program.wait_exit().exit_code(), 1);
        return;
    }
    assert!(program.wait_exit().success());
    let with_app = |line: &str| format!("AZURE_CLIENT_ID=ID {line}");
    let list = |wanted: i32| {
        let output = ui.run(&with_app("enlist list"));
        let message = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(wanted), "{message}");
        message
    };
    // The authority takes each refresh token once: every command leaves the next one its own.
    for _ in 0..3 {
        list(0);
    }
    let together = || {
        std::thread::scope(|scope| {
            let runs: Vec<_> = (0..4)
                .map(|_| scope.spawn(|| ui.run(&with_app("enlist list")).status.code()))
                .collect();
            runs.into_iter().map(|run| run.join().unwrap()).collect()
        })
    };
    let codes: Vec<Option<i32>> = together();
    assert_eq!(codes, [Some(0); 4]);
    assert_eq!(ui.run(&with_app("enlist doctor")).status.code(), Some(0));
    list(0);
    // A sign-in that the tenant has ended is kept no longer.
    ui.service.control.revoke_sign_ins();
    assert!(list(5).contains("enlist login"));
    let output = ui.run(&with_app("enlist logout"));
    assert!(String::from_utf8_lossy(&output.stdout).contains("No sign-in was stored"));

    let mut program = ui.program(line, &[]);
    program.see("Signed in as");
    assert!(program.wait_exit().success());
    // What else is wrong today keeps nobody signed in.
    let logout = with_app("HTTPS_PROXY=:// ENLIST_ACCESS_TOKEN=x enlist logout");
    let output = ui.run(&logout);
    assert!(String::from_utf8_lossy(&output.stdout).contains("Signed out"));
    list(5);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_sign_in_in_the_middle_of_work_keeps_screen_and_form() {
    let ui = SignInSetup::new().await;
    let mut program = ui.program("enlist --tenant contoso.com", &[]);
    program.see("Configurations 38 ");
    program.send("\re").see("Change target · Corp ESP");
    ui.service.control.revoke_tokens();
    ui.service.control.revoke_sign_ins();
    // The name that is looked up for what is pasted needs a token.
    let pasted = "00000000-1111-4222-8333-444444444444";
    program.paste(pasted).see("and enter this code:");
    program.see_no_more("and enter this code:");
    program
        .see("Change target · Corp ESP")
        .see(pasted)
        .see("Configurations 38 ");
}

/// All that lies below a folder, as text.
fn files(folder: &Path) -> String {
    let mut all = String::new();
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_dir() {
            all += &files(&path);
        } else {
            all += &String::from_utf8_lossy(&std::fs::read(&path).unwrap());
        }
    }
    all
}

/// Commands that say much, each with its exit code.
fn telling(app: &str, secret: &str, id: &str, log: &str) -> Vec<(String, i32)> {
    vec![
        (format!("{secret} enlist --log {log} list"), 0),
        (
            format!("{app} AZURE_CLIENT_SECRET=hush enlist --log {log} list"),
            5,
        ),
        (
            format!("ENLIST_ACCESS_TOKEN=hush enlist --log {log} list"),
            5,
        ),
        (format!("{secret} enlist doctor"), 0),
        (format!("{secret} enlist doctor --json"), 0),
        (format!("{secret} enlist config --json"), 0),
        (
            format!("{secret} enlist add {id} --target group --group Engineering --yes"),
            0,
        ),
        (format!("{secret} enlist journal --json"), 0),
        (format!("{app} AZURE_CLIENT_SECRET=hush enlist list"), 5),
        (format!("{app} AZURE_CLIENT_SECRET=hush enlist doctor"), 1),
        (
            format!(
                "{app} AZURE_CLIENT_CERTIFICATE_PATH=token.jwt AZURE_CLIENT_CERTIFICATE_PASSWORD=hush enlist list"
            ),
            5,
        ),
        (
            format!("{app} AZURE_FEDERATED_TOKEN_FILE=app.pem enlist list"),
            5,
        ),
        (
            "IDENTITY_HEADER=hush enlist --method managed-identity list".to_owned(),
            5,
        ),
        ("ENLIST_ACCESS_TOKEN=hush enlist list".to_owned(), 5),
        ("ENLIST_ACCESS_TOKEN=hush enlist config".to_owned(), 0),
        (
            "HTTPS_PROXY=http://u:hush@:x enlist --method azure-cli list".to_owned(),
            2,
        ),
        (
            "HTTPS_PROXY=http://u:hush@:x enlist --method azure-cli doctor".to_owned(),
            1,
        ),
    ]
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_that_the_program_says_or_writes_down_holds_a_secret() {
    let ui = SignInSetup::new().await;
    let app = "AZURE_TENANT_ID=contoso.com AZURE_CLIENT_ID=ID";
    let secret = format!("{app} AZURE_CLIENT_SECRET=SECRET");
    let listed = ui.run(&format!("{secret} enlist list --json"));
    let listed: serde_json::Value = serde_json::from_slice(&listed.stdout).unwrap();
    let rows = listed["configurations"].as_array().unwrap();
    let corp = rows.iter().find(|row| row["name"] == "Corp ESP").unwrap();
    let id = corp["id"].as_str().unwrap();
    let mut message = String::new();
    let log = ui.folder.path().join("enlist.log");
    let log = log.display();
    for (line, code) in telling(app, &secret, id, &log.to_string()) {
        let output = ui.run(&line);
        let out = String::from_utf8_lossy(&output.stdout);
        let err = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(code), "{line}: {out}{err}");
        message += &out;
        message += &err;
    }
    // What an app should know of its rights stays on the screen, whatever is pressed.
    let mut program = ui.program(&format!("{secret} enlist"), &[]);
    program.see("Configurations 38 ").see("Signed in as an app");
    program.send("jjk").settle();
    program.see("Signed in as an app").send("q");
    assert!(program.wait_exit().success());
    message += &program.written();

    let line = "ENLIST_ACCESS_TOKEN=hush enlist --method token";
    let mut program = ui.program(line, &[]);
    program.see("Paste an access token");
    // What has opened by itself does not listen at first.
    program.press_until("\x1b", "the sign-in to close", |screen| {
        !screen.contents().contains("Paste an access token")
    });
    program.send(":").see("Commands").send("renew\r");
    program.see("Paste an access token");
    program.paste(&ui.service.token).see("characters)");
    program.send("\r").see("Configurations 38 ").send("q");
    assert!(program.wait_exit().success());
    message += &program.written();
    message += &files(&ui.folder.path().join(".local"));
    assert!(message.contains("Corp ESP"), "the journal was read");
    let log = std::fs::read_to_string(log.to_string()).unwrap();
    assert!(
        log.contains("sign-in ") && log.contains("GET /beta/deviceManagement/"),
        "{log}"
    );
    message += &log;
    let key = std::fs::read_to_string(ui.folder.path().join("app.pem")).unwrap();
    let key = key.split("PRIVATE KEY-----").nth(1).unwrap();
    let key = key.trim().lines().nth(1).unwrap();
    for secret in [
        "hush",
        &ui.authority.secret,
        &ui.authority.federated_token,
        &ui.service.token,
        "demo-refresh-",
        "eyJ",
        key,
    ] {
        assert!(!message.contains(secret), "{secret} in {message}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_doctor_goes_on_without_a_config_file_that_cannot_be_read() {
    let ui = SignInSetup::new().await;
    let folder = ui.folder.path().join(".config/enlist");
    std::fs::create_dir_all(&folder).unwrap();
    std::fs::write(folder.join("config.toml"), "red_only = true\n").unwrap();
    let output = ui.run("ENLIST_ACCESS_TOKEN=x enlist doctor --json");
    assert_eq!(output.status.code(), Some(1));
    let message: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    let checks = message["checks"].as_array().unwrap();
    let check = |name: &str| checks.iter().find(|check| check["name"] == name).unwrap();
    let settings = check("settings");
    assert_eq!(settings["state"], "bad");
    assert!(
        settings["found"]
            .as_str()
            .unwrap()
            .contains("config.toml:1")
    );
    assert!(settings["hint"].as_str().unwrap().contains("built-in"));
    assert!(
        check("terminal")["found"]
            .as_str()
            .unwrap()
            .contains("TERM")
    );
    assert_eq!(check("clock")["state"], "ok");
}
