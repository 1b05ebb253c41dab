//! What a profile claims to be: an outlet, a journalist, an authority.

/// Version of the list of terms; a change is a change of results.
pub(super) const VERSION: u32 = 1;

/// Terms in small letters, of one or two words, in the languages most often met. Whole words only.
#[rustfmt::skip]
const TERMS: [&str; 88] = [
    "news", "newsroom", "newswire", "newspaper", "newsdesk", "news desk", "news agency", "press agency", "wire service", "daily paper",
    "bulletin", "herald", "gazette", "tribune", "broadcaster", "breaking news", "press office", "media outlet", "tv channel", "radio station",
    "journalist", "journalism", "reporter", "correspondent", "columnist", "newsreader", "anchor", "news editor", "editor in", "photojournalist",
    "ministry", "minister", "embassy", "consulate", "ambassador", "spokesperson", "spokesman", "spokeswoman", "official account", "government",
    "parliament", "police", "press secretary", "central bank",
    "actualités", "journaliste", "journal officiel", "quotidien", "rédaction", "correspondant", "ministère", "ambassade", "gouvernement",
    "compte officiel", "agence presse",
    "noticias", "periodista", "periódico", "prensa", "ministerio", "embajada", "gobierno", "cuenta oficial",
    "nachrichten", "journalistin", "zeitung", "redaktion", "ministerium", "botschaft", "bundesregierung", "pressesprecher",
    "notizie", "giornalista", "giornale", "ministero", "ambasciata", "governo",
    "خبرنگار", "روزنامه", "خبرگزاری", "اخبار", "وزارت", "سفارت", "سخنگو",
    "صحفي", "الأخبار", "وزارة", "سفارة",
];

/// The terms that a text contains, in the order of the list.
pub(super) fn terms(text: &str) -> Vec<&'static str> {
    let lower = text.to_lowercase();
    let words: Vec<&str> = lower.split(|character: char| !character.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    let has = |term: &str| match term.split_once(' ') {
        None => words.contains(&term),
        Some((first, second)) => words.windows(2).any(|pair| pair == [first, second]),
    };
    TERMS.into_iter().filter(|term| has(term)).collect()
}

/// The web addresses that a text names, without scheme and path, in small letters: `example.org` and the like.
pub(super) fn domains(text: &str) -> Vec<String> {
    let lower = text.to_lowercase();
    let hosts = lower.split(char::is_whitespace).filter_map(|word| {
        let word = word.trim_start_matches(|character: char| !character.is_alphanumeric());
        let word = word.strip_prefix("https://").or_else(|| word.strip_prefix("http://")).unwrap_or(word);
        let host = word.split(['/', '?', '#', ':']).next()?.trim_end_matches(|character: char| !character.is_alphanumeric());
        is_domain(host).then(|| host.strip_prefix("www.").unwrap_or(host).to_owned())
    });
    hosts.collect()
}

fn is_domain(host: &str) -> bool {
    let is_label = |label: &str| !label.is_empty() && label.chars().all(|character| character.is_alphanumeric() || character == '-');
    let Some((names, top)) = host.rsplit_once('.') else { return false };
    names.split('.').all(is_label) && top.chars().count() >= 2 && top.chars().all(char::is_alphabetic)
}

/// Whether a profile names the address of an outlet: one of the listed ones or a part of it, or, without a list, any address.
pub(super) fn names_outlet(domains: &[String], outlets: &[String]) -> bool {
    let is_of = |domain: &str, outlet: &str| domain.strip_suffix(outlet).is_some_and(|rest| rest.is_empty() || rest.ends_with('.'));
    domains.iter().any(|domain| outlets.is_empty() || outlets.iter().any(|outlet| is_of(domain, outlet)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn terms_are_whole_words_in_any_script() {
        assert_eq!(terms("Breaking NEWS, and more"), ["news", "breaking news"]);
        assert_eq!(terms("A newsworthy reportage by the policed"), Vec::<&str>::new());
        assert_eq!(terms("Investigative journalist. Formerly at the Herald"), ["herald", "journalist"]);
        assert_eq!(terms("خبرنگار آزاد"), ["خبرنگار"]);
        assert_eq!(terms("anglo_news"), ["news"]);
    }

    #[test]
    fn every_term_is_one_or_two_words_in_small_letters_and_listed_once() {
        let mut sorted = TERMS.to_vec();
        sorted.sort_unstable();
        sorted.dedup();
        assert_eq!(sorted.len(), TERMS.len());
        for term in TERMS {
            assert!(terms(term).contains(&term), "{term}");
        }
    }

    #[test]
    fn addresses_are_not_ends_of_sentences() {
        assert_eq!(domains("See https://www.Example.org/about, or mail.example.net. And so on..."), ["example.org", "mail.example.net"]);
        assert_eq!(domains("Formerly of three networks. Opinions mine. v2.0 3.5"), Vec::<String>::new());
        let outlets = ["example.org".to_owned()];
        assert!(names_outlet(&domains("news.example.org"), &outlets) && !names_outlet(&domains("badexample.org"), &outlets));
        assert!(names_outlet(&domains("any.example"), &[]) && !names_outlet(&[], &[]));
    }
}
