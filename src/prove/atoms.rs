//! Composite terms taken as they are: `x(i) - m` under a sum is read as a table of its own.
//!
//! The inequalities of Jensen, Cauchy and Schwarz, and the triangle hold for arbitrary tables; multiplied out, `(x(i) - m)^2` no longer
//! looks like a square of one. So the sums, and the sums and products over further indices, that depend on an index of a line are replaced by
//! tables without properties; what is proved of them is proved of what they stand for, by the same moves. A term that is the sum or
//! difference of two others (`x - z = (x - y) + (y - z)`) becomes that.
//! Nothing here is believed: the kernel checks the moves about the lines as they were written.

use super::instance::{self, Replacing};
use crate::kernel::obligation::{FunctionDecl, Obligation, Signature};
use crate::normal::poly;
use crate::rule::inequality::{Sign, ordered};
use crate::rule::{Move, Path, Rule, Script};
use crate::term::{Dom, Name, Node, Term, child};

/// Most tables that are taken.
const MOST_ATOMS: usize = 4;

/// A term that depends on opened indices.
#[derive(Clone)]
struct Atom {
    name: Name,
    params: Vec<(Name, Dom)>,
    body: Term,
}

impl Atom {
    fn at(&self, args: &[Term]) -> Term {
        let map: Vec<(Name, Term)> = self.params.iter().map(|(n, _)| n.clone()).zip(args.iter().cloned()).collect();
        self.body.substitute(&map)
    }
}

/// Two lines in which terms were replaced, and the way back.
pub(super) struct Abstraction {
    /// The declarations with those of the tables.
    pub signature: Signature,
    /// The step about the tables.
    pub obligation: Obligation,
    atoms: Vec<Atom>,
    /// What leads the lines to those in which the terms stand as they were replaced.
    pub scripts: [Script; 2],
}

impl Abstraction {
    /// `None` where there is nothing to be replaced in both lines.
    pub(super) fn of(signature: &Signature, obligation: &Obligation) -> Option<Abstraction> {
        let (smaller, larger, _) = ordered(obligation.relation, &obligation.left, &obligation.right)?;
        let mut reader = Reader { collecting: true, ..Reader::default() };
        let upper = reader.line(larger);
        reader.collecting = false;
        if reader.atoms.is_empty() || reader.atoms.len() > MOST_ATOMS {
            return None;
        }
        let own = std::mem::take(&mut reader.moves);
        let before = reader.found;
        let lower = reader.line(smaller);
        if reader.found == before {
            return None;
        }
        let mut signature = signature.clone();
        for atom in &reader.atoms {
            let args = atom.params.iter().map(|(_, dom)| dom.clone()).collect();
            signature.functions.insert(atom.name.clone(), FunctionDecl { args, ..FunctionDecl::default() });
        }
        let ((left, to_left), (right, to_right), _) = ordered(obligation.relation, (lower, reader.moves), (upper, own))?;
        let scripts = [to_left, to_right];
        let obligation = Obligation { left, right, ..obligation.clone() };
        Some(Abstraction { signature, obligation, atoms: reader.atoms, scripts })
    }

    /// The sign with what the tables stand for.
    pub(super) fn instance(&self, sign: &Sign) -> Sign {
        let f: Replacing<'_> = &|t| self.written(t, 0);
        instance::sign(sign, f)
    }

    /// The term under so many opened binders with what the tables stand for.
    fn written(&self, t: &Term, opened: usize) -> Term {
        if let Node::App(name, args) = t.node()
            && let Some(atom) = self.atoms.iter().find(|a| a.name == *name)
        {
            return atom.at(args);
        }
        let name = Name::new(&format!("%w{opened}"));
        let var = Term::var(name.clone());
        Term::new(t.node().map_children(&mut |_, c, depth| {
            if depth == 0 { self.written(c, opened) } else { self.written(&c.open(&var), opened + 1).close(&name) }
        }))
    }
}

#[derive(Default)]
struct Reader {
    atoms: Vec<Atom>,
    /// May more be taken?
    collecting: bool,
    /// How often one was replaced.
    found: usize,
    moves: Script,
}

impl Reader {
    fn line(&mut self, t: &Term) -> Term {
        self.read(t, &mut Vec::new(), &mut Vec::new())
    }

