//! Matches and words as findings.

use lockstep_snapshot::{Snapshot, grouped};

use super::keyness::{Keyness, Word};
use super::rules::Match;
use super::units::Units;
use super::{Settings, Theme};
use crate::findings::{Cells, Findings, Number, Table, Unit, Value, Verdict, count, value};
use crate::groups::{Group, column, groups};
use crate::numbers::share;

const NO_SAMPLE: &str = "no coded sample";
const NO_RULES: &str = "the study has no rules";

pub(super) fn findings(settings: &Settings, snapshot: &Snapshot, units: &Units, matches: &[Match], words: &Keyness) -> Findings {
    let mut tables = Vec::new();
    if !settings.themes.is_empty() {
        tables.extend([
            by_set(settings, snapshot, units, matches),
            rules(settings, matches),
            evidence(settings, snapshot, matches),
        ]);
    }
    tables.push(word_table(settings, words));
    Findings { values: values(settings, units, matches, words), tables, network: None, notes: notes(settings, snapshot, units, words) }
}

/// Number of distinct things in a list that is in order.
fn distinct<T: PartialEq>(things: impl Iterator<Item = T>) -> u64 {
    let (mut last, mut count) = (None, 0);
    for thing in things.map(Some) {
        count += u64::from(thing != last);
        last = thing;
    }
    count
}

