//! `lockstep attest`: a statement about a bundle, for its maker to sign with a tool of their own; and what `verify` makes of it.
//!
//! The statement is in-toto's (Statement v1). Lockstep signs nothing and keeps no key: `ssh-keygen -Y sign` and `minisign` do.

use std::fs::{self, File};
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use lockstep_digest::FileDigests;
use lockstep_runner::Outcome;
use serde_json::{Value as Json, json};

use crate::arguments::AttestOptions;
use crate::exit::Code;
use crate::message::{Console, Failure};
use crate::target::Target;

const STATEMENT: &str = "https://in-toto.io/Statement/v1";
const PREDICATE: &str = "urn:lockstep:run:v1";
/// The purpose that `ssh-keygen` signs for, so that a signature for anything else does not count.
const NAMESPACE: &str = "lockstep";

/// What was checked, and what is wrong with it.
type Checked = (String, Vec<String>);

pub(crate) fn run(options: &AttestOptions, console: Console) -> Result<Code, Failure> {
    let target = Target::open(&options.bundle, None)?;
    let statement = statement(&options.bundle, &target)?;
    let path = options.out.clone().unwrap_or_else(|| beside(&options.bundle, "intoto.json"));
    let mut text = serde_json::to_string_pretty(&statement).expect("a statement is plain values");
    text.push('\n');
    lockstep_runner::write_file(&path, text.as_bytes())
        .map_err(|source| Failure::Unwritable { path: path.display().to_string(), source })?;
    let file = path.display();
    let told = format!(
        "  wrote {file}; sign it with one of\n    ssh-keygen -Y sign -f KEY -n {NAMESPACE} {file}\n    minisign -S -m {file}\n  \
         and publish statement and signature beside the bundle\n"
    );
    console.result(&told, &json!({ "statement": path }));
    Ok(Code::Done)
}

fn statement(bundle: &Path, target: &Target) -> Result<Json, Failure> {
    let digests = digests(bundle)?;
    let result = &target.published.manifest.result;
    let findings: serde_json::Map<String, Json> = result
        .record
        .steps
        .iter()
        .map(|step| match &step.outcome {
            Outcome::Found { findings, .. } => (step.step.clone(), json!(findings)),
            Outcome::Unfit(unfit) => (step.step.clone(), json!(unfit.to_string())),
        })
        .collect();
    Ok(json!({
        "_type": STATEMENT,
        "subject": [{
            "name": bundle.file_name().unwrap_or_default().to_string_lossy(),
            "digest": { "sha256": digests.sha256, "blake3": digests.blake3.to_hex() },
        }],
        "predicateType": PREDICATE,
        "predicate": { "run": result.id, "study": result.record.study, "rows": result.record.rows, "findings": findings },
    }))
}

fn digests(bundle: &Path) -> Result<FileDigests, Failure> {
    let bytes = fs::read(bundle).map_err(|source| Failure::Unreadable { path: bundle.display().to_string(), source })?;
    Ok(FileDigests::of(&bytes))
}

fn beside(path: &Path, ending: &str) -> PathBuf {
    PathBuf::from(format!("{}.{ending}", path.display()))
}

/// Hold a bundle against the statement and the signature beside it, where there are some or somebody asks for them.
pub(super) fn check(bundle: &Path, signers: Option<&Path>, target: &Target) -> Result<Vec<Checked>, Failure> {
    let path = beside(bundle, "intoto.json");
    if let Some(signers) = signers.filter(|signers| !signers.is_file()) {
        return Err(Failure::Usage {
            message: format!("{}: there is no such file", signers.display()),
            help: "name a file of allowed signers as `ssh-keygen` reads them, or a public key of minisign".to_owned(),
        });
    }
    let written = match fs::read(&path) {
        Ok(bytes) => bytes,
        Err(error) if error.kind() == ErrorKind::NotFound && signers.is_none() => return Ok(Vec::new()),
        Err(_) => {
            let what =
                format!("{}: the statement that is to be signed is not there: ask the authors for it and its signature", path.display());
            return Ok(vec![("statement".to_owned(), vec![what])]);
        }
    };
    let mut faults = Vec::new();
    // A file may be sent under another name; what it holds is what was signed.
    let said: Json = serde_json::from_slice(&written).unwrap_or_default();
    let here = statement(bundle, target)?;
    let (about, is) = (&said["subject"][0]["digest"], &here["subject"][0]["digest"]);
    if about != is {
        let digest = |of: &Json| of["sha256"].as_str().unwrap_or("none").chars().take(12).collect::<String>();
        let what = "is not a statement about this bundle: it is about a file with the sha256";
        faults.push(format!("{}: {what} {}…, and this one has {}…", path.display(), digest(about), digest(is)));
    } else if (&said["predicate"], &said["predicateType"]) != (&here["predicate"], &here["predicateType"]) {
        faults.push(format!("{}: says something else about the run than the bundle does", path.display()));
    }
    let mut checked = vec![("statement".to_owned(), faults)];
    if let Some(signers) = signers {
        checked.push(signature(&path, signers)?);
    }
    Ok(checked)
}

/// Ask the user's own tool whether one of the signers signed the statement.
fn signature(statement: &Path, signers: &Path) -> Result<Checked, Failure> {
    let wrong = |what: String| Ok(("signature".to_owned(), vec![what]));
    let first = fs::read_to_string(signers).unwrap_or_default();
    let (tool, file, answer) = if first.starts_with("untrusted comment:") || first.trim().len() == 56 {
        let file = beside(statement, "minisig");
        let command =
            Command::new("minisign").arg("-V").arg("-q").arg("-p").arg(signers).arg("-m").arg(statement).arg("-x").arg(&file).output();
        ("minisign", file, command.map(|output| output.status.success().then(|| format!("the key in {}", signers.display()))))
    } else {
        let file = beside(statement, "sig");
        ("ssh-keygen", file.clone(), ssh_signer(statement, signers, &file))
    };
    match answer {
        _ if !file.is_file() => wrong(format!("{}: there is no signature, of the kind that {} checks", file.display(), signers.display())),
        Err(error) => Err(Failure::Usage {
            message: format!("the signature could not be checked, because {tool} cannot be started: {error}"),
            help: format!("install {tool}"),
        }),
        Ok(None) => wrong(format!(
            "{}: is not a signature of the statement by anybody in {}, each line of which must be a name and a key",
            file.display(),
            signers.display()
        )),
        Ok(Some(signer)) => Ok((format!("signature by {signer}"), Vec::new())),
    }
}

fn ssh_signer(statement: &Path, signers: &Path, signature: &Path) -> std::io::Result<Option<String>> {
    let keygen = |action: &str| {
        let mut command = Command::new("ssh-keygen");
        command.arg("-Y").arg(action).arg("-f").arg(signers).arg("-s").arg(signature).stdin(Stdio::null());
        command
    };
    let found = keygen("find-principals").output()?;
    let names = String::from_utf8_lossy(&found.stdout).into_owned();
    let Some(name) = names.lines().next().filter(|_| found.status.success()) else { return Ok(None) };
    let statement = File::open(statement)?;
    let verified = keygen("verify").arg("-n").arg(NAMESPACE).arg("-I").arg(name).stdin(statement).stdout(Stdio::null()).output()?;
    Ok(verified.status.success().then(|| name.to_owned()))
}
