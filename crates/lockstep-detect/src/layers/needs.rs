//! What a layer needs of the data, and what would help where it is missing.

use lockstep_snapshot::{Column, Posts, Snapshot, resolution_ms};

use super::Layer;
use crate::detector::Unfit;
use crate::duration::Duration;

/// A window must not be finer than the clock of the posts: everything would be an artefact of rounding.
///
/// # Errors
/// When it is.
pub(crate) fn fit_clock(window: Duration, snapshot: &Snapshot) -> Result<(), Unfit> {
    let resolution = Duration::from_ms(snapshot.posts.resolution_ms);
    if window >= resolution {
        return Ok(());
    }
    Err(Unfit {
        reason: format!("a window of {window} is finer than the clock of the data, which ticks every {resolution}"),
        remedy: format!("a window of {resolution} or more would do"),
    })
}

/// An engine that asks who acted at the same time takes timed layers only.
///
/// # Errors
/// When one of the layers is not timed.
pub(crate) fn fit_timed(layers: &[Layer]) -> Result<(), Unfit> {
    let Some(layer) = layers.iter().find(|layer| !layer.is_timed()) else { return Ok(()) };
    let remedy = match layer {
        Layer::RetweetedAccount => "the layers `co_retweet` and `fast_retweet_60s` have times, and `tfidf_cosine` needs none",
        Layer::MentionedAccount => "the layer `co_mention` has times, and `tfidf_cosine` needs none",
        Layer::RepliedAccount => "the layer `co_reply` has times, and `tfidf_cosine` needs none",
        _ => "the detector `tfidf_cosine` needs no times",
    };
    Err(Unfit {
        reason: format!(
            "the layer `{}` says who chose what, not when, so that acting together within a window means nothing",
            layer.name()
        ),
        remedy: remedy.to_owned(),
    })
}

/// The snapshot has what the layer reads.
pub(super) fn fit_columns(layer: Layer, snapshot: &Snapshot) -> Result<(), Unfit> {
    if layer == Layer::FollowedAccount && snapshot.follows.follower.is_empty() {
        return Err(Unfit {
            reason: "the snapshot has no table `follows`, which the layer `followed_account` needs".to_owned(),
            remedy: "an input of follow ties would do".to_owned(),
        });
    }
    let posts = &snapshot.posts;
    let missing = layer.reads().into_iter().find(|column| match column {
        Column::RetweetedPost => posts.retweeted_post.is_none(),
        Column::RetweetedAccount => posts.retweeted_account.is_none(),
        Column::RetweetedTime => posts.retweeted_time.is_none(),
        Column::RepliedPost => posts.replied_post.is_none(),
        Column::RepliedAccount => posts.replied_account.is_none(),
        Column::Hashtags => posts.hashtags.is_none(),
        Column::Urls => posts.urls.is_none(),
        Column::Mentions => posts.mentions.is_none(),
        Column::Text => posts.text.is_none(),
        _ => false,
    });
    missing.map_or(Ok(()), |column| {
        Err(Unfit {
            reason: format!("the snapshot has no column `{}`, which the layer `{}` needs", column.name(), layer.name()),
            remedy: format!("a source {} would do", source_with(column)),
        })
    })
}

const fn source_with(column: Column) -> &'static str {
    match column {
        Column::RetweetedPost => "that says which post is retweeted",
        Column::RetweetedAccount => "that says whose post is retweeted",
        Column::RetweetedTime => "that says when the retweeted post was written",
        Column::RepliedPost => "that says which post is answered",
        Column::RepliedAccount => "that says who is answered",
        Column::Hashtags => "with hashtags or with text",
        Column::Urls => "with links or with text",
        Column::Mentions => "with mentions or with text",
        Column::Text => "with the text of posts",
        _ => "with that column",
    }
}

/// How fast a retweet came can be told from clocks as fine as the limit only, that of the posts and that of the posts passed on.
pub(super) fn fit_fast(layer: Layer, limit: i64, snapshot: &Snapshot) -> Result<(), Unfit> {
    let times = snapshot.posts.retweeted_time.as_deref().unwrap_or_default();
    let known: Vec<i64> = times.iter().copied().filter(|time| *time != Posts::NO_TIME).collect();
    let resolution = resolution_ms(&known).max(snapshot.posts.resolution_ms);
    if limit >= resolution {
        return Ok(());
    }
    let resolution = Duration::from_ms(resolution);
    Err(Unfit {
        reason: format!(
            "the layer `{}` needs a clock finer than {}, and that of the data ticks every {resolution}",
            layer.name(),
            Duration::from_ms(limit)
        ),
        remedy: "the layer `co_retweet` with a longer window, or a source with finer times, would do".to_owned(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_window_finer_than_the_clock_is_refused() {
        let mut snapshot = Snapshot::default();
        snapshot.posts.resolution_ms = 60_000;
        assert!(fit_clock(Duration::from_ms(60_000), &snapshot).is_ok());
        let unfit = fit_clock(Duration::from_ms(59_999), &snapshot).expect_err("too fine");
        assert_eq!(unfit.remedy, "a window of 1 min or more would do");
    }

    #[test]
    fn an_engine_of_windows_takes_timed_layers_only() {
        for layer in Layer::ALL {
            assert_eq!(fit_timed(&[Layer::CoRetweet, layer]).is_ok(), layer.is_timed(), "{}", layer.name());
        }
        let unfit = fit_timed(&[Layer::RepliedAccount]).expect_err("has no times that count");
        assert!(unfit.remedy.contains("`co_reply`"), "{unfit}");
    }
}
