//! The pictures of the README: pages of the example as a reader sees them. `docs/pictures.sh` runs this; it checks
//! nothing.

use crate::chromium::Browser;
use crate::server::Server;
use crate::tab::{Look, Tab};
use data_encoding::BASE64;
use serde_json::json;
use std::path::Path;

/// Name of the picture, page, width and height in CSS pixels, and whether in dark colours.
const PICTURES: [(&str, &str, u32, u32, bool); 4] = [
    ("home", "/", 1280, 1400, false),
    ("agreement", "/agreements/nic-900003-f6g7h/", 1280, 1400, false),
    ("opt-outs", "/opt-outs/", 1280, 1400, false),
    ("dataset-on-a-phone", "/datasets/mental-health-care/", 360, 1100, true),
];

#[test]
#[ignore = "makes the pictures of the README; run docs/pictures.sh"]
fn pictures_of_the_readme() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/pictures");
    std::fs::create_dir_all(&folder).unwrap();
    let (server, mut browser) = (Server::start(super::site(), "/"), Browser::start());
    for (name, page, width, height, dark) in PICTURES {
        let mut tab = Tab::open(&mut browser, &server.url(page), Look { width, dark, ..Look::DESKTOP });
        let picture = tab.long_picture(&json!({"x": 0, "y": 0, "width": width, "height": height}));
        std::fs::write(folder.join(format!("{name}.png")), BASE64.decode(picture.as_bytes()).unwrap()).unwrap();
    }
}
