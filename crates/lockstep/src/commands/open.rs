//! `lockstep open`: a report in the browser.

use serde_json::json;

use crate::arguments::OpenOptions;
use crate::exit::Code;
use crate::message::{Console, Failure};
use crate::target::{Kind, Target};

pub(crate) fn run(options: &OpenOptions, console: Console) -> Result<Code, Failure> {
    let target = Target::open(&options.target, None)?;
    if target.kind == Kind::Bundle && !options.target.is_dir() {
        return Err(Failure::Usage {
            message: "a bundle must be unpacked before a browser can show it".to_owned(),
            help: format!("`lockstep unbundle {}` first", options.target.display()),
        });
    }
    let page = target.published.folder.join("index.html");
    open::that_detached(&page).map_err(|_| Failure::Usage {
        message: "there is no browser here that could be started".to_owned(),
        help: format!("open {} yourself", page.display()),
    })?;
    console.result(&format!("  opened {}", page.display()), &json!({ "opened": page }));
    Ok(Code::Done)
}
