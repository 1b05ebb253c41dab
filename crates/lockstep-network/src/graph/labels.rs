//! Canonical numbers for groups: the same division has the same numbers, however it was found.

/// Groups numbered from the largest to the smallest, ties by smallest node; for each node, the number of its group.
pub(super) fn by_size(labels: &[u32]) -> Vec<u32> {
    let (first_seen, groups) = compact(labels);
    let mut sizes = vec![0_u32; groups];
    first_seen.iter().for_each(|group| sizes[*group as usize] += 1);
    let mut order: Vec<u32> = (0..groups as u32).collect();
    order.sort_by_key(|group| std::cmp::Reverse(sizes[*group as usize]));
    let mut rank = vec![0; groups];
    order.iter().zip(0..).for_each(|(group, at)| rank[*group as usize] = at);
    first_seen.iter().map(|group| rank[*group as usize]).collect()
}

/// Groups numbered in the order of their smallest node, and how many they are.
pub(super) fn compact(labels: &[u32]) -> (Vec<u32>, usize) {
    let mut number = vec![u32::MAX; labels.iter().max().map_or(0, |largest| *largest as usize + 1)];
    let mut groups = 0;
    let numbered = labels
        .iter()
        .map(|label| {
            let number = &mut number[*label as usize];
            if *number == u32::MAX {
                *number = groups;
                groups += 1;
            }
            *number
        })
        .collect();
    (numbered, groups as usize)
}

/// Number of nodes in each group; groups are numbered without a gap.
pub(super) fn sizes(labels: &[u32]) -> Vec<u32> {
    let mut sizes = vec![0; labels.iter().max().map_or(0, |last| *last as usize + 1)];
    labels.iter().for_each(|label| sizes[*label as usize] += 1);
    sizes
}

/// The nodes of each group, ascending; groups are numbered without a gap.
pub(super) fn members(labels: &[u32]) -> Vec<Vec<u32>> {
    let mut members = vec![Vec::new(); sizes(labels).len()];
    labels.iter().zip(0..).for_each(|(label, node)| members[*label as usize].push(node));
    members
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn larger_groups_come_first_and_ties_go_to_the_smallest_node() {
        assert_eq!(by_size(&[9, 3, 0, 3, 0, 1]), [2, 0, 1, 0, 1, 3]);
        assert_eq!(compact(&[5, 3, 0, 3, 0, 1]), (vec![0, 1, 2, 1, 2, 3], 4));
        assert_eq!(members(&[1, 0, 1]), [vec![1], vec![0, 2]]);
        assert_eq!(by_size(&[]), []);
    }
}
