"""Lockstep beside the tools it is compared with: whole processes on the same files, in turn, from the file to the edge list.

Usage: python3 run.py DATA [--out DIR] [--work DIR] [--only NAMES] [--rounds N] [--stop SECONDS] [--memory GIB]

DATA holds the real data (`coortweet/`, `ira_300k_cnt.csv.zst`, `ira_538/`). What is not installed or not there is skipped by name. Lockstep
is `target/release/lockstep`, or LOCKSTEP_BINARY; it runs with two threads and without a cache, and its time includes the report. Writes
`peers.md`, `peers.svg` and `peers.json`; contests that are not run this time are taken from an earlier `peers.json`. Needs no more than
Python's standard library; peers and invented data need what they are made with.
"""

import argparse
import datetime
import importlib.metadata
import json
import os
import platform
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import contests
import figure
import growth
import inputs
import kept
import measure
import table

HERE = Path(__file__).parent
WORKSPACE = HERE.parents[3]


def main():
    options = arguments()
    lockstep = binary()
    if lockstep is None:
        sys.exit("there is no release build of lockstep: cargo build --release, or set LOCKSTEP_BINARY")
    detectors = {line.split()[0] for line in said([lockstep, "detectors"]).splitlines() if line and not line.startswith("`")}
    options.out.mkdir(parents=True, exist_ok=True)
    everything = contests.every(options.stop)
    results, sizes = kept.load(options.out / "peers.json", everything)
    skipped = []
    with tempfile.TemporaryDirectory() as folder:
        work = Path(options.work or folder).resolve()
        work.mkdir(parents=True, exist_ok=True)
        for contest in everything:
            if options.only and contest.name not in options.only:
                continue
            try:
                inputs.make(contest.file, options.data, work)
            except inputs.Absent as reason:
                tell(skipped, f"{contest.work}: {reason}")
                continue
            try:
                results[contest.name] = hold(contest, lockstep, detectors, work, options.rounds, options.memory, skipped)
            except measure.Failed as reason:
                tell(skipped, f"{contest.work}: {reason}")
            write(options.out, everything, results, skipped, sizes, lockstep)
        if not options.only or "growth" in options.only:
            sizes = grow(lockstep, work, skipped)
        write(options.out, everything, results, skipped, sizes, lockstep)
    print(f"written: {options.out / 'peers.md'} and {options.out / 'peers.svg'}")


def arguments():
    names = ",".join(contest.name for contest in contests.every(0)) + ",growth"
    parser = argparse.ArgumentParser(description="Lockstep beside its peers.")
    parser.add_argument("data", type=Path, help="folder of the real data")
    parser.add_argument("--out", type=Path, default=WORKSPACE / "target/peers", help="folder for the table and the figure")
    parser.add_argument("--work", type=Path, help="folder for inputs, kept for the next time; a temporary one unless given")
    parser.add_argument("--only", type=lambda names: names.split(","), help=f"some of: {names}")
    parser.add_argument("--rounds", type=int, default=3, help="runs of each side; fewer for slow peers")
    parser.add_argument("--stop", type=int, default=120, help="CPU seconds after which a join that may take hours is stopped")
    parser.add_argument("--memory", type=int, default=8, help="GiB that a peer may map; one that asks for more is skipped by name")
    return parser.parse_args()


def binary():
    given = os.environ.get("LOCKSTEP_BINARY")
    target = Path(os.environ.get("CARGO_TARGET_DIR", WORKSPACE / "target"))
    path = Path(given) if given else target / "release/lockstep"
    return path.resolve() if path.is_file() else None


