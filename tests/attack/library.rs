//! The derivations at hand as steps to be attacked: read, and proved once for what later steps may cite.

use derive_check::check::loader::FolderLoader;
use derive_check::elaborate::{Chain, Elaborated, Loader, elaborate};
use derive_check::kernel::obligation::{Obligation, Signature};
use derive_check::kernel::theorem::{Theorem, Theorems};
use derive_check::prove::{Outcome, Request, prove};
use derive_check::source::Source;
use derive_check::syntax::tree::{File, StatementKind};
use derive_check::syntax::{Known, parse, parse_with};
use derive_check::term::Name;
use std::path::{Path, PathBuf};
use std::rc::Rc;

/// Work allowed for a proof: what the check allows by default.
pub const FUEL: u64 = 300_000;

/// A step as it is written.
pub struct Written {
    /// `file:derivation:step`
    pub place: String,
    /// The declarations with the assumptions that the step may use.
    pub visible: Signature,
    /// What it may cite.
    pub theorems: Rc<Theorems>,
    /// What it claims.
    pub obligation: Obligation,
}

/// A file that could be read.
pub struct Subject {
    /// All its declarations.
    pub signature: Signature,
    /// Its steps.
    pub steps: Vec<Written>,
}

/// The `.txt` files under a folder, sorted.
pub fn files(folder: &Path) -> Vec<PathBuf> {
    let (mut open, mut files) = (vec![folder.to_owned()], Vec::new());
    while let Some(folder) = open.pop() {
        for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
            let path = entry.path();
            if path.is_dir() {
                open.push(path);
            } else if path.extension().is_some_and(|e| e == "txt") {
                files.push(path);
            }
        }
    }
    files.sort();
    files
}

/// The surface tree of a file, and what it says; nothing if it cannot be read.
pub fn read(path: &Path) -> Option<(Source, File, Elaborated)> {
    let text = std::fs::read_to_string(path).ok()?;
    let source = Source { path: path.display().to_string(), text: text.into() };
    let loader = FolderLoader::new(path.parent());
    let (first, _) = parse(&source.text);
    let mut known = Known::default();
    for statement in &first.statements {
        if let StatementKind::Use(used) = &statement.node {
            let used = loader.load(&source.path, &used.node).ok()?;
            let declared = Known::of_file(&parse(&used.text).0);
            known.applied.extend(declared.applied);
            known.plain.extend(declared.plain);
        }
    }
    let (tree, _) = parse_with(&source.text, &known);
    let elaborated = elaborate(&source, &tree, &loader);
    Some((source, tree, elaborated))
}

/// The steps of a text that uses no other file.
pub fn subject_of_text(text: &str) -> Subject {
    let source = Source { path: "text".to_owned(), text: text.into() };
    let elaborated = elaborate(&source, &parse(text).0, &FolderLoader::new(None));
    of_elaborated(&source, elaborated)
}

/// A file with its steps. Those that cannot be read are left out.
pub fn subject(path: &Path) -> Option<Subject> {
    let (source, _, elaborated) = read(path)?;
    Some(of_elaborated(&source, elaborated))
}

fn of_elaborated(source: &Source, elaborated: Elaborated) -> Subject {
    let short = source.path.strip_prefix(env!("CARGO_MANIFEST_DIR")).unwrap_or(&source.path).trim_start_matches('/').to_owned();
    let mut subject = Subject { signature: elaborated.signature, steps: Vec::new() };
    let mut theorems: Rc<Theorems> = Rc::default();
    for chain in &elaborated.chains {
        let visible = visible(&subject.signature, chain);
        let obligations = obligations(chain);
        if let Some(theorem) = established(&visible, &theorems, chain, &obligations) {
            let mut more = (*theorems).clone();
            more.insert(Name::new(&chain.name), theorem);
            for obligation in &obligations {
                enter(&mut subject, &short, chain, &visible, &theorems, obligation);
            }
            theorems = Rc::new(more);
        } else {
            for obligation in &obligations {
                enter(&mut subject, &short, chain, &visible, &theorems, obligation);
            }
        }
    }
    subject
}

fn enter(
    subject: &mut Subject,
    file: &str,
    chain: &Chain,
    visible: &Signature,
    theorems: &Rc<Theorems>,
    (index, obligation): &(usize, Obligation),
) {
    subject.steps.push(Written {
        place: format!("{file}:{}:{index}", chain.name),
        visible: visible.clone(),
        theorems: Rc::clone(theorems),
        obligation: obligation.clone(),
    });
}

/// The declarations with the assumptions that stand before the chain.
fn visible(signature: &Signature, chain: &Chain) -> Signature {
    let mut visible = signature.clone();
    visible.assumptions.retain(|name, statement| statement.identically || chain.assumptions.contains(name));
    visible
}

/// The steps of a chain that can be read, with their numbers.
pub fn obligations(chain: &Chain) -> Vec<(usize, Obligation)> {
    let lines: Vec<_> = std::iter::once(&chain.first).chain(chain.steps.iter().map(|s| &s.line)).collect();
    let mut all = Vec::new();
    for (index, (pair, step)) in lines.windows(2).zip(&chain.steps).enumerate() {
        if let (Ok(left), Ok(right)) = (&pair[0].term, &pair[1].term) {
            let (left, right) = (left.clone(), right.clone());
            all.push((index + 1, Obligation { vars: chain.vars.clone(), left, relation: step.relation, right }));
        }
    }
    all
}

fn established(visible: &Signature, theorems: &Theorems, chain: &Chain, steps: &[(usize, Obligation)]) -> Option<Theorem> {
    if steps.len() != chain.steps.len() {
        return None;
    }
    let mut proofs = Vec::new();
    for (_, obligation) in steps {
        let request = Request { signature: visible, theorems, obligation, stated: None, fuel: FUEL, saturate: true };
        let Outcome::Proved(proof) = prove(&request) else { return None };
        proofs.push(proof.proved);
    }
    let fixed = chain.vars.len().saturating_sub(chain.for_count);
    Theorem::chain(visible, theorems, &Name::new(&chain.name), fixed, &proofs).ok()
}
