//! The yardstick of the benchmarks: what polars alone takes to read columns of a Parquet file, and nothing else.
//!
//! `read_columns FILE COLUMN…` prints `rows seconds`.

use std::fs::File;
use std::time::Instant;

use polars::prelude::{ParquetReader, SerReader};

#[expect(clippy::print_stdout, reason = "a program that reports to the benchmark")]
fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut arguments = std::env::args().skip(1);
    let file = arguments.next().ok_or("name a Parquet file")?;
    let columns: Vec<String> = arguments.collect();
    let started = Instant::now();
    let frame = ParquetReader::new(File::open(file)?).with_columns(Some(columns)).finish()?;
    println!("{} {:.3}", frame.height(), started.elapsed().as_secs_f64());
    Ok(())
}
