//! A text that a merge left with both of its sides.

/// Begins of lines that version control writes around the sides of a conflict.
const OURS: &str = "<<<<<<<";
const BASE: &str = "|||||||";
const THEIRS: &str = "=======";
const END: &str = ">>>>>>>";

/// The number of the line with the first mark of a conflict.
pub(crate) fn first_marker(text: &str) -> Option<usize> {
    let marks = [OURS, BASE, THEIRS, END];
    text.lines().position(|line| marks.iter().any(|mark| line.starts_with(mark))).map(|index| index + 1)
}

/// The two texts that a merge could not make into one.
pub(crate) fn sides(text: &str) -> [String; 2] {
    let mut sides = [String::new(), String::new()];
    let mut within = None;
    for line in text.lines() {
        match [OURS, BASE, THEIRS, END].into_iter().find(|mark| line.starts_with(mark)) {
            Some(END) => within = None,
            Some(mark) => within = Some(mark),
            None => {
                for (side, mark) in sides.iter_mut().zip([OURS, THEIRS]) {
                    if within.is_none_or(|within| within == mark) {
                        side.push_str(line);
                        side.push('\n');
                    }
                }
            }
        }
    }
    sides
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_side_is_read_and_their_common_past_is_not() {
        let text = "a\n<<<<<<< HEAD\nours\n||||||| base\nold\n=======\ntheirs\n>>>>>>> branch\nb\n";
        assert_eq!(sides(text), ["a\nours\nb\n", "a\ntheirs\nb\n"]);
        assert_eq!((first_marker(text), first_marker("a\nb\n")), (Some(2), None));
    }
}
