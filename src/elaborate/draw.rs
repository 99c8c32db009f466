//! Expectations: `E[x ~ p] f`, `E[x ~ p(.|s)] f`, several draws (later ones see earlier ones), tuples; variance and covariance.

use super::apply::Argument;
use super::binder::close;
use super::context::Callee;
use super::expr::{Tight, strip};
use super::joint::Slot;
use super::reader::{Local, LocalSort, Reader, Sort, Typed};
use crate::kernel::obligation::ParamSort;
use crate::source::Span;
use crate::syntax::tree::{Draw, Expr, ExprKind, Ident, StatKind};
use crate::term::{BigOp, Dom, Hint, Name, Node, Term};

/// A draw that has been read: variables with their domains, and the weight in which they stand free.
struct Drawn {
    vars: Vec<(String, Name, Dom)>,
    weight: Term,
}

impl Drawn {
    /// The expectation of a body in which the variables stand free.
    fn around(&self, body: &Term) -> Term {
        if let [(hint, var, dom)] = self.vars.as_slice() {
            let hint = Hint(Name::new(hint));
            return Term::new(Node::Expect(hint, dom.clone(), self.weight.close(var), body.close(var)));
        }
        let product = Term::mul(vec![self.weight.clone(), body.clone()]);
        let sum =
            |body: Term, (hint, var, dom): &(String, Name, Dom)| close(BigOp::Sum, hint, var, dom.clone(), &Term::truth(), &body);
        self.vars.iter().rev().fold(product, sum)
    }
}

fn expectation(draws: &[Drawn], body: &Term) -> Term {
    draws.iter().rev().fold(body.clone(), |body, draw| draw.around(&body))
}

impl Reader<'_, '_> {
    /// `E[…] e` and `Cov[…](e, f)`.
    pub(super) fn statistic(&mut self, span: Span, kind: StatKind, draws: &[Draw], bodies: &[Expr]) -> Option<Typed> {
        if kind == StatKind::Variance {
            return self.variance(span, draws, bodies).map(|(value, _)| value);
        }
        let (draws, values) = self.drawn(draws, |reader| {
            let read: Vec<Option<Typed>> = bodies.iter().map(|e| reader.real(e)).collect();
            read.into_iter().collect::<Option<Vec<Typed>>>()
        })?;
        match (kind, values.as_slice()) {
            (StatKind::Expectation, [body]) => Some(Typed::real(expectation(&draws, &body.term))),
            (StatKind::Covariance, [a, b]) => {
                self.may_copy(&a.term, span)?;
                self.may_copy(&b.term, span)?;
                let centred = |v: &Typed| Term::sub(v.term.clone(), expectation(&draws, &v.term));
                Some(Typed::real(expectation(&draws, &Term::mul(vec![centred(a), centred(b)]))))
            }
            _ => self.error_help(span, "`Cov` takes two expressions", "write `Cov[x ~ p](e, f)`"),
        }
    }

    /// `Var[…] e` takes one factor; what a split application leaves stays outside.
    pub(super) fn variance(&mut self, span: Span, draws: &[Draw], bodies: &[Expr]) -> Option<Tight> {
        let [body] = bodies else {
            return self.error_help(span, "`Var` takes one expression", "write `Var[x ~ p] e`");
        };
        let (draws, (value, rest)) = self.drawn(draws, |reader| reader.operand(body, "Var"))?;
        self.may_copy(&value.term, span)?;
        let centred = Term::sub(value.term.clone(), expectation(&draws, &value.term));
        let variance = expectation(&draws, &Term::pow(centred, Term::int(2)));
        Some((Typed::real(variance), rest))
    }

    /// Reads draws, then something in their scope.
    fn drawn<T>(&mut self, draws: &[Draw], read: impl FnOnce(&mut Self) -> Option<T>) -> Option<(Vec<Drawn>, T)> {
        let mark = self.locals.len();
        let laws: Vec<Option<Drawn>> = draws.iter().map(|d| self.draw(d)).collect();
        let value = read(self);
        self.end_scope(mark);
        let laws = laws.into_iter().collect::<Option<Vec<Drawn>>>()?;
        Some((laws, value?))
    }

