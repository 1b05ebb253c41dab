"""Results kept from earlier calls, so that a long benchmark can be run in parts."""

import json
from dataclasses import asdict

from growth import Size
from measure import Cost
from table import Result


def load(file, contests):
    """Results by the name of the contest, and sizes, from a file that `save` wrote; none if it is not there."""
    if not file.is_file():
        return {}, []
    kept = json.loads(file.read_text())
    known = {contest.name: contest for contest in contests}
    results = {name: _result(known[name], result) for name, result in kept["results"].items() if name in known}
    return results, [Size(**{**size, "cost": Cost(**size["cost"])}) for size in kept["sizes"]]


def save(file, results, sizes):
    kept = {name: {key: value for key, value in asdict(result).items() if key != "contest"} for name, result in results.items()}
    file.write_text(json.dumps({"results": kept, "sizes": [asdict(size) for size in sizes]}, indent=1))


def _result(contest, kept):
    theirs = [(name, [Cost(**cost) for cost in costs]) for name, costs in kept["theirs"]]
    ours, variant = ([Cost(**cost) for cost in kept[key]] for key in ("ours", "variant"))
    return Result(contest, kept["detector"], ours, variant, theirs, kept["day"])
