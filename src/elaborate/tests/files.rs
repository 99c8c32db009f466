//! `use`.

use super::*;

const COMMON: &str = "set A\nfunction f(A)\nfix a in A\ndefine m = sum[i in A] f(i)\nassume h: m = 1\nlemma l:\n  m\n  = 1\n";

#[test]
fn a_used_file_brings_all_it_has() {
    let file = read_with("use \"common.txt\"\nderivation d:\n  f(a)*m\n  = f(a) by l, h\n", &[("common.txt", COMMON)]);
    assert_eq!(errors(&file), Vec::<String>::new());
    let names: Vec<(&str, Option<&str>)> = file.chains.iter().map(|c| (c.name.as_str(), c.from.as_deref())).collect();
    assert_eq!(names, [("l", Some("common.txt")), ("d", None)]);
    assert_eq!(file.chains[1].vars.len(), 1, "its fixed indices come along");
    assert_eq!(file.chains[0].steps[0].source_line, 8);
}

#[test]
fn a_file_used_twice_is_read_once() {
    let left = "use \"common.txt\"\ndefine u = m\n";
    let right = "use \"common.txt\"\ndefine v = m\n";
    let files = [("common.txt", COMMON), ("left.txt", left), ("right.txt", right)];
    let file = read_with("use \"left.txt\"\nuse \"right.txt\"\nset A\nderivation d:\n  u\n  = v\n", &files);
    assert_eq!(errors(&file), Vec::<String>::new());
}

#[test]
fn circles_and_missing_files() {
    let files = [("b.txt", "use \"c.txt\"\n"), ("c.txt", "use \"b.txt\"\n")];
    let found = errors(&read_with("use \"b.txt\"\n", &files));
    assert!(found.iter().any(|e| e.contains("in a circle")), "{found:?}");
    let found = errors(&read_with("use \"d.txt\"\n", &[]));
    assert_eq!(found, ["`d.txt` cannot be used: there is no such file | "]);
}

#[test]
fn errors_of_a_used_file_name_it() {
    let file = read_with("use \"b.txt\"\nconstant y\nderivation d:\n  x\n  = y\n", &[("b.txt", "constant x > 1 < 0\n")]);
    assert_eq!(file.diagnostics.len(), 2);
    assert_eq!(file.diagnostics[0].path.as_deref(), Some("b.txt"));
    assert!(file.diagnostics[1].message.contains("the used file b.txt has an error"));
    let clash = read_with("use \"b.txt\"\nfunction x(1..2)\n", &[("b.txt", "constant x\n")]);
    assert!(errors(&clash)[0].contains("first declared here, in b.txt"), "{:?}", errors(&clash));
}
