//! Every study in `cases/` with what is said about it.
//!
//! A case is a file; its snapshot holds either the canonical study or every complaint as a reader sees it.

#[test]
fn each_case_is_answered() {
    insta::glob!("cases/*.yaml", |path| {
        let bytes = std::fs::read(path).expect("the case can be read");
        let answer = match lockstep_study::parse("study.yaml", &bytes) {
            Ok(parsed) => serde_json::to_string_pretty(&parsed.study).expect("a study is plain data"),
            Err(faults) => faults.plain(),
        };
        insta::assert_snapshot!(answer);
    });
}
