//! Files that were made here, held against those of a published run: which line, and in a table which cell.

use lockstep_digest::FileDigests;

use super::{StageCheck, Verify};
use crate::record::OutputFile;

/// Characters that are shown of a line or a cell.
const SHOWN: usize = 60;
/// Of these, before the first difference.
const BEFORE: usize = 20;

/// A file that was made here, the one that the manifest lists, and the one in the folder.
pub(super) fn compare(verify: &Verify<'_>, file: &OutputFile, stage: &mut StageCheck) {
    let path = &file.path;
    let Some(listed) = verify.published.manifest.result.outputs.iter().find(|output| &output.path == path) else {
        return stage.note(format!("{path}: not in the published run"));
    };
    let bytes = match std::fs::read(verify.published.folder.join(path)) {
        Ok(bytes) => bytes,
        Err(error) => return stage.note(format!("{path}: the file in the folder cannot be read: {error}")),
    };
    let (there, here) = (FileDigests::of(&bytes), FileDigests::of(&file.bytes));
    if bytes != file.bytes {
        let digests = || format!("{path}: published {}, here {}", there.blake3.short(), here.blake3.short());
        stage.note(first_difference(path, &bytes, &file.bytes).unwrap_or_else(digests));
    }
    if listed.digests != there {
        stage.note(format!("{path}: is not the file that run.json lists"));
    }
}

/// The first place at which two texts are not the same, in words; none where one of them is no text.
fn first_difference(path: &str, published: &[u8], here: &[u8]) -> Option<String> {
    let table = || if path.ends_with(".csv") { first_cell(published, here) } else { None };
    let (published_text, here_text) = (std::str::from_utf8(published).ok()?, std::str::from_utf8(here).ok()?);
    table().or_else(|| first_line(published_text, here_text)).map(|place| format!("{path}, {place}"))
}

/// The first cell; none where the rows are not of one width.
fn first_cell(published: &[u8], bytes: &[u8]) -> Option<String> {
    let rows = |bytes: &[u8]| -> Option<Vec<csv::StringRecord>> {
        csv::ReaderBuilder::new().has_headers(false).from_reader(bytes).into_records().collect::<Result<_, _>>().ok()
    };
    let (published, here) = (rows(published)?, rows(bytes)?);
    let (row, (was, is)) = published.iter().zip(&here).enumerate().find(|(_, (was, is))| was != is)?;
    let column = was.iter().zip(is).position(|(was, is)| was != is)?;
    // The reader counts rows, and a row whose text has a line break takes several lines.
    let start = bytes.len().min(is.position()?.byte() as usize);
    let start = start + bytes[start..].iter().take_while(|byte| matches!(byte, b'\r' | b'\n')).count();
    let line = 1 + bytes[..start].iter().filter(|byte| **byte == b'\n').count();
    let cells = if row == 0 { "the heading".to_owned() } else { format!("{} of {}", published[0].get(column)?, around(&is[0], 0)) };
    Some(format!("line {line}, {cells}: published `{}`, here `{}`", around(&was[column], 0), around(&is[column], 0)))
}

fn first_line(published: &str, here: &str) -> Option<String> {
    let (mut was, mut is) = (published.split('\n'), here.split('\n'));
    for line in 1.. {
        match (was.next(), is.next()) {
            (None, None) => break,
            (Some(was), Some(is)) if was == is => {}
            (was, is) => {
                let same = |(a, b): &(char, char)| a == b;
                let from = was.zip(is).map_or(0, |(was, is)| was.chars().zip(is.chars()).take_while(same).count());
                let told = |line: Option<&str>| line.map_or("nothing".to_owned(), |line| format!("`{}`", around(line, from)));
                return Some(format!("line {line}: published {}, here {}", told(was), told(is)));
            }
        }
    }
    None
}

/// A text around one of its characters.
fn around(text: &str, at: usize) -> String {
    let start = at.saturating_sub(BEFORE);
    let letters: Vec<char> = text.chars().skip(start).take(SHOWN + 1).collect();
    let before = if start > 0 { "…" } else { "" };
    let behind = if letters.len() > SHOWN { "…" } else { "" };
    let shown: String = letters.into_iter().take(SHOWN).collect();
    format!("{before}{shown}{behind}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_cell_or_line_that_differs_is_named() {
        let first = |path, was: &str, is: &str| first_difference(path, was.as_bytes(), is.as_bytes()).unwrap_or_default();
        let before = "account,verdict\r\nann,flagged\r\n\"b\nc\",flagged\r\ndora,flagged\r\n";
        let after = before.replace("dora,flagged", "dora,not flagged");
        assert_eq!(first("a.csv", before, &after), "a.csv, line 5, verdict of dora: published `flagged`, here `not flagged`");
        let renamed = before.replace("verdict", "verdicts");
        assert_eq!(first("a.csv", before, &renamed), "a.csv, line 1, the heading: published `verdict`, here `verdicts`");
        assert_eq!(first("a.csv", "a\r\nx\r\n", "a\r\n"), "a.csv, line 2: published `x\r`, here ``");
        let long = format!("<p>{}one</p>", "word ".repeat(30));
        let other = long.replace("one", "two");
        assert_eq!(
            first("a.html", &long, &other),
            "a.html, line 1: published `…word word word word one</p>`, here `…word word word word two</p>`"
        );
        assert_eq!(first_difference("a.bin", &[0xFF], b"a"), None);
    }
}