fn values(settings: &Settings, units: &Units, matches: &[Match], words: &Keyness) -> Vec<Value> {
    let rules = settings.themes.len() as u64;
    let coded = settings.themes.iter().filter(|theme| theme.sample.is_some_and(|sample| sample.coded() > 0)).count() as u64;
    let or = |number: Option<Number>, why: &str| number.unwrap_or_else(|| Number::Insufficient(why.to_owned()));
    // Matches are by account, post and theme.
    let matched = |group: Option<&[bool]>| {
        let of = matches.iter().filter(|found| group.is_none_or(|group| group[found.account as usize]));
        distinct(of.map(|found| found.post))
    };
    let in_group = |group: &[bool]| -> u64 { group.iter().zip(&units.of).filter(|(member, _)| **member).map(|(_, units)| units.len() as u64).sum() };
    let [studied, others] = [0, 1].map(|side| in_group(&words.groups[side]));
    let share_of = |side: usize, whole: u64| {
        share(matched(Some(&words.groups[side])), whole).filter(|_| rules > 0).map(Number::Real)
    };
    let no_share = |whole: u64| if whole == 0 { "there are no such accounts with a text" } else { NO_RULES };
    let found = |verdict: fn(&Word) -> bool| {
        let of = |words: &Vec<Word>| words.iter().filter(|word| word.q <= settings.false_discovery_rate && verdict(word)).count() as u64;
        words.words.as_ref().map(of)
    };
    let counted = |number: Result<u64, &String>| number.map_or_else(|why| Number::Insufficient(why.clone()), Number::Count);
    let key = found(|_| true);
    let expected = key.map_or_else(|why| Number::Insufficient(why.clone()), |key| Number::Real(key as f64 * settings.false_discovery_rate));
    let mut values = vec![
        count("written", units.written, Unit::Posts, None, "Posts that are not retweets."),
        count("boilerplate", units.boilerplate, Unit::Posts, Some("written"), "Posts set aside as boilerplate."),
        count("empty", units.empty, Unit::Posts, Some("written"), "Posts without a word besides links and mentions."),
        count("texts", units.len(), Unit::Plain, None, "Texts: copies and near copies by the same author count once."),
        count("rules", rules, Unit::Plain, None, "Rules of the study, one a theme."),
        count("coded", coded, Unit::Plain, Some("rules"), "Rules with a coded sample."),
        count("authors", units.of.iter().filter(|units| !units.is_empty()).count() as u64, Unit::Accounts, None, "Accounts with a text."),
        count("matched", matched(None), Unit::Plain, Some("texts"), "Texts that match at least one rule."),
        count("matching_authors", distinct(matches.iter().map(|found| found.account)), Unit::Accounts, Some("authors"), "Accounts with such a text."),
        count("studied_texts", studied, Unit::Plain, Some("texts"), "Texts by studied accounts."),
        value("studied_share", or(share_of(0, studied), no_share(studied)), Unit::Share, Some("studied_texts"), "Those that match a rule."),
        count("other_texts", others, Unit::Plain, Some("texts"), "Texts by the accounts they are compared with."),
        value("other_share", or(share_of(1, others), no_share(others)), Unit::Share, Some("other_texts"), "Those that match a rule."),
        count("studied_authors", words.authors[0], Unit::Accounts, None, "Studied accounts with a text."),
        count("other_authors", words.authors[1], Unit::Accounts, None, "Accounts with a text that they are compared with."),
        count("words", words.words.as_ref().map_or(0, Vec::len) as u64, Unit::Plain, None, "Words that were compared: those that enough authors use."),
        value("key_words", counted(key), Unit::Plain, Some("words"), "Words that set the two groups apart."),
        value("key_studied", counted(found(|word| word.odds.z > 0.0)), Unit::Plain, Some("key_words"), "Those more usual among studied accounts."),
        value("key_other", counted(found(|word| word.odds.z <= 0.0)), Unit::Plain, Some("key_words"), "Those less usual among them."),
        value("expected_false", expected, Unit::Plain, Some("key_words"), "Words among those found to expect by chance, at most."),
    ];
    for (theme, place) in settings.themes.iter().zip(0_u32..) {
        let named = |name: &str| format!("{name}_{}", place + 1);
        let rule = format!("rule `{}`, version {}", theme.name, theme.version);
        let precision = theme.sample.and_then(|sample| sample.precision());
        let alpha = theme.sample.map(|sample| sample.alpha());
        let real = |number: Option<f64>, why: &str| number.map_or_else(|| Number::Insufficient(why.to_owned()), Number::Real);
        let of_theme = matches.iter().filter(|found| found.theme == place).count() as u64;
        let ends = [("precision", "Share of matches that are right"), ("precision_low", "Lower end of its 95 % interval"), ("precision_high", "Upper end of the same")];
        let numbers = [precision.map(|it| it.estimate), precision.map(|it| it.low), precision.map(|it| it.high)];
        values.push(count(&named("matches"), of_theme, Unit::Plain, Some("texts"), &format!("Texts that match the {rule}.")));
        for ((name, meaning), number) in ends.into_iter().zip(numbers) {
            values.push(value(&named(name), real(number, NO_SAMPLE), Unit::Share, None, &format!("{meaning}: {rule}.")));
        }
        let why = if alpha.is_some() { "the coders gave the same code throughout" } else { NO_SAMPLE };
        values.push(value(&named("alpha"), real(alpha.flatten(), why), Unit::Plain, None, &format!("Krippendorff's α of the coders: {rule}.")));
    }
    values
}

fn counts(numbers: impl IntoIterator<Item = u64>) -> Cells {
    Cells::Count(numbers.into_iter().map(Some).collect())
}

