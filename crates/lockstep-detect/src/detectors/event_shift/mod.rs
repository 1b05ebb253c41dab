//! D15: whether a set of accounts posts more, or less, from a dated event on than the days before.

mod series;
mod tables;
mod tests_of;

use lockstep_snapshot::{Column, Snapshot};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::card::{Axis, ByChance, Card, Headline, Part, View};
use crate::detector::{Context, Detector, Unfit};
use crate::findings::Findings;
use series::Calendar;

/// The detector.
#[derive(Debug, Clone, Copy)]
pub(super) struct EventShift;

/// What a study may set.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Settings {
    /// Days compared on each side of an event. With whole weeks, each side has every day of the week equally often.
    ///
    /// Default: one week on each side, so that every weekday counts once.
    #[schemars(range(min = 3, max = 60))]
    days: u32,
    /// Names of the events to ask about; all of the study's where none is named. Each one less makes the others easier to tell.
    ///
    /// Default: all, so that nobody picks the one that fits.
    events: Vec<String>,
    /// Hashtags whose posts are a series too, without `#`. Name them before looking at the data, as the events.
    ///
    /// Default: none.
    hashtags: Vec<String>,
    /// Probability that any shift at all is flagged by chance.
    ///
    /// Default: the customary level.
    #[schemars(range(min = 0.0001, max = 0.2))]
    level: f64,
    /// Days of the calendar that an event must have to be compared with.
    ///
    /// Default: ours; with 20 other days the smallest p-value is about the level.
    #[schemars(range(min = 20, max = 10_000))]
    minimum_placebos: u32,
    /// Share of all days on which a series needs a post.
    ///
    /// Default: ours; a series that is silent on most days has no level to shift from.
    #[schemars(range(min = 0.1, max = 1.0))]
    active_share: f64,
}

impl Default for Settings {
    fn default() -> Self {
        Self { days: 7, events: Vec::new(), hashtags: Vec::new(), level: 0.05, minimum_placebos: 20, active_share: 0.5 }
    }
}

impl Detector for EventShift {
    type Settings = Settings;

