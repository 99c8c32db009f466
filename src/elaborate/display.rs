//! Kernel terms back to surface trees.
