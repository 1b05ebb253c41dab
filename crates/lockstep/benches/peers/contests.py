"""What is measured: each piece of work, the study that Lockstep runs for it, and the peers beside it."""

import sys
from dataclasses import dataclass, field
from pathlib import Path

import inputs

HERE = Path(__file__).parent
MINUTE, DAY = "60 s", "1 d"


@dataclass
class Peer:
    """Another program for the same work. `rounds` holds for slow ones; `cpu_seconds` are what it may use before it is stopped."""

    name: str
    package: str
    command: list
    rounds: int = 3
    cpu_seconds: int | None = None


@dataclass
class Contest:
    """A piece of work. `wanted` is the least ratio of a peer's cost to ours, or the most of ours to the peer's when `limit` is set.

    `steps` are the steps that Lockstep may run, best first: the first whose detector the program has is taken. `variant` is a second run
    of Lockstep by itself, whose cost is compared with the first.
    """

    name: str
    work: str
    file: str
    layout: dict
    steps: list
    peers: list
    wanted: float
    limit: bool = False
    variant: list = field(default_factory=list)


COLUMNS = {"layout": "columns", "columns": {"account_id": "account", "retweeted_post_id": "object", "time": "time"}}


def counts(layer):
    return ("window_counts", {"layers": [layer], "window": MINUTE, "minimum_weight": 2})


def cnt(network, window):
    return ("cnt", {"network": network, "time_window": window, "min_edge_weight": 2})


def similar(window):
    return [cnt("co_similar_tweet", window), ("near_duplicate_text", {})]


def toolkit(file, network, rounds=3):
    command = [sys.executable, HERE / "cnt.py", file, network, "60", "theirs.csv"]
    return Peer("coordination-network-toolkit", "coordination-network-toolkit", command, rounds)


def duckdb(name, query, **how):
    return Peer(name, "duckdb", [sys.executable, HERE / "duckdb_join.py", inputs.POSTS, HERE / query, "theirs.csv"], **how)


def every(stop):
    """All contests; `stop` is the CPU seconds after which a join that may take hours is stopped."""
    return [
        Contest(
            "coortweet",
            "Russian retweets, W = 60 s",
            inputs.RUSSIAN,
            {"layout": "coortweet"},
            [("coortweet", {"time_window": MINUTE}), counts("co_retweet")],
            [Peer("CooRTweet", "CooRTweet", ["Rscript", HERE / "coortweet.R", inputs.RUSSIAN, "60", "theirs.csv"])],
            100,
        ),
        Contest(
            "cnt-300k",
            "co_retweet, 300,000 IRA rows, W = 60 s",
            inputs.BLOCK,
            {"layout": "cnt"},
            [cnt("co_retweet", MINUTE), counts("co_retweet")],
            [toolkit(inputs.BLOCK, "co_retweet")],
            30,
        ),
        Contest(
            "cnt-all",
            "co_retweet, all of ira_538, W = 60 s",
            inputs.TWEETS,
            {"layout": "cnt"},
            [cnt("co_retweet", MINUTE), counts("co_retweet")],
            [toolkit(inputs.TWEETS, "co_retweet", rounds=1)],
            30,
        ),
        Contest(
            "cnt-similar",
            "co_similar_tweet, all of ira_538, W = 60 s",
            inputs.TWEETS,
            {"layout": "cnt"},
            similar(MINUTE),
            [toolkit(inputs.TWEETS, "co_similar_tweet", rounds=1)],
            30,
            variant=similar(DAY),
        ),
        Contest(
            "simulated",
            "5 million simulated posts, W = 60 s",
            inputs.POSTS,
            COLUMNS,
            [counts("co_retweet")],
            [
                duckdb("DuckDB, one range self-join", "range_join.sql", rounds=1, cpu_seconds=stop),
                duckdb("DuckDB, the join in buckets of a minute", "range_join_in_buckets.sql"),
                Peer("polars, join_where", "polars", [sys.executable, HERE / "polars_join.py", inputs.POSTS, "theirs.csv"], 1, stop),
            ],
            10,
        ),
        Contest(
            "limit",
            "reading three columns of the same 5 million",
            inputs.POSTS,
            COLUMNS,
            [counts("co_retweet")],
            [Peer("polars, reading only", "polars", [sys.executable, HERE / "polars_read.py", inputs.POSTS])],
            3,
            limit=True,
        ),
    ]


def study(contest, steps, detectors):
    """The name of the detector that this Lockstep has for the work, and the study that runs it."""
    detector, settings = next((name, settings) for name, settings in steps if name in detectors)
    return detector, {
        "title": contest.work,
        "question": "How long does it take from a file to a network?",
        "summary": "A benchmark.",
        "authors": [{"name": "The Lockstep authors"}],
        "licence": "CC0-1.0",
        "published": "2026-11-24",
        "seed": 1,
        "inputs": [{"name": "posts", "files": contest.file, **contest.layout}],
        "steps": [{"step": "network", "detector": detector, "settings": settings}],
    }
