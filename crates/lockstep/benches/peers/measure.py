"""What a whole process costs: wall time, CPU seconds and peak memory."""

import os
import resource
import signal
import statistics
import subprocess
import time
from dataclasses import dataclass


@dataclass
class Cost:
    """One run of a command.

    CPU seconds are user and system time of the process and of all children that it waited for. Peak memory is that of the largest single
    process, so a peer that shares its work among processes is flattered. `finished` is false when the run was stopped at its limit; the
    times then say "at least".
    """

    wall: float
    cpu: float
    mebibytes: float
    finished: bool
    output: str


class Failed(Exception):
    """A command that ended with an error, with the last of what it said."""


def run(command, folder, limit, gibibytes=None):
    """Run a command in a folder, and stop it after so many seconds of wall time.

    With `gibibytes`, each process may map no more than that; a command that asks for more fails.
    """

    def restrict():
        resource.setrlimit(resource.RLIMIT_AS, (gibibytes << 30, gibibytes << 30))

    log = folder / "last-command.log"
    with log.open("wb") as file:
        started = time.monotonic()
        process = subprocess.Popen(
            [str(word) for word in command],
            cwd=folder,
            stdout=file,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            preexec_fn=restrict if gibibytes else None,
        )
        stopped = False
        while True:
            pid, status, usage = os.wait4(process.pid, os.WNOHANG)
            wall = time.monotonic() - started
            if pid:
                break
            if wall > limit and not stopped:
                os.killpg(process.pid, signal.SIGKILL)
                stopped = True
            time.sleep(0.002 if wall < 1 else 0.02)
    process.returncode = os.waitstatus_to_exitcode(status)
    output = log.read_text(errors="replace")
    if process.returncode != 0 and not stopped:
        last = output.strip().splitlines()[-1:] or ["without a word"]
        raise Failed(f"ended with {process.returncode}: {last[0]}")
    return Cost(wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024, not stopped, output)


def median(costs):
    """The median of each measure by itself; unfinished when one run was."""
    middle = {name: statistics.median(getattr(cost, name) for cost in costs) for name in ("wall", "cpu", "mebibytes")}
    return Cost(**middle, finished=all(cost.finished for cost in costs), output=costs[-1].output)
