//! Bytes to text, refusing what cannot be shown on a screen.

use crate::diagnostic::{Diagnostic, Diagnostics, Span, reorders};

/// The largest study that is read, in bytes. Long lists of accounts belong in an input file.
pub const LARGEST_STUDY: usize = 1 << 20;

/// Decodes UTF-8 and drops a byte order mark.
pub(crate) fn decode<'a>(label: &str, bytes: &'a [u8]) -> Result<&'a str, Diagnostics> {
    if bytes.len() > LARGEST_STUDY {
        let message = format!("the study has {} bytes, more than the {LARGEST_STUDY} that are read", bytes.len());
        let help = "keep long lists of accounts in a file and name it under `inputs` with `table: sets`";
        return Err(refuse(label, "", 0, message, help));
    }
    let text = match std::str::from_utf8(bytes) {
        Ok(text) => text,
        Err(error) => {
            let lossy = String::from_utf8_lossy(bytes);
            let whole = lossy.trim_start_matches('\u{feff}');
            let at = error.valid_up_to() - (lossy.len() - whole.len());
            let message = format!("the byte 0x{:02x} is not UTF-8", bytes[error.valid_up_to()]);
            return Err(refuse(label, whole, at, message, "save the file as UTF-8"));
        }
    };
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    match text.char_indices().find(|&(at, character)| is_refused(text, at, character)) {
        None => Ok(text),
        Some((at, '\r')) => {
            let message = "a carriage return stands here without a line feed".to_owned();
            Err(refuse(label, text, at, message, "save the file with Unix (LF) or Windows (CRLF) line ends"))
        }
        Some((at, '\u{feff}')) => {
            let message = "a byte order mark stands inside the text".to_owned();
            Err(refuse(label, text, at, message, "remove it; it usually comes from joining two files"))
        }
        Some((at, character)) if reorders(character) => {
            let message =
                format!("the invisible character U+{:04X} makes this line read in another order than it is written", u32::from(character));
            Err(refuse(label, text, at, message, "remove it; right-to-left text does without it"))
        }
        Some((at, character)) => {
            let message = format!("the control character U+{:04X} stands here", u32::from(character));
            Err(refuse(label, text, at, message, "remove it; a study is plain text"))
        }
    }
}

/// Whether a character has no business in a study.
fn is_refused(text: &str, at: usize, character: char) -> bool {
    match character {
        '\n' | '\t' => false,
        '\r' => text.as_bytes().get(at + 1) != Some(&b'\n'),
        '\u{feff}' => true,
        other => other.is_control() || reorders(other),
    }
}

fn refuse(label: &str, text: &str, at: usize, message: String, help: &str) -> Diagnostics {
    let length = text[at..].chars().next().map_or(0, char::len_utf8);
    let fault = Diagnostic { span: Span::at(text, at, length), message, help: Some(help.to_owned()) };
    Diagnostics::new(label, text, vec![fault])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refusal(bytes: &[u8]) -> String {
        decode("s", bytes).expect_err("the bytes are refused").to_string()
    }

    #[test]
    fn a_byte_order_mark_is_dropped() {
        assert_eq!(decode("s", b"\xef\xbb\xbftitle: x").expect("the text is plain"), "title: x");
    }

    #[test]
    fn broken_utf8_is_placed() {
        assert_eq!(refusal(b"title: a\nquestion: \xff"), "s:2:11: the byte 0xff is not UTF-8");
        assert_eq!(refusal(b"\xef\xbb\xbfab\xc3("), "s:1:3: the byte 0xc3 is not UTF-8");
    }

    #[test]
    fn control_characters_are_placed() {
        assert_eq!(refusal(b"a: b\nc: \0"), "s:2:4: the control character U+0000 stands here");
        assert_eq!(refusal(b"a: b\rc: d"), "s:1:5: a carriage return stands here without a line feed");
    }

    #[test]
    fn text_that_reads_otherwise_than_it_stands_is_refused() {
        assert!(refusal("a: \u{202e}b".as_bytes()).starts_with("s:1:4: the invisible character U+202E"));
        assert!(decode("s", "title: مرحبا\u{200f}".as_bytes()).is_ok());
    }

    #[test]
    fn a_huge_study_is_refused() {
        assert!(refusal(&vec![b'#'; LARGEST_STUDY + 1]).contains("1048577 bytes"));
        assert!(decode("s", &vec![b'#'; LARGEST_STUDY]).is_ok());
    }
}
