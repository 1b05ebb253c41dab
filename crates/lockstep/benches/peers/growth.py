"""How the cost of counting grows with the data, from the bench `sweep` of `lockstep-network`."""

import os
import subprocess
from dataclasses import dataclass


@dataclass
class Size:
    """One row of the bench: events, how popular the objects are, pairs within the window, and seconds to count them."""

    actions: int
    popularity: str
    largest: int
    pairs: int
    seconds: float


def measure(workspace):
    """Run the bench; it takes a few minutes, most of them for inventing the largest data."""
    command = ["cargo", "bench", "-p", "lockstep-network", "--bench", "sweep"]
    done = subprocess.run(command, cwd=workspace, capture_output=True, text=True, env=os.environ)
    return parse(done.stdout)


def parse(table):
    """The rows of the bench's Markdown table; its heading and rule are passed over."""
    rows = ([cell.strip() for cell in line.strip("| \n").split("|")] for line in table.splitlines() if line.startswith("|"))
    return [Size(int(row[0]), row[1], int(row[2]), int(row[3]), float(row[7])) for row in rows if row[0].isdigit()]
