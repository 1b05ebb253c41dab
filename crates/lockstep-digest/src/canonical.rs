//! RFC 8785, the JSON Canonicalization Scheme: one value, one text.
//!
//! Object keys are sorted by UTF-16 code units, numbers are written as ECMAScript writes a double, strings carry only the escapes that
//! JSON demands. Because a JSON number is a double here, integers beyond 2^53 are refused rather than rounded.

use serde::Serialize;
use serde_json::Value;

/// The largest integer that a JSON number holds exactly together with all below it: 2^53.
pub const LARGEST_INTEGER: u64 = 1 << 53;

/// A value that has no canonical JSON.
#[derive(Debug, thiserror::Error)]
pub enum NotCanonical {
    /// An integer that a double cannot hold.
    #[error("the integer {0} is beyond 2^53 and would be rounded in canonical JSON: write it as text")]
    LargeInteger(String),
    /// A value that JSON cannot hold at all, such as a map whose keys are not text.
    #[error("the value is not JSON: {0}")]
    NotJson(#[from] serde_json::Error),
}

/// The canonical JSON text of a value.
///
/// # Errors
/// When an integer lies beyond 2^53, or the value is not JSON. Non-finite numbers become `null`, as `serde_json` writes them; callers
/// that must not lose one check before.
pub fn to_string<T: Serialize>(value: &T) -> Result<String, NotCanonical> {
    let mut out = String::new();
    write(&serde_json::to_value(value)?, &mut out)?;
    Ok(out)
}

fn write(value: &Value, out: &mut String) -> Result<(), NotCanonical> {
    match value {
        Value::Null => out.push_str("null"),
        Value::Bool(true) => out.push_str("true"),
        Value::Bool(false) => out.push_str("false"),
        Value::Number(number) => write_number(number, out)?,
        Value::String(text) => write_text(text, out),
        Value::Array(items) => {
            out.push('[');
            for (index, item) in items.iter().enumerate() {
                if index > 0 {
                    out.push(',');
                }
                write(item, out)?;
            }
            out.push(']');
        }
        Value::Object(map) => {
            let mut entries: Vec<_> = map.iter().collect();
            entries.sort_by(|(a, _), (b, _)| a.encode_utf16().cmp(b.encode_utf16()));
            out.push('{');
            for (index, (key, item)) in entries.into_iter().enumerate() {
                if index > 0 {
                    out.push(',');
                }
                write_text(key, out);
                out.push(':');
                write(item, out)?;
            }
            out.push('}');
        }
    }
    Ok(())
}

fn write_number(number: &serde_json::Number, out: &mut String) -> Result<(), NotCanonical> {
    let magnitude = number.as_u64().or_else(|| number.as_i64().map(i64::unsigned_abs));
    match (magnitude, number.as_f64()) {
        (Some(integer), _) if integer > LARGEST_INTEGER => Err(NotCanonical::LargeInteger(number.to_string())),
        (Some(_), _) => {
            out.push_str(&number.to_string());
            Ok(())
        }
        (None, Some(double)) => {
            write_double(double, out);
            Ok(())
        }
        (None, None) => Err(NotCanonical::LargeInteger(number.to_string())),
    }
}

/// Write a finite double as ECMAScript's `Number::toString` does.
///
/// `ryu` gives the shortest digits that read back to the same double, and of two equally near ones the even, which is the digit string
/// ECMAScript asks for (the standard library rounds such ties up). Only the placing of the point and the exponent differs.
fn write_double(double: f64, out: &mut String) {
    if double == 0.0 {
        out.push('0');
        return;
    }
    let mut buffer = ryu::Buffer::new();
    let shortest = buffer.format_finite(double.abs());
    let (mantissa, exponent) = shortest.split_once('e').unwrap_or((shortest, "0"));
    let exponent: i32 = exponent.parse().expect("`ryu` writes a decimal exponent");
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let written = format!("{whole}{fraction}");
    let digits = written.trim_start_matches('0');
    let leading_zeros = written.len() - digits.len();
    let digits = digits.trim_end_matches('0');
    let size = |length: usize| i32::try_from(length).expect("a double has few digits");
    let count = size(digits.len());
    let point = size(whole.len()) - size(leading_zeros) + exponent;
    if double < 0.0 {
        out.push('-');
    }
    let zeros = |n: i32| "0".repeat(usize::try_from(n).unwrap_or(0));
    if (count..=21).contains(&point) {
        out.push_str(digits);
        out.push_str(&zeros(point - count));
    } else if (1..=21).contains(&point) {
        let (whole, fraction) = digits.split_at(usize::try_from(point).unwrap_or(0));
        out.push_str(&format!("{whole}.{fraction}"));
    } else if (-5..=0).contains(&point) {
        out.push_str(&format!("0.{}{digits}", zeros(-point)));
    } else {
        let (first, rest) = digits.split_at(1);
        let fraction = if rest.is_empty() { String::new() } else { format!(".{rest}") };
        let sign = if point > 0 { '+' } else { '-' };
        out.push_str(&format!("{first}{fraction}e{sign}{}", (point - 1).abs()));
    }
}

fn write_text(text: &str, out: &mut String) {
    out.push('"');
    for character in text.chars() {
        match character {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\u{8}' => out.push_str("\\b"),
            '\t' => out.push_str("\\t"),
            '\n' => out.push_str("\\n"),
            '\u{c}' => out.push_str("\\f"),
            '\r' => out.push_str("\\r"),
            control if control < ' ' => out.push_str(&format!("\\u{:04x}", u32::from(control))),
            other => out.push(other),
        }
    }
    out.push('"');
}

#[cfg(test)]
mod tests {
    use super::*;

