//! Parts of dictionary columns, and how parts become one column.

use rayon::prelude::*;

use crate::dictionary::{Coded, CodedLists, Dictionary, Interner};

/// Where a row is before tables are put together: which part, and which row of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Address {
    pub(crate) part: u32,
    pub(crate) row: u32,
}

/// Part of a column of optional strings.
#[derive(Debug, Default)]
pub(crate) struct CodedPart {
    pub(crate) interner: Interner,
    pub(crate) codes: Vec<u32>,
}

impl CodedPart {
    pub(crate) fn push(&mut self, value: Option<&str>) {
        let code = value.map_or(Coded::NONE, |text| self.interner.code(text));
        self.codes.push(code);
    }
}

/// Part of a column of lists of strings.
#[derive(Debug, Default)]
pub(crate) struct ListsPart {
    interner: Interner,
    ends: Vec<u64>,
    codes: Vec<u32>,
}

impl ListsPart {
    pub(crate) fn push(&mut self, values: &[String]) {
        for value in values {
            let code = self.interner.code(value);
            self.codes.push(code);
        }
        self.ends.push(self.codes.len() as u64);
    }

    fn get(&self, row: usize) -> &[u32] {
        let start = if row == 0 { 0 } else { self.ends[row - 1] as usize };
        &self.codes[start..self.ends[row] as usize]
    }
}

/// Put a coded column together. A part without the column gives rows without a value; `None` when no part has it.
pub(crate) fn gather_coded(parts: &[Option<CodedPart>], order: &[Address]) -> Option<Coded> {
    if parts.iter().all(Option::is_none) {
        return None;
    }
    let interners: Vec<&Interner> = parts.iter().flatten().map(|part| &part.interner).collect();
    let (names, ranks) = Dictionary::merge(&interners);
    let mut ranks = ranks.into_iter();
    let located: Vec<Option<(&[u32], Vec<u32>)>> =
        parts.iter().map(|part| part.as_ref().map(|part| (part.codes.as_slice(), ranks.next().unwrap_or_default()))).collect();
    let codes = order
        .par_iter()
        .map(|at| match &located[at.part as usize] {
            Some((codes, ranks)) => rank_of(codes[at.row as usize], ranks),
            None => Coded::NONE,
        })
        .collect();
    Some(Coded { names, codes })
}

/// Put a column of lists together, as [`gather_coded`] does.
pub(crate) fn gather_lists(parts: &[Option<ListsPart>], order: &[Address]) -> Option<CodedLists> {
    if parts.iter().all(Option::is_none) {
        return None;
    }
    let interners: Vec<&Interner> = parts.iter().flatten().map(|part| &part.interner).collect();
    let (names, ranks) = Dictionary::merge(&interners);
    let mut ranks = ranks.into_iter();
    let located: Vec<Option<(&ListsPart, Vec<u32>)>> =
        parts.iter().map(|part| part.as_ref().map(|part| (part, ranks.next().unwrap_or_default()))).collect();
    let mut lists = CodedLists { names, ends: Vec::with_capacity(order.len()), ranks: Vec::new() };
    for at in order {
        if let Some((part, ranks)) = &located[at.part as usize] {
            lists.ranks.extend(part.get(at.row as usize).iter().map(|code| ranks[*code as usize]));
        }
        lists.ends.push(lists.ranks.len() as u64);
    }
    Some(lists)
}

fn rank_of(code: u32, ranks: &[u32]) -> u32 {
    if code == Coded::NONE { Coded::NONE } else { ranks[code as usize] }
}
