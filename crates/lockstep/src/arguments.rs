//! The command line.

use std::num::NonZeroUsize;
use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};

/// Find accounts that move in lockstep, and publish the finding so that a stranger can check every number.
#[derive(Debug, Parser)]
#[command(name = "lockstep", version, max_term_width = 100, after_help = EXIT_CODES)]
pub(crate) struct Arguments {
    /// Print one JSON object instead of text.
    #[arg(long, global = true)]
    pub(crate) json: bool,
    /// Print nothing but errors.
    #[arg(long, short, global = true)]
    pub(crate) quiet: bool,
    #[command(subcommand)]
    pub(crate) command: Command,
}

const EXIT_CODES: &str = "Exit codes: 0 done, 1 internal error, 2 command line wrong, 3 study invalid, 4 input missing or unreadable, \
                          5 lock out of date or other input, 6 results differ, 7 bundle damaged or signature wrong, 8 partial: all that can be \
                          checked without the withheld inputs agrees.";

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Check a study and say everything that is wrong with it.
    Check(CheckOptions),
    /// Run a study and leave a report to open.
    Run(RunOptions),
    /// Lock a study as it is now, or say whether its lock is up to date.
    Lock(LockOptions),
    /// Say what a run would do and why, without running anything.
    Status(StatusOptions),
    /// Run a study, a run or a bundle again and compare.
    Verify(VerifyOptions),
    /// Compare two runs, locks or bundles, and tell the first cause of what differs.
    Diff(DiffOptions),
    /// Make the report of a run again from its findings, without the data.
    Report(ReportOptions),
    /// Write the tables of a run as Parquet files, for notebooks.
    Export(ExportOptions),
    /// Make one page that lists all reports of a folder.
    Index(IndexOptions),
    /// Open a report in the browser.
    Open(OpenOptions),
    /// Pack a study, its run and its inputs into one file that anybody can verify.
    Bundle(BundleOptions),
    /// Unpack a bundle.
    Unbundle(UnbundleOptions),
    /// Search a report for ids, handles, texts and the key that it must not show.
    Leaks(LeaksOptions),
    /// Write a statement about a bundle for you to sign.
    Attest(AttestOptions),
    /// Trace a number, an account or a pair of a published run to the rows it rests on.
    Explain(ExplainOptions),
    /// Say how good the scores of a study are, where accounts have labels.
    Evaluate(EvaluateOptions),
    /// Say how many accounts the study's settings put forward where nobody acts together.
    Selftest(SelftestOptions),
    /// Say how to cite a study.
    Cite(CiteOptions),
    /// Tell where earlier results are kept, or throw some away.
    Cache(CacheOptions),
    /// List the detectors, or tell all about one.
    Detectors(DetectorOptions),
    /// Print the JSON Schema of study.yaml, for editors.
    Schema,
    /// Write a simulated data set, with its ground truth, as CSV files.
    Simulate(SimulateOptions),
}

impl Command {
    pub(crate) fn threads(&self) -> Option<NonZeroUsize> {
        match self {
            Self::Run(RunOptions { work, .. })
            | Self::Lock(LockOptions { work, .. })
            | Self::Verify(VerifyOptions { work, .. })
            | Self::Bundle(BundleOptions { work, .. })
            | Self::Evaluate(EvaluateOptions { work, .. })
            | Self::Selftest(SelftestOptions { work, .. })
            | Self::Leaks(LeaksOptions { work, .. }) => work.threads,
            _ => None,
        }
    }
}

fn threads(text: &str) -> Result<NonZeroUsize, &'static str> {
    text.parse().map_err(|_| "give a whole number, 1 or more")
}

#[derive(Debug, Args)]
pub(crate) struct CheckOptions {
    /// A folder that holds a study.yaml, or a YAML file.
    pub(crate) study: PathBuf,
}

/// What `run` and `verify` have in common.
#[derive(Debug, Args)]
pub(crate) struct WorkOptions {
    /// Folder to find inputs in that are not beside the study.
    #[arg(long, value_name = "DIR")]
    pub(crate) inputs: Option<PathBuf>,
    /// Threads to use; all cores unless set. Results never depend on it.
    #[arg(long, value_name = "N", value_parser = threads)]
    pub(crate) threads: Option<NonZeroUsize>,
}

