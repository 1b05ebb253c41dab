"""The table of results, as Markdown."""

from dataclasses import dataclass

import growth
import measure
from contests import Contest


@dataclass
class Result:
    """A contest that was held: costs of Lockstep, of its variant if there is one, and of each peer by name, and on which day."""

    contest: Contest
    detector: str
    ours: list
    variant: list
    theirs: list
    day: str


HEADING = (
    "| work | side | rounds | CPU, s | wall, s | peak, MiB | edges | CPU, ratio | wall, ratio | wanted |",
    "|---|---|---|---|---|---|---|---|---|---|",
)


def write(results, skipped, sizes, about):
    """The whole text. Medians of the rounds; a ratio is the peer's cost over that of Lockstep, or its inverse where a limit is set."""
    lines = [
        "# Lockstep beside its peers",
        "",
        *about,
        "",
        "Whole processes from the file to the edge list, with two threads and in turn; medians of the rounds. Lockstep's time includes its",
        "report. CPU is user and system time of a process and its children; peak memory is that of the largest single process. A ratio",
        "is the peer's cost over Lockstep's, and in the last contest the inverse. ≥ marks a peer that was stopped unfinished. Edges are",
        "as each tool defines them: directed for coordination-network-toolkit and for Lockstep's `cnt`.",
        "",
        *HEADING,
    ]
    for result in results:
        lines += _rows(result)
    if skipped:
        lines += ["", "Skipped:", "", *(f"* {words}" for words in dict.fromkeys(skipped))]
    if sizes:
        a_post, a_pair = growth.fit(sizes)
        lines += ["", "## Growth", "", "Whole runs on simulated posts, once each, and the step that counts within them. Expected is"]
        lines += [f"{a_post * 1e6:.2f} µs a post and {a_pair * 1e9:.1f} ns a pair, fitted to the rows of falling popularity.", ""]
        lines += [
            "| posts | objects | pairs within 60 s | CPU, s | expected, s | counting, s wall | peak, MiB |",
            "|---|---|---|---|---|---|---|",
        ]
        lines += [
            f"| {size.posts:,} | {size.popularity} | {size.pairs:,} | {size.cost.cpu:.2f} "
            f"| {a_post * size.posts + a_pair * size.pairs:.2f} | {size.counting:.2f} | {size.cost.mebibytes:.0f} |"
            for size in sizes
        ]
    return "\n".join(lines) + "\n"


def _rows(result):
    contest, ours = result.contest, measure.median(result.ours)
    yield _row(contest.work, f"Lockstep, `{result.detector}`", len(result.ours), ours, "", "", "")
    if result.variant:
        day = measure.median(result.variant)
        times = [f"{theirs / here:.2f} ×" for theirs, here in ((day.cpu, ours.cpu), (day.wall, ours.wall))]
        yield _row("", "Lockstep, W = 1 day", len(result.variant), day, *times, "at most 2 ×")
    for name, costs in result.theirs:
        cost = measure.median(costs)
        wanted = f"at most {contest.wanted:g} ×" if contest.limit else f"at least {contest.wanted:g} ×"
        times = [_mark(cost) + f"{value:.3g} ×" for value in _compare(contest, ours, cost)]
        yield _row("", name, len(costs), cost, *times, wanted)


def _row(work, side, rounds, cost, cpu, wall, wanted):
    edges = cost.output.split("edges", 1)[1].split()[0] if cost.finished and "edges" in cost.output else ""
    times = [f"{_mark(cost)}{seconds:.2f}" for seconds in (cost.cpu, cost.wall)]
    return "| " + " | ".join([work, side, str(rounds), *times, f"{cost.mebibytes:.0f}", edges, cpu, wall, wanted]) + " |"


def _compare(contest, ours, cost):
    pairs = ((cost.cpu, ours.cpu), (cost.wall, ours.wall))
    return [here / theirs if contest.limit else theirs / here for theirs, here in pairs]


def _mark(cost):
    return "" if cost.finished else "≥ "


def ratios(results):
    """For the figure: name, ratio of CPU and of wall, what was wanted, and a mark; the cost of a limit is shown as a part of ours."""
    bars = []
    for result in results:
        ours = measure.median(result.ours)
        for name, costs in result.theirs:
            cost = measure.median(costs)
            wanted = 1 / result.contest.wanted if result.contest.limit else result.contest.wanted
            bars.append((f"{name}: {result.contest.name}", cost.cpu / ours.cpu, cost.wall / ours.wall, wanted, _mark(cost)))
    return bars
