//! What the authors wrote with numbers in it: every number looked up in the findings by the name that the text gives, and linked to them.

use std::fmt::Write as _;

use lockstep_study::{Piece, pieces};
use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};
use serde::Serialize;

use super::prose::paragraphs;
use crate::error::ReportError;
use crate::sentence;
use crate::steps::Told;
use crate::visible;

/// A section in the authors' own words.
#[derive(Serialize)]
pub(super) struct OwnSection {
    heading: String,
    /// Its text as HTML, in which nothing of the authors' is HTML.
    html: String,
}

/// Stand for a number while Markdown is read: characters that no text that people write holds.
const OPEN: char = '\u{f0000}';
const CLOSE: char = '\u{f0001}';

pub(super) fn sections(run: &lockstep_runner::Run, steps: &[Told<'_>]) -> Result<Vec<OwnSection>, ReportError> {
    let sections = run.study.report.sections.iter();
    sections.map(|section| Ok(OwnSection { heading: section.heading.clone(), html: markdown(&section.text, steps)? })).collect()
}

/// The paragraphs of a text, with its numbers.
pub(super) fn filled(text: Option<&str>, steps: &[Told<'_>]) -> Result<Vec<String>, ReportError> {
    let Some(text) = text else { return Ok(Vec::new()) };
    let mut out = String::new();
    for piece in parse(text) {
        match piece {
            Piece::Words(words) => out.push_str(words),
            Piece::Value { step, value } => out.push_str(&number(step, value, steps)?),
        }
    }
    Ok(paragraphs(Some(&out)))
}

/// The pieces of a text. Braces that name no value are words here: reading a study refuses them, with their place.
fn parse(text: &str) -> Vec<Piece<'_>> {
    pieces(text).unwrap_or_else(|_| vec![Piece::Words(text)])
}

/// A value as it stands in a sentence of the authors, who write the noun.
fn number(step: &str, value: &str, steps: &[Told<'_>]) -> Result<String, ReportError> {
    let unknown = || ReportError::UnknownNames { step: step.to_owned(), names: vec![value.to_owned()] };
    let told = steps.iter().find(|told| told.record.step == step).and_then(|told| told.found.as_ref()).ok_or_else(unknown)?;
    let known = told.findings.value(value).ok_or_else(unknown)?;
    Ok(sentence::alone(known))
}

/// Markdown as HTML. Raw HTML in it is shown as it is written, pictures are left out, and addresses are text: a page links to itself only.
fn markdown(text: &str, steps: &[Told<'_>]) -> Result<String, ReportError> {
    let mut numbers: Vec<String> = Vec::new();
    let mut source = String::new();
    for piece in parse(text) {
        match piece {
            Piece::Words(words) => source.push_str(&words.replace([OPEN, CLOSE], "")),
            Piece::Value { step, value } => {
                let link = format!(
                    "<a class=\"number\" href=\"#{}\">{}</a>",
                    crate::paths::value_anchor(step, value),
                    visible::html(&number(step, value, steps)?)
                );
                write!(source, "{OPEN}{}{CLOSE}", numbers.len()).expect("writing to a string does not fail");
                numbers.push(link);
            }
        }
    }
    let mut html = String::new();
    let mut addresses: Vec<String> = Vec::new();
    for event in Parser::new_ext(&source, Options::ENABLE_TABLES) {
        match event {
            Event::Start(tag) => start(&tag, &mut html, &mut addresses),
            Event::End(tag) => end(tag, &mut html, &mut addresses),
            Event::Text(text) | Event::Html(text) | Event::InlineHtml(text) => html.push_str(&with_numbers(&text, &numbers)),
            Event::Code(code) => html.push_str(&format!("<code>{}</code>", with_numbers(&code, &numbers))),
            Event::SoftBreak => html.push('\n'),
            Event::HardBreak => html.push_str("<br>\n"),
            Event::Rule => html.push_str("<hr>\n"),
            _ => {}
        }
    }
    Ok(html)
}

fn start(tag: &Tag<'_>, html: &mut String, addresses: &mut Vec<String>) {
    match tag {
        Tag::Paragraph => html.push_str("<p dir=\"auto\">"),
        Tag::Heading { .. } => html.push_str("<h4 dir=\"auto\">"),
        Tag::BlockQuote(_) => html.push_str("<blockquote dir=\"auto\">"),
        Tag::CodeBlock(_) => html.push_str("<pre><code>"),
        Tag::List(None) => html.push_str("<ul>\n"),
        Tag::List(Some(1)) => html.push_str("<ol>\n"),
        Tag::List(Some(first)) => html.push_str(&format!("<ol start=\"{first}\">\n")),
        Tag::Item => html.push_str("<li dir=\"auto\">"),
        Tag::Emphasis => html.push_str("<em>"),
        Tag::Strong => html.push_str("<strong>"),
        Tag::Table(_) => {
            html.push_str("<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"Table by the authors\"><table>\n")
        }
        Tag::TableHead => html.push_str("<tr class=\"head\">"),
        Tag::TableRow => html.push_str("<tr>"),
        Tag::TableCell => html.push_str("<td dir=\"auto\">"),
        Tag::Link { dest_url, .. } | Tag::Image { dest_url, .. } => addresses.push(dest_url.to_string()),
        _ => {}
    }
}

fn end(tag: TagEnd, html: &mut String, addresses: &mut Vec<String>) {
    html.push_str(match tag {
        TagEnd::Paragraph => "</p>\n",
        TagEnd::Heading(_) => "</h4>\n",
        TagEnd::BlockQuote(_) => "</blockquote>\n",
        TagEnd::CodeBlock => "</code></pre>\n",
        TagEnd::List(false) => "</ul>\n",
        TagEnd::List(true) => "</ol>\n",
        TagEnd::Item => "</li>\n",
        TagEnd::Emphasis => "</em>",
        TagEnd::Strong => "</strong>",
        TagEnd::Table => "</table></div>\n",
        TagEnd::TableHead | TagEnd::TableRow => "</tr>\n",
        TagEnd::TableCell => "</td>",
        _ => "",
    });
    if matches!(tag, TagEnd::Link | TagEnd::Image) {
        let address = addresses.pop().unwrap_or_default();
        html.push_str(&format!(" (<span class=\"address\">{}</span>)", visible::html(&address)));
    }
}

/// Text as HTML, its placeholders replaced by the numbers.
fn with_numbers(text: &str, numbers: &[String]) -> String {
    let mut html = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once(OPEN) {
        html.push_str(&visible::html(before));
        let (index, behind) = after.split_once(CLOSE).unwrap_or((after, ""));
        html.push_str(index.parse::<usize>().ok().and_then(|index| numbers.get(index)).map_or("", String::as_str));
        rest = behind;
    }
    html.push_str(&visible::html(rest));
    html
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markdown_makes_markup_and_html_in_it_does_not() {
        let html = |text: &str| markdown(text, &[]).expect("no number is named");
        assert_eq!(
            html("One *two* **three**\n\n- a\n- b"),
            "<p dir=\"auto\">One <em>two</em> <strong>three</strong></p>\n<ul>\n<li dir=\"auto\">a</li>\n<li dir=\"auto\">b</li>\n</ul>\n"
        );
        let links = "[there](javascript:alert(1)) ![p](https://example.org/x.png)";
        let hostile = html(&format!("{links}\n\n<script>alert(1)</script> <img src=x onerror=alert(1)>"));
        assert!(!hostile.contains("<script") && !hostile.contains("<img") && !hostile.contains("href"), "{hostile}");
        assert!(hostile.contains("there (<span class=\"address\">javascript:alert(1)</span>)"), "{hostile}");
        assert!(markdown("{{ pace.flagged }}", &[]).is_err());
    }
}
