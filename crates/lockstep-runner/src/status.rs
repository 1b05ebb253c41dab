//! What a run would do and why, told from the keys of steps without running any.

use std::collections::BTreeSet;

use lockstep_digest::Digest;
use lockstep_snapshot::Intake;
use serde::Serialize;
use serde_json::Value as Json;

use crate::cache::{Cache, KeyPreimage};
use crate::difference::{Change, Difference, Side, values};
use crate::lock::Lock;
use crate::plan::Plan;
use crate::record::Record;
use crate::survey::{Survey, SurveyedStep};

/// What a run would do.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Status {
    /// The inputs, in the study's order.
    pub inputs: Vec<String>,
    /// The steps, in the study's order.
    pub steps: Vec<StepStatus>,
    /// What differs from the lock; none without a lock.
    pub lock: Option<Difference>,
    /// Steps whose results nobody has accepted yet.
    pub without_results: Vec<String>,
    /// Whether the report shows the study as it is now; none without a report.
    pub report_is_current: Option<bool>,
}

/// What a run would do with a step.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct StepStatus {
    /// The step.
    pub step: String,
    /// Whether its result is kept, so that it need not run.
    pub kept: bool,
    /// Whether an earlier result of the step is known to compare with.
    pub compared: bool,
    /// What changed of all that determines its result.
    pub changes: Vec<Change>,
}

impl Status {
    /// Compare a study as it is now with its lock, its report and the cache.
    #[must_use]
    pub fn new(plan: &Plan, survey: &Survey, lock: Option<&Lock>, report: Option<&Record>, cache: Option<&Cache>) -> Self {
        let known = |key: &Digest| {
            let reported = report.and_then(|record| Some((record, record.steps.iter().find(|step| step.key == *key)?)));
            reported.and_then(|(record, step)| KeyPreimage::of(record, step)).or_else(|| cache?.preimage(key))
        };
        let steps = survey.steps.iter().map(|step| {
            let name = &step.preimage.step;
            let locked = lock.and_then(|lock| known(&lock.step.iter().find(|locked| locked.name == *name)?.key));
            let reported = || report.and_then(|record| KeyPreimage::of(record, record.steps.iter().find(|step| step.step == *name)?));
            step_status(step, locked.or_else(reported).or_else(|| cache?.nearest(&step.preimage)).as_ref())
        });
        let planned = |lock: &Lock| Lock::planned(plan, survey, std::slice::from_ref(lock));
        let difference = |lock: &Lock| Difference::between(&Side::of_lock(lock.clone(), &known), &Side::of_survey(planned(lock), survey));
        let current = |record: &Record| {
            let keys = record.steps.iter().map(|step| step.key);
            let read = |intake: &Intake| (intake.input.clone(), intake.files.clone(), intake.tables.clone());
            record.study == plan.digest
                && record.snapshot.intakes.iter().map(read).eq(survey.intakes.iter().map(read))
                && keys.eq(survey.steps.iter().map(|step| step.key))
        };
        Self {
            inputs: survey.intakes.iter().map(|intake| intake.input.clone()).collect(),
            steps: steps.collect(),
            lock: lock.map(difference),
            without_results: lock.map(|lock| planned(lock).pending().into_iter().map(str::to_owned).collect()).unwrap_or_default(),
            report_is_current: report.map(current),
        }
    }
}

fn step_status(step: &SurveyedStep, before: Option<&KeyPreimage>) -> StepStatus {
    let changes = before.map(|before| changes(before, &step.preimage)).unwrap_or_default();
    StepStatus { step: step.preimage.step.clone(), kept: step.cached, compared: before.is_some(), changes }
}

/// Field by field.
fn changes(before: &KeyPreimage, now: &KeyPreimage) -> Vec<Change> {
    let mut changes = Vec::new();
    let mut field = |what: &str, before: Json, now: Json| {
        if before != now {
            changes.push(Change::new(what, before, now));
        }
    };
    field("detector", before.detector.clone().into(), now.detector.clone().into());
    if before.detector == now.detector {
        field("version", before.version.into(), now.version.into());
    }
    field("seed", before.seed.into(), now.seed.into());
    field("rows", before.rows.short().into(), now.rows.short().into());
    let drawn: BTreeSet<&String> = before.draws_on.keys().chain(now.draws_on.keys()).collect();
    for step in drawn {
        let key = |of: &KeyPreimage| of.draws_on.get(step).map_or(Json::Null, |key| key.short().into());
        field(&format!("step `{step}`"), key(before), key(now));
    }
    if before.detector == now.detector {
        values("settings", &before.settings, &now.settings, None, &mut changes);
    }
    changes
}
