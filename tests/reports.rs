//! The reports as documents: what they look like (snapshots), and that nothing of the input is markup.

use std::path::Path;
use std::process::Command;

const FILES: [&str; 3] = ["derivations/eq6.txt", "derivations/eq6_as_printed.txt", "tests/reports/three_refuted.txt"];

fn report(file: &str, format: &str) -> String {
    let out = Command::new(env!("CARGO_BIN_EXE_derive-check"))
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .args(["report", file, "--format", format])
        .output()
        .unwrap();
    String::from_utf8(out.stdout).unwrap()
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
    let out = Path::new(env!("CARGO_TARGET_TMPDIR")).join("report_of_a_folder");
    let _ = std::fs::remove_dir_all(&out);
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
