//! A YAML text as a JSON value.
//!
//! `serde_yaml` decides what an unquoted scalar means. Reading is forgiving where [`outline`](crate::outline) has already complained: of
//! two equal keys the first counts, a tag is skipped, a key that is not text becomes its text. The schema can then be checked in the same
//! pass, and a reader learns of all faults at once.

use std::fmt;

use serde::Deserialize;
use serde::de::{Deserializer, EnumAccess, Error, MapAccess, SeqAccess, VariantAccess, Visitor};
use serde_json::{Map, Number, Value};

/// Integers beyond this are not distinct as doubles.
const LARGEST_EXACT: f64 = 9_007_199_254_740_992.0;

/// Reads the one document of `text`.
pub(crate) fn read(text: &str) -> Result<Value, serde_yaml::Error> {
    serde_yaml::from_str::<Lenient>(text).map(|lenient| lenient.0)
}

struct Lenient(Value);

impl<'de> Deserialize<'de> for Lenient {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(LenientVisitor).map(Self)
    }
}

struct LenientVisitor;

impl<'de> Visitor<'de> for LenientVisitor {
    type Value = Value;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a YAML value")
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
        Ok(Value::Bool(value))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_i64<E>(self, value: i64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_u128<E>(self, value: u128) -> Result<Value, E> {
        Ok((value as f64).into())
    }

    fn visit_i128<E>(self, value: i128) -> Result<Value, E> {
        Ok((value as f64).into())
    }

    /// A whole float becomes an integer: `1.0` and `1` are the same number in canonical JSON.
    fn visit_f64<E>(self, value: f64) -> Result<Value, E> {
        if value.fract() == 0.0 && value.abs() <= LARGEST_EXACT {
            return Ok((value as i64).into());
        }
        Ok(Number::from_f64(value).map_or(Value::Null, Value::Number))
    }

    fn visit_str<E>(self, value: &str) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut access: A) -> Result<Value, A::Error> {
        let mut items = Vec::new();
        while let Some(Lenient(item)) = access.next_element()? {
            items.push(item);
        }
        Ok(items.into())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut access: A) -> Result<Value, A::Error> {
        let mut map = Map::new();
        while let Some((Lenient(key), Lenient(value))) = access.next_entry()? {
            let key = match key {
                Value::String(text) => text,
                Value::Null => String::new(),
                Value::Bool(truth) => truth.to_string(),
                Value::Number(number) => number.to_string(),
                Value::Array(_) | Value::Object(_) => continue,
            };
            map.entry(key).or_insert(value);
        }
        Ok(map.into())
    }

    fn visit_enum<A: EnumAccess<'de>>(self, access: A) -> Result<Value, A::Error> {
        let (_, content) = access.variant::<String>()?;
        content.newtype_variant::<Lenient>().map(|lenient| lenient.0).map_err(A::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn scalars_follow_yaml_1_2() {
        let value = read("[yes, no, on, 2019-05-25, 1.0, 0.5, 0x10, ~, True, 007, '1', 12:30, 1e3]").expect("the text is YAML");
        let expected = json!(["yes", "no", "on", "2019-05-25", 1, 0.5, 16, null, true, "007", "1", "12:30", 1000]);
        assert_eq!(value, expected);
    }

    #[test]
    fn what_was_complained_about_is_read_all_the_same() {
        let value = read("a: 1\na: 2\n3: x\nb: !tag y\nc: .nan\nd: 123456789012345678901234567890\n").expect("the text is YAML");
        assert_eq!(value, json!({"a": 1, "3": "x", "b": "y", "c": null, "d": 1.2345678901234568e29}));
    }

    #[test]
    fn aliases_are_expanded() {
        assert_eq!(read("a: &x [1]\nb: *x\n").expect("the text is YAML"), json!({"a": [1], "b": [1]}));
    }
}
