//! Files that a script of the site reads are compressed by content, since not every host compresses what it sends.

use crate::diag::Failure;
use flate2::read::GzDecoder;
use flate2::{Compression, GzBuilder};
use std::io::{Read, Write};

/// The highest levels take nearly twice the time for a thousandth of the size.
const LEVEL: Compression = Compression::new(6);

/// Gzip (RFC 1952) without a name or a time, so that the same bytes give the same file.
///
/// # Errors
/// Where the compressor fails, which it does on no input known.
pub fn pack(bytes: &[u8]) -> Result<Vec<u8>, Failure> {
    let mut packed = GzBuilder::new().write(Vec::with_capacity(bytes.len() / 3), LEVEL);
    let done = packed.write_all(bytes).and_then(|()| packed.finish());
    done.map_err(|error| Failure::new("cannot compress a file for scripts").because(error))
}

/// What [`pack`] was given. `most` is the largest size that is let through.
///
/// # Errors
/// For what is no gzip, is damaged, or is larger.
pub fn unpack(packed: &[u8], most: u64) -> std::io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    GzDecoder::new(packed).take(most + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > most {
        return Err(std::io::Error::other(format!("it unpacks to more than {most} bytes")));
    }
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn what_is_packed_comes_back_and_the_same_bytes_give_the_same_file() {
        let text = "patients' opt-outs ".repeat(500);
        let packed = pack(text.as_bytes()).unwrap();
        assert!(packed.len() < text.len() / 20 && packed == pack(text.as_bytes()).unwrap());
        assert_eq!(unpack(&packed, 100_000).unwrap(), text.as_bytes());
        assert_eq!(pack(b"").unwrap()[4..8], [0; 4], "no time is written");
    }

    #[test]
    fn damaged_and_oversized_files_are_refused() {
        let packed = pack(&[7; 5000]).unwrap();
        assert!(unpack(&packed, 4999).is_err() && unpack(&packed, 5000).is_ok());
        assert!(unpack(&packed[..packed.len() - 1], 5000).is_err());
        let mut broken = packed.clone();
        broken[packed.len() / 2] ^= 0x55;
        assert!(unpack(&broken, 5000).is_err());
        assert!(unpack(b"no gzip", 100).is_err());
    }
}
