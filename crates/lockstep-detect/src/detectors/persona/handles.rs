//! Handles that look like one another.

/// The Damerau–Levenshtein distance of two texts, in characters: the fewest insertions, deletions, changes and swaps of neighbours that
/// turn one into the other, where text may be edited again between swapped neighbours.
///
/// Lowrance & Wagner 1975, Journal of the ACM 22:177.
pub(super) fn distance(a: &str, b: &str) -> usize {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    let most = a.len() + b.len();
    let width = b.len() + 2;
    // Row and column 0 hold a distance that is never best; 1 stands for the empty text.
    let mut cells = vec![most; (a.len() + 2) * width];
    (0..=a.len()).for_each(|row| cells[(row + 1) * width + 1] = row);
    (0..=b.len()).for_each(|place| cells[width + place + 1] = place);
    for row in 1..=a.len() {
        let mut swapped_at = 0;
        for place in 1..=b.len() {
            let last_row = (1..row).rev().find(|earlier| a[earlier - 1] == b[place - 1]).unwrap_or(0);
            let same = a[row - 1] == b[place - 1];
            let change = cells[row * width + place] + usize::from(!same);
            let insert = cells[(row + 1) * width + place] + 1;
            let delete = cells[row * width + place + 1] + 1;
            let swap = cells[last_row * width + swapped_at] + (row - last_row - 1) + 1 + (place - swapped_at - 1);
            cells[(row + 1) * width + place + 1] = change.min(insert).min(delete).min(swap);
            if same {
                swapped_at = place;
            }
        }
    }
    cells[(a.len() + 1) * width + b.len() + 1]
}

/// Most edits between a handle and one that it looks like,
const MOST_EDITS: usize = 2;
/// and how many characters of the one imitated each edit needs: two edits in a name of four letters make another name.
const CHARACTERS_AN_EDIT: usize = 3;

/// The listed handle that a handle looks like without being it, with their distance: the closest one, the first listed if several are.
/// Both in small letters.
pub(super) fn resembles<'a>(handle: &str, listed: &'a [String]) -> Option<(&'a str, usize)> {
    let characters = handle.chars().count();
    if listed.iter().any(|other| other == handle) {
        return None;
    }
    let near = listed.iter().filter_map(|other| {
        let length = other.chars().count();
        if length.abs_diff(characters) > MOST_EDITS {
            return None;
        }
        let edits = distance(handle, other);
        (edits <= MOST_EDITS && edits * CHARACTERS_AN_EDIT < length).then_some((other.as_str(), edits))
    });
    near.min_by_key(|(_, edits)| *edits)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn known_pairs() {
        for (a, b, expected) in [
            ("kitten", "sitting", 3),
            ("saturday", "sunday", 3),
            ("ca", "abc", 2),
            ("ca", "ac", 1),
            ("specter", "spectre", 1),
            ("a cat", "an abct", 3),
            ("rosettacode", "raisethysword", 8),
            ("", "abc", 3),
            ("same", "same", 0),
            ("خبر", "خبار", 1),
        ] {
            assert_eq!((distance(a, b), distance(b, a)), (expected, expected), "{a} {b}");
        }
    }

    #[test]
    fn a_listed_handle_resembles_nobody_and_short_ones_need_to_be_closer() {
        let listed = ["eastmere_times".to_owned(), "bbcx".to_owned()];
        assert_eq!(resembles("eastmere_tlmes", &listed), Some(("eastmere_times", 1)));
        assert_eq!(resembles("eastmere_itmse", &listed), Some(("eastmere_times", 2)));
        assert_eq!(resembles("eastmere_times", &listed), None);
        assert_eq!(resembles("eastmere_timetable", &listed), None);
        assert_eq!((resembles("bbc", &listed), resembles("bb", &listed)), (Some(("bbcx", 1)), None));
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]
        #[test]
        fn it_is_a_distance(a in "[abc]{0,7}", b in "[abc]{0,7}", c in "[abc]{0,7}") {
            let (ab, bc, ac) = (distance(&a, &b), distance(&b, &c), distance(&a, &c));
            prop_assert_eq!(ab, distance(&b, &a));
            prop_assert_eq!(ab == 0, a == b);
            prop_assert!(ac <= ab + bc);
            prop_assert!(ab <= a.len().max(b.len()));
        }
    }
}
