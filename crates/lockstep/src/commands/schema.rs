//! `lockstep schema`: the JSON Schema of a study, for editors.

use std::io::{self, Write};

use crate::exit::Code;
use crate::message::{Console, Failure};

pub(crate) fn run(_: Console) -> Result<Code, Failure> {
    let text = serde_json::to_string_pretty(&lockstep_runner::schema()).expect("a schema is JSON");
    drop(writeln!(io::stdout().lock(), "{text}"));
    Ok(Code::Done)
}
