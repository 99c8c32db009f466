//! What a proof says it used is enough; what it says was missing is enough and none of it can be left out. And without
//! saturation only algebra is proved.

mod common;

use derive_check::elaborate::{self, Cited, Elaborated, Loader};
use derive_check::kernel::obligation::Obligation;
use derive_check::kernel::theorem::{Theorem, Theorems};
use derive_check::normal::Label;
use derive_check::prove::{self, Outcome, Proof, Request, Sufficiency, cited_name};
use derive_check::source::Source;
use derive_check::syntax;
use derive_check::term::Name;
use std::path::{Path, PathBuf};

struct NoFiles;

impl Loader for NoFiles {
    fn load(&self, _: &str, relative: &str) -> Result<Source, String> {
        Err(format!("{relative} is not read here"))
    }
}

fn files(folder: &str) -> Vec<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
    let (mut open, mut found) = (vec![root], Vec::new());
    while let Some(next) = open.pop() {
        for entry in std::fs::read_dir(next).into_iter().flatten().flatten() {
            let path = entry.path();
            if path.is_dir() {
                open.push(path);
            } else if path.extension().is_some_and(|e| e == "txt") {
                found.push(path);
            }
        }
    }
    found.sort();
    found
}

fn read(path: &Path) -> Option<Elaborated> {
    let text = std::fs::read_to_string(path).expect("the file can be read");
    if text.lines().any(|l| l.starts_with("use ")) {
        return None;
    }
    let (tree, _) = syntax::parse(&text);
    Some(elaborate::elaborate(&Source { path: path.display().to_string(), text: text.into() }, &tree, &NoFiles))
}

/// Calls `test` on every readable step, with the results that it may cite.
fn each_step(path: &Path, test: &mut dyn FnMut(&Request<'_>, &str) -> Option<Box<Proof>>) {
    let Some(file) = read(path) else { return };
    let mut theorems = Theorems::new();
    for chain in &file.chains {
        let mut signature = file.signature.clone();
        signature.assumptions.retain(|name, s| s.identically || chain.assumptions.contains(name));
        let mut left = chain.first.term.clone();
        let mut proofs = Vec::new();
        for (i, step) in chain.steps.iter().enumerate() {
            let right = step.line.term.clone();
            if let (Ok(l), Ok(r)) = (&left, &right) {
                let obligation =
                    Obligation { vars: chain.vars.clone(), left: l.clone(), relation: step.relation, right: r.clone() };
                let stated: Option<Vec<Label>> = step.reasons.as_ref().map(|all| all.iter().flatten().map(label).collect());
                let request = Request {
                    signature: &signature,
                    theorems: &theorems,
                    obligation: &obligation,
                    stated: stated.as_deref(),
                    fuel: 300_000,
                    saturate: true,
                };
                let place = format!("{}:{}:{}", path.display(), chain.name, i + 1);
                proofs.extend(test(&request, &place).map(|p| p.proved));
            }
            left = right;
        }
        let fixed = chain.vars.len() - chain.for_count;
        if proofs.len() == chain.steps.len()
            && let Ok(theorem) = Theorem::chain(&signature, &theorems, &Name::new(&chain.name), fixed, &proofs)
        {
            theorems.insert(Name::new(&chain.name), theorem);
        }
    }
}

fn label(cited: &Cited) -> Label {
    match cited {
        Cited::Reason(reason) => Label::Reason(*reason),
        Cited::Definition(name) => Label::Definition(name.clone()),
        Cited::Assumption(name) => Label::Assumption(name.clone()),
        Cited::Result(name) => Label::Result(Name::new(name)),
    }
}

fn sufficient(request: &Request<'_>, stated: &[Label]) -> bool {
    let again = Request { stated: Some(stated), ..*request };
    matches!(prove::prove(&again), Outcome::Proved(p) if p.sufficiency == Sufficiency::Sufficient)
}

/// What is wrong with what an insufficient step is said to lack: it must suffice, and nothing of it can be left out.
fn inexact(request: &Request<'_>, proof: &Proof) -> Option<String> {
    let stated = request.stated.unwrap_or_default();
    if !sufficient(request, &[stated, &proof.missing].concat()) {
        let names: Vec<String> = proof.missing.iter().map(cited_name).collect();
        return Some(format!("stated and missing [{}] do not suffice", names.join(", ")));
    }
    (0..proof.missing.len()).find_map(|i| {
        let mut fewer = proof.missing.clone();
        let label = fewer.remove(i);
        sufficient(request, &[stated, &fewer].concat()).then(|| format!("{} is not missing", cited_name(&label)))
    })
}

#[test]
fn what_was_used_suffices_and_nothing_missing_can_be_left_out() {
    let folders = ["derivations", "tests/cases/proved"];
    let (mut wrong, mut steps, mut insufficient) = (Vec::new(), 0usize, 0);
    for path in folders.iter().flat_map(|f| files(f)) {
        each_step(&path, &mut |request, place| {
            let Outcome::Proved(proof) = prove::prove(request) else { return None };
            steps += 1;
            let names = |labels: &[Label]| labels.iter().map(cited_name).collect::<Vec<_>>().join(", ");
            if !sufficient(request, &proof.used) {
                wrong.push(format!("{place}: used [{}] does not suffice", names(&proof.used)));
            }
            if proof.sufficiency == Sufficiency::Insufficient {
                insufficient += 1;
                wrong.extend(inexact(request, &proof).map(|what| format!("{place}: {what}")));
            }
            // Few steps of ours state too little: of some a reason is taken away.
            if steps.is_multiple_of(20)
                && let Some((_, fewer)) = proof.used.split_first()
                && !fewer.is_empty()
            {
                let less = Request { stated: Some(fewer), ..*request };
                if let Outcome::Proved(proof) = prove::prove(&less)
                    && proof.sufficiency == Sufficiency::Insufficient
                {
                    insufficient += 1;
                    wrong.extend(inexact(&less, &proof).map(|what| format!("{place} with less: {what}")));
                }
            }
            Some(proof)
        });
    }
    assert!(steps > 300 && insufficient > 20, "{steps} steps, {insufficient} insufficient");
    assert!(wrong.is_empty(), "{} of {steps}:\n{}\n", wrong.len(), wrong.join("\n"));
}

#[test]
fn without_saturation_only_algebra_is_proved() {
    let (mut proved, mut lost) = (0, 0);
    for path in files("derivations/policy_gradient").into_iter().chain([PathBuf::from("derivations/eq6.txt")]) {
        each_step(&path, &mut |request, place| {
            let Outcome::Proved(proof) = prove::prove(request) else { return None };
            let named = proof.used.iter().any(|l| cited_name(l) != "expectation");
            let idle = Request { saturate: false, ..*request };
            let still = matches!(prove::prove(&idle), Outcome::Proved(_));
            assert_eq!(still, !named, "{place}: {:?}", proof.used);
            if still {
                proved += 1
            } else {
                lost += 1
            }
            Some(proof)
        });
    }
    assert!(proved >= 8 && lost > 30, "{proved} by algebra alone, {lost} not");
}
