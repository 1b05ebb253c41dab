//! `lockstep cite`: how to cite a study, in three forms made of the study itself and of its published run.

use lockstep_runner::{Manifest, Plan};
use lockstep_study::Author;
use serde_json::{Map, Value as Json, json};

use crate::arguments::{CitationFormat, CiteOptions};
use crate::exit::Code;
use crate::message::{Console, Failure};

pub(crate) fn run(options: &CiteOptions, console: Console) -> Result<Code, Failure> {
    let plan = Plan::open(&options.study)?;
    let folder = options.run.clone().unwrap_or_else(|| plan.published());
    let published = Manifest::read(&folder);
    if published.is_err() && options.run.is_some() {
        published?;
        return Ok(Code::Input);
    }
    let study = options.study.display();
    let run = match published {
        Ok(manifest) if manifest.result.record.study == plan.digest => Some(manifest),
        Ok(_) => {
            let file = folder.display();
            console
                .remark(&format!("warning: {file}: shows an earlier state of the study, so no run is cited: `lockstep run {study}` first"));
            None
        }
        Err(_) => {
            console.remark(&format!("warning: there is no published run to cite: `lockstep run {study}` first"));
            None
        }
    };
    if plan.study.published.is_none() {
        console.remark(&format!("warning: {study}: the study has no date: set `published: YYYY-MM-DD` in it"));
    }
    let citation = Citation::new(&plan, run.as_ref());
    let text = match options.format {
        CitationFormat::Text => citation.text(),
        CitationFormat::Bibtex => citation.bibtex(),
        CitationFormat::CslJson => serde_json::to_string_pretty(&citation.csl()).expect("a citation is plain values"),
    };
    console.result(&text, &citation.csl());
    Ok(Code::Done)
}

/// What every form of the citation is made of.
struct Citation<'a> {
    key: String,
    title: &'a str,
    authors: &'a [Author],
    summary: Option<&'a str>,
    licence: &'a str,
    /// Year, month and day.
    date: Option<[i16; 3]>,
    /// The run id and the version of Lockstep that made it.
    run: Option<(String, String, &'a str)>,
}

impl<'a> Citation<'a> {
    fn new(plan: &'a Plan, run: Option<&'a Manifest>) -> Self {
        let study = &plan.study;
        let date = study.published.map(|day| day.date()).map(|date| [date.year(), i16::from(date.month()), i16::from(date.day())]);
        let key = match date {
            Some([year, ..]) => format!("{}-{year}", plan.slug),
            None => plan.slug.clone(),
        };
        Self {
            key: key.chars().map(|letter| if letter.is_ascii_alphanumeric() || letter == '-' { letter } else { '-' }).collect(),
            title: &study.title,
            authors: &study.authors,
            summary: study.summary.as_ref().map(|_| study.in_short()),
            licence: &study.licence,
            date,
            run: run.map(|run| {
                let id = run.result.id;
                (id.short(), id.to_string(), run.circumstances.program.version.as_str())
            }),
        }
    }

    fn text(&self) -> String {
        let names: Vec<&str> = self.authors.iter().map(|author| author.name.as_str()).collect();
        let year = self.date.map_or("n.d.".to_owned(), |[year, ..]| year.to_string());
        let made = self.run.as_ref().map(|(short, _, version)| format!(" Report made with Lockstep {version}, run {short}."));
        let title = self.title.trim_end_matches('.');
        let stop = if title.ends_with(['?', '!']) { "" } else { "." };
        format!("{} ({year}). {title}{stop}{} Licence: {}.", names.join("; "), made.unwrap_or_default(), self.licence)
    }

    fn bibtex(&self) -> String {
        let authors: Vec<String> = self.authors.iter().map(bibtex_name).collect();
        let mut fields = vec![("author", format!("{{{}}}", authors.join(" and "))), ("title", format!("{{{{{}}}}}", escaped(self.title)))];
        if let Some([year, month, _]) = self.date {
            const MONTHS: [&str; 12] = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
            fields.push(("year", format!("{{{year}}}")));
            let month = usize::try_from(month - 1).ok().and_then(|month| MONTHS.get(month));
            fields.extend(month.map(|month| ("month", (*month).to_owned())));
        }
        if let Some((_, id, version)) = &self.run {
            fields.push(("howpublished", format!("{{Report made with Lockstep {}}}", escaped(version))));
            fields.push(("note", format!("{{Run {id}. Licence: {}}}", escaped(self.licence))));
        } else {
            fields.push(("note", format!("{{Licence: {}}}", escaped(self.licence))));
        }
        let fields: Vec<String> = fields.into_iter().map(|(name, value)| format!("  {name} = {value},\n")).collect();
        format!("@misc{{{},\n{}}}", self.key, fields.concat())
    }

    /// A list of one entry, as the format asks.
    fn csl(&self) -> Json {
        let mut entry = Map::new();
        let mut set = |name: &str, value: Json| entry.insert(name.to_owned(), value);
        set("id", self.key.clone().into());
        set("type", "report".into());
        set("title", self.title.into());
        set("author", self.authors.iter().map(csl_name).collect());
        if let Some([year, month, day]) = self.date {
            set("issued", json!({ "date-parts": [[year, month, day]] }));
        }
        if let Some(summary) = self.summary {
            set("abstract", summary.into());
        }
        let licence = format!("Licence: {}", self.licence);
        match &self.run {
            Some((short, id, version)) => {
                set("genre", format!("Report made with Lockstep {version}").into());
                set("number", short.as_str().into());
                set("note", format!("Run {id}. {licence}").into())
            }
            None => set("note", licence.into()),
        };
        json!([entry])
    }
}

fn bibtex_name(author: &Author) -> String {
    match author.family_and_given() {
        Some((family, given)) => format!("{}, {}", escaped(family), escaped(given)),
        None => format!("{{{}}}", escaped(&author.name)),
    }
}

fn csl_name(author: &Author) -> Json {
    match author.family_and_given() {
        Some((family, given)) => json!({ "family": family, "given": given }),
        None => json!({ "literal": author.name }),
    }
}

/// Text that BibTeX and TeX show as it is.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '\\' => out.push_str("\\textbackslash{}"),
            '~' => out.push_str("\\textasciitilde{}"),
            '^' => out.push_str("\\textasciicircum{}"),
            '{' | '}' | '$' | '&' | '#' | '_' | '%' => out.extend(['\\', letter]),
            '\n' => out.push(' '),
            other => out.push(other),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn author(name: &str) -> Author {
        Author { name: name.to_owned(), affiliation: None, orcid: None }
    }

    #[test]
    fn people_are_sorted_by_family_name_and_bodies_stay_whole() {
        let names = ["Tester, Ada B.", "A. Tester", "The Lockstep authors", "Pen_name"].map(author);
        let written: Vec<String> = names.iter().map(bibtex_name).collect();
        assert_eq!(written, ["Tester, Ada B.", "Tester, A.", "{The Lockstep authors}", "{Pen\\_name}"]);
        assert_eq!(csl_name(&names[0]), json!({ "family": "Tester", "given": "Ada B." }));
        assert_eq!(csl_name(&names[2]), json!({ "literal": "The Lockstep authors" }));
        let known = Author { orcid: Some("0000-0002-1825-0097".to_owned()), ..author("Ada Tester") };
        assert_eq!(csl_name(&known), json!({ "family": "Tester", "given": "Ada" }));
    }

    #[test]
    fn what_tex_would_take_for_a_command_is_escaped() {
        assert_eq!(escaped("50 % of {a_b} & \\c"), "50 \\% of \\{a\\_b\\} \\& \\textbackslash{}c");
    }
}
