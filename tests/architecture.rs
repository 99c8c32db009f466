//! Defends the directions of import, and what the trusted part may never touch.
//!
//! Reads the sources as text. Tests inside the sources are free.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// What each module at the root may name, beside itself.
const MAY_USE: &[(&str, &[&str])] = &[
    ("number", &[]),
    ("term", &["number"]),
    ("rule", &["number", "term", "kernel::obligation"]),
    ("kernel", &["number", "term", "rule"]),
    ("source", &[]),
    ("diagnostic", &["source"]),
    ("syntax", &["number", "source", "diagnostic"]),
    ("elaborate", &["number", "term", "rule", "kernel::obligation", "source", "diagnostic", "syntax"]),
    ("normal", &["number", "term", "rule", "kernel"]),
    ("prove", &["number", "term", "rule", "kernel", "normal", "elaborate"]),
    ("evaluate", &["number", "term", "rule", "kernel"]),
    ("report", &["source", "diagnostic", "syntax", "rule"]),
    (
        "check",
        &[
            "number",
            "term",
            "rule",
            "kernel",
            "source",
            "diagnostic",
            "syntax",
            "elaborate",
            "normal",
            "prove",
            "evaluate",
            "report",
        ],
    ),
    ("cli", &["rule", "source", "diagnostic", "syntax", "check", "report"]),
];

/// Modules whose word is final.
const TRUSTED: &[&str] = &["number", "term", "rule", "kernel"];

/// Nothing of this may be named in the trusted part.
const NEVER_TRUSTED: &[&str] =
    &["serde", "nom", "egg", "clap", "pretty", "annotate_snippets", "Span", "f32", "f64", "HashMap", "HashSet", "unsafe"];

/// One source file: its path below `src`, and its text without comments, strings and tests.
struct Source {
    path: PathBuf,
    code: String,
}

impl Source {
    /// The module at the root that it belongs to.
    fn module(&self) -> String {
        let first = self.path.components().next().map(|c| c.as_os_str().to_string_lossy().into_owned());
        first.unwrap_or_default().trim_end_matches(".rs").to_owned()
    }
    /// How many modules it stands below the root.
    fn depth(&self) -> usize {
        let parts = self.path.components().count();
        if self.path.file_name().is_some_and(|f| f == "mod.rs") { parts - 1 } else { parts }
    }
    /// Its words and the signs between them.
    fn tokens(&self) -> Vec<&str> {
        let word = |c: char| c.is_alphanumeric() || c == '_';
        let mut tokens = Vec::new();
        let mut rest = self.code.as_str();
        while let Some(first) = rest.chars().next() {
            let length = if word(first) { rest.find(|c| !word(c)).unwrap_or(rest.len()) } else { first.len_utf8() };
            let (token, after) = rest.split_at(length);
            if !first.is_whitespace() {
                tokens.push(token);
            }
            rest = after;
        }
        tokens
    }
}

fn sources() -> Vec<Source> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let (mut open, mut found) = (vec![root.clone()], Vec::new());
    while let Some(folder) = open.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                open.push(path);
            } else if path.extension().is_some_and(|e| e == "rs") {
                let text = std::fs::read_to_string(&path).unwrap();
                let path = path.strip_prefix(&root).unwrap().to_owned();
                if path.components().any(|c| matches!(c.as_os_str().to_str(), Some("tests" | "tests.rs"))) {
                    continue;
                }
                let code = strip(text.split("#[cfg(test)]\nmod tests {").next().unwrap_or_default());
                found.push(Source { path, code });
            }
        }
    }
    found.sort_by(|a, b| a.path.cmp(&b.path));
    assert!(found.len() > 20, "the sources are found");
    found
}

/// The code without comments and the contents of strings.
fn strip(text: &str) -> String {
    let mut code = String::new();
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '/' if chars.peek() == Some(&'/') => {
                chars.by_ref().find(|c| *c == '\n');
                code.push('\n');
            }
            '"' => {
                while let Some(c) = chars.next() {
                    match c {
                        '\\' => drop(chars.next()),
                        '"' => break,
                        _ => {}
                    }
                }
                code.push_str("\"\"");
            }
            '\'' => {
                let mut ahead = chars.clone();
                let (first, second) = (ahead.next(), ahead.next());
                if first == Some('\\') || second == Some('\'') {
                    chars.by_ref().skip(1).find(|c| *c == '\'');
                }
            }
            _ => code.push(c),
        }
    }
    code
}

/// What a file names of the crate: each path as `module` or `module::item`, from `crate::…` and from `super::…`
/// that reaches the root. Groups in braces are followed one level, which is all that the sources use at the root.
fn named(source: &Source) -> Vec<String> {
    let tokens = source.tokens();
    let mut found = Vec::new();
    for at in 0..tokens.len() {
        let after = match tokens[at] {
            "crate" if at == 0 || tokens[at - 1] != "(" || tokens.get(at + 1) == Some(&":") => at + 1,
            "super" if at < 2 || tokens[at - 1] != ":" => {
                let mut ups = 1;
                let mut end = at + 1;
                while tokens.get(end..end + 3) == Some(&[":", ":", "super"]) {
                    (ups, end) = (ups + 1, end + 3);
                }
                if ups < source.depth() || in_test_module(&tokens, at) {
                    continue;
                }
                end
            }
            _ => continue,
        };
        if tokens.get(after..after + 2) == Some(&[":", ":"]) {
            found.extend(targets(&tokens[after + 2..]));
        }
    }
    found
}

