//! What is measured of one account.

use lockstep_snapshot::{Kind, Posts};
use lockstep_statistics::{
    Middles, Rayleigh, Uniformity, burstiness_corrected, corrected_conditional_entropy, memory, middles, rayleigh, relative_spread, uniformity,
};

use super::Settings;
use crate::clocks::{Face, HOUR_MS, MINUTE_MS, SECOND_MS, Times, own, thinned};

/// Periods that are looked for, seconds.
pub(super) const PERIODS_S: [i64; 8] = [60, 300, 600, 900, 1_200, 1_800, 3_600, 7_200];
/// Of periods nearly as strong as the strongest, the longest names the schedule: one that keeps to the half-hour keeps to the minute too.
const NEARLY: f64 = 0.8;
/// Numbers of pauses at which entropies are compared: series of different lengths cannot be.
pub(super) const LENGTHS: [usize; 5] = [99, 199, 399, 799, 1_599];
/// Kinds of pause that the entropy tells apart.
pub(super) const PAUSES: usize = 5;

/// What is measured of one account, before it is compared with others.
pub(super) struct Measured {
    /// Posts that the account began itself.
    pub(super) own: u64,
    /// All its posts.
    pub(super) posts: u64,
    /// Resolution of the times of its own posts, ms.
    pub(super) resolution_ms: i64,
    pub(super) from_ids: bool,
    pub(super) minute: Option<Uniformity>,
    pub(super) second: Option<Uniformity>,
    pub(super) rhythm: Option<Middles>,
    pub(super) periods: [Option<Rayleigh>; PERIODS_S.len()],
    pub(super) burstiness: Option<f64>,
    pub(super) memory: Option<f64>,
    /// The first pauses between its own posts, ms: as many as the largest of [`LENGTHS`] that it has.
    pub(super) pauses: Vec<i64>,
}

impl Measured {
    /// `posts` are those of one account in time order.
    pub(super) fn new(posts: &[u32], table: &Posts, settings: &Settings) -> Self {
        let least = settings.minimum_actions as usize;
        let mut measured = Self {
            own: 0,
            posts: posts.len() as u64,
            resolution_ms: table.resolution_ms,
            from_ids: false,
            minute: None,
            second: None,
            rhythm: None,
            periods: [None; PERIODS_S.len()],
            burstiness: None,
            memory: None,
            pauses: Vec::new(),
        };
        if posts.len() < least {
            let kinds = table.kind.as_deref();
            measured.own = posts.iter().filter(|post| kinds.is_none_or(|kinds| kinds[**post as usize] != Kind::Retweet)).count() as u64;
            return measured;
        }
        measured.rhythm = rhythm(posts, table, settings);
        let own = own(posts, table.kind.as_deref());
        measured.own = own.len() as u64;
        if own.len() >= least {
            measured.clocks(&Times::new(&own, table));
        }
        measured
    }

    fn clocks(&mut self, times: &Times) {
        self.resolution_ms = times.resolution_ms;
        self.from_ids = times.from_ids;
        let pauses: Vec<i64> = times.ms.windows(2).map(|pair| pair[1] - pair[0]).collect();
        let real: Vec<f64> = pauses.iter().map(|pause| *pause as f64).collect();
        self.burstiness = relative_spread(&real).map(|spread| burstiness_corrected(spread, real.len()));
        self.memory = memory(&real);
        let length = LENGTHS.into_iter().rfind(|length| *length <= pauses.len());
        self.pauses = length.map(|length| pauses[..length].to_vec()).unwrap_or_default();
        if times.resolution_ms > MINUTE_MS {
            return;
        }
        let hourly = Face::Minutes.thinned(&times.ms);
        self.minute = uniformity(&Face::Minutes.counts(&hourly));
        self.periods = std::array::from_fn(|at| {
            let period = PERIODS_S[at] * SECOND_MS;
            let phase = |time: &i64| time.rem_euclid(period) as f64 / period as f64;
            // A period must be much longer than the clock's unit, and divide the windows.
            if period < 5 * times.resolution_ms {
                None
            } else if HOUR_MS % period == 0 {
                rayleigh(hourly.iter().map(phase))
            } else {
                rayleigh(thinned(&times.ms, period, MINUTE_MS).iter().map(phase))
            }
        });
        if times.resolution_ms <= SECOND_MS {
            self.second = uniformity(&Face::Seconds.counts(&Face::Seconds.thinned(&times.ms)));
        }
    }

