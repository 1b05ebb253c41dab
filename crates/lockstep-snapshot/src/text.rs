//! Hashtags, mentions and links: found in text, and brought to one form.

use url::Url;

/// Query parameters that say how a link was reached, not what it leads to. Version 1 of the list; a change is a change of results.
const TRACKING: [&str; 6] = ["fbclid", "gclid", "ref", "s", "t", "igshid"];

/// Call `found` with every hashtag of a text, in order, without `#` and case-folded.
///
/// A hashtag is `#` and letters, digits or underscores, at least one of them not a digit, and no such character before the `#`.
pub fn hashtags(text: &str, mut found: impl FnMut(String)) {
    each_marked(text, '#', |word| {
        if word.chars().any(|character| !character.is_numeric()) {
            found(word.to_lowercase());
        }
    });
}

/// Call `found` with every mentioned handle of a text, in order, without `@` and case-folded.
///
/// A handle is `@` and ASCII letters, digits or underscores, and no word character before the `@`, so that mail addresses are none.
pub fn mentions(text: &str, mut found: impl FnMut(String)) {
    each_marked(text, '@', |word| {
        let end = word.find(|c: char| !(c.is_ascii_alphanumeric() || c == '_')).unwrap_or(word.len());
        if end > 0 {
            found(word[..end].to_ascii_lowercase());
        }
    });
}

fn each_marked(text: &str, mark: char, mut found: impl FnMut(&str)) {
    let is_word = |character: char| character.is_alphanumeric() || character == '_';
    let mut from = 0;
    while let Some(at) = text[from..].find(mark).map(|at| from + at) {
        let word_start = at + mark.len_utf8();
        let rest = &text[word_start..];
        let word = &rest[..rest.find(|character| !is_word(character)).unwrap_or(rest.len())];
        if !word.is_empty() && !text[..at].chars().next_back().is_some_and(is_word) {
            found(word);
        }
        from = word_start + word.len();
    }
}

/// Call `found` with every `http` or `https` link of a text, in order, canonical.
pub fn urls(text: &str, mut found: impl FnMut(String)) {
    let mut from = 0;
    while let Some(at) = text[from..].find("http").map(|at| from + at) {
        let rest = &text[at..];
        let end = rest.find(|c: char| c.is_whitespace() || matches!(c, '"' | '<' | '>' | '…')).unwrap_or(rest.len());
        let link = rest[..end].trim_end_matches(['.', ',', ';', ':', '!', '?', ')', ']', '\'']);
        if (link.starts_with("http://") || link.starts_with("https://")) && link.len() > "https://".len() {
            found(canonical_url(link));
        }
        from = at + end.max("http".len());
    }
}

/// One writing for links that lead to the same place: lower-case host, no default port, no fragment, no tracking parameters, the rest of
/// the query sorted. A text that is no URL comes back as it is.
#[must_use]
pub fn canonical_url(link: &str) -> String {
    let Ok(mut url) = Url::parse(link) else { return link.to_owned() };
    url.set_fragment(None);
    if url.query().is_some() {
        let mut kept: Vec<String> =
            url.query().unwrap_or_default().split('&').filter(|pair| !is_tracking(pair)).map(str::to_owned).collect();
        kept.sort_unstable();
        url.set_query((!kept.is_empty()).then(|| kept.join("&")).as_deref());
    }
    url.into()
}

fn is_tracking(pair: &str) -> bool {
    let name = pair.split_once('=').map_or(pair, |(name, _)| name);
    name.is_empty() || name.starts_with("utm_") || TRACKING.contains(&name)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all(find: impl Fn(&str, &mut dyn FnMut(String)), text: &str) -> Vec<String> {
        let mut words = Vec::new();
        find(text, &mut |word| words.push(word));
        words
    }

    #[test]
    fn hashtags_in_any_script() {
        let tags = |text| all(|text, found| hashtags(text, found), text);
        assert_eq!(tags("#One two #TWO, (#three_3) #4 a#five ##six #ایران #"), ["one", "two", "three_3", "six", "ایران"]);
    }

    #[test]
    fn mentions_are_handles_not_mail_addresses() {
        let handles = |text| all(|text, found| mentions(text, found), text);
        assert_eq!(handles("RT @Some_One: hi @b, me@example.org .@c"), ["some_one", "b", "c"]);
    }

    #[test]
    fn links_end_where_the_sentence_goes_on() {
        let links = |text| all(|text, found| urls(text, found), text);
        assert_eq!(
            links("see https://Example.org/a?b=2&a=1&utm_source=x#top, (http://example.net:80/). http https://t.co/… end"),
            ["https://example.org/a?a=1&b=2", "http://example.net/", "https://t.co/"]
        );
    }

    #[test]
    fn canonical_links() {
        assert_eq!(canonical_url("HTTPS://EXAMPLE.org:443/A?fbclid=1&s=2"), "https://example.org/A");
        assert_eq!(canonical_url("not a link"), "not a link");
    }
}
