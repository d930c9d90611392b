//! Finished files on their way out: paths, bytes, sizes and digests, and a look over the whole set for dead links.
//! Nothing here touches a disk, and nothing knows what a page is about.

mod file;
mod pack;
mod path;
mod verify;

pub use file::{Asset, Assets, Batch, MediaType, OutputFile, OutputSet, hex, sha256_hex};
pub use pack::{pack, unpack};
pub use path::SitePath;
pub use verify::{PageFacts, scan_html, verify};
