//! D6: profiles that claim to be an outlet, a journalist or an authority, or that look like one. Only ever put forward for a person to look at.

mod claims;
mod handles;
mod tables;

use lockstep_network::near_copies::{self, near_copies};
use lockstep_snapshot::{Column, Snapshot};
use rand_chacha::rand_core::Rng;
use rayon::prelude::*;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::card::{ByChance, Card, Headline, Part};
use crate::detector::{Context, Detector, Unfit};
use crate::findings::Findings;
use crate::profiles::{last, observed};

/// The detector.
#[derive(Debug, Clone, Copy)]
pub(super) struct Persona;

/// What a study may set.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Settings {
    /// Handles that others might imitate, such as those of known outlets and of people in the study; without `@`.
    ///
    /// Default: none; only who did the study knows whom others might imitate.
    listed_handles: Vec<String>,
    /// Addresses of known outlets, such as `example.org`. A profile that names one is not put forward. Without any, every address counts.
    ///
    /// Default: none.
    outlet_domains: Vec<String>,
}

impl Detector for Persona {
    type Settings = Settings;

    const CARD: Card = Card {
        id: "persona",
        version: 1,
        title: "Profiles to look at",
        question: "Which profiles claim to be news outlets, journalists or authorities without saying whose, or look like a listed account?",
        method: "Displayed name, handle and profile text are searched for words that outlets, journalists and authorities use of themselves, in \
                 several languages. A profile with such a word that names no outlet's address is put forward, and so is one whose handle is one \
                 or two edits away from a listed handle. Beside these stand profile texts that are near copies of another's, and changes of \
                 handle seen under the same account id. All of it only says where a person should look: whether a claim is false cannot be seen \
                 from a profile.",
        formula: &[
            "edits = insertions, deletions, changes and swaps of neighbours (Damerau-Levenshtein); at most 2, and 3 edits < length of the listed handle",
            "near copies: Jaccard similarity of character 5-grams at least 0.8; at least 5 words and 25 characters",
            "put forward = (a claim and no outlet's address) or a handle like a listed one",
        ],
        minimum_data: "One known handle, displayed name or profile text.",
        slower: None,
        assumptions: &["Profiles were observed often enough that a change of handle shows; one that came and went between is missed."],
        limits: &[
            "The list of words is short, and a word may mean something else.",
            "An impostor may have an address, and an honest journalist none in the profile.",
            "Pictures are not compared.",
            "Handles are not shown, since they name people; the account id leads to them for whoever has the data.",
        ],
        innocent: &[
            "Freelance and student journalists, bloggers and readers of news describe themselves with the same words.",
            "Small outlets have no address, or keep it in a field that was not collected.",
            "Parody and fan accounts resemble their model on purpose, and say so.",
            "People change their handle when they marry, move, change job or are harassed.",
            "A profile text may be a motto, a verse or a template that many use.",
        ],
        line: None,
        baseline: "{profiles account} have a profile. The sets stand side by side in the table of sets.",
        chance: "Not a matter of chance, and no measure of guilt: these are words people use of themselves. How many people of each set use \
                 them is in the table of sets.",
        part: Part::Signal,
        techniques: &[],
        references: &[
            "F. Damerau, A technique for computer detection and correction of spelling errors, CACM 7, 1964.",
            "R. Lowrance and R. Wagner, An extension of the string-to-string correction problem, JACM 22, 1975.",
            "A. Broder, On the resemblance and containment of documents, SEQUENCES 1997.",
        ],
        validation: "Edits are tested on known pairs; on simulated data all planted news personas are put forward, and nobody else.",
        headline: Headline {
            count: "queued",
            found: "{queued} of {profiles account} with a profile are put forward for a person to look at, by what they say of themselves or by a \
                    handle like a listed one. Nothing here says that a profile is false.",
            nothing: "No profile of {profiles account} is put forward for a person to look at.",
            by_chance: ByChance::NoMatter,
        },
        measure: None,
        family: None,
        views: &[],
    };

    fn reads(_: &Settings) -> Vec<Column> {
        Vec::new()
    }

    fn detect(settings: &Settings, snapshot: &Snapshot, context: &Context) -> Result<Findings, Unfit> {
        let settings = Settings {
            listed_handles: settings.listed_handles.iter().map(|handle| handle.trim_start_matches('@').to_lowercase()).collect(),
            outlet_domains: settings.outlet_domains.iter().map(|domain| domain.to_lowercase()).collect(),
        };
        let mut profiles: Vec<Profile> =
            observed(snapshot).into_par_iter().filter_map(|account| Profile::of(account, snapshot, &settings)).collect();
        if profiles.is_empty() {
            return Err(Unfit {
                reason: "no account has a known handle, displayed name or profile text".to_owned(),
                remedy: "observations with `handle`, `display_name` or `bio` would do".to_owned(),
            });
        }
        let copies = Bios::find(snapshot, &profiles, context);
        for (at, cluster) in copies.clusters.iter().enumerate() {
            cluster.members.iter().for_each(|place| profiles[*place as usize].same_bio = Some(at));
        }
        let mut notes = vec![format!("Words by which profiles describe themselves: version {} of the list.", claims::VERSION)];
        if settings.outlet_domains.is_empty() {
            notes.push("No addresses of outlets were listed, so a profile with any address was not put forward for its words.".to_owned());
        }
        if settings.listed_handles.is_empty() {
            notes.push("No handles were listed, so none could be imitated.".to_owned());
        }
        Ok(Findings {
            values: tables::values(&settings, &profiles, &copies),
            tables: vec![
                tables::by_set(snapshot, &profiles),
                tables::review(snapshot, &profiles, &copies),
                tables::bios(snapshot, &profiles, &copies),
                tables::renames(snapshot, &profiles),
            ],
            network: None,
            notes,
        })
    }
}