fn by_set(settings: &Settings, snapshot: &Snapshot, units: &Units, matches: &[Match]) -> Table {
    let writing: Vec<u32> = (0u32..).zip(&units.of).filter(|(_, units)| !units.is_empty()).map(|(account, _)| account).collect();
    let groups = groups(snapshot, &writing);
    let sizes: Vec<(u64, u64)> = groups
        .iter()
        .map(|group| group.members.iter().map(|member| units.of[*member as usize].len() as u64).fold((0, 0), |(authors, texts), own| (authors + u64::from(own > 0), texts + own)))
        .collect();
    let mut rows: Vec<(&Theme, &Group, [u64; 4])> = Vec::new();
    for (theme, place) in settings.themes.iter().zip(0_u32..) {
        for (group, (authors, texts)) in groups.iter().zip(&sizes) {
            let of = || matches.iter().filter(|found| found.theme == place && group.members.binary_search(&found.account).is_ok());
            rows.push((theme, group, [*texts, of().count() as u64, *authors, distinct(of().map(|found| found.account))]));
        }
    }
    let number = |at: usize| counts(rows.iter().map(|row| row.2[at]));
    let shares = |part: usize, whole: usize| Cells::Real(Unit::Share, rows.iter().map(|row| share(row.2[part], row.2[whole])).collect());
    Table {
        name: "by_set".to_owned(),
        about: "One row a theme and a set of accounts; an account in two sets counts in both.".to_owned(),
        key: 2,
        columns: vec![
            column("theme", "Theme", Cells::Text(rows.iter().map(|row| row.0.name.clone()).collect())),
            column("set", "Set of accounts", Cells::Text(rows.iter().map(|row| row.1.name.clone()).collect())),
            column("role", "Why it is in the study", Cells::Text(rows.iter().map(|row| row.1.role.to_owned()).collect())),
            column("texts", "Texts by its accounts", number(0)),
            column("matches", "Those that match the rule", number(1)),
            column("match_share", "Matches, of its texts", shares(1, 0)),
            column("authors", "Its accounts with a text", number(2)),
            column("matching_authors", "Those with a match", number(3)),
            column("author_share", "Accounts with a match, of those with a text", shares(3, 2)),
        ],
    }
}

fn rules(settings: &Settings, matches: &[Match]) -> Table {
    let themes = &settings.themes;
    let precision = |field: fn(lockstep_statistics::Interval) -> f64| {
        Cells::Real(Unit::Share, themes.iter().map(|theme| theme.sample.and_then(|sample| sample.precision()).map(field)).collect())
    };
    let of_theme = |place: u32| matches.iter().filter(|found| found.theme == place).count() as u64;
    let languages = |theme: &Theme| theme.phrases.keys().map(String::as_str).collect::<Vec<_>>().join(", ");
    let phrases = |theme: &Theme| theme.phrases.values().map(|phrases| (phrases.include.len() + phrases.exclude.len()) as u64).sum();
    Table {
        name: "rules".to_owned(),
        about: "One row a rule, in the order of the study. Where a rule has no coded sample, nobody knows how many of its matches are right.".to_owned(),
        key: 1,
        columns: vec![
            column("theme", "Theme", Cells::Text(themes.iter().map(|theme| theme.name.clone()).collect())),
            column("version", "Version of the rule", counts(themes.iter().map(|theme| u64::from(theme.version)))),
            column("languages", "Languages that it has phrases in", Cells::Text(themes.iter().map(languages).collect())),
            column("phrases", "Phrases, those that exclude a text included", counts(themes.iter().map(phrases))),
            column("matches", "Texts that match", counts((0..themes.len() as u32).map(of_theme))),
            column("coded", "Matches coded by two people", counts(themes.iter().map(|theme| theme.sample.map_or(0, |sample| sample.coded())))),
            column("precision", "Share of coded matches that are right", precision(|it| it.estimate)),
            column("precision_low", "Lower end of its 95 % interval", precision(|it| it.low)),
            column("precision_high", "Upper end of the same", precision(|it| it.high)),
            column("alpha", "Krippendorff's α of the two coders: 1 agreement, 0 chance", {
                Cells::Real(Unit::Plain, themes.iter().map(|theme| theme.sample.and_then(|sample| sample.alpha())).collect())
            }),
        ],
    }
}

