//! A published run as a [`Run`] again, so that its report can be made anew from its own files, without the data.

use lockstep_detect::{Cells, Findings, Table, TableColumn, Unit, Verdict};

use crate::published::{CellKind, ColumnHead, Published, PublishedError, TableHead, table_path};
use crate::record::{Outcome, Run};

impl Published {
    /// The run: its study and record as `run.json` has them, its findings as its files show them.
    ///
    /// # Errors
    /// When a file is missing, changed, or holds a cell that no table can hold.
    pub fn run(&self) -> Result<Run, PublishedError> {
        let result = &self.manifest.result;
        let findings = result.record.steps.iter().map(|step| match step.outcome {
            Outcome::Unfit(_) => Ok(None),
            Outcome::Found { .. } => self.findings(&step.step).map(Some),
        });
        Ok(Run {
            slug: result.record.slug.clone(),
            study: result.study.clone(),
            record: result.record.clone(),
            findings: findings.collect::<Result<_, _>>()?,
        })
    }

    fn findings(&self, step: &str) -> Result<Findings, PublishedError> {
        let file = self.step(step)?;
        let tables = file.tables.iter().map(|head| {
            let rows = self.rows(step, head)?;
            table(head, &rows).map_err(|reason| self.form(&table_path(step, &head.name), reason))
        });
        Ok(Findings { tables: tables.collect::<Result<_, _>>()?, values: file.values, network: file.network, notes: file.notes })
    }
}

fn table(head: &TableHead, rows: &[Vec<String>]) -> Result<Table, String> {
    let columns = head.columns.iter().enumerate().map(|(place, column)| {
        let texts = rows.iter().map(|row| row[place].as_str());
        let cells = cells(column, texts)?;
        Ok::<_, String>(TableColumn { name: column.name.clone(), meaning: column.meaning.clone(), cells })
    });
    Ok(Table { name: head.name.clone(), about: head.about.clone(), key: head.key, columns: columns.collect::<Result<_, _>>()? })
}

fn cells<'a>(column: &ColumnHead, texts: impl Iterator<Item = &'a str>) -> Result<Cells, String> {
    let owned = |texts: &mut dyn Iterator<Item = &'a str>| texts.map(str::to_owned).collect();
    let mut texts = texts;
    Ok(match column.kind {
        CellKind::Account => Cells::Account(owned(&mut texts)),
        CellKind::Post => Cells::Post(owned(&mut texts)),
        CellKind::Object => Cells::Object(owned(&mut texts)),
        CellKind::Text => Cells::Text(owned(&mut texts)),
        CellKind::Posts => Cells::Posts(texts.map(|list| list.split_whitespace().map(str::to_owned).collect()).collect()),
        CellKind::Count => Cells::Count(optional(column, texts, |text| text.parse().ok())?),
        CellKind::Real => Cells::Real(column.unit.unwrap_or(Unit::Plain), optional(column, texts, |text| text.parse().ok())?),
        CellKind::Time => Cells::Time(optional(column, texts, moment)?),
        CellKind::Verdict => Cells::Verdict(texts.map(|text| verdict(column, text)).collect::<Result<_, _>>()?),
    })
}

fn optional<'a, T>(
    column: &ColumnHead,
    texts: impl Iterator<Item = &'a str>,
    read: impl Fn(&str) -> Option<T>,
) -> Result<Vec<Option<T>>, String> {
    let one = |text: &str| if text.is_empty() { Ok(None) } else { read(text).map(Some).ok_or_else(|| not_one(column, text)) };
    texts.map(one).collect()
}

fn verdict(column: &ColumnHead, text: &str) -> Result<Verdict, String> {
    let all = [Verdict::Flagged, Verdict::NotFlagged, Verdict::InsufficientData];
    all.into_iter().find(|verdict| verdict.words() == text).ok_or_else(|| not_one(column, text))
}

fn moment(text: &str) -> Option<i64> {
    text.parse::<jiff::Timestamp>().ok().map(jiff::Timestamp::as_millisecond)
}

fn not_one(column: &ColumnHead, text: &str) -> String {
    let kind = match column.kind {
        CellKind::Count => "a count",
        CellKind::Real => "a number",
        CellKind::Time => "a moment",
        _ => "a verdict",
    };
    format!("column {}: `{text}` is not {kind}", column.name)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn column(kind: CellKind) -> ColumnHead {
        ColumnHead { name: "c".to_owned(), meaning: String::new(), kind, unit: Some(Unit::Share) }
    }

    #[test]
    fn cells_come_back_as_they_were_written() {
        let read = |kind, texts: &[&str]| cells(&column(kind), texts.iter().copied());
        assert_eq!(read(CellKind::Count, &["3", "", "0"]), Ok(Cells::Count(vec![Some(3), None, Some(0)])));
        let third = (1.0_f64 / 3.0).to_string();
        assert_eq!(read(CellKind::Real, &[&third, "", "-0.1"]), Ok(Cells::Real(Unit::Share, vec![Some(1.0 / 3.0), None, Some(-0.1)])));
        assert_eq!(
            read(CellKind::Time, &["2019-02-25T14:23:00.25Z", "1969-12-31T23:59:59Z"]),
            Ok(Cells::Time(vec![Some(1_551_104_580_250), Some(-1000)]))
        );
        assert_eq!(read(CellKind::Posts, &["p1 p2", ""]), Ok(Cells::Posts(vec![vec!["p1".to_owned(), "p2".to_owned()], vec![]])));
        assert_eq!(read(CellKind::Verdict, &["insufficient data"]), Ok(Cells::Verdict(vec![Verdict::InsufficientData])));
        assert_eq!(read(CellKind::Count, &["many"]), Err("column c: `many` is not a count".to_owned()));
    }
}
