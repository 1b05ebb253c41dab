//! Intervals for shares.

/// The 97.5 % point of the normal distribution with mean 0 and standard deviation 1, which leaves 95 % between its two sides.
pub const NORMAL_95: f64 = 1.959_963_984_540_054;

/// An estimate with its interval.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Interval {
    /// The estimate.
    pub estimate: f64,
    /// Lower end.
    pub low: f64,
    /// Upper end.
    pub high: f64,
}

/// Wilson's score interval (1927, JASA 22:209) for `part` of `whole`; either may be a real number, for samples that count less than their
/// size. `z` is the normal quantile of the confidence.
///
/// # Panics
/// When the part is not between 0 and the whole, or the whole is not positive.
#[must_use]
pub fn wilson(part: f64, whole: f64, z: f64) -> Interval {
    assert!(whole > 0.0 && (0.0..=whole).contains(&part), "a part is between 0 and its whole: {part} of {whole}");
    let p = part / whole;
    let scale = 1.0 + z * z / whole;
    let middle = (p + z * z / (2.0 * whole)) / scale;
    let half = z / scale * libm::sqrt(p * (1.0 - p) / whole + z * z / (4.0 * whole * whole));
    Interval { estimate: p, low: (middle - half).max(0.0), high: (middle + half).min(1.0) }
}

/// The same at 95 % for whole numbers: (lowest, highest). Without trials every share is possible.
///
/// # Panics
/// When there are more successes than trials.
#[must_use]
pub fn wilson_95(successes: u64, trials: u64) -> (f64, f64) {
    if trials == 0 {
        return (0.0, 1.0);
    }
    let interval = wilson(successes as f64, trials as f64, NORMAL_95);
    // At the ends the interval touches 0 or 1 exactly, which rounding must not hide.
    (if successes == 0 { 0.0 } else { interval.low }, if successes == trials { 1.0 } else { interval.high })
}

/// The value below which a standard normal variable lies with probability `p`, to about 16 digits: algorithm AS 241 (Wichura 1988, Applied
/// Statistics 37:477).
///
/// # Panics
/// When `p` is not between 0 and 1.
#[must_use]
pub fn normal_quantile(p: f64) -> f64 {
    assert!(p > 0.0 && p < 1.0, "a probability between 0 and 1: {p}");
    let q = p - 0.5;
    if q.abs() <= 0.425 {
        let r = 0.180_625 - q * q;
        return q * ratio(&MIDDLE, r);
    }
    let r = libm::sqrt(-libm::log(if q < 0.0 { p } else { 1.0 - p }));
    let value = if r <= 5.0 { ratio(&SIDE, r - 1.6) } else { ratio(&FAR, r - 5.0) };
    if q < 0.0 { -value } else { value }
}

type Coefficients = ([f64; 8], [f64; 8]);

fn ratio((above, below): &Coefficients, r: f64) -> f64 {
    let sum = |coefficients: &[f64; 8]| coefficients.iter().rev().fold(0.0, |sum, coefficient| sum * r + coefficient);
    sum(above) / sum(below)
}

const MIDDLE: Coefficients = (
    [
        3.387_132_872_796_366_5,
        133.141_667_891_784_38,
        1_971.590_950_306_551_3,
        13_731.693_765_509_46,
        45_921.953_931_549_87,
        67_265.770_927_008_7,
        33_430.575_583_588_13,
        2_509.080_928_730_122_7,
    ],
    [
        1.0,
        42.313_330_701_600_91,
        687.187_007_492_057_9,
        5_394.196_021_424_751,
        21_213.794_301_586_597,
        39_307.895_800_092_71,
        28_729.085_735_721_943,
        5_226.495_278_852_854,
    ],
);
const SIDE: Coefficients = (
    [
        1.423_437_110_749_683_5,
        4.630_337_846_156_546,
        5.769_497_221_460_691,
        3.647_848_324_763_204_5,
        1.270_458_252_452_368_4,
        0.241_780_725_177_450_6,
        0.022_723_844_989_269_184,
        0.000_774_545_014_278_341_4,
    ],
    [
        1.0,
        2.053_191_626_637_759,
        1.676_384_830_183_803_8,
        0.689_767_334_985_1,
        0.148_103_976_427_480_08,
        0.015_198_666_563_616_457,
        0.000_547_593_808_499_534_5,
        1.050_750_071_644_416_9e-9,
    ],
);
const FAR: Coefficients = (
    [
        6.657_904_643_501_103,
        5.463_784_911_164_114,
        1.784_826_539_917_291_3,
        0.296_560_571_828_504_87,
        0.026_532_189_526_576_124,
        0.001_242_660_947_388_078_4,
        2.711_555_568_743_487_6e-5,
        2.010_334_399_292_288_1e-7,
    ],
    [
        1.0,
        0.599_832_206_555_887_9,
        0.136_929_880_922_735_8,
        0.014_875_361_290_850_615,
        0.000_786_869_131_145_613_2,
        1.846_318_317_510_054_8e-5,
        1.421_511_758_316_446e-7,
        2.044_263_103_389_939_8e-15,
    ],
);

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    // The two checks of the algorithm's paper are quantile(.25) and quantile(10⁻²⁰); the rest are of any table.
    #[test]
    fn quantiles_of_the_paper() {
        for (p, z) in [
            (0.25, -0.674_489_750_196_081_7),
            (0.001, -3.090_232_306_167_813_5),
            (1e-20, -9.262_340_089_798_408),
            (0.5, 0.0),
            (0.975, 1.959_963_984_540_054),
            (0.95, 1.644_853_626_951_472_7),
        ] {
            assert!((normal_quantile(p) - z).abs() < 1e-13 * (1.0 + z.abs()), "{p}: {}", normal_quantile(p));
        }
    }

    fn close((low, high): (f64, f64), expected: (f64, f64), within: f64) {
        assert!((low - expected.0).abs() < within && (high - expected.1).abs() < within, "{low} {high} {expected:?}");
    }

    #[test]
    fn published_intervals() {
        close(wilson_95(200, 350), (0.519, 0.622), 5e-4);
        // Newcombe 1998, Statistics in Medicine 17:857, table I, method 3.
        close(wilson_95(81, 263), (0.2553, 0.3662), 5e-5);
        close(wilson_95(15, 148), (0.0624, 0.1605), 5e-5);
        close(wilson_95(0, 20), (0.0, 0.1611), 5e-5);
        close(wilson_95(1, 29), (0.0061, 0.1718), 5e-5);
    }

    #[test]
    fn without_trials_nothing_is_known() {
        assert_eq!(wilson_95(0, 0), (0.0, 1.0));
        assert_eq!(wilson_95(7, 7).1, 1.0);
    }

    proptest! {
        #[test]
        fn the_ends_are_where_the_share_would_be_just_as_far_off(trials in 1_u64..500, part in 0.0_f64..1.0) {
            let successes = (part * trials as f64) as u64;
            let share = successes as f64 / trials as f64;
            let (low, high) = wilson_95(successes, trials);
            for end in [low, high].into_iter().filter(|end| (1e-9..1.0 - 1e-9).contains(end)) {
                let distance = (share - end).abs() / libm::sqrt(end * (1.0 - end) / trials as f64);
                prop_assert!((distance - NORMAL_95).abs() < 1e-6, "{}", distance);
            }
        }
    }
}
