//! extracts.
