//! A command that is killed leaves what was there, or what it was about to make, and nothing between.

use std::process::{Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use lockstep_runner::{Lock, Published};

use crate::environment::TestEnvironment;
use crate::small::{REPORT, STUDY};

/// Start a command, and kill it (SIGKILL, where there are signals) after a while.
fn kill(environment: &TestEnvironment, arguments: &[&str], after: Duration) -> bool {
    let mut child = Command::new(env!("CARGO_BIN_EXE_lockstep"))
        .args(arguments)
        .current_dir(environment.path("."))
        .env_clear()
        .env("LOCKSTEP_CACHE", environment.path(".cache"))
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .expect("the command is built and starts");
    sleep(after);
    let running = child.try_wait().expect("can be asked").is_none();
    drop(child.kill());
    child.wait().expect("ends");
    running
}

/// Everything that may be there is whole.
fn whole(environment: &TestEnvironment) {
    if environment.path(REPORT).exists() {
        let published = Published::open(&environment.path(REPORT)).expect("a run is there, or none");
        for output in &published.manifest.result.outputs {
            let bytes = std::fs::read(published.folder.join(&output.path)).expect("every listed file is there");
            assert_eq!(lockstep_digest::FileDigests::of(&bytes), output.digests, "{}", output.path);
        }
    }
    Lock::read(&environment.path("studies/small/lockstep.lock")).expect("a lock is there, or none");
    if environment.path("small.zip").exists() {
        let answer = environment.run(&["unbundle", "small.zip", "--out", "unpacked"]);
        assert_eq!(answer.code, 0, "{}", answer.stderr);
        std::fs::remove_dir_all(environment.path("unpacked")).expect("was made");
    }
    assert_eq!(environment.read("studies/small/posts.csv"), crate::small::posts().concat(), "the data are as they were");
}

#[test]
fn killed_at_fifty_moments_nothing_is_half_written() {
    const COMMANDS: [&[&str]; 4] = [
        &["run", "studies/small", "--no-cache"],
        &["lock", "--accept", "studies/small"],
        &["bundle", "studies/small", "--out", "small.zip"],
        &["run", "studies/small"],
    ];
    let environment = TestEnvironment::with_small_study();
    let named = format!("{STUDY}publication: {{ mode: named, reason: Every account in the data is invented. }}\n");
    environment.write("studies/small/study.yaml", &named);
    let started = Instant::now();
    assert_eq!(environment.run(COMMANDS[0]).code, 0);
    let usual = started.elapsed();
    let mut state: u64 = 2019;
    let mut killed = 0;
    for turn in 0..50 {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        let share = (state >> 40) as f64 / (1_u64 << 24) as f64;
        // A new title each time, so that report, lock and bundle really have to be written anew.
        if turn % 4 == 1 {
            environment.write("studies/small/study.yaml", named.replace("A small study", &format!("Study {turn}")));
        }
        killed += u32::from(kill(&environment, COMMANDS[turn % 4], usual.mul_f64(share * 1.1)));
        whole(&environment);
    }
    assert!(killed > 10, "the moments lie within the work: {killed}");
    for arguments in
        [&["lock", "--accept", "studies/small"][..], COMMANDS[3], COMMANDS[2], &["verify", "studies/small"], &["verify", "small.zip"]]
    {
        let answer = environment.run(arguments);
        assert_eq!(answer.code, 0, "{arguments:?}: {}{}", answer.stdout, answer.stderr);
    }
}
