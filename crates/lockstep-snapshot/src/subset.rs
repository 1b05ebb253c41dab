//! A snapshot with some of its posts left out: what a smaller collection would have seen.

use std::sync::Arc;

use crate::dictionary::{Coded, CodedLists};
use crate::tables::{Column, Posts, Snapshot};

impl Snapshot {
    /// The snapshot with the posts in `kept` only, which are positions in ascending order, and with no other columns than those named.
    ///
    /// Strings and all tables but that of posts are shared and not copied, so that a subset takes a few bytes a post. Accounts keep their
    /// numbers, posts do not. The clock stays that of the source, whatever the posts that are left happen to show; so do the digests, which
    /// are those of the collection.
    ///
    /// # Panics
    /// When a position is out of range.
    #[must_use]
    pub fn with_posts(&self, kept: &[u32], columns: &[Column]) -> Self {
        debug_assert!(kept.is_sorted(), "posts stay in their order");
        Self {
            accounts: self.accounts.clone(),
            posts: self.posts.only(kept, columns),
            observations: Arc::clone(&self.observations),
            follows: Arc::clone(&self.follows),
            sets: self.sets.clone(),
            events: self.events.clone(),
            columns: self.columns.clone(),
            intakes: self.intakes.clone(),
            secret: self.secret,
        }
    }
}

impl Posts {
    fn only(&self, kept: &[u32], columns: &[Column]) -> Self {
        let shared: Arc<[u32]> = kept.into();
        let wanted = |column: Column| columns.contains(&column);
        let coded = |column, of: &Option<Coded>| of.as_ref().filter(|_| wanted(column)).map(|of| of.only(kept));
        let lists = |column, of: &Option<CodedLists>| of.as_ref().filter(|_| wanted(column)).map(|of| of.only(kept));
        Self {
            time: picked(&self.time, kept),
            account: picked(&self.account, kept),
            id: self.id.only(&shared),
            resolution_ms: self.resolution_ms,
            kind: self.kind.as_ref().filter(|_| wanted(Column::Kind)).map(|of| picked(of, kept)),
            text: self.text.as_ref().filter(|_| wanted(Column::Text)).map(|of| of.only(&shared)),
            language: coded(Column::Language, &self.language),
            retweeted_post: coded(Column::RetweetedPost, &self.retweeted_post),
            retweeted_account: coded(Column::RetweetedAccount, &self.retweeted_account),
            retweeted_time: self.retweeted_time.as_ref().filter(|_| wanted(Column::RetweetedTime)).map(|of| picked(of, kept)),
            replied_post: coded(Column::RepliedPost, &self.replied_post),
            replied_account: coded(Column::RepliedAccount, &self.replied_account),
            quoted_post: coded(Column::QuotedPost, &self.quoted_post),
            hashtags: lists(Column::Hashtags, &self.hashtags),
            urls: lists(Column::Urls, &self.urls),
            mentions: lists(Column::Mentions, &self.mentions),
            client: coded(Column::Client, &self.client),
            content: coded(Column::Content, &self.content),
            urls_verbatim: lists(Column::UrlsVerbatim, &self.urls_verbatim),
        }
    }
}

fn picked<T: Copy>(column: &[T], kept: &[u32]) -> Vec<T> {
    kept.iter().map(|row| column[*row as usize]).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Input, Intake, Kind, Part, PostRow, PostShape, assemble};

    fn snapshot(posts: impl Iterator<Item = u32>) -> Snapshot {
        let shape = PostShape { ids: true, present: Column::ALL.to_vec(), derived: Vec::new(), keep: Column::ALL.to_vec() };
        let mut part = Part::new(&shape);
        for post in posts {
            let (tags, links) =
                ([format!("tag{}", post % 3)], [format!("https://example.org/{}", post % 4), "https://example.org".to_owned()]);
            let (id, account, of) = (format!("p{post:03}"), format!("account-{}", post % 7), format!("of-{}", post % 5));
            part.posts.push(&PostRow {
                post_id: Some(&id),
                account_id: &account,
                time: i64::from(post) * 60_000,
                kind: Some(if post % 2 == 0 { Kind::Retweet } else { Kind::Original }),
                text: Some(&format!("text {post}")),
                hashtags: &tags[..post as usize % 2],
                urls: &links,
                retweeted_post_id: (post % 2 == 0).then_some(&of),
                ..PostRow::default()
            });
        }
        assemble(vec![Input { shape, parts: vec![part], intake: Intake::without_files("test", "made up", 0) }])
    }

    /// Every row by its strings, so that numbers given to strings do not count.
    fn rows(snapshot: &Snapshot) -> Vec<String> {
        let posts = &snapshot.posts;
        let list = |of: &CodedLists, post: usize| of.get(post).iter().map(|rank| of.names.get(*rank).to_owned()).collect::<Vec<_>>();
        let row = |post: usize| {
            format!(
                "{} {} {} {:?} {:?} {:?} {:?} {:?}",
                posts.id.get(post),
                posts.time[post],
                snapshot.accounts.get(posts.account[post]),
                posts.kind.as_ref().map(|kinds| kinds[post]),
                posts.text.as_ref().map(|texts| texts.get(post)),
                posts.retweeted_post.as_ref().and_then(|of| of.get(post)),
                posts.hashtags.as_ref().map(|of| list(of, post)),
                posts.urls.as_ref().map(|of| list(of, post)),
            )
        };
        (0..posts.len()).map(row).collect()
    }

    #[test]
    fn what_is_left_is_what_would_have_been_read() {
        let all = snapshot(0..60);
        let kept: Vec<u32> = (0..60).filter(|post| post % 3 != 1 && post % 7 != 2).collect();
        let left = all.with_posts(&kept, &Column::ALL);
        assert_eq!(rows(&left), rows(&snapshot(kept.iter().copied())));
        assert_eq!(left.posts.resolution_ms, 60_000);
        let of_these: Vec<u32> = (0..left.posts.len() as u32).step_by(2).collect();
        let less = left.with_posts(&of_these, &Column::ALL);
        assert_eq!(rows(&less), rows(&snapshot(kept.into_iter().step_by(2))), "posts can be left out twice");
        assert_eq!(
            (less.posts.id.len(), less.posts.id.is_empty(), less.posts.id.iter().count()),
            (less.posts.len(), false, less.posts.len())
        );
    }

    #[test]
    fn columns_that_are_not_named_are_left_out() {
        let left = snapshot(0..9).with_posts(&[0, 4, 8], &[Column::RetweetedPost]);
        assert!(left.posts.text.is_none() && left.posts.kind.is_none() && left.posts.hashtags.is_none());
        assert!(left.posts.retweeted_post.is_some() && left.columns.contains(&Column::Text), "the source has them all the same");
    }
}