    const CARD: Card = Card {
        id: "event_shift",
        version: 1,
        title: "Before and after events",
        question: "Did accounts post more, or less, from an event on than in the days before, beyond what other dates show?",
        method: "Posts are counted by UTC day for all accounts together, for each set and for each hashtag the study names. Of each count n \
                 the logarithm ln(1 + n) is taken, so that a day without a post counts as 0 and a doubling is the same step for a large \
                 crowd and a small one. The shift at an event is the mean over the days that begin with the event's first day, minus the \
                 mean over as many days before it. The same is measured on every other day whose days touch none of those of the event, \
                 so-called placebos; days that belong to another event stay in, for they show how far a day can be off. The distance from \
                 the placebos' mean is judged by their spread. Neighbouring placebos share most of their days, so only those without a \
                 common day count as evidence of the spread. A shift is flagged when its chance, corrected for all events and series \
                 tried, is small enough and hardly any placebo is as far off.",
        formula: &[
            "x = ln(1 + posts of the day); shift D = mean of x over days 0 … d−1 − mean of x over days −d … −1, day 0 being the event's first",
            "t = (D − m) / (s √(1 + 1/k)): m and s the mean and standard deviation of placebo shifts, k placebos 2d or more days apart",
            "p: two-sided, Student's t with k − 1 degrees of freedom; corrected by Holm over all events and series assessed",
            "rank = (1 + placebos at least as far from m) / (1 + placebos)",
            "times as many = exp(D − m), 95 % interval exp(D − m ± t₀.₉₇₅ s √(1 + 1/k))",
        ],
        minimum_data: "An event with `days` whole days of collection on either side (7 unless set), none of them without any post at all; \
                       `minimum_placebos` placebos (20 unless set), at least 4 of them apart; and a series with posts on `active_share` of all \
                       days (half unless set). The first and the last day of the collection may be cut short and are left out.",
        slower: None,
        assumptions: &[
            "Events and hashtags were chosen before anybody looked at the posts around them. Lockstep cannot check that.",
            "The collection took in posts evenly over time. A collection made because of an event has a shift of its own.",
            "Shifts of days without an event are about normally spread.",
        ],
        limits: &[
            "A shift together with an event is an association. It says nothing of what caused it, of an order, or of who gave one.",
            "Two events less than twice `days` apart share days, and so does what is said of them.",
            "A hashtag that is new with the event cannot be compared with the days before, and there is no answer for it.",
            "Events get into a list because something happened, often to everybody: read the shift of a set beside that of the others.",
            "A slow rise over weeks is in the placebos and is no shift.",
        ],
        innocent: &[
            "People who care about a matter talk about it when it is in the news.",
            "Holidays, outages and changes of the platform move everybody's posting.",
            "One very busy account can move a small set: see who wrote the posts.",
        ],
        line: None,
        baseline: "Placebo days number {fewest_placebos} or more for each event; on the middle 95 % of them shifts lie between {placebo_low} and \
                   {placebo_high}. Of the {assessed} pairs of an event and a series, {control_assessed} are of control sets, and {control_flagged} of \
                   those are flagged.",
        chance: "Corrected so that the chance of even one false flag among the {assessed} is at most {level}.",
        part: Part::Campaign,
        techniques: &[],
        references: &[
            "S. Holm, A simple sequentially rejective multiple test procedure, Scandinavian Journal of Statistics 6:65, 1979.",
            "A. Abadie, A. Diamond and J. Hainmueller, Synthetic control methods for comparative case studies, JASA 105:493, 2010 (placebos).",
            "Student, The probable error of a mean, Biometrika 6:1, 1908.",
        ],
        validation: "Student's t against its table and closed forms; Holm against R's p.adjust; on simulated series with a memory, quiet weekends and \
                     bursts, at most 5 in 100 days without an event pass the uncorrected 5 % line. Posts planted in one of three weeks of a \
                     simulation are found for a list of 350 accounts, their number lies inside the interval, and no crowd is flagged; for a list \
                     of 75 accounts with uneven activity the same is too little to find.",
        headline: Headline {
            count: "flagged",
            found: "{flagged} of {assessed} pairs of an event and a series shift beyond what other dates show, {studied_flagged} of them of \
                    studied sets. The studied set with the clearest shift posts {clearest_times} times as much a day as other dates let \
                    expect (95 % interval {clearest_times_low} to {clearest_times_high}).",
            nothing: "None of {assessed} pairs of an event and a series shifts beyond what other dates show; {insufficient} more could not be \
                      assessed.",
            by_chance: ByChance::Fixed,
        },
        measure: None,
        family: None,
        views: &[View::TimeLine {
            name: "around_events",
            title: "{flagged} of {assessed} shifts at events are beyond what other dates show",
            table: "by_day",
            time: "time",
            series: "series",
            y: Axis { column: "posts", label: "posts", log: false },
        }],
    };

    fn reads(settings: &Settings) -> Vec<Column> {
        if settings.hashtags.is_empty() { Vec::new() } else { vec![Column::Hashtags] }
    }

    fn detect(settings: &Settings, snapshot: &Snapshot, _: &Context) -> Result<Findings, Unfit> {
        if let Some(name) = settings.events.iter().find(|name| !snapshot.events.iter().any(|event| event.name == **name)) {
            return Err(Unfit { reason: format!("the study has no event `{name}`"), remedy: "the name of one it has would do".to_owned() });
        }
        if snapshot.events.is_empty() {
            return Err(Unfit {
                reason: "the study names no event".to_owned(),
                remedy: "an input with `table: events`, dated before anybody looked at the posts, would do".to_owned(),
            });
        }
        if !settings.hashtags.is_empty() && snapshot.posts.hashtags.is_none() {
            return Err(Unfit {
                reason: "the snapshot has no column `hashtags`".to_owned(),
                remedy: "a source with hashtags or texts, or no hashtags in the settings, would do".to_owned(),
            });
        }
        let calendar = Calendar::of(snapshot).ok_or_else(|| Unfit {
            reason: "the posts do not span a whole day".to_owned(),
            remedy: "a collection of several months would do".to_owned(),
        })?;
        let all = series::all(settings, snapshot, &calendar);
        let tested = tests_of::every(settings, snapshot, &calendar, &all);
        Ok(tables::findings(settings, &calendar, &all, &tested))
    }
}
