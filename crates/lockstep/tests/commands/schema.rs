//! `lockstep schema`.

use crate::environment::TestEnvironment;

#[test]
fn the_committed_schema_is_the_one_printed() {
    let answer = TestEnvironment::new().run(&["schema"]);
    let committed = include_str!("../../../lockstep-runner/study.schema.json");
    assert!(answer.stdout == committed, "run `lockstep schema > crates/lockstep-runner/study.schema.json` and look at the difference");
}
