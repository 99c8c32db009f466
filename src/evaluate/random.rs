//! A small deterministic generator, the same on every machine (SplitMix64: G. Steele, D. Lea, C. Flood, "Fast splittable pseudorandom
//! number generators", 2014).

/// Random numbers from a seed.
#[derive(Clone, Debug)]
pub struct SplitMix(u64);

impl SplitMix {
    /// The generator of a seed.
    #[must_use]
    pub fn new(seed: u64) -> Self {
        SplitMix(seed ^ 0x9E37_79B9_7F4A_7C15)
    }

    /// The next 64 random bits.
    pub fn bits(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    /// Makes what follows depend on `n`.
    pub fn mix(&mut self, n: u64) {
        self.0 ^= n.wrapping_mul(0xD6E8_FEB8_6659_FD93);
        self.0 = self.bits();
    }
    /// From `low` to `high`, both included.
    pub fn between(&mut self, low: i64, high: i64) -> i64 {
        let span = u64::try_from(high.saturating_sub(low)).unwrap_or(0).saturating_add(1).max(1);
        low + i64::try_from(self.bits() % span).unwrap_or(0)
    }
    /// A number below `n`; 0 where there is none.
    pub fn below(&mut self, n: usize) -> usize {
        let last = i64::try_from(n.saturating_sub(1)).unwrap_or(0);
        usize::try_from(self.between(0, last)).unwrap_or(0)
    }
    /// The same items in another order.
    pub fn shuffled<T>(&mut self, mut items: Vec<T>) -> Vec<T> {
        for i in (1..items.len()).rev() {
            items.swap(i, self.below(i + 1));
        }
        items
    }
    /// One of them; `otherwise` where there is none.
    pub fn pick<T: Clone>(&mut self, items: &[T], otherwise: T) -> T {
        let n = items.len().max(1) as u64;
        usize::try_from(self.bits() % n).ok().and_then(|i| items.get(i)).cloned().unwrap_or(otherwise)
    }
}
