//! The page: one file that loads nothing.
//!
//! Each module gathers the facts of some sections into plain structs; the templates only place them. Numbers are written in
//! [`number`](crate::number), sentences in [`sentence`](crate::sentence), so a template holds words and no figures.
//! `templates/page.js` adds sorting, filtering, marking and copying to a page that is whole without it; the policy admits that script and
//! that style sheet by their digests, and nothing else.
//!
//! - [`first_screen`]: who asks what, the findings, how to check them; [`sure`]: how sure they are, in words.
//! - [`claims`]: what others published, and what became of each claim. [`attribution`]: evidence about who is behind it.
//! - [`data`]: what was read, lost and derived; sets, events, definitions.
//! - [`results`]: every step with its figures and tables.
//! - [`method`]: the cards.
//! - [`reproduce`]: digests, commands and settings.
//! - [`prose`]: what the authors wrote. [`authors`]: their text with numbers looked up in the findings.
//! - [`table`]: tables as readers see them.
//! - [`accounts`]: a second page, on which everything said of one account stands together.

pub(crate) mod accounts;
mod attribution;
mod authors;
mod by_set;
mod claims;
mod data;
mod first_screen;
mod method;
mod prose;
mod reproduce;
mod results;
mod sure;
mod table;

use std::collections::BTreeMap;

use lockstep_digest::FileDigests;
use lockstep_runner::Run;
use serde::Serialize;
use tera::{Context, Tera};

use crate::error::ReportError;
use crate::figure::palette;
use crate::steps::{Told, asking};
use crate::visible;

const TEMPLATES: [(&str, &str); 13] = [
    ("accounts.html", include_str!("../../templates/accounts.html")),
    ("page.html", include_str!("../../templates/page.html")),
    ("parts.html", include_str!("../../templates/parts.html")),
    ("first_screen.html", include_str!("../../templates/first_screen.html")),
    ("attribution.html", include_str!("../../templates/attribution.html")),
    ("claims.html", include_str!("../../templates/claims.html")),
    ("context.html", include_str!("../../templates/context.html")),
    ("data.html", include_str!("../../templates/data.html")),
    ("step.html", include_str!("../../templates/step.html")),
    ("results.html", include_str!("../../templates/results.html")),
    ("judgement.html", include_str!("../../templates/judgement.html")),
    ("reproduce.html", include_str!("../../templates/reproduce.html")),
    ("method.html", include_str!("../../templates/method.html")),
];
pub(crate) const STYLE: &str = include_str!("../../templates/style.css");
/// What the page does beside being read.
const SCRIPT: &str = include_str!("../../templates/page.js");
/// What pages with claims or a ledger of attribution need besides.
const LEDGER_STYLE: &str = include_str!("../../templates/claims.css");

/// The section that pages with claims have besides, after the first one.
const CLAIMS: (&str, &str, &str) = ("claims", "Published claims", "Published claims");

/// The sections, in the order of the page: anchor, heading, heading in the table of contents.
const SECTIONS: [(&str, &str, &str); 19] = [
    ("findings", "Findings", "Findings"),
    ("question", "Question, funding and interests", "Question and interests"),
    ("data", "Data", "Data"),
    ("discovery", "How the accounts were found", "How accounts were found"),
    ("definitions", "Definitions", "Definitions"),
    ("results", "Results for each signal", "Results"),
    ("network", "Network", "Network"),
    ("campaign", "Campaign case", "Campaign case"),
    ("themes", "Content themes", "Content themes"),
    ("chance", "Controls and chance", "Controls and chance"),
    ("robustness", "Robustness", "Robustness"),
    ("alternatives", "Other explanations", "Other explanations"),
    ("attribution", "Attribution", "Attribution"),
    ("reply", "Right of reply", "Right of reply"),
    ("ethics", "Ethics and redactions", "Ethics and redactions"),
    ("reproduce", "Reproduce this", "Reproduce this"),
    ("corrections", "Corrections", "Corrections"),
    ("methods", "Method cards", "Method cards"),
    ("disarm", "DISARM appendix", "DISARM appendix"),
];

#[derive(Serialize, Clone)]
struct Section {
    number: usize,
    anchor: &'static str,
    heading: &'static str,
    short: &'static str,
}

#[derive(Serialize)]
struct Page {
    style: String,
    script: &'static str,
    policy: String,
    sections: Vec<Section>,
    /// The same by anchor.
    at: BTreeMap<&'static str, Section>,
    first: first_screen::FirstScreen,
    own_sections: Vec<authors::OwnSection>,
    prose: prose::Prose,
    claims: Option<claims::Claims>,
    claims_about: String,
    claims_far: String,
    attribution: Option<attribution::Ledger>,
    data: data::Data,
    steps: Vec<results::Step>,
    /// What other settings of some of these steps give.
    other_settings: Vec<results::Step>,
    /// What some of these steps give on less data.
    less_data: Vec<results::Step>,
    /// What some of these steps would have found.
    planted: Vec<results::Step>,
    networks: Vec<results::NetworkOf>,
    side_by_side: Option<by_set::SideBySide>,
    /// Figures that show what a choice of settings changes.
    varied: Vec<results::Varied>,
    cards: Vec<method::CardOf>,
    techniques: Vec<method::Fit>,
    accounts: Option<accounts::Link>,
    reproduce: reproduce::Reproduce,
}

