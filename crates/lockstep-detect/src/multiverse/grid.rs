//! From values to try to every combination of them.

use serde_json::{Map, Value};

use super::{Asked, Specification};
use crate::derived::{BadGrid, MOST, in_full};
use crate::detector::Method;

/// Every combination of the values to try.
pub struct Grid {
    /// All settings in full, as they are digested and printed.
    pub(super) asked: Asked,
    /// The varied settings, in order of name.
    pub(super) names: Vec<String>,
    /// For each choice, the value of each varied setting; the study's own choice first.
    pub(super) chosen: Vec<Vec<Value>>,
    /// The choices in the same order.
    pub(super) each: Vec<Specification>,
}

impl Grid {
    /// The grid of a step, each combination bound to its detector.
    ///
    /// # Errors
    /// When a value does not fit its setting, says the same as another or changes nothing, or when there are too many combinations.
    pub fn new(mut asked: Asked) -> Result<Self, BadGrid> {
        let method = asked.method()?;
        asked.settings = in_full(method, asked.settings)?;
        let mut values = Vec::new();
        for (name, list) in &mut asked.vary {
            let tried = tried(method, &asked.settings, name, list.as_array().map_or(&[][..], Vec::as_slice))?;
            *list = Value::Array(tried.clone());
            values.push((name.clone(), tried));
        }
        let names: Vec<String> = values.iter().map(|(name, _)| name.clone()).collect();
        let own: Vec<Value> = names.iter().map(|name| asked.settings.get(name).cloned().unwrap_or_default()).collect();
        let own_is_tried = values.iter().zip(&own).all(|((_, list), own)| list.contains(own));
        let product = values.iter().fold(1_usize, |product, (_, list)| product.saturating_mul(list.len()));
        let choices = product.saturating_add(usize::from(!own_is_tried));
        if choices > MOST {
            let message = format!("this makes {choices} choices of settings, and at most {MOST} can be tried");
            return Err(BadGrid::new(String::new(), message, "name fewer values, or fewer settings"));
        }
        let mut chosen = vec![own];
        for number in 0..product {
            let combination = combination(&values, number);
            if combination != chosen[0] {
                chosen.push(combination);
            }
        }
        let mut each = Vec::with_capacity(chosen.len());
        for choice in &chosen {
            let mut settings = asked.settings.clone();
            names.iter().zip(choice).for_each(|(name, value)| set(&mut settings, name, value));
            let one = Asked { settings, vary: Map::new(), ..asked.clone() };
            each.push(Specification::new(one)?);
        }
        Ok(Self { asked, names, chosen, each })
    }
}

/// The values to try of one setting, as the detector writes them.
fn tried(method: &dyn Method, own: &Map<String, Value>, name: &str, list: &[Value]) -> Result<Vec<Value>, BadGrid> {
    if method.schema()["properties"].get(name).is_none() {
        let message = format!("`{}` has no setting `{name}`", method.card().id);
        return Err(BadGrid::new(format!("/{name}"), message, ""));
    }
    let (mut written, mut bare): (Vec<Value>, Vec<Value>) = (Vec::new(), Vec::new());
    for (index, value) in list.iter().enumerate() {
        let bad = |message: String, help| BadGrid::new(format!("/{name}/{index}"), message, help);
        let mut settings = own.clone();
        set(&mut settings, name, value);
        let settings = Value::Object(settings);
        let bound = method.bind(&settings).map_err(|error| bad(error.0, ""))?.settings();
        let value = bound.get(name).cloned().unwrap_or_default();
        if written.contains(&value) {
            return Err(bad(format!("`{name}` has this value already, written in another way"), "keep one of the two"));
        }
        bare.push(method.bind_bare(&settings).map_err(|error| bad(error.0, ""))?.settings());
        written.push(value);
    }
    if bare.len() > 1 && bare.iter().all(|one| *one == bare[0]) {
        let message = format!("`{name}` only informs the reader: whatever its value, the same accounts are put forward");
        return Err(BadGrid::new(format!("/{name}"), message, "vary a setting on which it hangs who is put forward"));
    }
    let twice = (1..bare.len()).find_map(|later| Some((bare[..later].iter().position(|one| *one == bare[later])?, later)));
    if let Some((earlier, later)) = twice {
        let message = format!("items {} and {} of `{name}` put the same accounts forward", earlier + 1, later + 1);
        let help = "keep one of the two: they differ only in what informs the reader";
        return Err(BadGrid::new(format!("/{name}/{later}"), message, help));
    }
    if written.len() < 2 {
        return Err(BadGrid::new(format!("/{name}"), format!("`{name}` needs at least two values to try"), ""));
    }
    Ok(written)
}

/// A setting that is not set has no value, rather than an empty one.
fn set(settings: &mut Map<String, Value>, name: &str, value: &Value) {
    if value.is_null() {
        settings.remove(name);
    } else {
        settings.insert(name.to_owned(), value.clone());
    }
}

/// A combination by its number; the last setting changes fastest.
fn combination(values: &[(String, Vec<Value>)], number: usize) -> Vec<Value> {
    let mut rest = number;
    let mut chosen: Vec<Value> = Vec::with_capacity(values.len());
    for (_, list) in values.iter().rev() {
        chosen.push(list[rest % list.len()].clone());
        rest /= list.len();
    }
    chosen.reverse();
    chosen
}
