//! `lockstep bundle`, `unbundle`, `attest`, and `verify` of what a stranger sends.

use std::fs::{self, File};
use std::io::Write;
use std::process::Command;

use insta::assert_snapshot;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipArchive, ZipWriter};

use crate::environment::TestEnvironment;
use crate::small::STUDY;

const NAMED: &str = "publication: { mode: named, reason: Every account in the data is invented. }\n";

impl TestEnvironment {
    /// The small study with its accounts named, run and packed as `small.zip`.
    pub(crate) fn with_bundle() -> Self {
        let environment = Self::with_small_study();
        environment.write("studies/small/study.yaml", format!("{STUDY}{NAMED}"));
        for arguments in [&["run", "studies/small"][..], &["bundle", "studies/small", "--out", "small.zip"]] {
            let answer = environment.run(arguments);
            assert_eq!(answer.code, 0, "{}", answer.stderr);
        }
        environment
    }

    /// Lists of digests made anew for whatever lies in an unpacked bundle, as a careful forger would.
    pub(crate) fn reseal(&self, folder: &str) {
        let (mut sha256, mut blake3) = (String::new(), String::new());
        for (path, bytes) in self.tree(folder).into_iter().filter(|(path, _)| !path.ends_with("SUMS")) {
            let digests = lockstep_digest::FileDigests::of(&bytes);
            sha256.push_str(&format!("{}  {path}\n", digests.sha256));
            blake3.push_str(&format!("{}  {path}\n", digests.blake3.to_hex()));
        }
        self.write(&format!("{folder}/SHA256SUMS"), sha256);
        self.write(&format!("{folder}/B3SUMS"), blake3);
    }
}

fn without_ids(text: &str) -> String {
    text.lines().filter(|line| !line.starts_with("  published run ") && !line.starts_with("  run ")).collect::<Vec<_>>().join("\n")
}

