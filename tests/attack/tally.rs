//! What came of many trials.

use super::trial::Ruling;
use std::collections::BTreeMap;
use std::fmt::Debug;

/// Counts of rulings by kind of alteration, and why steps stayed unproved.
#[derive(Default)]
pub struct Tally {
    rows: BTreeMap<String, [usize; 3]>,
    reasons: BTreeMap<String, (usize, String)>,
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
                self.reasons.entry(why).or_insert_with(|| (0, place())).0 += 1;
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
        for (why, (count, place)) in other.reasons {
            self.reasons.entry(why).or_insert((0, place)).0 += count;
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

    /// A table, and the ten most common reasons why nothing was proved.
    pub fn table(&self, title: &str) -> String {
        let mut text = format!("{title}: {}\n{:<14} {:>8} {:>8} {:>9}\n", self.count(), "", "refuted", "proved", "unproved");
        for (kind, [refuted, proved, unproved]) in &self.rows {
            text += &format!("{kind:<14} {refuted:>8} {proved:>8} {unproved:>9}\n");
        }
        let [refuted, proved, unproved] = self.totals();
        text += &format!("{:<14} {refuted:>8} {proved:>8} {unproved:>9}\n", "all");
        let mut common: Vec<(&String, &(usize, String))> = self.reasons.iter().collect();
        common.sort_by_key(|(why, (count, _))| (std::cmp::Reverse(*count), (*why).clone()));
        for (why, (count, place)) in common.iter().take(10) {
            text += &format!("{count:>8}  {why}\n          first at {place}\n");
        }
        text
    }
}
