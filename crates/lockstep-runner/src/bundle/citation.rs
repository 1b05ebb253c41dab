//! How to cite the bundle, for the tools that read it from a file: CITATION.cff, codemeta.json, .zenodo.json.
//!
//! Sources: Citation File Format 1.2.0; CodeMeta 3.0; the metadata of Zenodo's deposit interface. Zenodo reads `.zenodo.json` alone when
//! both it and CITATION.cff are there, so both are made of the same facts.

use lockstep_study::Author;
use serde_json::{Map, Value as Json, json};

use super::about::About;

pub(super) fn cff(about: &About<'_>) -> String {
    let authors: Vec<Json> = about
        .authors
        .iter()
        .map(|author| {
            let mut entry = Map::new();
            match author.family_and_given() {
                Some((family, given)) => {
                    entry.insert("family-names".to_owned(), family.into());
                    entry.insert("given-names".to_owned(), given.into());
                    entry.extend(author.affiliation.iter().map(|affiliation| ("affiliation".to_owned(), affiliation.as_str().into())));
                    entry.extend(author.orcid.iter().map(|orcid| ("orcid".to_owned(), orcid_address(orcid).into())));
                }
                None => {
                    entry.insert("name".to_owned(), author.name.as_str().into());
                }
            }
            Json::Object(entry)
        })
        .collect();
    // Every JSON text is YAML too, so quoting needs no rules of its own.
    let line = |name: &str, value: &Json| format!("{name}: {value}\n");
    let mut text = String::new();
    text += &line("cff-version", &"1.2.0".into());
    text += &line("message", &"If you use this report, please cite it as below.".into());
    text += &line("type", &"dataset".into());
    text += &line("title", &about.title.into());
    text += &line("abstract", &about.summary.into());
    text += &line("authors", &Json::Array(authors));
    text += &line("date-released", &about.date.as_str().into());
    text += &line("version", &about.run.trim_start_matches("blake3:")[..12].into());
    if about.licence_address().is_some() {
        text += &line("license", &about.licence.into());
    }
    text += &line("identifiers", &json!([{ "type": "other", "value": about.run, "description": "Run id" }]));
    text
}

pub(super) fn codemeta(about: &About<'_>) -> String {
    pretty(&json!({
        "@context": "https://w3id.org/codemeta/3.0",
        "@type": "Dataset",
        "name": about.title,
        "description": about.summary,
        "author": about.authors.iter().map(person).collect::<Vec<_>>(),
        "license": about.licence_address().unwrap_or_else(|| about.licence.to_owned()),
        "datePublished": about.date,
        "identifier": about.run,
        "softwareRequirements": format!("Lockstep {}", about.program.version),
    }))
}

pub(super) fn zenodo(about: &About<'_>) -> String {
    let creators: Vec<Json> = about
        .authors
        .iter()
        .map(|author| {
            let mut entry = Map::new();
            let name = author.family_and_given().map_or_else(|| author.name.clone(), |(family, given)| format!("{family}, {given}"));
            entry.insert("name".to_owned(), name.into());
            entry.extend(author.affiliation.iter().map(|affiliation| ("affiliation".to_owned(), affiliation.as_str().into())));
            entry.extend(author.orcid.iter().map(|orcid| ("orcid".to_owned(), orcid.as_str().into())));
            Json::Object(entry)
        })
        .collect();
    pretty(&json!({
        "title": about.title,
        "description": about.summary,
        "creators": creators,
        "license": about.licence,
        "publication_date": about.date,
        "upload_type": "dataset",
        "notes": format!("Run {} with Lockstep {}.", about.run, about.program.version),
    }))
}

/// An author as schema.org has it.
pub(super) fn person(author: &Author) -> Json {
    let mut entry = Map::new();
    match author.family_and_given() {
        Some((family, given)) => {
            entry.insert("@type".to_owned(), "Person".into());
            entry.insert("familyName".to_owned(), family.into());
            entry.insert("givenName".to_owned(), given.into());
        }
        None => {
            entry.insert("@type".to_owned(), "Organization".into());
        }
    }
    entry.insert("name".to_owned(), author.name.as_str().into());
    entry.extend(author.orcid.iter().map(|orcid| ("@id".to_owned(), orcid_address(orcid).into())));
    let affiliation = author.affiliation.iter().filter(|_| author.family_and_given().is_some());
    entry.extend(affiliation.map(|name| ("affiliation".to_owned(), json!({ "@type": "Organization", "name": name }))));
    Json::Object(entry)
}

pub(super) fn orcid_address(orcid: &str) -> String {
    format!("https://orcid.org/{orcid}")
}

pub(super) fn pretty(value: &Json) -> String {
    let mut text = serde_json::to_string_pretty(value).expect("plain values");
    text.push('\n');
    text
}
