//! `lockstep index`: one page for all reports of a folder.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use lockstep_report::{Listed, overview, thumbnail};
use lockstep_runner::{Manifest, VERIFICATIONS, write_file};
use serde_json::{Value as Json, json};

use crate::arguments::IndexOptions;
use crate::exit::Code;
use crate::message::{Console, Failure};
use crate::target::study_beside;

pub(crate) fn run(options: &IndexOptions, console: Console) -> Result<Code, Failure> {
    let folder = &options.reports;
    let unreadable = |source| Failure::Unreadable { path: folder.display().to_string(), source };
    let entries = fs::read_dir(folder).map_err(unreadable)?.collect::<std::io::Result<Vec<_>>>().map_err(unreadable)?;
    let (mut reports, mut failures): (Vec<Listed>, Vec<Failure>) = (Vec::new(), Vec::new());
    for entry in entries {
        let path = entry.path();
        if path.join("run.json").is_file() {
            match listed(&path) {
                Ok(report) => reports.push(report),
                Err(failure) => failures.push(failure),
            }
        }
    }
    // A list without a report that is there would be wrong, so none is written; all that is broken is told at once.
    if let Some(last) = failures.pop() {
        failures.iter().for_each(|failure| failure.print(console.json));
        return Err(last);
    }
    if reports.is_empty() {
        return Err(Failure::Usage {
            message: format!("{}: there is no report in it", folder.display()),
            help: "name a folder that holds folders of reports, such as `reports`".to_owned(),
        });
    }
    let html = overview(&reports)?;
    let page = folder.join("index.html");
    let current = fs::read(&page).is_ok_and(|bytes| bytes == html.as_bytes());
    let answer = json!({ "index": page, "reports": reports.len(), "current": current });
    if options.check {
        let state = if current { "up to date" } else { "out of date; `lockstep index` writes it again" };
        console.result(&format!("{}: {state}", page.display()), &answer);
        return Ok(if current { Code::Done } else { Code::Different });
    }
    write_file(&page, html.as_bytes()).map_err(|source| Failure::Unwritable { path: page.display().to_string(), source })?;
    console.result(&format!("  {}: {} listed", page.display(), reports.len()), &answer);
    Ok(Code::Done)
}

fn listed(path: &Path) -> Result<Listed, Failure> {
    let manifest = Manifest::read(path)?;
    let figures = manifest.result.outputs.iter().filter(|output| output.path.starts_with("figures/") && output.path.ends_with(".svg"));
    let mut figures: Vec<&str> = figures.map(|output| output.path.as_str()).collect();
    // What says most at a glance: the map of a network, then hours of the week; every study has some other figure, if it has any.
    let glance = |path: &str| ["network", "map", "hours"].iter().position(|word| path.contains(word)).unwrap_or(usize::MAX);
    figures.sort_by_key(|path| glance(path));
    let thumbnail = figures.into_iter().find_map(|figure| thumbnail(&fs::read_to_string(path.join(figure)).ok()?));
    let mut verdicts: BTreeMap<String, usize> = BTreeMap::new();
    for record in records(&study_beside(path).join(VERIFICATIONS)) {
        // A record of another run says nothing about this one.
        if record["verification"]["published"] == manifest.result.id.short()
            && let Some(verdict) = record["verification"]["verdict"].as_str()
        {
            *verdicts.entry(verdict.to_owned()).or_default() += 1;
        }
    }
    let folder = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    Ok(Listed { folder, manifest, thumbnail, verdicts: verdicts.into_iter().collect() })
}

/// The records of those who ran the study again, which lie beside the study.
fn records(folder: &Path) -> Vec<Json> {
    let Ok(entries) = fs::read_dir(folder) else { return Vec::new() };
    let mut paths: Vec<_> =
        entries.filter_map(|entry| Some(entry.ok()?.path())).filter(|path| path.extension().is_some_and(|e| e == "json")).collect();
    paths.sort_unstable();
    paths.iter().filter_map(|path| serde_json::from_slice(&fs::read(path).ok()?).ok()).collect()
}