#[derive(Debug, Args)]
pub(crate) struct RunOptions {
    /// A folder that holds a study.yaml, or a YAML file.
    #[arg(required_unless_present = "from", conflicts_with = "from")]
    pub(crate) study: Option<PathBuf>,
    /// Run the study that a run.json records once more, and say whether the same comes out; nothing is written without --out.
    #[arg(long, value_name = "RUN.json", conflicts_with_all = ["frozen", "check"])]
    pub(crate) from: Option<PathBuf>,
    /// Folder for the report; `reports/NAME` beside `studies/` unless set.
    #[arg(long, value_name = "DIR")]
    pub(crate) out: Option<PathBuf>,
    /// Use no earlier results.
    #[arg(long)]
    pub(crate) no_cache: bool,
    /// Do not read input files a second time to digest them: take the digests of files that have the locked size from the lock. For
    /// working on a study; `verify` refuses what was made so.
    #[arg(long)]
    pub(crate) frozen: bool,
    /// Run this step only, and write no report; may be given several times.
    #[arg(long, value_name = "STEP", conflicts_with_all = ["out", "twice", "check", "from"])]
    pub(crate) only: Vec<String>,
    /// Run everything a second time on another number of threads, and write nothing unless both agree on every byte.
    #[arg(long)]
    pub(crate) twice: bool,
    /// Write neither report nor lock; exit with 6 and say what would change in the report, if anything would.
    #[arg(long)]
    pub(crate) check: bool,
    #[command(flatten)]
    pub(crate) work: WorkOptions,
}

#[derive(Debug, Args)]
pub(crate) struct LockOptions {
    /// A folder that holds a study.yaml, or a YAML file.
    pub(crate) study: PathBuf,
    /// Change nothing; exit with 5 and say what is out of date, if anything is.
    #[arg(long, conflicts_with = "accept")]
    pub(crate) check: bool,
    /// Run the study, show what changed, and lock the results as well.
    #[arg(long)]
    pub(crate) accept: bool,
    /// Use no earlier results.
    #[arg(long)]
    pub(crate) no_cache: bool,
    #[command(flatten)]
    pub(crate) work: WorkOptions,
}

#[derive(Debug, Args)]
pub(crate) struct StatusOptions {
    /// A folder that holds a study.yaml, or a YAML file.
    pub(crate) study: PathBuf,
    /// Folder to find inputs in that are not beside the study.
    #[arg(long, value_name = "DIR")]
    pub(crate) inputs: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub(crate) struct DiffOptions {
    /// The folder of a run, a lock, or a bundle.
    #[arg(value_name = "A")]
    pub(crate) before: PathBuf,
    /// The folder of a run, a lock, or a bundle.
    #[arg(value_name = "B")]
    pub(crate) after: PathBuf,
    /// Print Markdown, for a comment on a change.
    #[arg(long, conflicts_with = "json")]
    pub(crate) markdown: bool,
}

#[derive(Debug, Args)]
pub(crate) struct VerifyOptions {
    /// A study, the folder of a run, or a bundle.
    #[arg(value_name = "STUDY|RUN|BUNDLE")]
    pub(crate) target: PathBuf,
    /// Folder of the published run of a study; `reports/NAME` beside `studies/` unless set.
    #[arg(long, value_name = "DIR")]
    pub(crate) run: Option<PathBuf>,
    /// Exit with 6 unless everything is identical, declared tolerances or not.
    #[arg(long)]
    pub(crate) exact: bool,
    /// Allow every measured value to be off by this share of it, instead of what the study declares. The verdict says so.
    #[arg(long, value_name = "SHARE", value_parser = share, conflicts_with = "exact")]
    pub(crate) tolerance: Option<f64>,
    /// Write the record of the comparison here; `verification.json` for a run or a bundle unless set.
    #[arg(long, value_name = "FILE")]
    pub(crate) record: Option<PathBuf>,
    /// Signers whom you trust, as `ssh-keygen` reads them, or a public key of minisign: the bundle must have a signature by one of them.
    #[arg(long, value_name = "FILE")]
    pub(crate) signers: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) work: WorkOptions,
}

fn share(text: &str) -> Result<f64, String> {
    text.parse().ok().filter(|share| (0.0..=1.0).contains(share)).ok_or_else(|| "must be a number from 0 to 1, such as 1e-9".to_owned())
}