    /// Reads one draw and puts its variables in scope.
    fn draw(&mut self, draw: &Draw) -> Option<Drawn> {
        let fresh: Vec<(String, Name)> = draw.vars.iter().map(|v| (v.node.clone(), self.fresh(&v.node))).collect();
        let law = self.law(&draw.law, draw, &fresh);
        for (k, (name, var)) in fresh.iter().enumerate() {
            let dom = law.as_ref().and_then(|(_, doms)| doms.get(k));
            let sort = dom.cloned().map_or(LocalSort::Broken, LocalSort::Index);
            self.locals.push(Local { name: name.clone(), var: var.clone(), sort });
        }
        let (weight, doms) = law?;
        let vars = fresh.into_iter().zip(doms).map(|((name, var), dom)| (name, var, dom)).collect();
        Some(Drawn { vars, weight })
    }

    /// The weight of a draw with the drawn variables in their places, and their domains.
    fn law(&mut self, law: &Expr, draw: &Draw, fresh: &[(String, Name)]) -> Option<(Term, Vec<Dom>)> {
        let (name, args, bar) = match &strip(law).node {
            ExprKind::Name(text) => (Ident { node: text.clone(), span: law.span }, None, None),
            ExprKind::Apply(name, args, bar) => (name.clone(), Some(args.as_slice()), *bar),
            _ => {
                let text = self.ctx.text(law.span);
                return self.error_help(
                    law.span,
                    format!("`{text}` is no distribution"),
                    "write `E[x ~ p] …` or `E[x ~ p(.|s)] …`",
                );
            }
        };
        let joint = self.ctx.joints.contains_key(&name.node) && self.local(&name.node).is_none();
        let callee = if joint { None } else { Some(self.law_callee(&name)?) };
        let args = places(args, draw, fresh, law.span);
        let dots = args.iter().filter(|a| matches!(a, Argument::Drawn(..))).count();
        if dots != fresh.len() {
            let text = self.ctx.text(law.span);
            let message = format!("`{text}` has {dots} places for {} drawn", plural(fresh.len(), "variable"));
            return self.error_help(law.span, message, "write `.` for each variable that is drawn: `E[x ~ p(.|s)] …`");
        }
        let Some(callee) = callee else {
            return self.joint_law(&name, &args, bar, law.span, draw);
        };
        if callee.params.len() > args.len() && args.len() == dots && callee.bar.is_some() {
            let message = format!("`{}` is a conditional distribution, and nothing says given what", name.node);
            return self.error_help(law.span, message, format!("write `{}(.|…)`", name.node));
        }
        self.check_bar(&callee, &name, args.len(), bar)?;
        let terms = self.arguments(&callee, &name, &args, law.span)?;
        self.drawn_behind_bar(&callee, &args, &name)?;
        let doms = self.drawn_domains(&callee, &args, &terms, &name)?;
        Some((Term::app(callee.name.clone(), terms), doms))
    }

    fn law_callee(&mut self, name: &Ident) -> Option<Callee> {
        let text = name.node.as_str();
        if let Some(recursion) = self.recursion.as_ref().filter(|r| r.callee.name.as_str() == text) {
            return Some(recursion.callee.clone());
        }
        if self.ctx.poisoned.contains(text) || (self.ctx.unread.contains(text) && !self.ctx.places.contains_key(text)) {
            return self.rests_on(text);
        }
        if let Some(callee) = self.ctx.callee(text) {
            if callee.params.is_empty() {
                return self.error_help(
                    name.span,
                    format!("`{text}` is a number, not a distribution"),
                    "declare it: `distribution p(X)`",
                );
            }
            return Some(callee);
        }
        if let Some(place) = self.ctx.later.get(text).copied() {
            let d = crate::diagnostic::Diagnostic::error(name.span, format!("`{text}` is used before it is defined"));
            return self.fail(d.help("move its definition up").related(place, "defined here"));
        }
        if CONTINUOUS.contains(&text) {
            let message = format!("unknown law `{text}`: continuous laws are not supported yet");
            return self.error_help(name.span, message, "laws over finite sets and ranges are declared with `distribution`");
        }
        let help = self.suggestion(text).unwrap_or_else(|| format!("declare it: `distribution {text}(X)`"));
        self.error_help(name.span, format!("unknown law `{text}`"), help)
    }

