//! The 32 bytes of a BLAKE3 digest, and the two digests of a file.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use sha2::Digest as _;

const PREFIX: &str = "blake3:";
const BYTES: usize = 32;

/// A BLAKE3 digest. Written `blake3:` and 64 lower-case hexadecimal digits; shown to people as the first 12.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub struct Digest([u8; BYTES]);

impl Digest {
    /// The digest with these bytes.
    #[must_use]
    pub const fn from_bytes(bytes: [u8; BYTES]) -> Self {
        Self(bytes)
    }

    /// The bytes of the digest.
    #[must_use]
    pub const fn as_bytes(&self) -> &[u8; BYTES] {
        &self.0
    }

    /// The first eight bytes as a big-endian integer: it sorts as the digest does, and faster.
    #[must_use]
    #[inline]
    pub fn prefix(&self) -> u64 {
        let [a, b, c, d, e, f, g, h, ..] = self.0;
        u64::from_be_bytes([a, b, c, d, e, f, g, h])
    }

    /// The first `bytes` bytes in hexadecimal.
    ///
    /// # Panics
    /// When there are fewer than `bytes` bytes.
    #[must_use]
    pub fn hex_prefix(&self, bytes: usize) -> String {
        hex(&self.0[..bytes])
    }

    /// 64 lower-case hexadecimal digits, as `b3sum` prints them.
    #[must_use]
    pub fn to_hex(&self) -> String {
        hex(&self.0)
    }

    /// The first 12 hexadecimal digits: enough to tell two digests apart on a page, not enough to verify one.
    #[must_use]
    pub fn short(&self) -> String {
        self.hex_prefix(6)
    }
}

fn hex(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    let mut text = String::with_capacity(2 * bytes.len());
    for byte in bytes {
        text.push(char::from(DIGITS[usize::from(byte >> 4)]));
        text.push(char::from(DIGITS[usize::from(byte & 15)]));
    }
    text
}

/// In order of bytes. Most digests differ in the first eight, which are compared as one number: millions of digests are sorted here.
impl Ord for Digest {
    #[inline]
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.prefix().cmp(&other.prefix()).then_with(|| self.0.cmp(&other.0))
    }
}

impl PartialOrd for Digest {
    #[inline]
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl fmt::Display for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{PREFIX}{}", self.to_hex())
    }
}

impl fmt::Debug for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Digest({})", self.short())
    }
}

impl From<Digest> for String {
    fn from(digest: Digest) -> Self {
        digest.to_string()
    }
}

impl TryFrom<String> for Digest {
    type Error = BadDigest;

    fn try_from(text: String) -> Result<Self, BadDigest> {
        text.parse()
    }
}

/// Text that is not a digest.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not a digest: write `blake3:` and 64 hexadecimal digits in lower case")]
pub struct BadDigest(pub String);

impl FromStr for Digest {
    type Err = BadDigest;

    fn from_str(text: &str) -> Result<Self, BadDigest> {
        let bad = || BadDigest(text.to_owned());
        let digits = text.strip_prefix(PREFIX).ok_or_else(bad)?.as_bytes();
        if digits.len() != 2 * BYTES {
            return Err(bad());
        }
        let value = |digit: u8| match digit {
            b'0'..=b'9' => Ok(digit - b'0'),
            b'a'..=b'f' => Ok(digit - b'a' + 10),
            _ => Err(bad()),
        };
        let mut bytes = [0; BYTES];
        for (byte, pair) in bytes.iter_mut().zip(digits.chunks_exact(2)) {
            *byte = value(pair[0])? << 4 | value(pair[1])?;
        }
        Ok(Self(bytes))
    }
}

/// What identifies a stored file: its size and two digests of its bytes, exactly as stored (compressed or not).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileDigests {
    /// Size in bytes.
    pub bytes: u64,
    /// BLAKE3; equals `b3sum FILE`.
    pub blake3: Digest,
    /// SHA-256 in hexadecimal; equals `sha256sum FILE`. For archives and tools that do not speak BLAKE3.
    pub sha256: String,
}

impl FileDigests {
    /// The digests of bytes in memory.
    #[must_use]
    pub fn of(bytes: &[u8]) -> Self {
        let mut hasher = FileHasher::default();
        hasher.update(bytes);
        hasher.finish()
    }
}

/// Incremental [`FileDigests`], for files read in pieces.
#[derive(Debug, Clone, Default)]
pub struct FileHasher {
    bytes: u64,
    blake3: blake3::Hasher,
    sha256: sha2::Sha256,
}

impl FileHasher {
    /// Append the next bytes of the file.
    pub fn update(&mut self, bytes: &[u8]) {
        self.bytes += bytes.len() as u64;
        self.blake3.update(bytes);
        self.sha256.update(bytes);
    }

    /// The digests of everything appended.
    #[must_use]
    pub fn finish(self) -> FileDigests {
        FileDigests {
            bytes: self.bytes,
            blake3: Digest::from_bytes(*self.blake3.finalize().as_bytes()),
            sha256: hex(&self.sha256.finalize()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    // Published vectors: BLAKE3's test_vectors.json (input_len 0 and 1) and FIPS 180-4 ("" and "abc").
    #[test]
    fn file_digests_equal_published_vectors() {
        let empty = FileDigests::of(b"");
        assert_eq!(empty.blake3.to_hex(), "af1349b9f5f9a1a6a0404dea36dcc9499bcb25c9adc112b7cc9a93cae41f3262");
        assert_eq!(empty.sha256, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
        let zero = FileDigests::of(&[0]);
        assert_eq!(zero.blake3.to_hex(), "2d3adedff11b61f14c886e35afa036736dcd87a74d27b5c1510225d0f592e213");
        let abc = FileDigests::of(b"abc");
        assert_eq!(abc.sha256, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
        assert_eq!(abc.bytes, 3);
    }

    #[test]
    fn a_file_read_in_pieces_has_the_same_digests() {
        let bytes: Vec<u8> = (0..100_000u32).map(|i| (i % 251) as u8).collect();
        let mut hasher = FileHasher::default();
        for piece in bytes.chunks(4_093) {
            hasher.update(piece);
        }
        assert_eq!(hasher.finish(), FileDigests::of(&bytes));
    }

    #[test]
    fn text_and_digest_round_trip_and_bad_text_is_refused() {
        let digest = FileDigests::of(b"abc").blake3;
        assert_eq!(digest.to_string().parse(), Ok(digest));
        assert_eq!(digest.short().len(), 12);
        let hex = digest.to_hex();
        for bad in [String::new(), hex.clone(), format!("blake3:{}", hex.to_uppercase()), format!("blake3:{}", &hex[1..])] {
            assert_eq!(bad.parse::<Digest>(), Err(BadDigest(bad.clone())));
        }
    }
}