fn evidence(settings: &Settings, snapshot: &Snapshot, matches: &[Match]) -> Table {
    let mut rows: Vec<&Match> = Vec::new();
    for place in 0..settings.themes.len() as u32 {
        let mut of: Vec<&Match> = matches.iter().filter(|found| found.theme == place).collect();
        of.sort_by_key(|found| (found.account, found.post));
        of.dedup_by_key(|found| found.account);
        of.sort_by_key(|found| found.post);
        rows.extend(of.into_iter().take(settings.evidence as usize));
    }
    let posts = &snapshot.posts;
    Table {
        name: "evidence".to_owned(),
        about: "One row a theme and a post: the first match of each account, earliest first, as many as the study lists.".to_owned(),
        key: 2,
        columns: vec![
            column("theme", "Theme", Cells::Text(rows.iter().map(|row| settings.themes[row.theme as usize].name.clone()).collect())),
            column("post", "Post that matches", Cells::Post(rows.iter().map(|row| posts.id.get(row.post as usize).to_owned()).collect())),
            column("account", "Its author", Cells::Account(rows.iter().map(|row| snapshot.accounts.get(row.account).to_owned()).collect())),
            column("time", "Time of the post", Cells::Time(rows.iter().map(|row| Some(posts.time[row.post as usize])).collect())),
            column("phrase", "Phrase of the rule that it matches first", Cells::Text(rows.iter().map(|row| row.phrase.clone()).collect())),
            column("word", "Place of the phrase among the words of the text, links and mentions left out, from 1", counts(rows.iter().map(|row| row.word))),
            column("words", "Words of the phrase", counts(rows.iter().map(|row| row.words))),
        ],
    }
}

fn word_table(settings: &Settings, keyness: &Keyness) -> Table {
    let all: &[Word] = keyness.words.as_deref().unwrap_or_default();
    // From either end, those that differ most.
    let listed = settings.listed as usize;
    let rows: Vec<&Word> =
        all.iter().enumerate().filter(|(at, _)| *at < listed || at + listed >= all.len()).map(|(_, word)| word).collect();
    let verdict = |word: &Word| if word.q <= settings.false_discovery_rate { Verdict::Flagged } else { Verdict::NotFlagged };
    let side = |word: &Word| if word.odds.z > 0.0 { "studied" } else { keyness.others }.to_owned();
    let part = |at: usize| Cells::Real(Unit::Share, rows.iter().map(|word| share(word.uses[at], keyness.authors[at])).collect());
    let real = |field: fn(&Word) -> f64| Cells::Real(Unit::Plain, rows.iter().map(|word| Some(field(word))).collect());
    Table {
        name: "words".to_owned(),
        about: format!("One row a word of the {} compared: those most usual among studied accounts first, up to {listed} on either side.", grouped(all.len() as u64)),
        key: 1,
        columns: vec![
            column("word", "Word, in lower case", Cells::Object(rows.iter().map(|word| word.word.clone()).collect())),
            column("verdict", "Flagged: sets the two groups apart", Cells::Verdict(rows.iter().map(|word| verdict(word)).collect())),
            column("more_usual", "Where it is more usual", Cells::Text(rows.iter().map(|word| side(word)).collect())),
            column("z", "Log-odds in standard deviations", real(|word| word.odds.z)),
            column("log_odds", "Difference of the log-odds", real(|word| word.odds.delta)),
            column("q", "Smallest false discovery rate at which it is found", real(|word| word.q)),
            column("authors", "Accounts of the two groups that use it", counts(rows.iter().map(|word| word.uses[0] + word.uses[1]))),
            column("studied_share", "Studied accounts that use it, of those with a text", part(0)),
            column("other_share", "Others that use it, of those with a text", part(1)),
            column("all_authors", "Accounts of the whole collection that use it: what the prior is made of", counts(rows.iter().map(|word| word.all))),
        ],
    }
}

fn notes(settings: &Settings, snapshot: &Snapshot, units: &Units, words: &Keyness) -> Vec<String> {
    let mut notes = Vec::new();
    if snapshot.posts.kind.is_none() {
        notes.push("The source does not say which posts are retweets, so all count as the author's own.".to_owned());
    }
    let labelled = settings.themes.iter().any(|theme| theme.phrases.keys().any(|language| language != "any"));
    if labelled && snapshot.posts.language.is_none() {
        notes.push("The source does not say in which language a post is, so phrases of all languages were tried on every text.".to_owned());
    }
    if !units.exact {
        notes.push("There are too many texts to compare every pair, so that a few near copies may count twice.".to_owned());
    }
    match &words.words {
        Ok(_) => notes.push(format!("Words compare the studied sets with {}.", words.others)),
        Err(why) => notes.push(format!("Words could not be compared: {why}.")),
    }
    notes
}
