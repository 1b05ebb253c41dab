//! `ro-crate-metadata.json`: the bundle as a Process Run Crate.
//!
//! Sources: RO-Crate 1.2 (Soiland-Reyes et al., Data Science 5, 2022); Process Run Crate 0.5 (Leo et al., PLoS ONE 19, 2024). Each file has
//! its SHA-256 as the profile asks, and its BLAKE3 as an identifier.

use serde_json::{Value as Json, json};

use super::about::About;
use super::citation::{person, pretty};
use super::contents::Entry;
use super::{SNAPSHOTS, VERIFICATIONS, WITHHELD};
use crate::manifest::Manifest;

const PROFILE: &str = "https://w3id.org/ro/wfrun/process/0.5";

pub(super) fn metadata(about: &About<'_>, manifest: &Manifest, entries: &[Entry]) -> String {
    let reference = |id: &str| json!({ "@id": id });
    let is_input = |entry: &&Entry| entry.path == "study.yaml" || (entry.path.starts_with(SNAPSHOTS) && entry.path != WITHHELD);
    let made: Vec<&str> = manifest.result.outputs.iter().map(|output| output.path.as_str()).collect();
    let inputs: Vec<Json> = entries.iter().filter(is_input).map(|entry| reference(&address(&entry.path))).collect();
    let results: Vec<Json> = entries
        .iter()
        .filter(|entry| made.contains(&entry.path.as_str()) || entry.path == "run.json")
        .map(|entry| reference(&address(&entry.path)))
        .collect();
    let authors: Vec<Json> =
        about.authors.iter().enumerate().map(|(at, author)| named(person(author), &format!("#author-{}", at + 1))).collect();
    let author_ids: Vec<Json> = authors.iter().map(|author| json!({ "@id": author["@id"] })).collect();
    let licence = about.licence_address().unwrap_or_else(|| "#licence".to_owned());
    // A name that is no address: the standard asks for one, and a program has no home on the network that would last as long.
    let program = format!("urn:lockstep:{}", about.program.version);
    let mut graph = vec![
        json!({
            "@id": "ro-crate-metadata.json",
            "@type": "CreativeWork",
            "about": { "@id": "./" },
            // The profile for runs is written against 1.1, and nothing in it changed with 1.2.
            "conformsTo": [{ "@id": "https://w3id.org/ro/crate/1.2" }, { "@id": "https://w3id.org/ro/crate/1.1" }],
        }),
        json!({
            "@id": "./",
            "@type": "Dataset",
            "name": about.title,
            "description": about.summary,
            "datePublished": about.date,
            "license": { "@id": licence },
            "author": one_or_many(&author_ids),
            "conformsTo": { "@id": PROFILE },
            "identifier": { "@id": "#run-id" },
            "hasPart": entries.iter().map(|entry| reference(&address(&entry.path))).collect::<Vec<_>>(),
            "mainEntity": { "@id": "index.html" },
            "mentions": { "@id": "#run" },
        }),
        json!({ "@id": PROFILE, "@type": ["CreativeWork", "Profile"], "name": "Process Run Crate", "version": "0.5" }),
        json!({ "@id": licence, "@type": "CreativeWork", "name": about.licence, "description": about.licence_text() }),
        json!({ "@id": "#run-id", "@type": "PropertyValue", "propertyID": "run id", "value": about.run }),
        json!({
            "@id": program,
            "@type": "SoftwareApplication",
            "name": "Lockstep",
            "url": program,
            "version": about.program.version,
            "description": format!("Built for {} with {}", about.program.target, about.program.rustc),
        }),
        json!({
            "@id": "#run",
            "@type": "CreateAction",
            "name": format!("Run of the study {}", about.slug),
            "description": about.question,
            "instrument": { "@id": program },
            "agent": one_or_many(&author_ids),
            "endTime": about.ended,
            "actionStatus": "http://schema.org/CompletedActionStatus",
            "object": one_or_many(&inputs),
            "result": one_or_many(&results),
        }),
    ];
    graph.extend(authors);
    for entry in entries {
        let address = address(&entry.path);
        let blake3 = format!("#blake3-{}", &entry.digests.blake3.to_hex());
        graph.push(json!({
            "@id": address,
            "@type": "File",
            "name": entry.path,
            "description": description(&entry.path),
            "encodingFormat": media_type(&entry.path),
            "contentSize": entry.digests.bytes.to_string(),
            "sha256": entry.digests.sha256,
            "identifier": { "@id": blake3 },
        }));
        let property = json!({ "@id": blake3, "@type": "PropertyValue", "propertyID": "blake3", "value": entry.digests.blake3.to_hex() });
        if !graph.contains(&property) {
            graph.push(property);
        }
    }
    pretty(&json!({
        "@context": "https://w3id.org/ro/crate/1.2/context",
        "@graph": graph,
    }))
}

/// A single value stands without a list around it.
fn one_or_many(values: &[Json]) -> Json {
    if let [one] = values { one.clone() } else { Json::from(values) }
}

/// An entity with an id of its own, unless it has one.
fn named(mut entity: Json, id: &str) -> Json {
    if entity["@id"].is_null() {
        entity["@id"] = id.into();
    }
    entity
}

/// A path as a relative address: what addresses reserve is percent-encoded.
fn address(path: &str) -> String {
    let mut out = String::new();
    for byte in path.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~' | b'/') {
            out.push(char::from(byte));
        } else {
            out.push_str(&format!("%{byte:02X}"));
        }
    }
    out
}

fn description(path: &str) -> &'static str {
    match path {
        "study.yaml" => "What was asked: the study",
        "lockstep.lock" => "What the study was run on and what it found",
        "run.json" => "The record of the run",
        "index.html" => "The report",
        "index.json" => "The report for machines",
        WITHHELD => "What the withheld inputs are",
        "CITATION.cff" | "codemeta.json" | ".zenodo.json" => "How to cite this",
        "LICENSE" => "The licence",
        "README.md" => "How to read and check this",
        path if path.starts_with(SNAPSHOTS) => "An input of the study",
        path if path.starts_with(VERIFICATIONS) => "About records of those who ran the study again",
        path if path.starts_with("figures/") => "A figure, or the data behind it",
        path if path.starts_with("findings/") => "What a step found",
        _ => "Part of the bundle",
    }
}

fn media_type(path: &str) -> &'static str {
    match path.rsplit_once('.').map_or("", |(_, ending)| ending) {
        "html" => "text/html",
        "json" => "application/json",
        "csv" => "text/csv",
        "svg" => "image/svg+xml",
        "yaml" | "cff" => "application/yaml",
        "lock" => "application/toml",
        "md" => "text/markdown",
        "gexf" | "graphml" => "application/xml",
        "jsonl" | "ndjson" => "application/jsonl",
        "parquet" => "application/vnd.apache.parquet",
        "zst" => "application/zstd",
        "gz" => "application/gzip",
        _ => "text/plain",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_hold_nothing_that_addresses_reserve() {
        assert_eq!(address("findings/a b/é#1.csv"), "findings/a%20b/%C3%A9%231.csv");
    }
}