/// `super` in a module inside the file means the file itself.
fn in_test_module(tokens: &[&str], at: usize) -> bool {
    tokens[..at].windows(3).any(|w| w[0] == "mod" && w[2] == "{")
}

/// The paths that begin here: `a`, `a::b`, or those of a group `{a, b::c}`.
fn targets(tokens: &[&str]) -> Vec<String> {
    let path = |tokens: &[&str]| match tokens {
        [module, ":", ":", item, ..] if item.chars().all(|c| c.is_alphanumeric() || c == '_') => format!("{module}::{item}"),
        [module, ..] => (*module).to_owned(),
        [] => String::new(),
    };
    if tokens.first() != Some(&"{") {
        return vec![path(tokens)];
    }
    let mut depth = 0;
    let mut found = Vec::new();
    for (at, token) in tokens.iter().enumerate() {
        match *token {
            "{" => depth += 1,
            "}" => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            break;
        }
        if depth == 1 && matches!(*token, "{" | ",") && tokens.get(at + 1).is_some_and(|t| *t != "}") {
            found.push(path(&tokens[at + 1..]));
        }
    }
    found
}

#[test]
fn imports_run_one_way() {
    let allowed: BTreeMap<&str, &[&str]> = MAY_USE.iter().copied().collect();
    let mut wrong = Vec::new();
    for source in sources() {
        let module = source.module();
        if module == "lib" || module == "main" {
            continue;
        }
        let Some(allowed) = allowed.get(module.as_str()) else {
            wrong.push(format!("src/{}: no module of this name is planned", source.path.display()));
            continue;
        };
        for path in named(&source) {
            let target = path.split("::").next().unwrap_or_default();
            if target != module && !allowed.contains(&target) && !allowed.contains(&path.as_str()) {
                wrong.push(format!("src/{}: {module} names {path}", source.path.display()));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_trusted_part_names_no_outside_tool() {
    let mut wrong = Vec::new();
    for source in sources().iter().filter(|s| TRUSTED.contains(&s.module().as_str())) {
        let tokens = source.tokens();
        for name in NEVER_TRUSTED.iter().filter(|name| tokens.contains(name)) {
            wrong.push(format!("src/{} names {name}", source.path.display()));
        }
        for io in [["std", "fs"], ["std", "io"], ["std", "net"], ["std", "process"], ["std", "env"], ["std", "thread"]] {
            if tokens.windows(4).any(|w| w[0] == io[0] && w[3] == io[1]) {
                wrong.push(format!("src/{} names {}::{}", source.path.display(), io[0], io[1]));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn each_outside_tool_has_one_room() {
    let rooms: &[(&str, &[&str])] = &[
        ("egg", &["prove"]),
        ("nom", &["syntax"]),
        ("clap", &["cli"]),
        ("indicatif", &["cli"]),
        ("annotate_snippets", &["report"]),
        ("serde_json", &["report"]),
    ];
    let mut wrong = Vec::new();
    for source in sources() {
        let tokens = source.tokens();
        for (tool, homes) in rooms {
            let named = tokens.windows(3).any(|w| w[0] == *tool && w[1] == ":" && w[2] == ":");
            if named && !homes.contains(&source.module().as_str()) {
                wrong.push(format!("src/{} names {tool}", source.path.display()));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// A verdict is a value that one module alone can make: the struct is there, once, and all its fields are private.
#[test]
fn verdicts_are_sealed() {
    for (name, home) in [("Proved", "kernel"), ("Refuted", "evaluate")] {
        let mut homes = Vec::new();
        for source in sources() {
            let tokens = source.tokens();
            let Some(at) = tokens.windows(3).position(|w| w == ["pub", "struct", name]) else { continue };
            homes.push(source.module());
            let end = tokens[at + 3..].iter().position(|t| matches!(*t, "}" | ";")).map_or(tokens.len(), |end| at + 3 + end);
            assert!(!tokens[at + 3..end].contains(&"pub"), "src/{}: a field of {name} is public", source.path.display());
        }
        assert_eq!(homes, [home], "where {name} is made");
    }
}

#[test]
fn every_file_says_what_it_is() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let silent: Vec<String> = (sources().iter())
        .filter(|s| !std::fs::read_to_string(root.join(&s.path)).unwrap().starts_with("//!"))
        .map(|s| s.path.display().to_string())
        .collect();
    assert!(silent.is_empty(), "no opening comment: {}", silent.join(", "));
}

/// The test can tell right from wrong.
#[test]
fn paths_are_read_as_the_compiler_reads_them() {
    let read = |path: &str, code: &str| named(&Source { path: path.into(), code: strip(code) });
    assert_eq!(read("kernel/check.rs", "use crate::term::Term; // use crate::prove::X"), ["term::Term"]);
    assert_eq!(
        read("kernel/check.rs", "use crate::{term, prove::{A, B}, number::Rational};"),
        ["term", "prove::A", "number::Rational"][..1]
            .iter()
            .chain(&["prove", "number::Rational"])
            .map(|s| (*s).to_owned())
            .collect::<Vec<_>>()
    );
    assert_eq!(read("kernel/check.rs", "use super::super::prove::egg; use super::certificate;"), ["prove::egg"]);
    assert_eq!(read("kernel/mod.rs", "use super::prove;"), ["prove"]);
    assert_eq!(read("number.rs", "fn f() -> &'static str { \"crate::prove\" } mod tests { use super::*; }"), [""; 0]);
    assert_eq!(read("number.rs", "pub(crate) fn f(x: crate::term::Term) {}"), ["term::Term"]);
}