def hold(contest, lockstep, detectors, work, rounds, gibibytes, skipped):
    """Run both sides in turn, and give the medians."""
    peers = []
    for peer in contest.peers:
        found = version(peer.package)
        if found is None:
            tell(skipped, f"{peer.name}: not installed")
        else:
            peers.append((peer, found, []))
    detector, ours, variant = "", [], []
    for at in range(rounds):
        detector, cost = run_lockstep(contest, contest.steps, lockstep, detectors, work)
        ours.append(cost)
        if contest.variant and detector != "near_duplicate_text":
            variant.append(run_lockstep(contest, contest.variant, lockstep, detectors, work)[1])
        for peer, _, costs in peers:
            if at < peer.rounds:
                try:
                    costs.append(measure.run(peer.command, work, peer.cpu_seconds, gibibytes))
                except measure.Failed as reason:
                    tell(skipped, f"{peer.name}: {reason}")
        print(f"{contest.work}, round {at + 1} of {rounds}: {describe(ours, peers)}", flush=True)
    theirs = [(f"{peer.name} {found}", costs) for peer, found, costs in peers if costs]
    return table.Result(contest, detector, ours, variant, theirs, f"{datetime.date.today():%d %B %Y}")


def describe(ours, peers):
    words = [f"Lockstep {ours[-1].cpu:.2f} s CPU"]
    return ", ".join(words + [f"{peer.name} {costs[-1].cpu:.2f} s" for peer, _, costs in peers if costs])


def run_lockstep(contest, steps, lockstep, detectors, work):
    """One run from a fresh study; the edges are counted from the report."""
    detector, study = contests.study(contest, steps, detectors)
    with tempfile.TemporaryDirectory(dir=work) as folder:
        cost, report = run_study(study, lockstep, work, Path(folder))
        edges = report / "findings/network/edges.csv"
        if edges.is_file():
            with edges.open("rb") as lines:
                cost.output = f"edges {sum(1 for _ in lines) - 1}"
    return detector, cost


def run_study(study, lockstep, work, folder):
    """Run a study whose inputs are in the working folder: what it cost, and where its report is."""
    file, report = folder / "study.yaml", folder / "report"
    file.write_text(json.dumps(study))
    words = [lockstep, "run", file, "--inputs", work, "--quiet", "--no-cache", "--threads", "2", "--out", report]
    return measure.run(words, work), report


def grow(lockstep, work, skipped):
    """Whole runs on simulated posts, once a size."""
    sizes = []
    for millions, popularity in growth.SIZES:
        try:
            file = growth.posts(millions, popularity, work)
        except inputs.Absent as reason:
            tell(skipped, f"{millions} million simulated posts: {reason}")
            continue
        contest = contests.Contest("growth", "Growth", file, contests.COLUMNS, growth.STEPS, [], 0)
        _, study = contests.study(contest, contest.steps, {"window_counts"})
        with tempfile.TemporaryDirectory(dir=work) as folder:
            cost, report = run_study(study, lockstep, work, Path(folder))
            sizes.append(growth.size(popularity, cost, report))
        print(f"{millions} million posts, {popularity}: {cost.cpu:.2f} s CPU", flush=True)
    return sizes


def version(package):
    """The version of an installed peer, or nothing."""
    if package != "CooRTweet":
        try:
            return importlib.metadata.version(package)
        except importlib.metadata.PackageNotFoundError:
            return None
    if shutil.which("Rscript") is None:
        return None
    done = subprocess.run(["Rscript", "-e", f"cat(as.character(packageVersion('{package}')))"], capture_output=True, text=True)
    return done.stdout.strip() or None if done.returncode == 0 else None


def write(out, everything, results, skipped, sizes, lockstep):
    kept.save(out / "peers.json", results, sizes)
    results = [results[contest.name] for contest in everything if contest.name in results]
    about = [
        f"{datetime.date.today():%d %B %Y}; {os.cpu_count()} cores ({processor()}), {platform.system()}, "
        f"mean load in the last quarter of an hour {os.getloadavg()[2]:.1f}.",
        f"{said([lockstep, '--version']).strip()}; Python {platform.python_version()}. Command: `just bench-peers DATA`.",
    ]
    (out / "peers.md").write_text(table.write(results, skipped, sizes, about))
    (out / "peers.svg").write_text(figure.draw(table.ratios(results), sizes))


def processor():
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
    except OSError:
        return platform.machine()
    return next((line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")), platform.machine())


def said(command):
    return subprocess.run([str(word) for word in command], capture_output=True, text=True, check=True).stdout


def tell(skipped, words):
    skipped.append(words)
    print("skipped:", words, flush=True)


if __name__ == "__main__":
    main()
