//! Choices at random, the same on every machine.

use derive_check::evaluate::random::SplitMix;

/// Random choices from a seed.
#[derive(Clone, Debug)]
pub struct Random(SplitMix);

impl Random {
    /// The generator of a seed.
    pub fn new(seed: u64) -> Self {
        Random(SplitMix::new(seed))
    }
    /// The next number.
    pub fn next(&mut self) -> u64 {
        self.0.bits()
    }
    /// Below `n` (0 for `n = 0`).
    pub fn below(&mut self, n: usize) -> usize {
        if n == 0 { 0 } else { usize::try_from(self.next() % n as u64).unwrap_or(0) }
    }
    /// One of them.
    pub fn pick<'a, T>(&mut self, items: &'a [T]) -> Option<&'a T> {
        items.get(self.below(items.len()))
    }
    /// True once in `n` times.
    pub fn once_in(&mut self, n: usize) -> bool {
        self.below(n) == 0
    }
    /// A generator for what bears this name, independent of how often this one was asked.
    pub fn named(seed: u64, name: &str) -> Self {
        let hash = name.bytes().fold(0xCBF2_9CE4_8422_2325u64, |h, b| (h ^ u64::from(b)).wrapping_mul(0x0100_0000_01B3));
        Random::new(seed ^ hash)
    }
}
