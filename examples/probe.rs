//! Scratch.
use derive_check::elaborate::{self, Cited, Loader};
use derive_check::kernel::obligation::Obligation;
use derive_check::kernel::theorem::{Theorem, Theorems};
use derive_check::normal::Label;
use derive_check::prove::{self, Outcome, Request};
use derive_check::source::Source;
use derive_check::syntax;
use derive_check::term::Name;
struct No;
impl Loader for No {
    fn load(&self, _: &str, r: &str) -> Result<Source, String> {
        Err(r.to_string())
    }
}
fn main() {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let verbose = args.iter().any(|a| a == "-v");
    std::thread::Builder::new().stack_size(256 << 20).spawn(move || run(args, verbose)).unwrap().join().unwrap();
}
fn run(args: Vec<String>, verbose: bool) {
    let (mut ok, mut all) = (0, 0);
    for path in args.iter().filter(|a| !a.starts_with('-')) {
        let text = std::fs::read_to_string(path).unwrap();
        let (tree, diags) = syntax::parse(&text);
        let source = Source { path: path.clone(), text: text.into() };
        let e = elaborate::elaborate(&source, &tree, &No);
        for d in diags.iter().chain(&e.diagnostics) {
            println!("{path}: {:?} {}", d.severity, d.message);
        }
        let mut theorems = Theorems::new();
        for chain in &e.chains {
            let mut left = chain.first.term.clone();
            let mut proofs = Vec::new();
            for (i, step) in chain.steps.iter().enumerate() {
                all += 1;
                let (Ok(l), Ok(r)) = (left.clone(), step.line.term.clone()) else {
                    println!(
                        "{path} {} {}: unreadable {:?} {:?}",
                        chain.name,
                        i + 1,
                        left.as_ref().err(),
                        step.line.term.as_ref().err()
                    );
                    left = step.line.term.clone();
                    continue;
                };
                left = step.line.term.clone();
                let ob = Obligation { vars: chain.vars.clone(), left: l, relation: step.relation, right: r };
                let stated: Option<Vec<Label>> = step.reasons.as_ref().map(|rs| {
                    rs.iter()
                        .filter_map(|r| r.as_ref().ok())
                        .map(|c| match c {
                            Cited::Reason(r) => Label::Reason(*r),
                            Cited::Definition(d) => Label::Definition(d.clone()),
                            Cited::Assumption(d) => Label::Assumption(d.clone()),
                            Cited::Result(d) => Label::Result(Name::new(d)),
                        })
                        .collect()
                });
                let req = Request {
                    signature: &e.signature,
                    theorems: &theorems,
                    obligation: &ob,
                    stated: stated.as_deref(),
                    fuel: 200_000,
                    saturate: true,
                };
                let t = std::time::Instant::now();
                let out = prove::prove(&req);
                let dt = t.elapsed().as_micros();
                match out {
                    Outcome::Proved(p) => {
                        ok += 1;
                        let used: Vec<String> = p.used.iter().map(prove::cited_name).collect();
                        if verbose {
                            println!(
                                "ok   {} {} [{dt}us] {:?} used {} missing {:?} moves {}",
                                chain.name,
                                i + 1,
                                p.sufficiency,
                                used.join(", "),
                                p.missing,
                                p.proved.trace().len()
                            );
                            for c in p.proved.presupposed() {
                                println!("       presupposed {:?}", c);
                            }
                        }
                        proofs.push(p.proved);
                    }
                    Outcome::Unproved(f) => {
                        println!(
                            "FAIL {path} {} {} [{dt}us] exhausted {} rejected {:?}",
                            chain.name,
                            i + 1,
                            f.exhausted,
                            f.rejected
                        );
                        if verbose && let Some((a, b)) = &f.parted {
                            let show = |t: &derive_check::term::Term| format!("{t:?}");
                            println!("   L {}\n   R {}", show(a), show(b));
                            println!("   wanted {:?}", f.wanted);
                        }
                    }
                }
            }
            if proofs.len() == chain.steps.len() {
                if let Ok(t) = Theorem::chain(&e.signature, &proofs) {
                    theorems.insert(Name::new(&chain.name), t);
                }
            }
        }
    }
    println!("{ok}/{all}");
}
