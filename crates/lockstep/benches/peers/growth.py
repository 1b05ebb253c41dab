"""How Lockstep's cost grows with the data: whole runs on simulated posts of several sizes."""

import json
from dataclasses import dataclass

import inputs
from measure import Cost

SIZES = [(millions, "falling") for millions in ("0.5", "1", "2", "5", "10", "20")] + [("1", "equal"), ("1", "giant")]
STEPS = [("window_counts", {"layers": ["co_retweet"], "window": "60 s", "minimum_weight": 5, "memory_mib": 8_192})]


@dataclass
class Size:
    """One size: posts, how popular their objects are, pairs of posts within the window, the whole run, and counting within it, seconds."""

    posts: int
    popularity: str
    pairs: int
    cost: Cost
    counting: float


def posts(millions, popularity, work):
    """The simulated posts of this size, made unless they are there."""
    if (millions, popularity) == ("5", "falling"):
        inputs.make(inputs.POSTS, None, work)
        return inputs.POSTS
    name = f"posts_{millions}_{popularity}.parquet"
    if not (work / name).is_file():
        inputs.python("simulate.py", millions, work / name, popularity)
    return name


def size(popularity, cost, report):
    """What a run tells of itself, with what it cost."""
    values = json.loads((report / "findings/network/values.json").read_text())["values"]
    counts = {value["name"]: value["number"]["count"] for value in values if "count" in value["number"]}
    stages = json.loads((report / "run.json").read_text())["circumstances"]["stages"]
    counting = next(stage["seconds"] for stage in stages if stage["name"] == "run detectors")
    return Size(counts["actions"], popularity, counts["pairs_met"], cost, counting)


def fit(sizes):
    """CPU seconds a post and a pair: least squares of the relative error over the sizes whose popularity falls."""
    rows = [(size.posts / size.cost.cpu, size.pairs / size.cost.cpu) for size in sizes if size.popularity == "falling"]
    pp, pq, qq = (sum(row[i] * row[j] for row in rows) for i, j in ((0, 0), (0, 1), (1, 1)))
    p, q = (sum(row[i] for row in rows) for i in (0, 1))
    determinant = pp * qq - pq * pq
    return (p * qq - q * pq) / determinant, (q * pp - p * pq) / determinant
