//! A folder to run the command in, and nothing of the machine's own settings.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::time::SystemTime;

use serde_json::Value;
use tempfile::TempDir;

/// A temporary folder in which the built command runs.
pub(crate) struct TestEnvironment {
    folder: TempDir,
}

/// What a command said and how it ended.
pub(crate) struct Answer {
    pub(crate) code: i32,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

impl TestEnvironment {
    pub(crate) fn new() -> Self {
        Self { folder: TempDir::new().expect("the system has a folder for temporary files") }
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Write a file, and the folders above it.
    pub(crate) fn write(&self, name: &str, content: impl AsRef<[u8]>) {
        let path = self.path(name);
        fs::create_dir_all(path.parent().expect("the file lies in the folder")).expect("folders can be made");
        fs::write(path, content).expect("the file can be written");
    }

    pub(crate) fn read(&self, name: &str) -> String {
        fs::read_to_string(self.path(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
    }

    /// Replace a text that is in a file exactly once.
    pub(crate) fn edit(&self, name: &str, before: &str, after: &str) {
        let text = self.read(name);
        assert_eq!(text.matches(before).count(), 1, "`{before}` in {name}");
        self.write(name, text.replace(before, after));
    }

    pub(crate) fn json(&self, name: &str) -> Value {
        serde_json::from_str(&self.read(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
    }

    /// Run the command.
    pub(crate) fn run(&self, arguments: &[&str]) -> Answer {
        let output = Command::new(env!("CARGO_BIN_EXE_lockstep"))
            .args(arguments)
            .current_dir(self.folder.path())
            .env_clear()
            .env("LOCKSTEP_CACHE", self.path(".cache"))
            .env("NO_COLOR", "1")
            .output()
            .expect("the command is built and starts");
        self.answer(output)
    }

    /// Run the command, and give all that it says as one text to compare.
    pub(crate) fn lockstep(&self, arguments: &[&str]) -> String {
        let Answer { code, stdout, stderr } = self.run(arguments);
        let parts = [stdout.trim_end(), stderr.trim_end(), &format!("exit code {code}")].map(str::to_owned);
        parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join("\n---\n")
    }

    /// As [`Self::lockstep`], where the command may start other programs.
    pub(crate) fn run_with_path(&self, arguments: &[&str]) -> String {
        let path = std::env::var_os("PATH").unwrap_or_default();
        let output = Command::new(env!("CARGO_BIN_EXE_lockstep"))
            .args(arguments)
            .current_dir(self.folder.path())
            .env_clear()
            .env("LOCKSTEP_CACHE", self.path(".cache"))
            .env("PATH", path)
            .output()
            .expect("the command is built and starts");
        let Answer { code, stdout, stderr } = self.answer(output);
        format!("{stdout}{stderr}exit code {code}")
    }

    fn answer(&self, output: Output) -> Answer {
        let folder = self.folder.path().to_str().expect("temporary folders have plain names");
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("the command writes UTF-8").replace(folder, "[dir]");
        Answer { code: output.status.code().expect("the command was not killed"), stdout: text(output.stdout), stderr: text(output.stderr) }
    }

    /// Every file below a folder with its bytes, by path.
    pub(crate) fn tree(&self, name: &str) -> BTreeMap<String, Vec<u8>> {
        let root = self.path(name);
        let mut files = BTreeMap::new();
        collect(&root, &root, &mut files);
        files
    }

    /// Run a study and give every file of its report with its bytes, but for `run.json`, which says when.
    pub(crate) fn report_of(&self, study: &str, report: &str, more: &[&str]) -> BTreeMap<String, Vec<u8>> {
        let answer = self.run(&[&["run", study], more].concat());
        assert_eq!(answer.code, 0, "{}", answer.stderr);
        let mut files = self.tree(report);
        files.remove("run.json");
        files
    }

    /// When each part of the steps that are made of parts was kept, by the name of its file.
    pub(crate) fn kept_parts(&self) -> BTreeMap<String, SystemTime> {
        let folder = self.path(".cache/steps-v1");
        let is_part = |path: &Path| fs::read_to_string(path).expect("is text").contains("/part\"");
        let time = |path: &Path| fs::metadata(path).and_then(|data| data.modified()).expect("has a time");
        let names = self.names(".cache/steps-v1").into_iter().map(|name| (folder.join(&name), name));
        names.filter(|(path, _)| is_part(path)).map(|(path, name)| (name, time(&path))).collect()
    }

    /// What is wrong with a study, where, and what to do, without its text.
    pub(crate) fn faults(&self, study: &str) -> String {
        let text = self.lockstep(&["check", study]);
        let told = text.lines().map(|line| line.trim_start_matches([' ', '│', '╭', '─']));
        let told = told.filter(|line| ["×", "[", "help:", "error:", "exit"].iter().any(|start| line.starts_with(start)));
        told.collect::<Vec<_>>().join("\n")
    }

    /// Names of what lies in a folder, hidden files included.
    pub(crate) fn names(&self, name: &str) -> Vec<String> {
        let entries = fs::read_dir(self.path(name)).unwrap_or_else(|error| panic!("{name}: {error}"));
        let mut names: Vec<String> =
            entries.map(|entry| entry.expect("the folder can be listed").file_name().to_string_lossy().into_owned()).collect();
        names.sort_unstable();
        names
    }
}

fn collect(root: &Path, folder: &Path, files: &mut BTreeMap<String, Vec<u8>>) {
    for entry in fs::read_dir(folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display())) {
        let path = entry.expect("the folder can be listed").path();
        if path.is_dir() {
            collect(root, &path, files);
        } else {
            let name = path.strip_prefix(root).expect("it lies below the root").to_string_lossy().into_owned();
            files.insert(name, fs::read(&path).expect("the file can be read"));
        }
    }
}
