//! What came of many trials.

use super::trial::Ruling;
use std::collections::BTreeMap;
use std::fmt::Debug;

/// Counts of rulings by kind of alteration, and why steps stayed unproved.
#[derive(Default)]
pub struct Tally {
    rows: BTreeMap<String, [usize; 3]>,
    reasons: BTreeMap<String, Vec<String>>,
    /// Steps both proved and refuted, or rewritings refuted: each a defect.
    pub defects: Vec<String>,
}

impl Tally {
    /// Enters one ruling; `place` says where it was passed.
    pub fn enter(&mut self, kind: &impl Debug, ruling: Ruling, place: impl FnOnce() -> String) {
        let row = self.rows.entry(format!("{kind:?}")).or_default();
        match ruling {
            Ruling::IllFormed => {}
            Ruling::Refuted => row[0] += 1,
            Ruling::Proved => row[1] += 1,
            Ruling::Unproved(why) => {
                row[2] += 1;
                self.reasons.entry(why).or_default().push(place());
            }
            Ruling::Contradiction => self.defects.push(place()),
        }
    }

    /// Adds the counts of another.
    pub fn merge(&mut self, other: Tally) {
        for (kind, counts) in other.rows {
            let row = self.rows.entry(kind).or_default();
            row.iter_mut().zip(counts).for_each(|(a, b)| *a += b);
        }
        for (why, places) in other.reasons {
            self.reasons.entry(why).or_default().extend(places);
        }
        self.defects.extend(other.defects);
    }

    /// Refuted, proved, unproved.
    pub fn totals(&self) -> [usize; 3] {
        self.rows.values().fold([0; 3], |sum, row| [sum[0] + row[0], sum[1] + row[1], sum[2] + row[2]])
    }

    /// All of them.
    pub fn count(&self) -> usize {
        self.totals().iter().sum()
    }

    /// A table, and the ten most common reasons why nothing was proved, each with the first step it was given for; all of them, if more
    /// steps are to be shown.
    pub fn table(&self, title: &str, shown: usize) -> String {
        let mut text = format!("{title}: {}\n{:<14} {:>8} {:>8} {:>9}\n", self.count(), "", "refuted", "proved", "unproved");
        for (kind, [refuted, proved, unproved]) in &self.rows {
            text += &format!("{kind:<14} {refuted:>8} {proved:>8} {unproved:>9}\n");
        }
        let [refuted, proved, unproved] = self.totals();
        text += &format!("{:<14} {refuted:>8} {proved:>8} {unproved:>9}\n", "all");
        let mut common: Vec<(&String, &Vec<String>)> = self.reasons.iter().collect();
        common.sort_by_key(|(why, places)| (std::cmp::Reverse(places.len()), *why));
        for (why, places) in common.iter().take(if shown > 1 { usize::MAX } else { 10 }) {
            text += &format!("{:>8}  {why}\n", places.len());
            places.iter().take(shown).for_each(|place| text += &format!("          at {place}\n"));
        }
        text
    }
}
