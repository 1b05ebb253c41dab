//! Numbers in the authors' own text: named, so that nobody types them.
//!
//! `{{ pace.flagged }}` stands for the value `flagged` of the step `pace`.

/// A piece of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Piece<'a> {
    /// Words.
    Words(&'a str),
    /// A value of a step.
    Value {
        /// The step.
        step: &'a str,
        /// The value.
        value: &'a str,
    },
}

/// The pieces of a text, in order.
///
/// # Errors
/// With the first opening that does not name a value of a step, as it is written.
pub fn pieces(text: &str) -> Result<Vec<Piece<'_>>, &str> {
    let mut pieces = Vec::new();
    let mut rest = text;
    while let Some(at) = rest.find("{{") {
        if at > 0 {
            pieces.push(Piece::Words(&rest[..at]));
        }
        let inside = &rest[at + 2..];
        let Some(end) = inside.find("}}") else { return Err(first_line(&rest[at..])) };
        let named = inside[..end].trim().split_once('.');
        let plain =
            |name: &str| !name.is_empty() && name.chars().all(|letter| letter.is_ascii_alphanumeric() || matches!(letter, '-' | '_'));
        match named {
            Some((step, value)) if plain(step) && plain(value) => pieces.push(Piece::Value { step, value }),
            _ => return Err(first_line(&rest[at..at + 2 + end + 2])),
        }
        rest = &inside[end + 2..];
    }
    if !rest.is_empty() {
        pieces.push(Piece::Words(rest));
    }
    Ok(pieces)
}

fn first_line(text: &str) -> &str {
    text.lines().next().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_told_from_words() {
        let found = pieces("Of {{ pace.assessed }}, {{pace.flagged}}.").expect("well formed");
        let value = |value| Piece::Value { step: "pace", value };
        assert_eq!(found, [Piece::Words("Of "), value("assessed"), Piece::Words(", "), value("flagged"), Piece::Words(".")]);
        assert_eq!(pieces("a { b } c"), Ok(vec![Piece::Words("a { b } c")]));
        assert_eq!(pieces("a {{ flagged }} b"), Err("{{ flagged }}"));
        assert_eq!(pieces("a {{ pace.flagged b\nc"), Err("{{ pace.flagged b"));
        assert_eq!(pieces("{{ a.b.c }}"), Err("{{ a.b.c }}"));
    }
}
