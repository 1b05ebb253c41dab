//! Tells the program what it was built from, for the circumstances of a run.

use std::process::Command;

fn main() {
    let first_line = |program: &str, arguments: &[&str]| {
        let output = Command::new(program).args(arguments).output().ok().filter(|output| output.status.success())?;
        String::from_utf8(output.stdout).ok()?.lines().next().map(str::to_owned)
    };
    let rustc = std::env::var("RUSTC").unwrap_or_else(|_| "rustc".to_owned());
    let facts = [
        ("LOCKSTEP_COMMIT", first_line("git", &["rev-parse", "--short=12", "HEAD"])),
        ("LOCKSTEP_RUSTC", first_line(&rustc, &["--version"])),
        ("LOCKSTEP_TARGET", std::env::var("TARGET").ok()),
        ("LOCKSTEP_PROFILE", std::env::var("PROFILE").ok()),
    ];
    for (name, value) in facts {
        println!("cargo::rustc-env={name}={}", value.unwrap_or_default());
    }
    for file in ["build.rs", "../../.git/logs/HEAD"] {
        if std::path::Path::new(file).exists() {
            println!("cargo::rerun-if-changed={file}");
        }
    }
}