#[derive(Debug, Args)]
pub(crate) struct BundleOptions {
    /// A folder that holds a study.yaml, or a YAML file.
    pub(crate) study: PathBuf,
    /// Folder of the published run; `reports/NAME` beside `studies/` unless set.
    #[arg(long, value_name = "DIR")]
    pub(crate) run: Option<PathBuf>,
    /// The file to write; `NAME-RUN.zip` in this folder unless set.
    #[arg(long, value_name = "FILE")]
    pub(crate) out: Option<PathBuf>,
    /// Leave the input files out, and say what they are instead.
    #[arg(long)]
    pub(crate) without_inputs: bool,
    #[command(flatten)]
    pub(crate) work: WorkOptions,
}

#[derive(Debug, Args)]
pub(crate) struct UnbundleOptions {
    /// A bundle.
    pub(crate) bundle: PathBuf,
    /// The folder to make; that of the bundle's name unless set.
    #[arg(long, value_name = "DIR")]
    pub(crate) out: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub(crate) struct LeaksOptions {
    /// A folder that holds a study.yaml, or a YAML file.
    pub(crate) study: PathBuf,
    /// What to search: a folder, a file or a bundle; the published run of the study unless set.
    #[arg(value_name = "PATH")]
    pub(crate) search: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) work: WorkOptions,
}

#[derive(Debug, Args)]
pub(crate) struct ReportOptions {
    /// A study, the folder of a run, or a bundle.
    #[arg(value_name = "STUDY|RUN|BUNDLE")]
    pub(crate) target: PathBuf,
    /// Folder for the report; that of the run unless set. A bundle needs one.
    #[arg(long, value_name = "DIR")]
    pub(crate) out: Option<PathBuf>,
    /// Go on, and make the report again whenever the text of the study changes.
    #[arg(long)]
    pub(crate) watch: bool,
}

#[derive(Debug, Args)]
pub(crate) struct ExportOptions {
    /// A study, the folder of a run, or a bundle.
    #[arg(value_name = "STUDY|RUN|BUNDLE")]
    pub(crate) target: PathBuf,
    /// Folder for the files.
    #[arg(long, value_name = "DIR")]
    pub(crate) out: PathBuf,
}

#[derive(Debug, Args)]
pub(crate) struct OpenOptions {
    /// A study, or the folder of a run.
    #[arg(value_name = "STUDY|RUN")]
    pub(crate) target: PathBuf,
}

#[derive(Debug, Args)]
pub(crate) struct IndexOptions {
    /// Folder that holds the folders of reports.
    #[arg(default_value = "reports", value_name = "DIR")]
    pub(crate) reports: PathBuf,
    /// Write nothing; exit with 6 if the page is out of date.
    #[arg(long)]
    pub(crate) check: bool,
}

