use lockstep_snapshot::{Input, Intake, Part, PostRow, PostShape, assemble};

use super::*;

const HOUR: i64 = 3_600_000;
/// 1 June 2019.
const START: i64 = 1_559_347_200_000;

fn of_rows(rows: &[PostRow<'_>], columns: &[Column]) -> Snapshot {
    let shape = PostShape { ids: false, present: columns.to_vec(), derived: Vec::new(), keep: columns.to_vec() };
    let mut part = Part::new(&shape);
    rows.iter().for_each(|row| part.posts.push(row));
    let intake = Intake::without_files("posts", "made up", rows.len() as u64);
    assemble(vec![Input { shape, parts: vec![part], intake }])
}

fn at(account: &str, day: i64, hour: i64) -> PostRow<'_> {
    PostRow { account_id: account, time: START + day * DAY + hour * HOUR, kind: Some(Kind::Original), ..PostRow::default() }
}

fn shape_of(snapshot: &Snapshot) -> MeasuredShape {
    measure(snapshot).unwrap_or_else(|why| panic!("{}", why.message))
}

#[test]
fn lives_kinds_and_fashions_are_those_of_counting() {
    let tags = |tags: &[&str]| -> Vec<String> { tags.iter().map(|tag| (*tag).to_owned()).collect() };
    let (one, both) = (tags(&["harbour"]), tags(&["harbour", "ferry"]));
    let retweet = |account, day, hour, of| PostRow { kind: Some(Kind::Retweet), retweeted_post_id: Some(of), ..at(account, day, hour) };
    let rows = [
        PostRow { hashtags: &one, ..at("ann", 0, 9) },
        at("ann", 0, 10),
        PostRow { hashtags: &both, ..at("ann", 4, 9) },
        retweet("ben", 1, 9, "x"),
        retweet("ben", 1, 12, "y"),
        retweet("cleo", 2, 9, "x"),
        PostRow { kind: Some(Kind::Reply), ..at("cleo", 2, 10) },
        at("dan", 3, 9),
    ];
    let columns = [Column::Kind, Column::RetweetedPost, Column::Hashtags];
    let MeasuredShape { shape, reductions } = shape_of(&of_rows(&rows, &columns));
    assert!(reductions.is_empty());
    assert_eq!((shape.start, shape.days, shape.resolution_ms), (START, 5, HOUR));
    let life = |posts, active_days, days, first_day| Life { posts, active_days, days, first_day };
    assert_eq!(shape.lives, [life(3, 2, 5, 0), life(2, 1, 1, 2), life(2, 1, 1, 1), life(1, 1, 1, 3)]);
    assert_eq!(shape.kinds, Kinds { retweets: 3.0 / 8.0, replies: 1.0 / 8.0, quotes: 0.0 });
    assert_eq!(shape.shared, Shared { shares: 3, posts: 2, delays: None });
    // Five posts are nobody else's; two carry three hashtags, of which one is used twice.
    let topics = vec![Topic { uses: 2, first_day: 0, days: 5 }];
    assert_eq!(shape.hashtags, Fashion { share: 0.4, each: 1.5, topics, rare: 1 });
    assert_eq!(shape.links, Fashion { each: 0.0, ..Fashion::default() });
    assert_eq!(shape.columns, columns);
    assert_eq!((shape.looks, shape.ties), (None, None));
}

#[test]
fn delays_are_measured_where_there_are_enough() {
    let rows: Vec<PostRow<'_>> = (1..=200)
        .map(|minutes| PostRow {
            kind: Some(Kind::Retweet),
            retweeted_time: Some(START),
            time: START + DAY + minutes * 60_000,
            ..at("ann", 0, 0)
        })
        .chain([at("ben", 0, 0)])
        .collect();
    let columns = [Column::Kind, Column::RetweetedTime];
    let delays = shape_of(&of_rows(&rows, &columns)).shape.shared.delays.expect("there are 200");
    let minutes = |delay: f64| (delay - 86_400.0) / 60.0;
    assert_eq!([delays.early, delays.median, delays.late].map(minutes), [32.0, 100.0, 168.0]);
    assert_eq!(shape_of(&of_rows(&rows[150..], &columns)).shape.shared.delays, None);
}

#[test]
fn more_accounts_than_a_crowd_holds_are_left_out_and_it_says_so() {
    let names: Vec<String> = (0..6_000).map(|number| format!("acct-{number}")).collect();
    let rows: Vec<PostRow<'_>> = names.iter().flat_map(|name| [at(name, 0, 3), at(name, 2, 4)]).collect();
    let measured = shape_of(&of_rows(&rows, &[Column::Kind]));
    assert_eq!(measured.shape.lives.len(), MOST_LIVES);
    assert_eq!(measured.reductions.len(), 1);
    assert!(measured.reductions[0].starts_with("5,000 of the 6,000 accounts"), "{}", measured.reductions[0]);
}

#[test]
fn nothing_and_less_than_a_day_have_no_shape() {
    let message = |rows: &[PostRow<'_>]| measure(&of_rows(rows, &[Column::Kind])).err().map(|why| why.message);
    assert!(message(&[]).is_some_and(|message| message.contains("no posts")));
    assert!(message(&[at("ann", 0, 0), at("ben", 0, 23)]).is_some_and(|message| message.contains("less than a day")));
    assert_eq!(message(&[at("ann", 0, 0), at("ben", 1, 0)]), None);
}