#[test]
fn a_bundle_carried_elsewhere_is_identical() {
    let environment = TestEnvironment::with_bundle();
    let elsewhere = TestEnvironment::new();
    fs::copy(environment.path("small.zip"), elsewhere.path("small.zip")).expect("copies");
    assert_snapshot!(without_ids(&elsewhere.lockstep(&["verify", "small.zip"])), @r"
      bundle     sums of 41 files    identical
      study      small               identical
      snapshot   posts               identical
      detector   volume              identical
      detector   pace                identical
      detector   round-the-clock     identical
      detector   co-retweet          identical
      findings   volume              identical
      findings   pace                identical
      findings   round-the-clock     identical
      findings   co-retweet          identical
      lock       lockstep.lock       identical
      report     11 files            identical
      citation   citations, README   identical

      verdict: identical
      wrote small.verification.json
    ---
    exit code 0
    ");
    assert_eq!(elsewhere.json("small.verification.json")["verification"]["verdict"], "identical");
}

#[test]
fn packed_twice_it_is_the_same_to_the_byte() {
    let environment = TestEnvironment::with_bundle();
    let first = fs::read(environment.path("small.zip")).expect("is there");
    assert_eq!(environment.run(&["bundle", "studies/small", "--out", "again.zip", "--threads", "1"]).code, 0);
    assert_eq!(first, fs::read(environment.path("again.zip")).expect("is there"));
}

#[test]
fn with_inputs_withheld_it_is_partial_until_somebody_has_them() {
    let environment = TestEnvironment::with_small_run();
    assert_snapshot!(environment.lockstep(&["bundle", "studies/small"]), @r"
    error: the study gives accounts pseudonyms, and its input files have their ids in them

    hint: add --without-inputs, so that the bundle says what they are; or set `publication: { mode: named, reason: … }`
    ---
    exit code 6
    ");
    let packed = environment.run(&["bundle", "studies/small", "--without-inputs", "--out", "small.zip"]);
    assert_eq!(packed.code, 0, "{}", packed.stderr);
    let elsewhere = TestEnvironment::new();
    fs::copy(environment.path("small.zip"), elsewhere.path("small.zip")).expect("copies");
    assert_snapshot!(without_ids(&elsewhere.lockstep(&["verify", "small.zip"])), @r"
      bundle     sums of 41 files    identical
      study      small               identical
      snapshot   posts               withheld by the authors
      detector   volume              identical
      detector   pace                identical
      detector   round-the-clock     identical
      detector   co-retweet          identical
      findings   volume              identical
      findings   pace                identical
      findings   round-the-clock     identical
      findings   co-retweet          identical
      lock       lockstep.lock       identical
      report     11 files            identical
      citation   citations, README   identical

      verdict: partial: the inputs are withheld, and everything that can be checked without them agrees; --inputs FOLDER runs the study
      wrote small.verification.json
    ---
    exit code 8
    ");
    elsewhere.write("data/posts.csv", environment.read("studies/small/posts.csv"));
    let answer = elsewhere.lockstep(&["verify", "small.zip", "--inputs", "data"]);
    assert!(answer.contains("verdict: identical") && answer.ends_with("exit code 0"), "{answer}");
    elsewhere.edit("data/posts.csv", "ann-540,ann,2019-06-01T09:00:05Z", "ann-540,ann,2019-06-01T09:00:06Z");
    let answer = elsewhere.lockstep(&["verify", "small.zip", "--inputs", "data"]);
    assert!(
        answer.contains("DIFFERENT   first divergence\n  detector")
            && answer.contains("\n  snapshot posts:\n")
            && answer.ends_with("exit code 6"),
        "{answer}"
    );
    assert_eq!(elsewhere.run(&["unbundle", "small.zip"]).code, 0);
    assert!(elsewhere.read("small/snapshots/WITHHELD.md").contains("`posts.csv`"));
}

#[test]
fn common_tools_check_its_sums() {
    let environment = TestEnvironment::with_bundle();
    assert_eq!(environment.run(&["unbundle", "small.zip", "--out", "there"]).code, 0);
    for (tool, list) in [("sha256sum", "SHA256SUMS"), ("b3sum", "B3SUMS")] {
        let check = Command::new(tool).args(["--check", "--quiet", list]).current_dir(environment.path("there")).output();
        match check {
            Ok(check) => assert!(check.status.success(), "{tool}: {}", String::from_utf8_lossy(&check.stderr)),
            Err(error) => skipped(&format!("{tool}, because it cannot be started: {error}")),
        }
    }
}

#[test]
fn a_run_of_another_state_of_the_study_is_not_packed() {
    let environment = TestEnvironment::with_bundle();
    environment.edit("studies/small/study.yaml", "A small study", "Another study");
    assert_snapshot!(environment.lockstep(&["bundle", "studies/small"]), @r"
    error: [dir]/reports/small: shows an earlier state of the study: `lockstep run [dir]/studies/small` first
    ---
    exit code 5
    ");
    let environment = TestEnvironment::with_bundle();
    environment.edit("studies/small/posts.csv", "ann-540,ann,2019-06-01T09:00:05Z", "ann-540,ann,2019-06-01T09:00:06Z");
    let answer = environment.lockstep(&["bundle", "studies/small"]);
    assert!(answer.contains("posts.csv is not the file that was locked") && answer.ends_with("exit code 5"), "{answer}");
    let environment = TestEnvironment::with_bundle();
    environment.write("reports/small/index.html", "other");
    let answer = environment.lockstep(&["bundle", "studies/small"]);
    assert!(answer.contains("is not the file that run.json lists") && answer.ends_with("exit code 6"), "{answer}");
}

#[test]
fn a_file_that_is_no_bundle_is_not_replaced_and_none_is_unpacked_over() {
    let environment = TestEnvironment::with_bundle();
    environment.write("notes.txt", "mine");
    let answer = environment.lockstep(&["bundle", "studies/small", "--out", "notes.txt"]);
    assert!(answer.contains("is already there and is not a bundle") && answer.ends_with("exit code 2"), "{answer}");
    assert_eq!(environment.read("notes.txt"), "mine");
    let answer = environment.lockstep(&["unbundle", "small.zip", "--out", "studies"]);
    assert!(answer.contains("studies: is already there") && answer.ends_with("exit code 2"), "{answer}");
    let answer = environment.lockstep(&["unbundle", "notes.txt"]);
    assert!(answer.contains("is not a bundle, or is damaged") && answer.ends_with("exit code 7"), "{answer}");
}

#[expect(clippy::print_stdout, reason = "a test that cannot run here says so")]
pub(crate) fn skipped(what: &str) {
    println!("skipped: {what}");
}

/// Mode that stands for a symbolic link.
const LINK: u32 = 0o120_777;

/// A file of a zip: its name, its bytes and its Unix mode.
type Sent<'a> = (&'a str, &'a [u8], u32);

/// A zip with these files.
fn zip(environment: &TestEnvironment, files: &[Sent]) {
    let mut writer = ZipWriter::new(File::create(environment.path("sent.zip")).expect("a file"));
    for (name, bytes, mode) in files {
        let options = SimpleFileOptions::default().compression_method(CompressionMethod::Deflated).unix_permissions(*mode);
        if *mode == LINK {
            writer.add_symlink(*name, String::from_utf8_lossy(bytes), options).expect("is added");
            continue;
        }
        writer.start_file(*name, options).expect("starts");
        writer.write_all(bytes).expect("writes");
    }
    writer.finish().expect("finishes");
}

#[test]
fn what_a_stranger_sends_writes_nowhere_else() {
    let environment = TestEnvironment::new();
    environment.write("inner/keep", "");
    let bomb = vec![0; 64 << 20];
    let hostile: [(&[Sent], &str); 9] = [
        (&[("../evil", b"x", 0o644)], "leads out of the folder"),
        (&[("/tmp/evil-of-a-bundle", b"x", 0o644)], "leads out of the folder"),
        (&[("a/../../evil", b"x", 0o644)], "leads out of the folder"),
        (&[("a\\..\\evil", b"x", 0o644)], "leads out of the folder"),
        (&[("c:evil", b"x", 0o644)], "leads out of the folder"),
        (&[("link", b"/etc/passwd", LINK)], "is a link or a device"),
        (&[("A", b"x", 0o644), ("a", b"y", 0o644)], "there are two files"),
        (&[("bomb", &bomb, 0o644)], "unpacks to more than"),
        (&[("./same", b"x", 0o644)], "leads out of the folder"),
    ];
    for (files, reason) in hostile {
        zip(&environment, files);
        let answer = environment.lockstep(&["unbundle", "sent.zip", "--out", "inner/out"]);
        assert!(answer.contains(reason) && answer.ends_with("exit code 7"), "{}: {answer}", files[0].0);
        assert_eq!(environment.names("inner"), ["keep"], "{answer}");
        assert_eq!(environment.names("."), ["inner", "sent.zip"], "{answer}");
    }
    assert!(!std::path::Path::new("/tmp/evil-of-a-bundle").exists());
}

#[test]
fn a_flipped_bit_is_damage_wherever_it_changes_what_is_unpacked() {
    let environment = TestEnvironment::with_bundle();
    let whole = fs::read(environment.path("small.zip")).expect("is there");
    assert_eq!(environment.run(&["unbundle", "small.zip", "--out", "as-packed"]).code, 0);
    let as_packed = environment.tree("as-packed");
    // Bytes all over the file: contents, names, digests of the format, the list at its end. A zip holds a few that say nothing, such as the
    // times of entries, which are not read.
    let mut damaged = 0;
    for part in 1..16 {
        let mut bytes = whole.clone();
        let at = bytes.len() * part / 16;
        bytes[at] ^= 0x10;
        environment.write("flipped.zip", bytes);
        let answer = environment.lockstep(&["verify", "flipped.zip"]);
        if answer.ends_with("exit code 7") {
            damaged += 1;
            continue;
        }
        let folder = format!("flipped-{part}");
        assert_eq!(environment.run(&["unbundle", "flipped.zip", "--out", &folder]).code, 0);
        assert!(answer.ends_with("exit code 0") && environment.tree(&folder) == as_packed, "byte {at}: {answer}");
    }
    assert!(damaged >= 12, "{damaged}");
    environment.write("cut.zip", &whole[..whole.len() / 2]);
    assert!(environment.lockstep(&["verify", "cut.zip"]).ends_with("exit code 7"));
}

#[test]
fn an_entry_added_removed_or_replaced_is_found_before_anything_runs() {
    let environment = TestEnvironment::with_bundle();
    let mut archive = ZipArchive::new(File::open(environment.path("small.zip")).expect("is there")).expect("is a zip");
    let names: Vec<String> = archive.file_names().map(str::to_owned).collect();
    let mut files: Vec<(String, Vec<u8>)> = Vec::new();
    for name in names {
        let mut bytes = Vec::new();
        std::io::copy(&mut archive.by_name(&name).expect("is there"), &mut bytes).expect("reads");
        files.push((name, bytes));
    }
    let repacked = |files: &[(String, Vec<u8>)]| {
        let parts: Vec<Sent> = files.iter().map(|(name, bytes)| (name.as_str(), bytes.as_slice(), 0o644)).collect();
        zip(&environment, &parts);
        environment.lockstep(&["verify", "sent.zip"])
    };
    assert!(repacked(&files).contains("verdict: identical"));
    let place = files.iter().position(|(name, _)| name == "index.html").expect("is there");
    let mut added = files.clone();
    added.push(("extra.html".to_owned(), b"hello".to_vec()));
    assert_snapshot!(repacked(&added), @r"
      bundle   sent.zip   damaged

        extra.html: is listed nowhere

      verdict: damaged. Nothing in it was run. Get the bundle again from where it was published.
    ---
    exit code 7
    ");
    let mut removed = files.clone();
    removed.remove(place);
    assert!(repacked(&removed).contains("index.html: is missing"));
    let quiet = environment.run(&["--quiet", "verify", "sent.zip"]);
    assert!(quiet.stdout.is_empty() && quiet.stderr.contains("damaged: index.html: is missing"), "{}", quiet.stderr);
    let in_a_folder: Vec<(String, Vec<u8>)> = files.iter().map(|(name, bytes)| (format!("paper/{name}"), bytes.clone())).collect();
    let answer = repacked(&in_a_folder);
    assert!(answer.contains("all of it lies in a folder `paper/`") && answer.ends_with("exit code 7"), "{answer}");
    let mut replaced = files.clone();
    replaced[place].1 = b"hello".to_vec();
    let answer = repacked(&replaced);
    assert!(answer.contains("index.html: is not the file that SHA256SUMS lists") && answer.ends_with("exit code 7"), "{answer}");
}

#[test]
fn a_forged_citation_is_found_although_the_sums_are_right() {
    let environment = TestEnvironment::with_bundle();
    assert_eq!(environment.run(&["unbundle", "small.zip"]).code, 0);
    environment.edit("small/CITATION.cff", "\"family-names\":\"Tester\"", "\"family-names\":\"Mallory\"");
    environment.write("small/README.md", "Run this instead.");
    environment.reseal("small");
    let answer = environment.lockstep(&["verify", "small"]);
    assert!(answer.contains("CITATION.cff: is not what the study and the run make it"), "{answer}");
    assert!(answer.contains("README.md: is not what") && answer.ends_with("exit code 6"), "{answer}");
}

#[test]
fn an_unpacked_bundle_is_a_run_and_nothing_is_run_into_it() {
    let environment = TestEnvironment::with_bundle();
    assert_eq!(environment.run(&["unbundle", "small.zip", "--out", "paper"]).code, 0);
    let answer = environment.lockstep(&["explain", "paper", "pace.flagged"]);
    assert!(answer.contains("Accounts at or above the line.") && answer.ends_with("exit code 0"), "{answer}");
    assert!(environment.lockstep(&["cite", "paper"]).contains("run "));
    let answer = environment.lockstep(&["run", "paper", "--inputs", "paper/snapshots"]);
    assert!(answer.contains("a run in it would damage it") && answer.ends_with("exit code 2"), "{answer}");
    // Without its lists it is a damaged bundle, and not some other thing.
    fs::rename(environment.path("paper/SHA256SUMS"), environment.path("SHA256SUMS")).expect("was there");
    let answer = environment.lockstep(&["verify", "paper"]);
    assert!(answer.contains("SHA256SUMS: is missing") && answer.ends_with("exit code 7"), "{answer}");
    fs::rename(environment.path("SHA256SUMS"), environment.path("paper/SHA256SUMS")).expect("is there");
    let answer = environment.lockstep(&["cite", "small.zip"]);
    assert!(answer.contains("`lockstep unbundle` first") && answer.ends_with("exit code 2"), "{answer}");
    for (options, why) in [
        (&["--signers", "a"][..], "is not a packed bundle"),
        (&["--run", "a"], "--run does not go with it"),
        (&["--inputs", "a"], "there is no such folder"),
    ] {
        let answer = environment.lockstep(&[&["verify", "paper"], options].concat());
        assert!(answer.contains(why) && answer.ends_with("exit code 2"), "{answer}");
    }
}

#[test]
fn a_signed_statement_is_checked() {
    let environment = TestEnvironment::with_bundle();
    assert_eq!(environment.run(&["attest", "small.zip"]).code, 0);
    let answer = environment.lockstep(&["verify", "small.zip"]);
    assert!(answer.contains("bundle     statement") && answer.ends_with("exit code 0"), "{answer}");
    let nobody = environment.run_with_path(&["verify", "small.zip", "--signers", "signers"]);
    assert!(nobody.contains("signers: there is no such file") && nobody.ends_with("exit code 2"), "{nobody}");
    environment.write("signers", "ada ssh-ed25519 AAAA");
    let missing = environment.run_with_path(&["verify", "small.zip", "--signers", "signers"]);
    assert!(missing.contains("small.zip.intoto.json.sig: there is no signature") && missing.ends_with("exit code 7"), "{missing}");
    let keygen = |arguments: &[&str]| {
        let output = Command::new("ssh-keygen").args(arguments).current_dir(environment.path(".")).output();
        output.map(|output| output.status.success())
    };
    match keygen(&["-q", "-t", "ed25519", "-N", "", "-C", "ada", "-f", "key"]) {
        Ok(made) => assert!(made),
        Err(error) => return skipped(&format!("signatures, because ssh-keygen cannot be started: {error}")),
    }
    assert!(keygen(&["-Y", "sign", "-q", "-f", "key", "-n", "lockstep", "small.zip.intoto.json"]).expect("starts"));
    environment.write("signers", format!("ada {}", environment.read("key.pub")));
    let answer = environment.run_with_path(&["verify", "small.zip", "--signers", "signers"]);
    assert!(answer.contains("signature by ada") && answer.ends_with("exit code 0"), "{answer}");

    assert!(keygen(&["-q", "-t", "ed25519", "-N", "", "-C", "eve", "-f", "other"]).expect("starts"));
    environment.write("strangers", format!("eve {}", environment.read("other.pub")));
    let answer = environment.run_with_path(&["verify", "small.zip", "--signers", "strangers"]);
    assert!(answer.contains("is not a signature of the statement by anybody in strangers"), "{answer}");
    // Under another name it is the same bundle.
    for (from, to) in [
        ("small.zip", "sent.zip"),
        ("small.zip.intoto.json", "sent.zip.intoto.json"),
        ("small.zip.intoto.json.sig", "sent.zip.intoto.json.sig"),
    ] {
        fs::copy(environment.path(from), environment.path(to)).expect("copies");
    }
    let answer = environment.run_with_path(&["verify", "sent.zip", "--signers", "signers"]);
    assert!(answer.contains("signature by ada") && answer.ends_with("exit code 0"), "{answer}");
    let statement = environment.read("small.zip.intoto.json");
    environment.write("small.zip.intoto.json", statement.replacen("\"sha256\": \"", "\"sha256\": \"0", 1));
    let answer = environment.run_with_path(&["verify", "small.zip", "--signers", "signers"]);
    assert!(answer.contains("is not a statement about this bundle") && answer.ends_with("exit code 7"), "{answer}");
}

#[test]
fn two_bundles_differ_by_any_file_that_a_reader_believes() {
    let environment = TestEnvironment::with_bundle();
    for copy in ["one", "two"] {
        assert_eq!(environment.run(&["unbundle", "small.zip", "--out", copy]).code, 0);
    }
    assert!(environment.lockstep(&["diff", "small.zip", "one"]).contains("are equal"));
    environment.edit("two/CITATION.cff", "Tester", "Mallory");
    let answer = environment.lockstep(&["diff", "one", "two"]);
    assert!(answer.contains("CITATION.cff") && answer.ends_with("exit code 6"), "{answer}");
    let lock = environment.read("one/lockstep.lock");
    let line = lock.lines().find(|line| line.starts_with("flagged = ")).expect("a value").to_owned();
    environment.write("two/lockstep.lock", lock.replacen(&line, "flagged = 77", 1));
    let answer = environment.lockstep(&["diff", "one/lockstep.lock", "two/lockstep.lock"]);
    assert!(answer.contains("flagged") && answer.contains("77") && answer.ends_with("exit code 6"), "{answer}");
}
