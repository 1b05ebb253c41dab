//! One crowd, and what the steps put forward in it.

use std::collections::BTreeSet;

use lockstep_detect::{Cells, Context, Findings, Unfit, Verdict};
use lockstep_simulate::{Crowd, Planting};
use lockstep_snapshot::{Column, Input, Intake, Snapshot, assemble};
use rayon::prelude::*;

use crate::plan::PlannedStep;
use crate::progress::Progress;

/// What one step says of one crowd.
pub(super) enum Answer {
    /// It puts these accounts forward.
    PutForward {
        accounts: BTreeSet<String>,
        /// Those it could assess; none where it gives no verdict on single accounts.
        assessed: Option<BTreeSet<String>>,
    },
    /// It puts no account forward, whatever it finds.
    NoAccounts,
    /// It cannot say anything.
    Unfit(Unfit),
}

/// What all steps say of one crowd.
pub(super) struct Trial {
    pub(super) seed: u64,
    /// People of the crowd who posted.
    pub(super) people: BTreeSet<String>,
    pub(super) plantings: Vec<Planting>,
    /// One a step.
    pub(super) answers: Vec<Answer>,
}

/// The rows of a crowd as a snapshot, made as those of other inputs are.
pub(super) fn snapshot(crowd: &Crowd, planted: bool, keep: &[Column], progress: &dyn Progress) -> Snapshot {
    let parts = crowd.rows(planted, keep, &|share| progress.share(share));
    let rows = parts.iter().map(|part| part.posts.len() as u64).sum();
    let intake = Intake::without_files("crowd", "a crowd in the shape of the data", rows);
    assemble(vec![Input { shape: crowd.post_shape(keep), parts, intake }])
}

/// Run the steps on a crowd with their settings, all that only informs the reader switched off.
pub(super) fn run(seed: u64, steps: &[&PlannedStep], crowd: &Crowd, snapshot: &Snapshot, study_seed: u64) -> Trial {
    let plantings = crowd.plantings();
    let planted: BTreeSet<&str> = plantings.iter().flat_map(|planting| planting.accounts.iter().map(String::as_str)).collect();
    let posting: BTreeSet<u32> = snapshot.posts.account.iter().copied().collect();
    let people =
        posting.into_iter().map(|rank| snapshot.accounts.get(rank)).filter(|id| !planted.contains(id)).map(str::to_owned).collect();
    let answer = |step: &&PlannedStep| {
        let context = Context { step: step.name.clone(), seed: study_seed };
        let bare = step.method.bind_bare(&step.settings).expect("the settings were bound once before");
        match bare.detect(snapshot, &context) {
            Err(unfit) => Answer::Unfit(unfit),
            Ok(findings) => answer_of(&findings),
        }
    };
    Trial { seed, people, answers: steps.par_iter().map(answer).collect(), plantings }
}

fn answer_of(findings: &Findings) -> Answer {
    let Some(accounts) = findings.put_forward() else { return Answer::NoAccounts };
    let accounts = accounts.into_iter().map(str::to_owned).collect();
    let mut assessed: Option<BTreeSet<String>> = None;
    for table in findings.tables.iter().filter(|table| table.key == 1) {
        let (Some(Cells::Account(ids)), Some(verdicts)) = (table.columns.first().map(|column| &column.cells), table.verdicts()) else {
            continue;
        };
        let judged = ids.iter().zip(verdicts).filter(|(_, verdict)| **verdict != Verdict::InsufficientData);
        assessed.get_or_insert_default().extend(judged.map(|(id, _)| id.clone()));
    }
    Answer::PutForward { accounts, assessed }
}
