//! A table as a Parquet file, for notebooks.

use polars::prelude::{
    Column, DataFrame, DataType, IntoSeries, ListChunked, NamedFrom, ParquetWriter, PolarsResult, Series, TimeUnit, TimeZone,
};

/// The cells of one column.
#[derive(Debug, Clone, PartialEq)]
pub enum Cells {
    /// Text.
    Text(Vec<String>),
    /// Lists of texts.
    Texts(Vec<Vec<String>>),
    /// Counts.
    Count(Vec<Option<u64>>),
    /// Measurements.
    Real(Vec<Option<f64>>),
    /// Moments, ms since 1970-01-01 UTC.
    Moment(Vec<Option<i64>>),
}

/// The table of these columns, by name, as the bytes of a Parquet file. Texts are strings, their lists are lists, counts `uint64`,
/// measurements `float64`, moments `timestamp[ms, UTC]`; a missing cell is null.
///
/// # Errors
/// When two columns share a name, or one has more cells than another; the text says which.
pub fn parquet(columns: Vec<(String, Cells)>) -> Result<Vec<u8>, String> {
    write(columns).map_err(|error| error.to_string())
}

fn write(columns: Vec<(String, Cells)>) -> PolarsResult<Vec<u8>> {
    let columns = columns.into_iter().map(|(name, cells)| column(&name, cells)).collect::<PolarsResult<Vec<Column>>>()?;
    let mut bytes = Vec::new();
    ParquetWriter::new(&mut bytes).finish(&mut DataFrame::new_infer_height(columns)?)?;
    Ok(bytes)
}

fn column(name: &str, cells: Cells) -> PolarsResult<Column> {
    let series = match cells {
        Cells::Text(cells) => Series::new(name.into(), cells),
        Cells::Texts(cells) => {
            let lists = cells.iter().map(|texts| Series::new(name.into(), texts));
            let mut lists: ListChunked = lists.collect();
            lists.rename(name.into());
            lists.into_series().cast(&DataType::List(Box::new(DataType::String)))?
        }
        Cells::Count(cells) => Series::new(name.into(), cells),
        Cells::Real(cells) => Series::new(name.into(), cells),
        Cells::Moment(cells) => Series::new(name.into(), cells).cast(&DataType::Datetime(TimeUnit::Milliseconds, Some(TimeZone::UTC)))?,
    };
    Ok(series.into())
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use polars::prelude::{ParquetReader, SerReader};

    use super::*;

    #[test]
    fn every_kind_of_cell_is_read_as_it_was_written() {
        let columns = vec![
            ("account".to_owned(), Cells::Text(vec!["=a".to_owned(), String::new(), "ünï".to_owned()])),
            ("posts".to_owned(), Cells::Texts(vec![vec![], vec!["p1".to_owned(), "p2".to_owned()], vec![String::new()]])),
            ("count".to_owned(), Cells::Count(vec![Some(u64::MAX), None, Some(0)])),
            ("real".to_owned(), Cells::Real(vec![Some(-0.1), None, Some(1.0 / 3.0)])),
            ("time".to_owned(), Cells::Moment(vec![Some(1_551_103_380_250), None, Some(-1000)])),
        ];
        let bytes = parquet(columns).expect("a table");
        let read = ParquetReader::new(Cursor::new(bytes)).finish().expect("Parquet");
        let shown = |name: &str| {
            let column = read.column(name).expect("the column is there");
            let cells: Vec<String> = (0..column.len()).map(|row| format!("{:?}", column.get(row).expect("a cell"))).collect();
            format!("{:?}: {}", column.dtype(), cells.join(" | "))
        };
        insta::assert_snapshot!(["account", "posts", "count", "real", "time"].map(shown).join("\n"), @r#"
        String: String("=a") | String("") | String("ünï")
        List(String): List(shape: (0,)
        Series: '' [str]
        [
        ]) | List(shape: (2,)
        Series: '' [str]
        [
        	"p1"
        	"p2"
        ]) | List(shape: (1,)
        Series: '' [str]
        [
        	""
        ])
        UInt64: UInt64(18446744073709551615) | Null | UInt64(0)
        Float64: Float64(-0.1) | Null | Float64(0.3333333333333333)
        Datetime('ms', 'UTC'): Datetime(1551103380250, Milliseconds, Some("UTC")) | Null | Datetime(-1000, Milliseconds, Some("UTC"))
        "#);
    }

    #[test]
    fn columns_that_make_no_table_are_refused() {
        let one = |name: &str, cells: Vec<Option<u64>>| (name.to_owned(), Cells::Count(cells));
        let shared = parquet(vec![one("a", vec![Some(1)]), one("a", vec![Some(2)])]).expect_err("one name twice");
        assert!(shared.contains('a'), "{shared}");
        let uneven = parquet(vec![one("a", vec![Some(1)]), one("b", vec![])]).expect_err("of two lengths");
        assert!(uneven.contains("height") || uneven.contains("length"), "{uneven}");
    }

    #[test]
    fn a_table_without_rows_keeps_its_columns() {
        let none = vec![("posts".to_owned(), Cells::Texts(vec![])), ("time".to_owned(), Cells::Moment(vec![]))];
        let read = ParquetReader::new(Cursor::new(parquet(none).expect("a table"))).finish().expect("Parquet");
        assert_eq!((read.height(), read.width()), (0, 2));
    }
}
