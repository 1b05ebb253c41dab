//! The page: its fragments, its links, and what it must never contain.

use std::collections::BTreeSet;

use lockstep_digest::FileDigests;
use lockstep_snapshot::Loss;

use crate::{render, sample, text};

fn page() -> String {
    text(&render(&sample::run(false)), "index.html")
}

/// What lies between two marks, each of which must be there.
fn between<'a>(page: &'a str, from: &str, to: &str) -> &'a str {
    let start = page.find(from).unwrap_or_else(|| panic!("`{from}` is not on the page"));
    let end = page[start..].find(to).unwrap_or_else(|| panic!("`{to}` is not on the page"));
    &page[start..start + end]
}

/// The values of an attribute, in the order of the page.
fn attributes<'a>(page: &'a str, name: &str) -> Vec<&'a str> {
    let start = format!(" {name}=\"");
    page.split(start.as_str()).skip(1).filter_map(|rest| rest.split('"').next()).collect()
}

#[test]
fn the_first_screen() {
    insta::assert_snapshot!(between(&page(), "<header class=\"top\">", "<section aria-labelledby=\"question\">"));
}

#[test]
fn a_step_that_gives_no_answer() {
    insta::assert_snapshot!(between(&page(), "<article class=\"step\" aria-labelledby=\"step-spike\">", "</article>"));
}

#[test]
fn the_data_section() {
    insta::assert_snapshot!(between(&page(), "<section aria-labelledby=\"data\">", "<section aria-labelledby=\"definitions\">"));
}

#[test]
fn the_numbers_of_a_step() {
    let page = page();
    insta::assert_snapshot!(between(between(&page, "id=\"step-pace\"", "</article>"), "<h4>Numbers</h4>", "<details"));
}

#[test]
fn sections_that_have_no_content_say_why() {
    let page = page();
    let from = page.find("<section aria-labelledby=\"campaign\">").expect("section 8 is there");
    insta::assert_snapshot!(between(&page[from..], "<section", "<section aria-labelledby=\"reproduce\">"));
    assert!(page.contains("No result of this study fits a technique of the DISARM framework"));
}

#[test]
fn the_settings_and_a_method_card() {
    let page = page();
    insta::assert_snapshot!(between(&page, "<section aria-labelledby=\"reproduce\">", "<h3>Settings of the step pace"));
    insta::assert_snapshot!(between(&page, "<article class=\"card\" aria-labelledby=\"method-pace\">", "</article>"));
}

#[test]
fn nineteen_sections_stand_in_order_and_headings_skip_no_level() {
    let page = page();
    let numbers: Vec<&str> = page.split("<span class=\"order\">").skip(1).filter_map(|rest| rest.split('<').next()).collect();
    assert_eq!(numbers, (1..=19).map(|number| number.to_string()).collect::<Vec<_>>());
    let levels: Vec<u32> = page.split("<h").skip(1).filter_map(|rest| rest.chars().next()?.to_digit(10)).collect();
    assert_eq!(levels.first(), Some(&1));
    for pair in levels.windows(2) {
        assert!(pair[1] <= pair[0] + 1 && pair[1] > 1, "heading {} follows heading {}", pair[1], pair[0]);
    }
}

#[test]
fn every_link_leads_somewhere_and_no_id_stands_twice() {
    for files_as_input in [false, true] {
        let files = render(&sample::run(files_as_input));
        let page = text(&files, "index.html");
        let ids = attributes(&page, "id");
        let unique: BTreeSet<&str> = ids.iter().copied().collect();
        assert_eq!(unique.len(), ids.len(), "ids are unique");
        let links = attributes(&page, "href");
        assert!(links.len() > 100);
        for link in links {
            let leads = match link.strip_prefix('#') {
                Some(anchor) => unique.contains(anchor),
                None => files.iter().any(|file| file.path == link),
            };
            assert!(leads, "{link}");
        }
        for names in attributes(&page, "aria-labelledby") {
            assert!(names.split(' ').all(|name| unique.contains(name)), "{names}");
        }
    }
}

#[test]
fn the_page_loads_nothing_and_its_policy_fits_its_style_and_script() {
    let page = page();
    assert_eq!(page.matches("<script").count(), 1, "the page's own");
    for loading in ["<link", "<img", "<iframe", " src=", "@import", "url(", "https://", " style="] {
        assert!(!page.contains(loading), "{loading}");
    }
    assert_eq!(page.matches("http://").count(), page.matches("xmlns=\"http://www.w3.org/2000/svg\"").count());
    let policy = between(&page, "default-src", "\"");
    for tag in ["style", "script"] {
        let inside = between(&page, &format!("<{tag}>"), &format!("</{tag}>")).trim_start_matches(&format!("<{tag}>")).to_owned();
        let hex = FileDigests::of(inside.as_bytes()).sha256;
        let first = u8::from_str_radix(&hex[..2], 16).expect("a digest is hexadecimal");
        let letter = char::from(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"[usize::from(first >> 2)]);
        assert!(policy.contains(&format!("{tag}-src &#39;sha256-{letter}")), "{policy}");
    }
}

#[test]
fn hostile_text_stays_text() {
    let mut run = sample::run(true);
    run.study.title = sample::HOSTILE.to_owned();
    run.study.authors[0].name = sample::HOSTILE.to_owned();
    run.record.snapshot.events[0].name = sample::HOSTILE.to_owned();
    run.record.snapshot.intakes[0].unused_columns.push(sample::HOSTILE.to_owned());
    let files = render(&run);
    for file in files.iter().filter(|file| ["text/html", "image/svg+xml"].contains(&file.media_type)) {
        let text = text(&files, &file.path);
        for active in ["<script>alert", "\" onload", "\u{202e}", "\u{200b}"] {
            assert!(!text.contains(active), "{active} in {}", file.path);
        }
    }
    let page = text(&files, "index.html");
    let shown = "&lt;/td&gt;&lt;script&gt;alert(1)&lt;/script&gt;&quot; onload=&#39;x&#39; ⟨U+202E⟩gpj.exe⟨U+200B⟩";
    assert!(page.contains(&format!("<h1 dir=\"auto\">{shown}</h1>")));
    assert!(page.contains(&format!("<td class=\"words\"><bdi lang=\"\">{shown}</bdi></td>")));
    insta::assert_snapshot!(between(&text(&files, "findings/ties/evidence.csv"), "source", "\r\n0bf4").replace("\r\n", "␍\n"));
}

#[test]
fn ids_that_a_loss_quotes_are_told_only_where_accounts_are_named() {
    let mut run = sample::run(true);
    assert!(run.record.snapshot.intakes[0].losses.0.contains_key(&Loss::BadTime));
    assert!(!text(&render(&run), "index.html").contains("11223344"));
    run.study.publication.mode = lockstep_study::PublicationMode::Named;
    run.study.publication.reason = Some("Disclosed by the platform.".to_owned());
    let page = text(&render(&run), "index.html");
    assert!(page.contains("tweets.csv, line 12: post id `11223344`"));
    assert!(page.contains("Disclosed by the platform.") && !page.contains("pseudonyms"));
}
