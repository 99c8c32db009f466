//! The reports as documents: what they look like (snapshots), and that nothing of the input is markup.

use std::path::{Path, PathBuf};
use std::process::Command;

const FILES: [&str; 3] = ["derivations/eq6.txt", "derivations/eq6_as_printed.txt", "tests/reports/three_refuted.txt"];

fn report(file: &str, format: &str) -> String {
    run(&["report", file, "--format", format])
}

/// What is printed.
fn run(arguments: &[&str]) -> String {
    let mut command = Command::new(env!("CARGO_BIN_EXE_derive-check"));
    let out = command.current_dir(env!("CARGO_MANIFEST_DIR")).env_remove("COLUMNS").args(arguments).output().unwrap();
    String::from_utf8(out.stdout).unwrap()
}

/// A folder that is not there yet.
fn scratch(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    let _ = std::fs::remove_dir_all(&folder);
    folder
}

fn stem(file: &str) -> String {
    Path::new(file).file_stem().unwrap().to_string_lossy().into_owned()
}

#[test]
fn documents() {
    for file in FILES {
        for format in ["html", "md", "latex", "json"] {
            insta::assert_snapshot!(format!("{}.{format}", stem(file)), report(file, format));
        }
    }
}

/// Everything that stands inside a move, in every format, and on a terminal.
#[test]
fn the_cases_of_an_induction_and_of_a_distinction_are_told_with_their_moves() {
    let file = "tests/reports/inside.txt";
    insta::assert_snapshot!("inside.md", report(file, "md"));
    let explained: Vec<String> =
        ["unrolled:1", "clipped:1", "threshold:1"].iter().map(|step| run(&["explain", file, step])).collect();
    insta::assert_snapshot!("inside.explained", explained.join("\n"));
    let html = report(file, "html");
    for part in ["Base", "Step", "Case"] {
        assert!(html.contains(&format!("<strong>{part}</strong>")), "{part}");
        assert!(report(file, "latex").contains(&format!("\\emph{{{part}}}")), "{part}");
    }
    let json: serde_json::Value = serde_json::from_str(&report(file, "json")).unwrap();
    let steps: Vec<&serde_json::Value> =
        json["files"][0]["derivations"].as_array().unwrap().iter().map(|d| &d["steps"][0]).collect();
    let induction = &steps[0]["moves"].as_array().unwrap().iter().find(|m| m["rule"] == "induction").unwrap()["inside"][0];
    assert_eq!(induction["kind"], "induction");
    let parts = induction["parts"].as_array().unwrap();
    assert_eq!(parts.iter().map(|p| p["part"].as_str().unwrap()).collect::<Vec<_>>(), ["base", "step"]);
    assert!(parts[0]["hypothesis"].is_null() && parts[1]["hypothesis"].is_string());
    let uses = |part: &serde_json::Value| part["moves"].as_array().unwrap().iter().any(|m| m["rule"] == "hypothesis");
    assert!(!uses(&parts[0]) && uses(&parts[1]), "where the hypothesis is used");
    let cases = steps[1].to_string();
    assert!(cases.contains("\"part\":\"case\"") && cases.contains("\"given\":"), "{cases}");
    let signs = steps[2]["trace"].as_array().unwrap().iter().find(|stage| stage["relation"] == "<=").unwrap();
    assert!(!signs["conditions"].as_array().unwrap().is_empty(), "what the signs rest on");
}

/// The catalogue as a document of its own.
#[test]
fn the_rules_are_a_document_in_every_format() {
    let json: serde_json::Value = serde_json::from_str(&run(&["rules", "--format", "json"])).unwrap();
    let rules = json["rules"].as_array().unwrap();
    for (format, line) in
        [("html", "Without the condition</dt>"), ("md", "- *Without the condition:*"), ("latex", "\\emph{Without")]
    {
        let text = run(&["rules", "--format", format]);
        assert_eq!(text.matches(line).count(), rules.len(), "{format}");
        assert_eq!(run(&["rules", "power", "--format", format]).matches(line).count(), 1, "{format}");
    }
    for key in ["name", "doc", "statement", "side_conditions", "example", "counterexample"] {
        assert!(rules.iter().all(|rule| rule[key].as_str().is_some_and(|text| !text.is_empty())), "{key}");
    }
}

