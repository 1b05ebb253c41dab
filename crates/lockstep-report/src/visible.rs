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
