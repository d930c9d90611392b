//! Strict readers.
