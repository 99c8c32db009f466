//! The kernel: obligations, certificates, and the check that turns the two into `Proved`.

pub mod certificate;
pub mod obligation;
