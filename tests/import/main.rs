//! Stories of imports: what a person has, what they run, what they get. Workbooks are made here, one for each trap
//! that published registers hold; the real register is read where `CANDOUR_REGISTERS` names its folder.
#![allow(clippy::unwrap_used, clippy::expect_used, missing_docs)]

mod again;
mod command;
mod current;
mod desk;
mod edges;
mod hostile;
mod layouts;
mod lists;
mod mapping;
mod ods;
mod others;
mod real;
#[path = "../support/registers.rs"]
mod registers;
mod stock;
mod text;
mod traps;
mod workbooks;
