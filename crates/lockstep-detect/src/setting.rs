//! What a study may set of a detector, read from the schema of its settings: one telling for the command line and the page.

use serde_json::Value;

use crate::detector::Method;

/// Where the paragraph on a default begins in a setting's description.
const DEFAULT: &str = "\n\nDefault:";
/// The sentence that stands above all settings and says nothing.
const OPENING: &str = "What a study may set.";

/// One setting.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Setting {
    /// Its name.
    pub name: String,
    /// What it is unless a study sets it, as a study would write it.
    pub default: String,
    /// What it does, with its unit.
    pub meaning: String,
    /// Where the default comes from; empty where the detector does not say.
    pub source: String,
}

/// All settings of a detector.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settings {
    /// What holds for all of them; empty where there is nothing to say.
    pub about: String,
    /// Each, in order of name.
    pub all: Vec<Setting>,
}

impl Settings {
    /// Those of a detector.
    #[must_use]
    pub fn of(method: &dyn Method) -> Self {
        let schema = method.schema();
        let properties = schema["properties"].as_object().into_iter().flatten();
        let all = properties.map(|(name, property)| setting(name, property)).collect();
        let about = described(&schema);
        Self { about: about.strip_prefix(OPENING).unwrap_or(&about).trim().to_owned(), all }
    }
}

fn setting(name: &str, property: &Value) -> Setting {
    let text = property["description"].as_str().unwrap_or_default();
    let (meaning, source) = text.split_once(DEFAULT).unwrap_or((text, ""));
    let default = match &property["default"] {
        Value::Null => "unset".to_owned(),
        Value::Number(number) => number.to_string().trim_end_matches(".0").to_owned(),
        default => default.to_string().replace('"', "").replace(',', ", "),
    };
    Setting { name: name.to_owned(), default, meaning: on_one_line(meaning), source: on_one_line(source) }
}

fn described(part: &Value) -> String {
    on_one_line(part["description"].as_str().unwrap_or_default())
}

fn on_one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::detectors::{METHODS, method};

    #[test]
    fn a_setting_is_told_with_the_source_of_its_default() {
        let pace = Settings::of(method("pace").expect("it is a detector"));
        assert_eq!(pace.about, "");
        assert_eq!(pace.all[1].name, "minimum_days");
        assert_eq!(pace.all[1].default, "30");
        assert_eq!(pace.all[1].meaning, "Days that an account must have been watched; below, it is not assessed.");
        assert_eq!(pace.all[1].source, "ours; a month holds at least four of every weekday.");
    }

    #[test]
    fn every_default_has_a_source() {
        for method in METHODS {
            let settings = Settings::of(*method);
            let told_for_all = settings.about.contains("Defaults are");
            for setting in settings.all {
                let told = told_for_all || !setting.source.is_empty() || setting.meaning.to_lowercase().contains("default");
                assert!(told, "{}: say in a paragraph `Default: …` where that of `{}` comes from", method.card().id, setting.name);
                assert!(!setting.meaning.is_empty(), "{}: {}", method.card().id, setting.name);
            }
        }
    }
}