/// A change of handle.
#[derive(Debug, Clone, PartialEq)]
struct Rename {
    /// When the account was first seen with the new handle, and last with the old one, ms.
    seen: i64,
    before: i64,
    edits: usize,
    /// What the profile claimed with the old and with the new handle.
    claimed: Vec<&'static str>,
    claims: Vec<&'static str>,
}

/// What an account says of itself.
#[derive(Debug, Clone, PartialEq)]
struct Profile {
    account: u32,
    /// Words of the list in the last known displayed name, handle and text.
    claims: Vec<&'static str>,
    outlet: bool,
    /// The listed handle that one of its handles looks like, and the edits between.
    resembles: Option<(String, usize)>,
    renames: Vec<Rename>,
    /// Place of the cluster of profile texts that its own is in.
    same_bio: Option<usize>,
}

impl Profile {
    fn of(account: u32, snapshot: &Snapshot, settings: &Settings) -> Option<Self> {
        let observations = &snapshot.observations;
        let last = |column| last(snapshot, column, account);
        let (handle, name, bio) =
            (last(observations.handle.as_ref()), last(observations.display_name.as_ref()), last(observations.bio.as_ref()));
        if handle.is_none() && name.is_none() && bio.is_none() {
            return None;
        }
        let words = [name, handle, bio].into_iter().flatten().collect::<Vec<_>>().join("\n");
        let place = last(observations.location.as_ref()).unwrap_or_default();
        let addresses = claims::domains(&[name.unwrap_or_default(), bio.unwrap_or_default(), place].join(" "));
        let mut profile = Self {
            account,
            claims: claims::terms(&words),
            outlet: claims::names_outlet(&addresses, &settings.outlet_domains),
            resembles: None,
            renames: Vec::new(),
            same_bio: None,
        };
        profile.follow_handles(snapshot, settings);
        Some(profile)
    }

    fn follow_handles(&mut self, snapshot: &Snapshot, settings: &Settings) {
        let observations = &snapshot.observations;
        let Some(handles) = &observations.handle else { return };
        let mut before: Option<(usize, u32)> = None;
        for row in observations.of(self.account) {
            let Some(rank) = handles.rank(row) else { continue };
            if before.is_none_or(|(_, known)| known != rank) {
                let handle = handles.names.get(rank);
                self.compare(handle, &settings.listed_handles);
                if let Some((last, known)) = before {
                    self.rename(snapshot, (last, handles.names.get(known)), (row, handle));
                }
            }
            before = Some((row, rank));
        }
    }

    fn compare(&mut self, handle: &str, listed: &[String]) {
        let found = handles::resembles(&handle.to_lowercase(), listed);
        let closer = |edits: usize| self.resembles.as_ref().is_none_or(|(_, fewest)| edits < *fewest);
        if let Some((like, edits)) = found.filter(|(_, edits)| closer(*edits)) {
            self.resembles = Some((like.to_owned(), edits));
        }
    }

    /// From the last row with the old handle to the first with the new one. A change of capitals only is none.
    fn rename(&mut self, snapshot: &Snapshot, old: (usize, &str), new: (usize, &str)) {
        if old.1.to_lowercase() == new.1.to_lowercase() {
            return;
        }
        let observations = &snapshot.observations;
        let at = |(row, handle): (usize, &str)| {
            let text = |column: &Option<lockstep_snapshot::Coded>| column.as_ref().and_then(|column| column.get(row)).unwrap_or_default().to_owned();
            claims::terms(&[text(&observations.display_name), handle.to_owned(), text(&observations.bio)].join("\n"))
        };
        self.renames.push(Rename {
            seen: observations.observed_at[new.0],
            before: observations.observed_at[old.0],
            edits: handles::distance(&old.1.to_lowercase(), &new.1.to_lowercase()),
            claimed: at(old),
            claims: at(new),
        });
    }

    fn claims_without_outlet(&self) -> bool {
        !self.claims.is_empty() && !self.outlet
    }

    fn queued(&self) -> bool {
        self.claims_without_outlet() || self.resembles.is_some()
    }
}

/// Profile texts that are near copies of each other.
struct Bios {
    /// Texts long enough to compare.
    compared: u64,
    clusters: Vec<Bio>,
}

/// Accounts with one profile text, as places among the profiles, ascending.
struct Bio {
    members: Vec<u32>,
    /// Distinct texts, without capitals and signs.
    texts: u64,
}

impl Bios {
    fn find(snapshot: &Snapshot, profiles: &[Profile], context: &Context) -> Self {
        let column = snapshot.observations.bio.as_ref();
        let texts: Vec<&str> = profiles.iter().map(|profile| last(snapshot, column, profile.account).unwrap_or_default()).collect();
        let authors: Vec<u32> = (0..profiles.len() as u32).collect();
        let settings = near_copies::Settings { seed: context.random(0).next_u64(), ..near_copies::Settings::default() };
        let found = near_copies(&texts, &authors, &settings);
        let clusters = found.clusters.into_iter().map(|cluster| Bio { members: cluster.posts, texts: u64::from(cluster.texts) }).collect();
        Self { compared: found.counts.eligible, clusters }
    }
}
