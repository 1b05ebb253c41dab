//! "Did you mean": the known word nearest to an unknown one.

/// Words longer than this get no suggestion, since comparing them costs more than it helps.
const LONGEST_WORD: usize = 64;

/// The known word that `word` was probably meant to be, if one is near.
///
/// Near means equal but for case, hyphens and underscores, or at most a third of the letters changed, dropped, added or swapped. Among
/// equally near words the alphabetically first wins, whatever the order of `known`.
pub fn suggest<'a>(word: &str, known: impl Iterator<Item = &'a str>) -> Option<String> {
    if word.is_empty() || word.len() > LONGEST_WORD {
        return None;
    }
    let folded = fold(word);
    known
        .filter_map(|candidate| {
            let plain = fold(candidate);
            let distance = if plain == folded { 0 } else { strsim::damerau_levenshtein(&folded, &plain) };
            let allowed = (folded.chars().count().max(plain.chars().count()) / 3).max(1);
            (distance <= allowed).then_some((distance, candidate))
        })
        .min()
        .map(|(_, candidate)| candidate.to_owned())
}

fn fold(word: &str) -> String {
    word.chars().filter(|letter| !matches!(letter, '-' | '_' | ' ')).flat_map(char::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const KEYS: [&str; 5] = ["title", "licence", "inputs", "time_format", "retweeted_post_id"];

    #[test]
    fn slips_find_their_word() {
        for (slip, word) in [
            ("tilte", "title"),
            ("license", "licence"),
            ("input", "inputs"),
            ("timeFormat", "time_format"),
            ("RETWEETED-POST-ID", "retweeted_post_id"),
        ] {
            assert_eq!(suggest(slip, KEYS.into_iter()).as_deref(), Some(word), "{slip}");
        }
    }

    #[test]
    fn far_words_find_none() {
        for word in ["abstract", "", "x", &"t".repeat(500)] {
            assert_eq!(suggest(word, KEYS.into_iter()), None, "{word}");
        }
    }

    #[test]
    fn order_does_not_matter() {
        assert_eq!(suggest("cat", ["car", "cap"].into_iter()), suggest("cat", ["cap", "car"].into_iter()));
    }
}