    fn read(&mut self, t: &Term, path: &mut Path, opened: &mut Vec<(Name, Dom)>) -> Term {
        if let Some(replaced) = self.replaced(t, path, opened) {
            return replaced;
        }
        let dom = t.binder_parts().map(|(dom, ..)| dom.clone());
        Term::new(t.node().map_children(&mut |at, c, depth| {
            path.push(at);
            let inner = match (&dom, depth) {
                // What is said of the indices stays as it is.
                (Some(_), 1) if at == child::GUARD && matches!(t.node(), Node::Big(..)) => c.clone(),
                (Some(dom), 1) => {
                    let name = Name::opened(opened.len());
                    opened.push((name.clone(), dom.clone()));
                    let inner = self.read(&c.open(&Term::var(name.clone())), path, opened);
                    opened.pop();
                    inner.close(&name)
                }
                (Some(_), _) => c.clone(),
                (None, _) if matches!(t.node(), Node::App(..) | Node::Deriv(..)) => c.clone(),
                (None, _) => self.read(c, path, opened),
            };
            path.pop();
            inner
        }))
    }

    fn replaced(&mut self, t: &Term, path: &Path, opened: &[(Name, Dom)]) -> Option<Term> {
        if !matches!(t.node(), Node::Add(_) | Node::Big(..)) {
            return None;
        }
        let params: Vec<(Name, Dom)> = opened.iter().filter(|(n, _)| t.mentions(n)).cloned().collect();
        let closed = |d: &Dom| match d {
            Dom::Set(_) => true,
            Dom::Range(lo, hi) => !opened.iter().any(|(n, _)| lo.mentions(n) || hi.mentions(n)),
        };
        if params.is_empty() || !params.iter().all(|(_, dom)| closed(dom)) {
            return None;
        }
        let args: Vec<Term> = params.iter().map(|(n, _)| Term::var(n.clone())).collect();
        let doms = |a: &Atom| a.params.iter().map(|(_, d)| d.clone()).eq(params.iter().map(|(_, d)| d.clone()));
        let fitting: Vec<Atom> = self.atoms.iter().filter(|a| doms(a)).cloned().collect();
        let entry = |a: &Atom| Term::app(a.name.clone(), args.clone());
        if let Some(known) = fitting.iter().find(|a| a.at(&args) == *t) {
            self.found += 1;
            return Some(entry(known));
        }
        if let Some((written, made)) = combined(t, &fitting, &args) {
            self.found += 1;
            self.moves.push(Move { path: path.clone(), rule: Rule::Ring(written) });
            return Some(made);
        }
        if !self.collecting {
            return None;
        }
        let name = Name::new(&format!("%table{}", self.atoms.len()));
        let atom = Atom { name, params, body: t.clone() };
        let made = entry(&atom);
        self.atoms.push(atom);
        self.found += 1;
        Some(made)
    }
}

/// The term as the sum or difference of two atoms, or of an atom and one other addend: as it is then written, and with the atoms' names.
fn combined(t: &Term, atoms: &[Atom], args: &[Term]) -> Option<(Term, Term)> {
    let p = poly::poly(t)?;
    let signed = |positive: bool, t: Term| if positive { t } else { Term::neg(t) };
    let ways = || atoms.iter().flat_map(|a| [true, false].map(|positive| (a, positive)));
    for (a, positive) in ways() {
        let (written, made) = (a.at(args), Term::app(a.name.clone(), args.to_vec()));
        let rest = p.add(&poly::poly(&signed(!positive, written.clone()))?);
        let first = (signed(positive, written), signed(positive, made));
        if rest.is_zero() {
            return Some(first);
        }
        if rest.single().is_some() {
            let rest = poly::term(&rest);
            return Some((Term::add(vec![first.0, rest.clone()]), Term::add(vec![first.1, rest])));
        }
        for (b, also) in ways() {
            let (other, name) = (b.at(args), Term::app(b.name.clone(), args.to_vec()));
            if rest.add(&poly::poly(&signed(!also, other.clone()))?).is_zero() {
                let second = (signed(also, other), signed(also, name));
                return Some((Term::add(vec![first.0, second.0]), Term::add(vec![first.1, second.1])));
            }
        }
    }
    None
}
