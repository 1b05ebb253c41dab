//! What archives and catalogues want to know about a bundle, gathered once.

use lockstep_study::{Author, Day};

use crate::manifest::{Manifest, Program};
use crate::plan::Plan;

/// The study and its run, as a catalogue sees them.
pub(super) struct About<'a> {
    pub(super) title: &'a str,
    pub(super) question: &'a str,
    pub(super) summary: &'a str,
    pub(super) authors: &'a [Author],
    pub(super) licence: &'a str,
    /// Day of publication, `YYYY-MM-DD`.
    pub(super) date: String,
    pub(super) slug: &'a str,
    /// Run id in full.
    pub(super) run: String,
    /// When the run ended, UTC.
    pub(super) ended: &'a str,
    pub(super) program: &'a Program,
}

impl<'a> About<'a> {
    pub(super) fn new(plan: &'a Plan, date: Day, manifest: &'a Manifest) -> Self {
        let study = &plan.study;
        Self {
            title: study.title.trim(),
            question: study.question.trim(),
            summary: study.in_short(),
            authors: &study.authors,
            licence: study.licence.trim(),
            date: date.to_string(),
            slug: &plan.slug,
            run: manifest.result.id.to_string(),
            ended: &manifest.circumstances.ended,
            program: &manifest.circumstances.program,
        }
    }

    /// Address of the licence, where its name is an SPDX id; the name itself otherwise.
    pub(super) fn licence_address(&self) -> Option<String> {
        let id = self.licence;
        let spdx = id.contains('-') && id.chars().all(|letter| letter.is_ascii_alphanumeric() || matches!(letter, '-' | '.' | '+'));
        spdx.then(|| format!("https://spdx.org/licenses/{id}"))
    }

    pub(super) fn licence_text(&self) -> String {
        let address = self.licence_address().map(|address| format!("Its terms: {address}.html\n")).unwrap_or_default();
        format!(
            "The report and the files made with it are published under the licence {}.\n{address}Inputs have terms of their own, which \
             study.yaml states.\n",
            self.licence
        )
    }

    pub(super) fn readme(&self, withheld: bool) -> String {
        let inputs = if withheld {
            "The input files are withheld; `snapshots/WITHHELD.md` says what they are. With them in a folder:\n\n    lockstep verify . --inputs FOLDER\n"
        } else {
            "Everything that the study reads is here.\n"
        };
        format!(
            "# {}\n\n{}\n\nOpen `index.html` to read the report. To run the study again and compare:\n\n    lockstep verify .\n\n{inputs}\n\
             The report was made with Lockstep {version}{commit}. Without Lockstep, `sha256sum -c SHA256SUMS` tells whether any file changed since it was published. Cite it as `CITATION.cff` says.\n",
            self.title,
            self.question,
            version = self.program.version,
            commit = self.program.commit.as_deref().map(|commit| format!(", commit {commit}")).unwrap_or_default(),
        )
    }

    /// A page for those who open the crate in a browser.
    pub(super) fn preview(&self) -> String {
        let html = |text: &str| text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
        format!(
            "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><title>{title}</title></head>\n<body><h1>{title}</h1>\n\
             <p>{question}</p>\n<p><a href=\"index.html\">The report</a> · <a href=\"study.yaml\">the study</a> · \
             <a href=\"run.json\">the record of the run</a> · <a href=\"ro-crate-metadata.json\">all files</a></p>\n</body></html>\n",
            title = html(self.title),
            question = html(self.question)
        )
    }
}
