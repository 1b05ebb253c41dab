//! Sentences good and bad, and all prose that the project itself publishes.

use std::path::Path;

use lockstep_detect::{Card, DERIVED, METHODS};

use super::{lint, prose};

/// Sentences and the rules that they break.
const TABLE: &[(&str, &[&str])] = &[
    ("These 40 accounts are bots.", &["accounts-not-bots"]),
    ("A botnet pushed the hashtag.", &["accounts-not-bots"]),
    ("The list holds 200 fake accounts.", &["accounts-not-bots"]),
    ("They were paid trolls.", &["accounts-not-bots"]),
    ("Nothing here says that these accounts are bots.", &[]),
    ("Whether any of them is a bot is not asked.", &[]),
    ("Are they bots?", &[]),
    ("The article calls them “bots”.", &[]),
    ("The bottle is a robot's.", &[]),
    ("40 of 425 accounts behaved as if by one clock.", &[]),
    ("This proves coordination.", &["certainty"]),
    ("The timing is undeniable.", &["certainty"]),
    ("The accounts acted together beyond any doubt.", &["certainty"]),
    ("Crossing the line proves nothing by itself.", &[]),
    ("Suspension is no proof of anything.", &[]),
    ("There is no innocent explanation.", &["only-explanation"]),
    ("This cannot be a coincidence.", &["only-explanation"]),
    ("Three innocent explanations were looked at.", &[]),
    ("The network is run by the Russian government.", &["attribution"]),
    ("The Kremlin-controlled accounts came first.", &["attribution"]),
    ("They posted on behalf of the ministry.", &["attribution"]),
    ("State-run accounts led.", &["attribution"]),
    ("It does not show whether any government paid for the accounts.", &[]),
    ("The platform attributed the accounts to a state-backed operation.", &[]),
    ("The tests are run by one command.", &[]),
    ("This work was funded by a grant of an institute.", &[]),
    ("State-run television reported it.", &[]),
    ("It is very likely, with high confidence, that they are linked.", &["likelihood-and-confidence"]),
    ("It is very likely that they are linked. Confidence is moderate.", &[]),
    ("The 95 % confidence interval is wide.", &[]),
    ("With p < 0.001 they are almost certainly linked.", &["likelihood-and-p"]),
    ("The p-value of 0.01 makes this likely.", &["likelihood-and-p"]),
    ("By chance as many would be unlikely.", &[]),
    ("The difference is significant.", &["significant"]),
    ("The difference is significant by a log-rank test.", &[]),
    ("It has three significant digits.", &[]),
    ("Pace rose by 40 %.", &[]),
    ("80 % were retweets.", &["percent-of-what"]),
    ("Eighty per cent did, and 20 per cent did not.", &["percent-of-what"]),
    ("80 % of 1,200 posts were retweets.", &[]),
    ("Retweets: 482 (8.7 %).", &[]),
    ("The density of the bots is high.", &["accounts-not-bots"]),
    ("A malicious campaign took over.", &["motive"]),
    ("They deliberately mislead readers.", &["motive"]),
    ("Nobody knows whether they deliberately mislead readers.", &[]),
    ("The culprits posted at night.", &["accusation"]),
    ("A massive wave followed.", &["hype"]),
    ("An army of accounts replied.", &["hype"]),
    ("The army marched.", &[]),
];

#[test]
fn sentences_good_and_bad() {
    for (sentence, rules) in TABLE {
        let found: Vec<&str> = lint(sentence).iter().map(|fault| fault.rule).collect();
        assert_eq!(found, *rules, "{sentence}");
    }
}

#[test]
fn a_fault_says_where_it_is_and_what_to_write() {
    let faults = lint("A title\n\nThe accounts, all\nof them, are bots. Twice bots!");
    let told: Vec<String> = faults.iter().map(|fault| format!("{}:{} {} {}", fault.line, fault.column, fault.rule, fault.words)).collect();
    assert_eq!(told, ["4:14 accounts-not-bots bots", "4:26 accounts-not-bots bots"]);
    assert!(faults[0].advice.contains("accounts that behaved"));
}

/// The faults of a text with where it comes from, as lines.
fn told(place: &str, text: &str) -> Vec<String> {
    lint(text).into_iter().map(|fault| format!("{place}:{}: {}: {:?} in {text:?}", fault.line, fault.rule, fault.words)).collect()
}

fn texts_of(card: &Card) -> Vec<&'static str> {
    let mut texts = vec![card.title, card.question, card.method, card.minimum_data, card.baseline, card.chance, card.validation];
    texts.extend([card.headline.found, card.headline.nothing]);
    texts.extend(card.assumptions.iter().chain(card.limits).chain(card.innocent));
    texts.extend(card.views.iter().map(lockstep_detect::View::title));
    texts
}

#[test]
fn every_card_keeps_the_rules() {
    let methods = METHODS.iter().copied().chain(DERIVED.iter().map(|(_, method)| *method));
    let faults: Vec<String> =
        methods.flat_map(|method| texts_of(method.card()).into_iter().flat_map(|text| told(method.card().id, text))).collect();
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn every_template_keeps_the_rules() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("templates");
    let mut paths: Vec<_> =
        std::fs::read_dir(folder).expect("the templates are there").map(|entry| entry.expect("an entry").path()).collect();
    paths.retain(|path| path.extension().is_some_and(|ending| ending == "html"));
    paths.sort();
    assert!(paths.len() > 5);
    let faults: Vec<String> = paths
        .iter()
        .flat_map(|path| told(&path.display().to_string(), &shown(&std::fs::read_to_string(path).expect("a template"))))
        .collect();
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

/// The words of a template: without tags, and with a number where a value goes in.
fn shown(template: &str) -> String {
    let mut out = String::new();
    let mut rest = template;
    while let Some(start) = rest.find(['<', '{']) {
        out.push_str(&rest[..start]);
        let (closing, instead) = match &rest[start..] {
            tag if tag.starts_with("{{") => ("}}", "1"),
            tag if tag.starts_with("{%") => ("%}", " "),
            tag if tag.starts_with("</p") || tag.starts_with("</li") || tag.starts_with("</h") || tag.starts_with("</td") => (">", "\n\n"),
            tag if tag.starts_with('<') => (">", ""),
            _ => ("{", "{"),
        };
        out.push_str(instead);
        rest = rest[start..].find(closing).map_or("", |end| &rest[start + end + closing.len()..]);
    }
    out + rest
}

#[test]
fn the_committed_studies_keep_the_rules() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../studies");
    let mut paths: Vec<_> =
        std::fs::read_dir(folder).expect("the studies are there").map(|entry| entry.expect("an entry").path()).collect();
    paths.sort();
    let mut faults = Vec::new();
    let mut read = 0;
    for path in paths.iter().map(|path| path.join("study.yaml")).filter(|path| path.is_file()) {
        let text = std::fs::read(&path).expect("a study");
        let parsed = lockstep_study::parse(&path.display().to_string(), &text).expect("a sound study");
        read += 1;
        faults.extend(prose(&parsed.study).into_iter().flat_map(|(place, text)| told(&format!("{}{place}", path.display()), text)));
    }
    assert!(read > 3, "{read}");
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}
