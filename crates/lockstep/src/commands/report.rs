//! `lockstep report`: the report of a run made again, without the data.

use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use lockstep_runner::{Manifest, Plan, Run, Written, write_run};
use serde_json::json;

use crate::arguments::ReportOptions;
use crate::exit::Code;
use crate::message::{Console, Failure};
use crate::target::{Kind, Target};

/// How often the study is looked at.
const PAUSE: Duration = Duration::from_millis(300);

pub(crate) fn run(options: &ReportOptions, console: Console) -> Result<Code, Failure> {
    let (code, folder) = once(options, console)?;
    if !options.watch {
        return Ok(code);
    }
    let file = Plan::open(&options.target)?.file;
    console.remark(&format!("watching {}; stop with Ctrl-C", file.display()));
    let mut seen = changed(&file);
    loop {
        std::thread::sleep(PAUSE);
        let now = changed(&file);
        if now == seen {
            continue;
        }
        seen = now;
        // A study that is half written is said to be wrong and looked at again; the report stays as it was.
        match once(&ReportOptions { target: options.target.clone(), out: Some(folder.clone()), watch: false }, console) {
            Ok(_) => {}
            Err(failure) => failure.print(console.json),
        }
    }
}

fn changed(file: &Path) -> Option<SystemTime> {
    std::fs::metadata(file).and_then(|file| file.modified()).ok()
}

fn once(options: &ReportOptions, console: Console) -> Result<(Code, PathBuf), Failure> {
    let target = Target::open(&options.target, None)?;
    let folder = match (&options.out, target.kind) {
        (Some(folder), _) => folder.clone(),
        (None, Kind::Study | Kind::Run) => target.published.folder.clone(),
        (None, Kind::Bundle) => {
            return Err(Failure::Usage {
                message: "the report of a bundle needs a folder to go to".to_owned(),
                help: "name one with --out".to_owned(),
            });
        }
    };
    let run = with_prose_of(&target)?;
    let files = lockstep_report::render(&run)?;
    let manifest = Manifest::new(&run, &files, target.published.manifest.circumstances.clone())?;
    let written = write_run(&folder, &files, &manifest)?;
    let page = folder.join("index.html");
    let fate = match written {
        Written::New => "made",
        Written::Replaced => "made again",
        Written::Unchanged => "unchanged",
    };
    console.result(&format!("  report {fate}: {}", page.display()), &json!({ "report": page, "written": fate }));
    Ok((Code::Done, folder))
}

/// The published run, told with the words of the study as it is now. What was asked must be the same, since nothing is computed.
fn with_prose_of(target: &Target) -> Result<Run, Failure> {
    let mut run = target.published.run()?;
    if target.plan.digest == run.record.study {
        return Ok(run);
    }
    if target.plan.study.asks() != run.study.asks() {
        let study = target.plan.file.display();
        return Err(Failure::Usage {
            message: format!("{study}: asks something else than the published run answered, so the findings must be made again"),
            help: format!("`lockstep status {study}` says what changed; `lockstep lock --accept {study}` and `lockstep run {study}`"),
        });
    }
    target.plan.check_named_values(&run.record)?;
    run.record.study = target.plan.digest;
    run.study = target.plan.study.clone();
    Ok(run)
}
