//! How far coders agree beyond chance.

/// Krippendorff's alpha for codes without order, from units and how often each occurs; a unit is the codes that it was given.
///
/// 1 is agreement on everything, 0 what chance would give, and below it there is less than that. A unit with fewer than two codes says
/// nothing and is left out. Krippendorff 2011, *Computing Krippendorff's alpha-reliability*, section C: 1 − Dₒ/Dₑ from the coincidences.
///
/// Nothing when no unit has two codes, or all codes are the same: without variation chance agrees on everything.
#[must_use]
pub fn krippendorff_nominal(units: &[(&[u8], u64)]) -> Option<f64> {
    let mut of_code = [0.0; 256];
    let mut differing = 0.0;
    for (codes, times) in units {
        let m = codes.len();
        if m < 2 {
            continue;
        }
        let pairs = codes.iter().enumerate().flat_map(|(at, one)| codes[at + 1..].iter().map(move |other| (one, other)));
        let unlike = pairs.filter(|(one, other)| one != other).count();
        differing += *times as f64 * 2.0 * unlike as f64 / (m - 1) as f64;
        codes.iter().for_each(|code| of_code[usize::from(*code)] += *times as f64);
    }
    let n: f64 = of_code.iter().sum();
    let expected = n * n - of_code.iter().map(|count| count * count).sum::<f64>();
    (expected > 0.0).then(|| 1.0 - (n - 1.0) * differing / expected)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Alpha of rows, one an observer; 0 where the observer gave no code.
    fn alpha(observers: &[&[u8]]) -> Option<f64> {
        let unit = |at: usize| observers.iter().map(|codes| codes[at]).filter(|code| *code > 0).collect::<Vec<u8>>();
        let units: Vec<Vec<u8>> = (0..observers[0].len()).map(unit).collect();
        krippendorff_nominal(&units.iter().map(|codes| (codes.as_slice(), 1)).collect::<Vec<_>>())
    }

    // Krippendorff 2011, sections A, B and C: .095, .692 and .743.
    #[test]
    fn the_worked_examples() {
        let of = |observers: &[&[u8]]| (alpha(observers).expect("codes differ") * 1_000.0).round();
        assert_eq!(of(&[&[1, 2, 1, 1, 1, 1, 1, 1, 2, 1], &[2, 2, 2, 1, 1, 2, 1, 1, 1, 1]]), 95.0);
        assert_eq!(of(&[b"aabbdcccedda", b"babbbccceddd"]), 692.0);
        assert_eq!(
            of(&[
                &[1, 2, 3, 3, 2, 1, 4, 1, 2, 0, 0, 0],
                &[1, 2, 3, 3, 2, 2, 4, 1, 2, 5, 0, 3],
                &[0, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, 0],
                &[1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, 0],
            ]),
            743.0
        );
    }

    #[test]
    fn units_may_come_counted() {
        let counted = krippendorff_nominal(&[(&[1, 1], 1), (&[1, 0], 1), (&[0, 1], 3), (&[0, 0], 5)]).expect("codes differ");
        assert!((counted - (1.0 - 76.0 / 84.0)).abs() < 1e-12);
        assert_eq!(krippendorff_nominal(&[(&[1, 1], 9)]), None);
        assert_eq!(krippendorff_nominal(&[(&[1], 9)]), None);
    }
}