    /// Number of tests that could be made.
    pub(super) fn tests(&self) -> usize {
        usize::from(self.minute.is_some()) + usize::from(self.second.is_some()) + usize::from(self.rhythm.is_some())
    }

    /// The natural logarithm of the smallest p-value times the number of tests; `None` without a test.
    pub(super) fn ln_p(&self) -> Option<f64> {
        let face = |face: &Option<Uniformity>| face.map(|face| face.ln_p());
        let least = [face(&self.minute), face(&self.second), self.rhythm.map(|rhythm| rhythm.ln_p)];
        let least = least.into_iter().flatten().reduce(f64::min)?;
        Some((least + libm::log(self.tests() as f64)).min(0.0))
    }

    /// The tests by which an account is flagged when `ln_cut` is the cut for [`Measured::ln_p`]: those below it whose effect is large.
    pub(super) fn flagged_by(&self, ln_cut: f64, settings: &Settings) -> Vec<&'static str> {
        let passes = |ln_p: f64| ln_p + libm::log(self.tests() as f64) <= ln_cut;
        let face = |face: &Option<Uniformity>| {
            face.is_some_and(|face| {
                let large = if face.is_too_even() { face.dispersion() <= settings.most_even } else { face.excess >= settings.least_excess };
                passes(face.ln_p()) && large
            })
        };
        let rhythm = self.rhythm.is_some_and(|rhythm| passes(rhythm.ln_p) && rhythm.regularity >= settings.least_regularity);
        [("minutes", face(&self.minute)), ("seconds", face(&self.second)), ("pauses", rhythm)]
            .into_iter()
            .filter_map(|(name, flagged)| flagged.then_some(name))
            .collect()
    }

    /// The strongest period that stands out: its place in [`PERIODS_S`]. `ln_level` is the level for one period of one account.
    pub(super) fn schedule(&self, ln_level: f64, least: f64) -> Option<usize> {
        let strength = |at: usize| self.periods[at].filter(|found| found.ln_p <= ln_level && found.length >= least).map(|found| found.length);
        let strongest = (0..PERIODS_S.len()).filter_map(strength).reduce(f64::max)?;
        (0..PERIODS_S.len()).rfind(|at| strength(*at).is_some_and(|strength| strength >= NEARLY * strongest))
    }

    /// Corrected conditional entropy of the pauses, nats, when each is one of five kinds by four ascending bounds.
    pub(super) fn entropy(&self, bounds: &[i64], length: usize) -> Option<f64> {
        let kinds: Vec<u8> =
            self.pauses.get(..length)?.iter().map(|pause| bounds.partition_point(|bound| bound < pause) as u8).collect();
        corrected_conditional_entropy(&kinds, PAUSES as u8)
    }
}

fn rhythm(posts: &[u32], table: &Posts, settings: &Settings) -> Option<Middles> {
    let unit = table.resolution_ms;
    let (least, most) = (settings.shortest_span.ms(), settings.longest_span.ms());
    if unit > MINUTE_MS {
        return None;
    }
    let times: Vec<i64> = posts.iter().map(|post| table.time[*post as usize].div_euclid(unit)).collect();
    middles(&times, least / unit, most / unit).filter(|found| found.triples * 2 >= u64::from(settings.minimum_actions))
}

/// A period in words.
pub(super) fn every(seconds: i64) -> String {
    match (seconds % 3_600, seconds % 60) {
        (0, _) => format!("every {} h", seconds / 3_600),
        (_, 0) => format!("every {} min", seconds / 60),
        _ => format!("every {seconds} s"),
    }
}
