//! The action for continuous integration: its script, run as the service runs it.

use std::path::Path;
use std::process::Command;

use crate::environment::TestEnvironment;

fn check(environment: &TestEnvironment, studies: &str) -> (i32, String) {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../.github/actions/check/check.sh");
    let output = Command::new("bash")
        .arg(script)
        .current_dir(environment.path("."))
        .env("LOCKSTEP", env!("CARGO_BIN_EXE_lockstep"))
        .env("LOCKSTEP_CACHE", environment.path(".cache"))
        .env("STUDIES", studies)
        .env("GITHUB_STEP_SUMMARY", environment.path("summary.md"))
        .output()
        .expect("bash starts");
    (output.status.code().expect("ends by itself"), String::from_utf8_lossy(&output.stdout).into_owned())
}

#[test]
fn a_report_that_would_change_fails_and_the_summary_says_what() {
    let environment = TestEnvironment::with_small_run();
    let (code, told) = check(&environment, "studies/*");
    assert_eq!(code, 0, "{told}");
    assert!(told.contains("would not change"), "{told}");
    environment.write("reports/small/index.html", "by hand");
    let (code, told) = check(&environment, "studies/*");
    assert_eq!(code, 6, "{told}");
    assert!(told.contains("::error title=studies/small::") && told.contains("index.html"), "{told}");
    let summary = environment.read("summary.md");
    assert!(summary.contains("- `studies/small`: as committed\n- `studies/small`: not as committed\n"), "{summary}");
    assert_eq!(environment.read("reports/small/index.html"), "by hand", "checking changes nothing");
    assert_eq!(check(&environment, "nowhere/*").0, 2);
}
