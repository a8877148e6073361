//! A line of a shell as the commands in it: enough for the lines that README and docs show.

/// A command: the program and its arguments.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct Simple {
    pub words: Vec<String>,
}

/// The commands of a script, one for each part of a pipe or a list. Comments, redirections and variables
/// before a command are left out.
pub fn commands(script: &str) -> Vec<Simple> {
    let script = script.replace("\\\n", " ");
    let mut found = Vec::new();
    for line in script.lines() {
        let line = line.strip_prefix("$ ").unwrap_or(line);
        for words in split(line) {
            let words = without_surroundings(words);
            if !words.is_empty() {
                found.push(Simple { words });
            }
        }
    }
    found
}

/// Words between blanks, in one list for each part of a line.
fn split(line: &str) -> Vec<Vec<String>> {
    let (mut parts, mut words) = (Vec::new(), Vec::new());
    let (mut word, mut quote): (Option<String>, Option<char>) = (None, None);
    let mut letters = line.chars().peekable();
    while let Some(letter) = letters.next() {
        match (quote, letter) {
            (Some(open), _) if open == letter => quote = None,
            (Some('"') | None, '\\') => word.get_or_insert_default().extend(letters.next()),
            (None, '\'' | '"') => {
                quote = Some(letter);
                word.get_or_insert_default();
            }
            (None, '#') if word.is_none() => break,
            (None, ' ' | '\t') => words.extend(word.take()),
            (None, '|' | ';' | '(' | ')') => {
                words.extend(word.take());
                parts.push(std::mem::take(&mut words));
            }
            (None, '&') if letters.peek() == Some(&'&') => {
                letters.next();
                words.extend(word.take());
                parts.push(std::mem::take(&mut words));
            }
            _ => word.get_or_insert_default().push(letter),
        }
    }
    words.extend(word);
    parts.push(words);
    parts
}

/// The words without what stands around them: variables, redirections, words of the shell.
fn without_surroundings(words: Vec<String>) -> Vec<String> {
    let mut kept = Vec::new();
    let mut words = words.into_iter();
    while let Some(word) = words.next() {
        let is_variable = word.split_once('=').is_some_and(|(name, _)| {
            !name.is_empty() && name.chars().all(|c| c.is_ascii_uppercase() || c == '_')
        });
        let is_word = matches!(
            word.as_str(),
            "if" | "then" | "else" | "while" | "do" | "!" | "exec" | "&"
        );
        if kept.is_empty() && (is_variable || is_word) {
            continue;
        }
        let bare = word.trim_start_matches(|c: char| c.is_ascii_digit());
        if let Some(target) = bare.strip_prefix(['>', '<']) {
            if matches!(target, "" | ">") {
                words.next();
            }
            continue;
        }
        kept.push(word);
    }
    kept
}

#[test]
fn a_line_is_split_as_a_shell_splits_it() {
    let words = |script: &str| -> Vec<Vec<String>> {
        commands(script).into_iter().map(|it| it.words).collect()
    };
    assert_eq!(
        words("A=1 enlist set \"Corp ESP\" x && enlist list > out.csv # a comment"),
        [
            vec!["enlist", "set", "Corp ESP", "x"],
            vec!["enlist", "list"]
        ]
    );
    assert_eq!(
        words("get-a-token | enlist list \\\n  --json 2>errors"),
        [vec!["get-a-token"], vec!["enlist", "list", "--json"]]
    );
    assert_eq!(
        words("echo '{\"a\": 1}'; if ! enlist diff a.json; then"),
        [vec!["echo", "{\"a\": 1}"], vec!["enlist", "diff", "a.json"]]
    );
}