#[derive(Debug, Args)]
pub(crate) struct AttestOptions {
    /// A bundle.
    pub(crate) bundle: PathBuf,
    /// The file to write; `BUNDLE.intoto.json` unless set.
    #[arg(long, value_name = "FILE")]
    pub(crate) out: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub(crate) struct ExplainOptions {
    /// A folder that holds a study.yaml, or a YAML file.
    pub(crate) study: PathBuf,
    /// A step of the study, or a value of one as STEP.VALUE; all steps unless given.
    #[arg(value_name = "STEP[.VALUE]")]
    pub(crate) step: Option<String>,
    /// An account as the report names it, or two that are on one edge.
    #[arg(value_name = "ACCOUNT", num_args = 0..=2)]
    pub(crate) accounts: Vec<String>,
    /// Folder of the published run; `reports/NAME` beside `studies/` unless set.
    #[arg(long, value_name = "DIR")]
    pub(crate) run: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub(crate) struct EvaluateOptions {
    /// A folder that holds a study.yaml, or a YAML file.
    pub(crate) study: PathBuf,
    /// A step, or a column of a table with one row an account; the measure of every step that has one unless given.
    #[arg(long, value_name = "STEP[.TABLE.COLUMN]", num_args = 1..)]
    pub(crate) score: Vec<String>,
    /// Sets whose accounts are positive; what a simulation planted, or the studied sets, unless given.
    #[arg(long, value_name = "SET", num_args = 1..)]
    pub(crate) positive: Vec<String>,
    /// Sets whose accounts are negative; the control sets unless given, or every other account where truth sets are positive.
    #[arg(long, value_name = "SET", num_args = 1..)]
    pub(crate) negative: Vec<String>,
    /// Sets that are a campaign each: a model of the scores is trained without each and tested on it.
    #[arg(long, value_name = "SET", num_args = 1..)]
    pub(crate) campaigns: Vec<String>,
    /// A CSV file of scores made elsewhere, with a column `account_id` and one of numbers for each score.
    #[arg(long, value_name = "FILE")]
    pub(crate) scores_from: Option<PathBuf>,
    /// Shares of positives at which to state how many flagged accounts are positive.
    #[arg(long, value_name = "SHARES", value_delimiter = ',', default_value = "0.001,0.01,0.1", value_parser = share)]
    pub(crate) prevalence: Vec<f64>,
    /// Folder for a page with figures, and for the numbers as JSON and CSV.
    #[arg(long, value_name = "DIR")]
    pub(crate) out: Option<PathBuf>,
    /// Write the model of all campaigns to this file, as data.
    #[arg(long, value_name = "FILE", requires = "campaigns")]
    pub(crate) model: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) work: WorkOptions,
}

#[derive(Debug, Args)]
pub(crate) struct SelftestOptions {
    /// A folder that holds a study.yaml, or a YAML file.
    pub(crate) study: PathBuf,
    /// Crowds to try, each without and with planted groups.
    #[arg(long, value_name = "N", default_value_t = 5)]
    pub(crate) seeds: u64,
    /// Try this step only; may be given several times.
    #[arg(long, value_name = "STEP")]
    pub(crate) only: Vec<String>,
    /// Folder for the numbers as JSON and a page with a table.
    #[arg(long, value_name = "DIR")]
    pub(crate) out: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) work: WorkOptions,
}

#[derive(Debug, Args)]
pub(crate) struct CiteOptions {
    /// A folder that holds a study.yaml, or a YAML file.
    pub(crate) study: PathBuf,
    /// How to write the citation.
    #[arg(long, value_enum, default_value_t = CitationFormat::Text)]
    pub(crate) format: CitationFormat,
    /// Folder of the published run; `reports/NAME` beside `studies/` unless set.
    #[arg(long, value_name = "DIR")]
    pub(crate) run: Option<PathBuf>,
}

/// How a citation is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum CitationFormat {
    /// A sentence for a list of references.
    Text,
    /// An entry for BibTeX.
    Bibtex,
    /// An entry for Zotero, Pandoc and others that read CSL-JSON.
    CslJson,
}

#[derive(Debug, Args)]
pub(crate) struct CacheOptions {
    #[command(subcommand)]
    pub(crate) command: CacheCommand,
}

#[derive(Debug, Subcommand)]
pub(crate) enum CacheCommand {
    /// Print the folder that holds earlier results.
    Dir,
    /// Remove results that no run can use any more, because their detector is gone or has another version.
    Gc(GcOptions),
}

#[derive(Debug, Args)]
pub(crate) struct GcOptions {
    /// Remove results made more than so many days ago as well.
    #[arg(long, value_name = "DAYS", conflicts_with = "all")]
    pub(crate) older_than: Option<u32>,
    /// Remove all results.
    #[arg(long)]
    pub(crate) all: bool,
    /// Remove nothing; say what would be removed.
    #[arg(long)]
    pub(crate) dry_run: bool,
}

#[derive(Debug, Args)]
pub(crate) struct DetectorOptions {
    /// A detector; all of them unless given.
    pub(crate) name: Option<String>,
}

#[derive(Debug, Args)]
pub(crate) struct SimulateOptions {
    /// A scenario.
    #[arg(default_value = "influence-network")]
    pub(crate) scenario: String,
    /// Size, above 0 and at most 1.
    #[arg(long, default_value_t = 0.05)]
    pub(crate) scale: f64,
    /// Seed of all random numbers.
    #[arg(long, default_value_t = 0)]
    pub(crate) seed: u64,
    /// Folder for the files; it must not exist yet.
    #[arg(long, value_name = "DIR")]
    pub(crate) out: PathBuf,
}