    fn canonical(json: &str) -> String {
        to_string(&serde_json::from_str::<Value>(json).expect("test input is JSON")).expect("canonical")
    }

    // RFC 8785 section 3.2.2 (the sample of primitive types) and section 3.2.3 (sorting).
    #[test]
    fn the_samples_of_the_rfc() {
        let sample = r#"{"numbers":[333333333.33333329,1E30,4.50,2e-3,0.000000000000000000000000001],
            "string":"\u20ac$\u000F\u000aA'\u0042\u0022\u005c\\\"\/","literals":[null,true,false]}"#;
        assert_eq!(
            canonical(sample),
            "{\"literals\":[null,true,false],\"numbers\":[333333333.3333333,1e+30,4.5,0.002,1e-27],\
             \"string\":\"€$\\u000f\\nA'B\\\"\\\\\\\\\\\"/\"}"
        );
        let keys = r#"{"\u20ac":"Euro Sign","\r":"Carriage Return","\ufb33":"Hebrew Letter Dalet With Dagesh","1":"One",
            "\ud83d\ude00":"Emoji: Grinning Face","\u0080":"Control","\u00f6":"Latin Small Letter O With Diaeresis"}"#;
        let order: Vec<String> =
            ["Carriage Return", "One", "Control", "Latin Small", "Euro Sign", "Emoji", "Hebrew"].iter().map(|s| (*s).to_owned()).collect();
        let text = canonical(keys);
        let places: Vec<usize> = order.iter().map(|word| text.find(word.as_str()).expect("present")).collect();
        assert!(places.is_sorted(), "{text}");
    }

    // RFC 8785 appendix B: the bits of a double and its text.
    #[test]
    fn the_doubles_of_appendix_b() {
        for (bits, text) in [
            (0x0000_0000_0000_0000_u64, "0"),
            (0x8000_0000_0000_0000, "0"),
            (0x0000_0000_0000_0001, "5e-324"),
            (0x8000_0000_0000_0001, "-5e-324"),
            (0x7fef_ffff_ffff_ffff, "1.7976931348623157e+308"),
            (0x4340_0000_0000_0000, "9007199254740992"),
            (0x4430_0000_0000_0000, "295147905179352830000"),
            (0x44b5_2d02_c7e1_4af5, "9.999999999999997e+22"),
            (0x44b5_2d02_c7e1_4af6, "1e+23"),
            (0x44b5_2d02_c7e1_4af7, "1.0000000000000001e+23"),
            (0x444b_1ae4_d6e2_ef4e, "999999999999999700000"),
            (0x444b_1ae4_d6e2_ef4f, "999999999999999900000"),
            (0x444b_1ae4_d6e2_ef50, "1e+21"),
            (0x3eb0_c6f7_a0b5_ed8c, "9.999999999999997e-7"),
            (0x3eb0_c6f7_a0b5_ed8d, "0.000001"),
            (0x41b3_de43_5555_5553, "333333333.3333332"),
            (0x41b3_de43_5555_5557, "333333333.33333343"),
            (0xbecb_f647_612f_3696, "-0.0000033333333333333333"),
            (0x4314_3ff3_c1cb_0959, "1424953923781206.2"),
        ] {
            let mut out = String::new();
            write_double(f64::from_bits(bits), &mut out);
            assert_eq!(out, text, "{bits:016x}");
        }
    }

    #[test]
    fn large_integers_are_refused_not_rounded() {
        assert_eq!(canonical("[9007199254740992,-9007199254740992]"), "[9007199254740992,-9007199254740992]");
        for json in ["9007199254740993", "-9007199254740993", "18446744073709551615"] {
            let value: Value = serde_json::from_str(json).expect("test input is JSON");
            assert!(matches!(to_string(&value), Err(NotCanonical::LargeInteger(text)) if text == json));
        }
    }
}
