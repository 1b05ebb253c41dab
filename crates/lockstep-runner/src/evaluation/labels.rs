//! Which accounts are positive, which are negative, and who says so.

use lockstep_simulate::is_planted;
use lockstep_snapshot::{Role, Set, Snapshot};

use super::record::{LabelRecord, Labelled, LabelledSet};
use super::{EvaluationError, Question};

/// The label of each account.
pub(super) struct Labels {
    /// By rank of the account: whether it is positive; none where it has no label.
    pub(super) of: Vec<Option<bool>>,
    pub(super) record: LabelRecord,
    /// The accounts that got their label from each set, positive sets first: ranks ascending.
    pub(super) sets: Vec<(String, Vec<u32>)>,
    /// The accounts of each campaign: ranks ascending.
    pub(super) campaigns: Vec<(String, Vec<u32>)>,
}

impl Labels {
    /// The labels that a question names, or those that are usual.
    ///
    /// Positive unless named: the campaigns, where there are some; what a simulation planted; the sets that are studied. Negative unless
    /// named: the controls, or where truth is known, every account of a set that is not positive.
    ///
    /// # Errors
    /// When a set is unknown, or no account would be positive, or none negative.
    pub(super) fn new(snapshot: &Snapshot, question: &Question, simulated: bool) -> Result<Self, EvaluationError> {
        let campaigns = named(snapshot, &question.campaigns)?;
        let (positive, mut chosen) = match (&question.positive[..], &campaigns[..]) {
            ([], []) => usual_positives(snapshot, simulated, &question.negative),
            ([], campaigns) => (campaigns.to_vec(), "Positive are the accounts of the named campaigns.".to_owned()),
            (names, _) => (named(snapshot, names)?, "The positive sets were named.".to_owned()),
        };
        let is_positive = |set: &Set| positive.iter().any(|positive| positive.name == set.name);
        let (negative, others) = if !question.negative.is_empty() {
            chosen.push_str(" The negative sets were named.");
            (named(snapshot, &question.negative)?, false)
        } else if !positive.is_empty() && positive.iter().all(|set| set.role == Role::Truth) {
            chosen.push_str(" Negative is every other account of a set.");
            (snapshot.sets.iter().filter(|set| !is_positive(set)).collect(), true)
        } else {
            chosen.push_str(" Negative are the control sets.");
            (snapshot.sets.iter().filter(|set| set.role == Role::Control && !is_positive(set)).collect(), false)
        };
        if let Some(set) = negative.iter().find(|set| is_positive(set)) {
            return Err(EvaluationError::Question {
                message: format!("the set `{}` is named as positive and as negative", set.name),
                help: "name it once, with --positive or with --negative".to_owned(),
            });
        }
        for (sets, kind, option) in [(&positive, "positive", "--positive"), (&negative, "negative", "--negative")] {
            if sets.iter().all(|set| set.members.is_empty()) {
                let known = snapshot.sets.iter().map(|set| format!("`{}` ({})", set.name, set.role.name())).collect::<Vec<_>>();
                let there = if known.is_empty() { "the study has no sets".to_owned() } else { format!("there are {}", known.join(", ")) };
                return Err(EvaluationError::Question {
                    message: format!("no account is labelled {kind}"),
                    help: format!("name a set with {option}; {there}"),
                });
            }
        }
        let marked = |sets: &[&Set]| {
            let mut marked = vec![false; snapshot.accounts.len()];
            sets.iter().flat_map(|set| &set.members).for_each(|member| marked[*member as usize] = true);
            marked
        };
        let (right, wrong) = (marked(&positive), marked(&negative));
        let mut count = (Labelled::default(), 0);
        let mut label = |(positive, negative): (&bool, &bool)| match (positive, negative) {
            (true, true) if others => {
                count.0.positives += 1;
                Some(true)
            }
            (true, true) => {
                count.1 += 1;
                None
            }
            (true, false) => {
                count.0.positives += 1;
                Some(true)
            }
            (false, true) => {
                count.0.negatives += 1;
                Some(false)
            }
            (false, false) => None,
        };
        let of: Vec<Option<bool>> = right.iter().zip(&wrong).map(&mut label).collect();
        let record = LabelRecord {
            positive: positive.iter().map(|set| labelled(set)).collect(),
            negative: negative.iter().map(|set| labelled(set)).collect(),
            chosen,
            positives: count.0.positives,
            negatives: count.0.negatives,
            in_both: count.1,
        };
        let members = |set: &&Set| (set.name.clone(), set.members.clone());
        let with = |label: bool| {
            let of = &of;
            move |set: &&Set| {
                let kept = set.members.iter().copied().filter(|member| of[*member as usize] == Some(label));
                (set.name.clone(), kept.collect::<Vec<u32>>())
            }
        };
        let sets = positive.iter().map(with(true)).chain(negative.iter().map(with(false))).collect();
        Ok(Self { of, record, sets, campaigns: campaigns.iter().map(members).collect() })
    }
}

fn usual_positives<'a>(snapshot: &'a Snapshot, simulated: bool, negative: &[String]) -> (Vec<&'a Set>, String) {
    let of = |wanted: &dyn Fn(&Set) -> bool| snapshot.sets.iter().filter(|set| wanted(set) && !negative.contains(&set.name)).collect();
    if simulated {
        let planted: Vec<&Set> = of(&|set| set.role == Role::Truth && is_planted(&set.name));
        if !planted.is_empty() {
            return (planted, "Positive is every account with something planted, whatever it is.".to_owned());
        }
    }
    (of(&|set| set.role == Role::Studied), "Positive are the studied sets.".to_owned())
}

fn named<'a>(snapshot: &'a Snapshot, names: &[String]) -> Result<Vec<&'a Set>, EvaluationError> {
    let set = |name: &String| {
        snapshot.sets.iter().find(|set| set.name == *name).ok_or_else(|| EvaluationError::Unknown {
            what: "set".to_owned(),
            name: name.clone(),
            known: snapshot.sets.iter().map(|set| set.name.clone()).collect(),
        })
    };
    names.iter().map(set).collect()
}

fn labelled(set: &Set) -> LabelledSet {
    LabelledSet { name: set.name.clone(), role: set.role.name(), source: set.source.clone(), accounts: set.members.len() as u64 }
}
