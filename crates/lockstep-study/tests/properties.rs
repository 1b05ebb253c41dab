//! No text makes the reader panic, and every complaint points into the text.

use std::time::{Duration, Instant};

use lockstep_study::{Diagnostics, LARGEST_STUDY, parse};
use proptest::prelude::*;

const VALID: &str = include_str!("cases/ok-everything.yaml");

/// Reads a text and checks what is promised of every answer.
fn read(bytes: &[u8]) -> Option<Diagnostics> {
    let faults = parse("study.yaml", bytes).err()?;
    assert!(!faults.items.is_empty(), "a refusal gives a reason");
    assert!(faults.items.is_sorted_by_key(|item| item.span), "faults are sorted");
    for item in &faults.items {
        let span = item.span;
        assert!(faults.text.get(span.start..span.start + span.length).is_some(), "{span:?} lies in the text");
        let before = &faults.text[..span.start];
        assert_eq!(span.line, before.matches('\n').count() + 1, "line of {item:?}");
        let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
        assert_eq!(span.column, before[line_start..].chars().count() + 1, "column of {item:?}");
    }
    assert!(faults.plain().lines().count() >= faults.items.len(), "each fault takes a line");
    Some(faults)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 512, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn arbitrary_bytes_are_answered(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
        read(&bytes);
    }

    #[test]
    fn arbitrary_text_is_answered(text in r#"[ \n\t:\-\[\]{},"'#&*!|>%@`?~<=0-9a-zé漢.]{0,200}"#) {
        read(text.as_bytes());
    }

    #[test]
    fn a_study_with_lines_lost_or_doubled_is_answered(at in 0usize..64, double: bool) {
        let lines: Vec<&str> = VALID.lines().collect();
        let at = at % lines.len();
        let mut changed = lines.clone();
        if double { changed.insert(at, lines[at]) } else { changed.remove(at); }
        read((changed.join("\n") + "\n").as_bytes());
    }

    #[test]
    fn a_study_with_a_character_changed_is_answered(at in 0usize..4_000, character in any::<char>(), insert: bool) {
        let mut characters: Vec<char> = VALID.chars().collect();
        let at = at % characters.len();
        if insert { characters.insert(at, character) } else { characters[at] = character }
        read(characters.into_iter().collect::<String>().as_bytes());
    }
}

#[test]
fn the_largest_hostile_texts_are_answered_soon() {
    let fill = |unit: &str| unit.repeat(LARGEST_STUDY / unit.len());
    let long_key = "k".repeat(LARGEST_STUDY / 3);
    let many_numbers = format!("sets: [{{ name: a, role: studied, accounts: [{}] }}]", "1,".repeat(LARGEST_STUDY / 3));
    let texts = [
        fill("["),
        fill("{a: "),
        fill("- "),
        fill("? "),
        fill("a: b\n"),
        fill("&a "),
        fill("- *a\n"),
        fill("\"\\n"),
        fill("#"),
        fill("x "),
        fill("'"),
        fill(": "),
        fill("é: [ü]\n"),
        format!("{long_key}:\n{}", " - {a: 1}\n".repeat(LARGEST_STUDY / 20)),
        many_numbers,
    ];
    for text in texts {
        let started = Instant::now();
        let start: String = text.chars().take(12).collect();
        assert!(read(text.as_bytes()).is_some(), "{start:?} is no study");
        assert!(started.elapsed() < Duration::from_secs(60), "{start:?} took {:?}", started.elapsed());
    }
}
