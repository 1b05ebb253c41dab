//! The tables of the spectrum.

use lockstep_snapshot::Snapshot;

use super::Settings;
use super::asked::{Place, References, Test, Tier};
use super::judge::{Judged, Judgement, Label, counts};
use super::values::{basis, matched_on};
use crate::card::Family;
use crate::findings::{Cells, Table, TableColumn, Unit, Verdict};
use crate::groups::{Group, as_controls, column, groups, sets_of};
use crate::numbers::{decades, share};
use crate::reference::{Balance, Known, On, Sides, Trait};

/// All that was found.
pub(super) struct Found<'a> {
    pub(super) settings: &'a Settings,
    pub(super) snapshot: &'a Snapshot,
    pub(super) known: &'a Known,
    pub(super) sides: &'a Sides,
    pub(super) tests: &'a [Test<'a>],
    pub(super) references: &'a References,
    pub(super) judgement: &'a Judgement,
}

/// Bars of the figure of probabilities.
const BARS: usize = 10;

/// A standardised difference to four places, so that the last digits of a sum show nowhere.
fn rounded(apart: f64) -> f64 {
    (apart * 10_000.0).round() / 10_000.0 + 0.0
}

impl Found<'_> {
    pub(super) fn tables(&self) -> Vec<Table> {
        vec![self.by_set(), self.accounts(), self.evidence(), self.steps(), self.reference(), self.chance()]
    }

    fn id(&self, account: u32) -> String {
        self.snapshot.accounts.get(account).to_owned()
    }

    /// By label, then by how rare it is, then by posts.
    fn order(&self) -> Vec<&Judged> {
        let mut order: Vec<&Judged> = self.judgement.accounts.iter().collect();
        order.sort_by(|a, b| {
            let rare = |one: &Judged| one.ln_p.unwrap_or(0.0);
            let posts = |one: &Judged| self.known.posts(one.account);
            a.label.cmp(&b.label).then(rare(a).total_cmp(&rare(b))).then(posts(b).cmp(&posts(a)))
        });
        order
    }

    fn groups(&self) -> Vec<Group> {
        let posting: Vec<u32> = self.judgement.accounts.iter().map(|judged| judged.account).collect();
        groups(self.snapshot, &posting)
    }

    /// What is said of some accounts, in their order; those without a post are passed over.
    fn judged<'a>(&'a self, accounts: &'a [u32]) -> impl Iterator<Item = &'a Judged> {
        let all = &self.judgement.accounts;
        accounts.iter().filter_map(|account| Some(&all[all.binary_search_by_key(account, |judged| judged.account).ok()?]))
    }

    fn by_set(&self) -> Table {
        let groups = self.groups();
        let count = |wanted: &dyn Fn(&Judged) -> bool| -> Vec<u64> {
            groups.iter().map(|group| self.judged(&group.members).filter(|judged| wanted(judged)).count() as u64).collect()
        };
        let verdict = |wanted: Verdict| count(&|judged| judged.label.verdict() == wanted);
        let (flagged, passed) = (verdict(Verdict::Flagged), verdict(Verdict::NotFlagged));
        let assessed: Vec<u64> = flagged.iter().zip(&passed).map(|(flagged, passed)| flagged + passed).collect();
        let shares = flagged.iter().zip(&assessed).map(|(flagged, assessed)| share(*flagged, *assessed)).collect();
        let some = |counts: &[u64]| Cells::Count(counts.iter().copied().map(Some).collect());
        let mut columns = vec![
            column("set", "Set of accounts", Cells::Text(groups.iter().map(|group| group.name.clone()).collect())),
            column("role", "Why it is in the study", Cells::Text(groups.iter().map(|group| group.role.to_owned()).collect())),
            column("accounts", "Accounts in the set", some(&groups.iter().map(|group| group.members.len() as u64).collect::<Vec<_>>())),
            column("assessed", "Accounts of which enough could be compared", some(&assessed)),
            column("flagged", "Accounts that stand out", some(&flagged)),
            column("flagged_share", "Of those assessed", Cells::Real(Unit::Share, shares)),
        ];
        columns.extend(as_controls(&groups, &flagged, &assessed));
        for label in Label::ALL {
            columns.push(column(label.name(), &format!("Accounts with the label “{}”", label.words()), some(&count(&|judged| judged.label == label))));
        }
        for (name, tier) in [("coordinated_1", Tier::C1), ("coordinated_2", Tier::C2)] {
            let meaning = format!("Accounts whose strongest tie is of tier {}", tier.name());
            columns.push(column(name, &meaning, some(&count(&|judged| judged.tier == Some(tier)))));
        }
        Table { name: "by_set".to_owned(), about: "One row a set of accounts; an account in two sets counts in both.".to_owned(), key: 1, columns }
    }

    fn accounts(&self) -> Table {
        let rows = self.order();
        let text = |of: &dyn Fn(&Judged) -> String| Cells::Text(rows.iter().map(|judged| of(judged)).collect());
        let real = |of: &dyn Fn(&Judged) -> Option<f64>| Cells::Real(Unit::Plain, rows.iter().map(|judged| of(judged)).collect());
        let number = |of: &dyn Fn(&Judged) -> u64| Cells::Count(rows.iter().map(|judged| Some(of(judged))).collect());
        let named = |families: &[Family]| families.iter().map(|family| family.name()).collect::<Vec<_>>().join(", ");
        Table {
            name: "accounts".to_owned(),
            about: "One row an account: by label, then by how rare all evidence together is.".to_owned(),
            key: 1,
            columns: vec![
                column("account", "Account", Cells::Account(rows.iter().map(|judged| self.id(judged.account)).collect())),
                column("verdict", "Flagged when it stands out, whatever the label", Cells::Verdict(rows.iter().map(|judged| judged.label.verdict()).collect())),
                column("label", "What its behaviour is, or is consistent with", text(&|judged| judged.label.words().to_owned())),
                column("unusual_in", "Families of evidence that stand out by themselves", text(&|judged| named(&judged.unusual))),
                column("coordinated", "Tier of its strongest tie; empty where no step looks for ties. No part of the label", {
                    text(&|judged| judged.tier.map_or_else(String::new, |tier| tier.name().to_owned()))
                }),
                column("places", "Place among the reference accounts that each family could measure", text(&|judged| self.places(judged))),
                column("sets", "Studied and control sets that it is in", text(&|judged| sets_of(self.snapshot, judged.account))),
                column("p_decades", "−log₁₀ of the probability of all evidence together", real(&|judged| judged.ln_p.map(decades))),
                column("harmonic_decades", "The same by the harmonic mean, to check", real(&|judged| judged.ln_harmonic.map(decades))),
                column("families", "Families of evidence that count", number(&|judged| judged.families.len() as u64)),
                column("families_unusual", "Of these, families that stand out by themselves", number(&|judged| judged.unusual.len() as u64)),
                column("posts", "Collected posts", number(&|judged| self.known.posts(judged.account))),
            ],
        }
    }

    /// The highest place of each family, in words.
    fn places(&self, judged: &Judged) -> String {
        let mut best: Vec<(Family, Place)> = Vec::new();
        for test in self.tests {
            let Some(place) = test.place(judged.account, self.references, self.settings) else { continue };
            match best.iter_mut().find(|(family, _)| *family == test.asked.family) {
                Some((_, known)) if place.share > known.share => *known = place,
                Some(_) => {}
                None => best.push((test.asked.family, place)),
            }
        }
        best.sort_by_key(|(family, _)| *family);
        best.iter().map(|(family, place)| format!("{}: more than {} of {}", family.name(), place.below, place.of)).collect::<Vec<_>>().join("; ")
    }

    /// Rows for the accounts that are studied or stand out, so that the table stays as small as the study.
    fn evidence(&self) -> Table {
        let lists = self.sides.has_lists;
        let shown = self.order().into_iter().filter(|judged| (judged.studied && lists) || judged.label.verdict() == Verdict::Flagged);
        let rows: Vec<(&Judged, &Test<'_>, f64)> = shown
            .flat_map(|judged| {
                let values = self.tests.iter().map(move |test| (test, test.asked.value[judged.account as usize]));
                values.filter_map(move |(test, value)| Some((judged, test, value?)))
            })
            .collect();
        let text = |of: &dyn Fn(&Judged, &Test<'_>) -> String| Cells::Text(rows.iter().map(|(judged, test, _)| of(judged, test)).collect());
        let counted = |judged: &Judged, test: &Test<'_>| counts(self.settings, judged.studied && lists, test.asked.family);
        let ln_p = |judged: &Judged, test: &Test<'_>| test.ln_p(judged.account, self.references);
        let place = |judged: &Judged, test: &Test<'_>| Some(test.place(judged.account, self.references, self.settings)?.share);
        let real = |unit, of: &dyn Fn(&Judged, &Test<'_>, f64) -> Option<f64>| {
            Cells::Real(unit, rows.iter().map(|(judged, test, value)| of(judged, test, *value)).collect())
        };
        let by = |judged: &Judged, test: &Test<'_>| match (counted(judged, test), ln_p(judged, test)) {
            (false, _) => "not counted: the set was drawn up by it",
            (true, None) if test.reference.len() >= self.settings.minimum_measured as usize && test.asked.family != Family::Coordination => {
                "none: no reference account is like it"
            }
            (true, _) => basis(test),
        };
        let words = |verdict: Option<Verdict>| verdict.map_or("measured", Verdict::words).to_owned();
        Table {
            name: "evidence".to_owned(),
            about: "One row a step that measured an account, for accounts that are studied or stand out; in the order of accounts.".to_owned(),
            key: 3,
            columns: vec![
                column("account", "Account", Cells::Account(rows.iter().map(|(judged, ..)| self.id(judged.account)).collect())),
                column("family", "Family of evidence", text(&|_, test| test.asked.family.name().to_owned())),
                column("step", "Step", text(&|_, test| test.asked.step.to_owned())),
                column("said", "What the step says", text(&|judged, test| words(test.asked.verdict[judged.account as usize]))),
                column("measure", "Column that it measures accounts by", text(&|_, test| test.asked.column.replace('_', " "))),
                column("value", "The measure, in the unit of that column", real(Unit::Plain, &|_, _, value| Some(value))),
                column("percentile", "Share of the reference that has less, by weight", real(Unit::Share, &|judged, test, _| place(judged, test))),
                column("p_decades", "−log₁₀ of the probability that counts", {
                    real(Unit::Plain, &|judged, test, _| ln_p(judged, test).filter(|_| counted(judged, test)).map(decades))
                }),
                column("by", "Where that probability comes from", text(&|judged, test| by(judged, test).to_owned())),
            ],
        }
    }

    fn steps(&self) -> Table {
        let text = |of: &dyn Fn(&Test<'_>) -> String| Cells::Text(self.tests.iter().map(of).collect());
        let number = |of: &dyn Fn(&Test<'_>) -> Option<u64>| Cells::Count(self.tests.iter().map(of).collect());
        let measured = |test: &Test<'_>| test.asked.value.iter().flatten().count() as u64;
        Table {
            name: "steps".to_owned(),
            about: "One row a step that this one draws on, in order of name.".to_owned(),
            key: 1,
            columns: vec![
                column("step", "Step", text(&|test| test.asked.step.to_owned())),
                column("family", "Family of evidence", text(&|test| test.asked.family.name().to_owned())),
                column("by", "Where its probabilities come from", text(&|test| basis(test).to_owned())),
                column("matched_on", "What its reference is matched on", text(&|test| matched_on(test.on).to_owned())),
                column("measured", "Accounts that it measured", number(&|test| Some(measured(test)))),
                column("reference", "Of these, accounts of the reference", number(&|test| Some(test.reference.len() as u64))),
                column("checked", "Accounts in no studied set to which it gives a probability of its own", number(&|test| test.checked.map(|(all, _)| all))),
                column("below", "Of these, probabilities of .05 or below; about one in twenty is as it should be", number(&|test| test.checked.map(|(_, below)| below))),
            ],
        }
    }

    fn reference(&self) -> Table {
        let rows: Vec<(On, &Balance)> = [On::Everything, On::AllButPosts]
            .into_iter()
            .flat_map(|on| self.references.of(on).balance.iter().map(move |row| (on, row)))
            .collect();
        let words = |of: Trait| match of {
            Trait::Posts => "collected posts",
            Trait::Age => "days since creation",
            Trait::Language => "share in the usual language",
        };
        let number = |name: &str, meaning: &str, at: usize| column(name, meaning, Cells::Count(rows.iter().map(|(_, row)| Some(row.known[at])).collect()));
        let real = |name: &str, meaning: &str, of: &dyn Fn(&Balance) -> Option<f64>| -> TableColumn {
            column(name, meaning, Cells::Real(Unit::Plain, rows.iter().map(|(_, row)| of(row)).collect()))
        };
        Table {
            name: "reference".to_owned(),
            about: "What the reference is matched on, and how far it is from the studied accounts; the reference for pace last.".to_owned(),
            key: 2,
            columns: vec![
                column("matched_on", "What the reference is matched on", Cells::Text(rows.iter().map(|(on, _)| matched_on(*on).to_owned()).collect())),
                column("trait", "What is compared", Cells::Text(rows.iter().map(|(_, row)| words(row.of).to_owned()).collect())),
                number("studied", "Studied accounts of which it is known", 0),
                number("eligible", "Accounts to choose from of which it is known", 1),
                number("reference", "Accounts of the reference of which it is known", 2),
                real("studied_mean", "Mean of the studied accounts", &|row| row.means[0]),
                real("eligible_mean", "Mean of the accounts to choose from", &|row| row.means[1]),
                real("reference_mean", "Mean of the reference, by weight", &|row| row.means[2]),
                real("apart_before", "Standardised difference of studied accounts and those to choose from; of logarithms, but for language", &|row| row.apart[0].map(rounded)),
                real("apart_after", "The same of studied accounts with a match and the reference by weight; below .1 is usually called balanced", &|row| row.apart[1].map(rounded)),
            ],
        }
    }

    fn chance(&self) -> Table {
        let groups: Vec<(Group, Vec<f64>)> = self
            .groups()
            .into_iter()
            .map(|group| {
                let p = self.judged(&group.members).filter_map(|judged| judged.ln_p).map(libm::exp).collect::<Vec<f64>>();
                (group, p)
            })
            .filter(|(_, p)| !p.is_empty())
            .collect();
        let at = |bar: usize| bar as f64 / BARS as f64;
        let rows: Vec<(&Group, &[f64], usize)> = groups.iter().flat_map(|(group, p)| (0..BARS).map(move |bar| (group, p.as_slice(), bar))).collect();
        let within = |p: f64, bar: usize| p <= at(bar + 1) && (p > at(bar) || bar == 0);
        let real = |unit, of: &dyn Fn(&[f64], usize) -> f64| Cells::Real(unit, rows.iter().map(|(_, p, bar)| Some(of(p, *bar))).collect());
        Table {
            name: "chance".to_owned(),
            about: "How many accounts of each set have a probability of all evidence together between two tenths.".to_owned(),
            key: 2,
            columns: vec![
                column("set", "Set of accounts", Cells::Text(rows.iter().map(|(group, ..)| group.name.clone()).collect())),
                column("from", "Lower end", real(Unit::Plain, &|_, bar| at(bar))),
                column("until", "Upper end, itself counted", real(Unit::Plain, &|_, bar| at(bar + 1))),
                column("role", "Why the set is in the study", Cells::Text(rows.iter().map(|(group, ..)| group.role.to_owned()).collect())),
                column("accounts", "Accounts between the two", {
                    Cells::Count(rows.iter().map(|(_, p, bar)| Some(p.iter().filter(|p| within(**p, *bar)).count() as u64)).collect())
                }),
                column("expected", "Accounts there would be if nobody were unusual", real(Unit::Accounts, &|p, _| p.len() as f64 / BARS as f64)),
            ],
        }
    }
}
