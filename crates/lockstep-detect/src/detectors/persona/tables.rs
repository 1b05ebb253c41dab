//! What the detector tells.

use lockstep_snapshot::Snapshot;

use super::{Bios, Profile, Rename, Settings};
use crate::findings::{Cells, Number, Table, Unit, Value, count, value};
use crate::groups::{column, groups};
use crate::numbers::share;

fn counts(numbers: impl IntoIterator<Item = u64>) -> Cells {
    Cells::Count(numbers.into_iter().map(Some).collect())
}

fn ids<'a>(snapshot: &Snapshot, profiles: impl IntoIterator<Item = &'a Profile>) -> Cells {
    Cells::Account(profiles.into_iter().map(|profile| snapshot.accounts.get(profile.account).to_owned()).collect())
}

pub(super) fn values(settings: &Settings, profiles: &[Profile], bios: &Bios) -> Vec<Value> {
    let of = |wanted: &dyn Fn(&Profile) -> bool| profiles.iter().filter(|profile| wanted(profile)).count() as u64;
    let all = profiles.len() as u64;
    let queued = of(&Profile::queued);
    let part = share(queued, all).map_or_else(|| Number::Insufficient("no account has a profile".to_owned()), Number::Real);
    let accounts = |name: &str, number: u64, meaning: &str| count(name, number, Unit::Accounts, Some("profiles"), meaning);
    let changes = profiles.iter().map(|profile| profile.renames.len() as u64).sum();
    vec![
        count("profiles", all, Unit::Accounts, None, "Accounts with a known handle, displayed name or profile text."),
        accounts("queued", queued, "Accounts put forward for a person to look at."),
        value("queued_share", part, Unit::Share, Some("profiles"), "The same as a share."),
        accounts("claiming", of(&|profile| !profile.claims.is_empty()), "Accounts that describe themselves as outlet, journalist or authority."),
        accounts("without_outlet", of(&Profile::claims_without_outlet), "Those of them that name no outlet's address."),
        accounts("lookalikes", of(&|profile| profile.resembles.is_some()), "Accounts with a handle like a listed one."),
        count("listed", settings.listed_handles.len() as u64, Unit::Plain, None, "Handles listed in the study."),
        accounts("renamed", of(&|profile| !profile.renames.is_empty()), "Accounts seen with more than one handle."),
        count("renames", changes, Unit::Plain, None, "Changes of handle that were seen."),
        accounts("bios", bios.compared, "Accounts with a profile text long enough to compare."),
        accounts("same_bio", of(&|profile| profile.same_bio.is_some()), "Accounts whose profile text is a near copy of another's."),
        count("bio_clusters", bios.clusters.len() as u64, Unit::Plain, None, "Profile texts that several accounts have."),
    ]
}

pub(super) fn by_set(snapshot: &Snapshot, profiles: &[Profile]) -> Table {
    let known: Vec<u32> = profiles.iter().map(|profile| profile.account).collect();
    let groups = groups(snapshot, &known);
    let sum = |wanted: &dyn Fn(&Profile) -> bool| -> Vec<u64> {
        let is = |member: &&u32| known.binary_search(member).is_ok_and(|at| wanted(&profiles[at]));
        groups.iter().map(|group| group.members.iter().filter(is).count() as u64).collect()
    };
    let (all, queued) = (sum(&|_| true), sum(&Profile::queued));
    let shares = queued.iter().zip(&all).map(|(part, whole)| share(*part, *whole)).collect();
    Table {
        name: "by_set".to_owned(),
        about: "One row a set of accounts; an account in two sets counts in both.".to_owned(),
        key: 1,
        columns: vec![
            column("set", "Set of accounts", Cells::Text(groups.iter().map(|group| group.name.clone()).collect())),
            column("role", "Why it is in the study", Cells::Text(groups.iter().map(|group| group.role.to_owned()).collect())),
            column("profiles", "Accounts with a profile", counts(all)),
            column("queued", "Accounts put forward for a person to look at", counts(queued)),
            column("queued_share", "Of those with a profile", Cells::Real(Unit::Share, shares)),
            column("without_outlet", "Claim to be outlet, journalist or authority, without an address", counts(sum(&Profile::claims_without_outlet))),
            column("lookalikes", "Handle like a listed one", counts(sum(&|profile| profile.resembles.is_some()))),
            column("renamed", "Seen with more than one handle", counts(sum(&|profile| !profile.renames.is_empty()))),
            column("same_bio", "Profile text is a near copy of another's", counts(sum(&|profile| profile.same_bio.is_some()))),
        ],
    }
}