    /// What is drawn stands before the bar.
    fn drawn_behind_bar(&mut self, callee: &Callee, args: &[Argument<'_>], name: &Ident) -> Option<()> {
        let Some(before) = callee.bar.filter(|_| callee.law.is_some()) else { return Some(()) };
        let behind = args.iter().skip(before).find_map(|a| if let Argument::Drawn(_, span) = a { Some(*span) } else { None });
        match behind {
            Some(span) => self.error_help(
                span,
                format!("`{}` is a distribution over what stands before its bar", name.node),
                "the drawn variable cannot stand behind the bar",
            ),
            None => Some(()),
        }
    }

    fn drawn_domains(&mut self, callee: &Callee, args: &[Argument<'_>], terms: &[Term], name: &Ident) -> Option<Vec<Dom>> {
        let pairs = callee.params.iter().zip(terms).filter_map(|(p, t)| Some((p.name.clone()?, t.clone())));
        let known: Vec<(Name, Term)> = pairs.collect();
        let mut doms = Vec::new();
        for (parameter, arg) in callee.params.iter().zip(args) {
            let Argument::Drawn(_, span) = arg else { continue };
            match (parameter.dom(), &parameter.sort) {
                (Some(dom), _) => doms.push(dom.map(&mut |t| t.substitute(&known))),
                (None, Some(ParamSort::Real)) => {
                    let message =
                        format!("`{}` takes a real number here, and expectations are over finite sets and ranges", name.node);
                    return self.error(*span, message);
                }
                (None, Some(_)) => {
                    let message = format!("nothing says over which range `{}` is a distribution", name.node);
                    return self.error_help(*span, message, "give the parameter of its definition a range: `t in 1..T`");
                }
                (None, None) => return None,
            }
        }
        Some(doms)
    }

    /// A draw from a marginal or conditional of a joint.
    fn joint_law(
        &mut self,
        name: &Ident,
        args: &[Argument<'_>],
        bar: Option<usize>,
        span: Span,
        draw: &Draw,
    ) -> Option<(Term, Vec<Dom>)> {
        let mut drawn = draw.vars.iter();
        let mut slots = Vec::new();
        for arg in args {
            slots.push(match arg {
                Argument::Drawn(var, at) => {
                    let hint = drawn.next().map(|v| v.node.clone());
                    Slot { term: Term::var(var.clone()), sort: None, hint, span: *at }
                }
                Argument::Written(e) => {
                    let value = self.value(e)?;
                    let sort = (!matches!(value.sort, Sort::Unknown(_))).then(|| value.sort.clone());
                    Slot { term: value.term, sort, hint: None, span: e.span }
                }
            });
        }
        let (term, positions) = self.joint_form(name, slots, bar, span)?;
        let variables = self.ctx.joints.get(&name.node)?;
        let drawn = args.iter().zip(positions).filter(|(a, _)| matches!(a, Argument::Drawn(..)));
        let doms = drawn.filter_map(|(_, at)| variables.get(at).map(|v| v.1.clone())).collect();
        Some((term, doms))
    }
}

/// Laws that papers name, and that are no finite ones.
const CONTINUOUS: &[&str] = &[
    "Normal",
    "normal",
    "Gaussian",
    "N",
    "𝒩",
    "Uniform",
    "Beta",
    "Gamma",
    "Exponential",
    "Dirichlet",
    "Laplace",
    "Poisson",
    "Bernoulli",
    "Categorical",
    "Binomial",
];

/// The arguments of a law: a bare name draws all of them, a dot draws one, and so does the drawn name itself
/// (`E[a ~ π(a|s)]`) where no dot is written.
fn places<'e>(args: Option<&'e [Expr]>, draw: &Draw, fresh: &[(String, Name)], span: Span) -> Vec<Argument<'e>> {
    let Some(args) = args else {
        return fresh.iter().map(|(_, var)| Argument::Drawn(var.clone(), span)).collect();
    };
    let dotted = args.iter().any(|a| matches!(a.node, ExprKind::Dot));
    let mut next = fresh.iter();
    let place = |arg: &'e Expr| {
        let var = match &arg.node {
            ExprKind::Dot => next.next().map(|(_, var)| var),
            ExprKind::Name(n) if !dotted => {
                draw.vars.iter().position(|v| v.node == *n).and_then(|k| fresh.get(k)).map(|(_, var)| var)
            }
            _ => None,
        };
        var.map_or(Argument::Written(arg), |var| Argument::Drawn(var.clone(), arg.span))
    };
    args.iter().map(place).collect()
}

fn plural(count: usize, noun: &str) -> String {
    if count == 1 { format!("{count} {noun}") } else { format!("{count} {noun}s") }
}