/// The page as HTML.
///
/// # Errors
/// When the run has no id, or a template does not fit its context.
pub(crate) fn html(run: &Run, steps: &[Told<'_>], cards: Option<&accounts::Cards>) -> Result<String, ReportError> {
    let (claims, attribution) = (claims::gather(run), attribution::gather(run));
    let more = if claims.is_some() || attribution.is_some() { LEDGER_STYLE } else { "" };
    let style = format!("{STYLE}{more}\n{}", palette::style_rules());
    let sections = sections(claims.is_some());
    let following = |key| steps.iter().filter(|told| told.key() == Some(key)).map(|told| results::gather(told, steps)).collect();
    let page = Page {
        policy: policy(&style, SCRIPT),
        style,
        script: SCRIPT,
        at: sections.iter().map(|section| (section.anchor, section.clone())).collect(),
        sections,
        first: first_screen::gather(run, steps)?,
        own_sections: authors::sections(run, steps)?,
        prose: prose::gather(run),
        claims,
        claims_about: percent(lockstep_runner::ABOUT),
        claims_far: percent(lockstep_runner::FAR),
        attribution,
        data: data::gather(run),
        steps: asking(steps).map(|told| results::gather(told, steps)).collect(),
        other_settings: following("vary"),
        less_data: following("less_data"),
        planted: following("plant"),
        networks: results::networks(run, steps),
        side_by_side: by_set::side_by_side(steps, &run.study.controls),
        varied: asking(steps).flat_map(results::varied).collect(),
        cards: method::gather(steps),
        techniques: method::fitting(steps),
        accounts: cards.map(accounts::Cards::link),
        reproduce: reproduce::gather(run, steps)?,
    };
    Ok(templates()?.render("page.html", &Context::from_serialize(&page)?)?)
}

/// A round share, as in a rule.
fn percent(share: f64) -> String {
    format!("{:.0} %", share * 100.0)
}

fn sections(claims: bool) -> Vec<Section> {
    let mut all = SECTIONS.to_vec();
    if claims {
        all.insert(1, CLAIMS);
    }
    let numbered = all.into_iter().enumerate();
    numbered.map(|(index, (anchor, heading, short))| Section { number: index + 1, anchor, heading, short }).collect()
}

fn templates() -> Result<Tera, tera::Error> {
    let mut tera = Tera::new();
    tera.set_escape_fn(visible::write_html);
    tera.add_raw_templates(TEMPLATES)?;
    Ok(tera)
}

/// A page of one template that includes no other.
///
/// # Errors
/// When the template does not fit its context.
pub(crate) fn alone(name: &str, template: &str, context: &impl Serialize) -> Result<String, ReportError> {
    let mut tera = Tera::new();
    tera.set_escape_fn(visible::write_html);
    tera.add_raw_template(name, template)?;
    Ok(tera.render(name, &Context::from_serialize(context)?)?)
}

/// A policy under which the page can load nothing, apply only its own style sheet and run only its own script.
pub(crate) fn policy(style: &str, script: &str) -> String {
    let hash = |text: &str| base64(&FileDigests::of(text.as_bytes()).sha256);
    let (style, script) = (hash(style), hash(script));
    format!("default-src 'none'; style-src 'sha256-{style}'; script-src 'sha256-{script}'; base-uri 'none'; form-action 'none'")
}

/// Base64 of the bytes that an even number of hexadecimal digits stand for.
fn base64(hex: &str) -> String {
    const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let digit = |c: char| c.to_digit(16).unwrap_or(0);
    let digits: Vec<u32> = hex.chars().map(digit).collect();
    let bytes: Vec<u32> = digits.chunks(2).map(|pair| pair.iter().fold(0, |byte, digit| byte << 4 | digit)).collect();
    let mut out = String::new();
    for three in bytes.chunks(3) {
        let bits = (0..3).fold(0, |bits, index| bits << 8 | three.get(index).copied().unwrap_or(0));
        for letter in 0..4 {
            if letter <= three.len() {
                out.push(char::from(LETTERS[(bits >> (18 - 6 * letter) & 63) as usize]));
            } else {
                out.push('=');
            }
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    // RFC 4648 section 10.
    #[test]
    fn base64_as_published() {
        for (hex, text) in [("", ""), ("66", "Zg=="), ("666f", "Zm8="), ("666f6f", "Zm9v"), ("666f6f626172", "Zm9vYmFy"), ("fbff", "+/8=")]
        {
            assert_eq!(base64(hex), text);
        }
    }
}