pub(super) fn review(snapshot: &Snapshot, profiles: &[Profile], bios: &Bios) -> Table {
    let reasons = |profile: &Profile| u64::from(profile.claims_without_outlet()) + u64::from(profile.resembles.is_some());
    let context = |profile: &Profile| u64::from(!profile.renames.is_empty()) + u64::from(profile.same_bio.is_some());
    let mut rows: Vec<&Profile> = profiles.iter().filter(|profile| profile.queued()).collect();
    rows.sort_by_key(|profile| std::cmp::Reverse((reasons(profile), context(profile))));
    let text = |of: &dyn Fn(&Profile) -> String| Cells::Text(rows.iter().map(|profile| of(profile)).collect());
    let like = |profile: &Profile| profile.resembles.as_ref().map(|(_, edits)| *edits as u64);
    let sharing = |profile: &Profile| profile.same_bio.map_or(0, |at| bios.clusters[at].members.len() as u64 - 1);
    Table {
        name: "review".to_owned(),
        about: "One row an account for a person to look at: those with most reasons first. No row is a finding about the account.".to_owned(),
        key: 1,
        columns: vec![
            column("account", "Account", ids(snapshot, rows.iter().copied())),
            column("claims", "Words by which it describes itself, where no outlet's address is named", {
                text(&|profile| if profile.outlet { String::new() } else { profile.claims.join(", ") })
            }),
            column("resembles", "Listed handle that one of its handles looks like", {
                text(&|profile| profile.resembles.as_ref().map(|(like, _)| like.clone()).unwrap_or_default())
            }),
            column("edits", "Edits between the two", Cells::Count(rows.iter().map(|profile| like(profile)).collect())),
            column("renames", "Changes of handle that were seen", counts(rows.iter().map(|profile| profile.renames.len() as u64))),
            column("sharing_bio", "Other accounts with nearly the same profile text", counts(rows.iter().map(|profile| sharing(profile)))),
        ],
    }
}

pub(super) fn bios(snapshot: &Snapshot, profiles: &[Profile], bios: &Bios) -> Table {
    let rows: Vec<(usize, &Profile)> = (0..bios.clusters.len())
        .flat_map(|at| bios.clusters[at].members.iter().map(move |place| (at, &profiles[*place as usize])))
        .collect();
    Table {
        name: "bios".to_owned(),
        about: "One row an account whose profile text is a near copy of another's: by text, the one with most accounts first.".to_owned(),
        key: 2,
        columns: vec![
            column("text", "Number of the text", counts(rows.iter().map(|(at, _)| *at as u64 + 1))),
            column("account", "Account", ids(snapshot, rows.iter().map(|(_, profile)| *profile))),
            column("accounts", "Accounts with the text", counts(rows.iter().map(|(at, _)| bios.clusters[*at].members.len() as u64))),
            column("texts", "Distinct versions of it", counts(rows.iter().map(|(at, _)| bios.clusters[*at].texts))),
        ],
    }
}

pub(super) fn renames(snapshot: &Snapshot, profiles: &[Profile]) -> Table {
    let rows: Vec<(&Profile, &Rename)> =
        profiles.iter().flat_map(|profile| profile.renames.iter().map(move |rename| (profile, rename))).collect();
    let times = |of: fn(&Rename) -> i64| Cells::Time(rows.iter().map(|(_, rename)| Some(of(rename))).collect());
    let words = |of: fn(&Rename) -> &[&'static str]| Cells::Text(rows.iter().map(|(_, rename)| of(rename).join(", ")).collect());
    Table {
        name: "renames".to_owned(),
        about: "One row a change of handle, by account and time. The handles themselves are not shown.".to_owned(),
        key: 2,
        columns: vec![
            column("account", "Account", ids(snapshot, rows.iter().map(|(profile, _)| *profile))),
            column("seen", "First seen with the new handle", times(|rename| rename.seen)),
            column("before", "Last seen with the old one", times(|rename| rename.before)),
            column("edits", "Edits between the two", counts(rows.iter().map(|(_, rename)| rename.edits as u64))),
            column("claimed", "Words by which it described itself before", words(|rename| &rename.claimed)),
            column("claims", "Words by which it described itself then", words(|rename| &rename.claims)),
        ],
    }
}
