//! How a message names the thing it speaks of.

/// A value in the study, as a message sees it.
pub(super) struct Place<'a> {
    /// Where it stands.
    pub(super) pointer: &'a str,
    /// What is written there.
    pub(super) written: &'a str,
}

impl Place<'_> {
    /// The thing as the subject of a sentence.
    pub(super) fn name(&self) -> String {
        name(self.pointer).unwrap_or_else(|| "the study".to_owned())
    }
}

/// The key at `pointer`, or "item 3 of" the list that holds it; nothing for the study as a whole.
pub(super) fn name(pointer: &str) -> Option<String> {
    let (parent, last) = pointer.rsplit_once('/')?;
    let index = last.parse::<usize>().ok();
    Some(match (index, name(parent)) {
        (Some(index), Some(list)) => format!("item {} of {list}", index + 1),
        _ => format!("`{}`", last.replace("~1", "/").replace("~0", "~")),
    })
}

/// A key as a token of a JSON Pointer.
pub(super) fn escape(key: &str) -> String {
    key.replace('~', "~0").replace('/', "~1")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_named_for_a_reader() {
        for (pointer, expected) in [
            ("/scale", Some("`scale`")),
            ("/inputs/0", Some("item 1 of `inputs`")),
            ("/sets/0/accounts/11", Some("item 12 of `accounts`")),
            ("/steps/1/settings/a~1b~0c", Some("`a/b~c`")),
            ("", None),
        ] {
            assert_eq!(name(pointer).as_deref(), expected, "{pointer}");
        }
    }
}