/// A derivation may be called as the index or the rules are, or differ from another in the case of its letters alone.
#[test]
fn no_page_of_a_folder_takes_the_place_of_another() {
    let (from, out) = (scratch("colliding"), scratch("colliding_pages"));
    std::fs::create_dir_all(&from).unwrap();
    for name in ["index.txt", "rules.txt", "Index.txt", "a.txt"] {
        std::fs::write(from.join(name), format!("title \"{name}\"\nconstant x\nderivation d:\n  x + x\n  = 2*x\n")).unwrap();
    }
    run(&["report", from.to_str().unwrap(), "-o", out.to_str().unwrap()]);
    let page = |name: &str| std::fs::read_to_string(out.join(name)).unwrap();
    let index = page("index.html");
    for name in ["index.txt", "rules.txt", "Index.txt"] {
        assert!(
            page(&format!("{name}{}.html", if name == "index.txt" { ".html" } else { "" })).contains(&format!("<h1>{name}</h1>"))
        );
        assert!(index.contains(&format!("href=\"{name}")), "{name}");
    }
    assert!(index.contains("<h1>Derivations</h1>") && index.contains("href=\"a.html\""));
    assert!(page("rules.html").contains("id=\"rule-score_identity\""));
}

#[test]
fn no_step_of_the_seed_takes_more_than_six_moves() {
    let text = report(FILES[0], "json");
    let json: serde_json::Value = serde_json::from_str(&text).unwrap();
    let derivations = json["files"][0]["derivations"].as_array().unwrap();
    let steps: Vec<&serde_json::Value> = derivations.iter().flat_map(|d| d["steps"].as_array().unwrap()).collect();
    assert_eq!(steps.len(), 13);
    for step in steps {
        let stages = step["trace"].as_array().unwrap();
        assert!((1..=6).contains(&stages.len()), "{}", step["index"]);
        let algebra: Vec<bool> = stages.iter().map(|s| s["rules"][0] == "algebra").collect();
        assert!(algebra.windows(2).all(|pair| !(pair[0] && pair[1])), "two runs of algebra beside each other");
    }
}

#[test]
fn nothing_of_the_input_is_markup() {
    let file = FILES[2];
    let html = report(file, "html");
    assert!(!html.contains("<script") && html.contains("&lt;script&gt;") && html.contains("&#39;quoted&#39;"));
    let markdown = report(file, "md");
    assert!(!markdown.contains("<script") && !markdown.contains("$x$") && markdown.contains("&#36;x&#36;"));
    let latex = report(file, "latex");
    assert!(!latex.contains("\\input{x}") && latex.contains("\\textbackslash{}input\\{x\\}"));
    assert!(latex.contains("100\\%") && latex.contains("\\$x\\$"));
}

#[test]
fn every_formula_is_mathematics_in_every_worked_derivation() {
    let html = report("derivations", "html");
    assert!(html.contains("<math"));
    assert!(!html.contains("<merror"), "a formula that the converter does not read");
    assert!(!html.contains("c0ffee") && !html.contains("rgb(192"), "a mark that was not turned into a class");
    assert!(!html.contains("&amp;nbsp;"));
}

#[test]
fn a_folder_has_an_index_pages_and_the_rules() {
    let out = scratch("report_of_a_folder");
    let run = Command::new(env!("CARGO_BIN_EXE_derive-check"))
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .args(["report", "derivations/bandits", "-o"])
        .arg(&out)
        .output()
        .unwrap();
    assert!(run.status.code().is_some_and(|code| code < 2), "{}", String::from_utf8_lossy(&run.stderr));
    let index = std::fs::read_to_string(out.join("index.html")).unwrap();
    assert!(index.contains("href=\"hedge.html\"") && index.contains("href=\"rules.html\""));
    assert!(std::fs::read_to_string(out.join("hedge.html")).unwrap().contains("<math"));
    assert!(std::fs::read_to_string(out.join("rules.html")).unwrap().contains("id=\"rule-score_identity\""));
}
