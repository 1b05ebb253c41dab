//! The ways in which a file may write a text: as it is, or escaped as HTML, JSON and addresses have it.

use std::borrow::Cow;

/// The text of a file in every form in which it may be read, each with the lines where they were.
pub(super) fn forms(text: &str) -> Vec<Cow<'_, str>> {
    let mut forms = vec![Cow::Borrowed(text)];
    for (mark, decode) in [('&', html as fn(&str) -> String), ('\\', json), ('%', percent)] {
        if text.contains(mark) {
            let decoded = decode(text);
            if decoded != text {
                forms.push(Cow::Owned(decoded));
            }
        }
    }
    forms
}

/// Entities of HTML and XML, by name and by number.
fn html(text: &str) -> String {
    const NAMES: [(&str, &str); 6] = [("amp", "&"), ("lt", "<"), ("gt", ">"), ("quot", "\""), ("apos", "'"), ("nbsp", " ")];
    let number = |entity: &str| {
        let digits = entity.strip_prefix('#')?;
        let code = match digits.strip_prefix(['x', 'X']) {
            Some(hexadecimal) => u32::from_str_radix(hexadecimal, 16).ok()?,
            None => digits.parse().ok()?,
        };
        char::from_u32(code).map(String::from)
    };
    replace(text, '&', |rest| {
        let end = rest.find(';').filter(|end| (1..=10).contains(end))?;
        let entity = &rest[..end];
        let named = NAMES.iter().find(|(name, _)| *name == entity).map(|(_, text)| (*text).to_owned());
        named.or_else(|| number(entity)).map(|text| (text, end + 1))
    })
}

/// Escapes of JSON and JavaScript. Surrogate pairs stay as they are, since no id has one.
fn json(text: &str) -> String {
    replace(text, '\\', |rest| {
        let first = rest.chars().next()?;
        match first {
            '"' | '\\' | '/' | '\'' => Some((first.to_string(), 1)),
            't' => Some(("\t".to_owned(), 1)),
            'u' => {
                let code = u32::from_str_radix(rest.get(1..5)?, 16).ok()?;
                char::from_u32(code).map(|letter| (letter.to_string(), 5))
            }
            _ => None,
        }
    })
}

/// Percent-encoding of addresses.
fn percent(text: &str) -> String {
    let bytes = text.as_bytes();
    let mut out = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while at < bytes.len() {
        let decoded =
            (bytes[at] == b'%').then(|| text.get(at + 1..at + 3)).flatten().and_then(|digits| u8::from_str_radix(digits, 16).ok());
        match decoded.filter(|byte| *byte != b'\n') {
            Some(byte) => {
                out.push(byte);
                at += 3;
            }
            None => {
                out.push(bytes[at]);
                at += 1;
            }
        }
    }
    String::from_utf8_lossy(&out).into_owned()
}

/// Replace what follows each mark, where `decode` knows it: it gives the text and how many bytes after the mark it stands for. Line breaks
/// are never made or removed, so that lines keep their numbers.
fn replace(text: &str, mark: char, decode: impl Fn(&str) -> Option<(String, usize)>) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find(mark) {
        out.push_str(&rest[..at]);
        let after = &rest[at + mark.len_utf8()..];
        match decode(after).filter(|(text, _)| !text.contains('\n')) {
            Some((text, used)) => {
                out.push_str(&text);
                rest = &after[used..];
            }
            None => {
                out.push(mark);
                rest = after;
            }
        }
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_escaped_is_read() {
        assert_eq!(html("a&amp;b &#64;c &#x40;d &unknown; &"), "a&b @c @d &unknown; &");
        assert_eq!(json(r#"\u0040a \"b\" \/c \x"#), r#"@a "b" /c \x"#);
        assert_eq!(percent("%40a%20b 5 % %zz"), "@a b 5 % %zz");
        assert_eq!(json("\\u000a"), "\\u000a");
        assert_eq!(forms("plain").len(), 1);
    }
}
