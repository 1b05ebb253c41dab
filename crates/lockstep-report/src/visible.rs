//! Text from outside, made harmless to look at.
//!
//! Names and hashtags can carry characters that are invisible or that turn the reading direction of what follows. They are evidence, so
//! they are shown by their code point instead of being dropped.

use std::fmt::Write as _;
use std::io;

/// The text with every control, direction and zero-width character written out, as in `⟨U+202E⟩`.
#[must_use]
pub fn visible(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '\n' | '\t' | '\r' => out.push(' '),
            hidden if is_hidden(hidden) => write!(out, "⟨U+{:04X}⟩", u32::from(hidden)).expect("writing to a string cannot fail"),
            other => out.push(other),
        }
    }
    out
}

fn is_hidden(character: char) -> bool {
    character.is_control()
        || matches!(character,
            '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}' | '\u{180b}'..='\u{180f}'
            | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{3164}' | '\u{feff}' | '\u{ffa0}'
            | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e0fff}')
}

/// Write text into HTML, as element content or inside a quoted attribute. Every text that a template prints passes through here.
///
/// # Errors
/// When the writer fails.
pub(crate) fn write_html(text: &str, out: &mut dyn io::Write) -> io::Result<()> {
    out.write_all(html(text).as_bytes())
}

/// The text as HTML, safe as element content or inside a quoted attribute.
pub(crate) fn html(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for character in visible(text).chars() {
        match character {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            other => out.push(other),
        }
    }
    out
}

/// The text with each stretch that is read from right to left set apart, so that what stands before and after it keeps its place: where no
/// element can say `bdi`, as in a drawing, two characters that are not seen do (Unicode Standard Annex 9, section 2.4).
///
/// A `#` or `@` before a stretch belongs to it.
pub(crate) fn isolated(text: &str) -> String {
    let characters: Vec<char> = text.chars().collect();
    let mut out = String::with_capacity(text.len());
    let mut at = 0;
    while at < characters.len() {
        let marked = matches!(characters[at], '#' | '@') && characters.get(at + 1).is_some_and(|next| runs_leftwards(*next));
        if !marked && !runs_leftwards(characters[at]) {
            out.push(characters[at]);
            at += 1;
            continue;
        }
        let until = (at + 1..characters.len()).find(|end| characters[*end].is_alphabetic() && !runs_leftwards(characters[*end]));
        let stretch = &characters[at..until.unwrap_or(characters.len())];
        let last = stretch.iter().rposition(|character| runs_leftwards(*character)).unwrap_or(0);
        out.push('\u{2068}');
        out.extend(&stretch[..=last]);
        out.push('\u{2069}');
        at += last + 1;
    }
    out
}

/// Whether a character belongs to a script that is written from right to left: Hebrew, Arabic and their neighbours.
fn runs_leftwards(character: char) -> bool {
    matches!(character, '\u{590}'..='\u{8ff}' | '\u{fb1d}'..='\u{fdff}' | '\u{fe70}'..='\u{fefe}' | '\u{10800}'..='\u{10fff}' | '\u{1e800}'..='\u{1efff}')
}

/// The text cut to at most `longest` characters, with an ellipsis where something was cut.
pub(crate) fn shortened(text: &str, longest: usize) -> String {
    if text.chars().count() <= longest {
        return text.to_owned();
    }
    let mut out: String = text.chars().take(longest.saturating_sub(1)).collect();
    out.push('…');
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stretch_from_right_to_left_is_set_apart_in_a_drawing() {
        assert_eq!(isolated("volume, 5 posts"), "volume, 5 posts");
        assert_eq!(isolated("#سلام دنیا 5 posts"), "\u{2068}#سلام دنیا\u{2069} 5 posts");
        assert_eq!(isolated("a שלום b עולם"), "a \u{2068}שלום\u{2069} b \u{2068}עולם\u{2069}");
        assert_eq!(isolated("# 5"), "# 5");
    }

    #[test]
    fn hidden_characters_are_written_out() {
        assert_eq!(visible("user\u{202e}gpj.exe"), "user⟨U+202E⟩gpj.exe");
        assert_eq!(visible("a\u{200b}b\u{feff}\u{0}"), "a⟨U+200B⟩b⟨U+FEFF⟩⟨U+0000⟩");
        assert_eq!(visible("ایران café 日本\n#x"), "ایران café 日本 #x");
    }

    #[test]
    fn markup_is_text() {
        assert_eq!(html("<img src=x onerror='a(\"b\")'>&"), "&lt;img src=x onerror=&#39;a(&quot;b&quot;)&#39;&gt;&amp;");
    }

    #[test]
    fn long_text_is_cut_at_a_character() {
        assert_eq!(shortened("ééééé", 4), "ééé…");
        assert_eq!(shortened("éééé", 4), "éééé");
    }
}
