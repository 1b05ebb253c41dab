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


def run(command, folder, cpu_seconds=None, gibibytes=None):
    """Run a command in a folder to its end.

    A process that has used `cpu_seconds` is stopped, and `finished` tells. Each process may map no more than `gibibytes`; one that asks for
    more fails.
    """

    def restrict():
        if cpu_seconds:
            resource.setrlimit(resource.RLIMIT_CPU, (cpu_seconds, cpu_seconds + 5))
        if gibibytes:
            resource.setrlimit(resource.RLIMIT_AS, (gibibytes << 30, gibibytes << 30))
            resource.setrlimit(resource.RLIMIT_CORE, (0, 0))

    log = folder / "last-command.log"
    with log.open("wb") as file:
        started = time.monotonic()
        process = subprocess.Popen([str(word) for word in command], cwd=folder, stdout=file, stderr=subprocess.STDOUT, preexec_fn=restrict)
        _, status, usage = os.wait4(process.pid, 0)
        wall = time.monotonic() - started
    process.returncode = os.waitstatus_to_exitcode(status)
    stopped = cpu_seconds is not None and process.returncode in (-signal.SIGXCPU, -signal.SIGKILL)
    output = log.read_text(errors="replace")
    if process.returncode != 0 and not stopped:
        last = output.strip().splitlines()[-1:] or ["without a word"]
        raise Failed(f"ended with {process.returncode}: {last[0]}")
    return Cost(wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024, not stopped, output)


def median(costs):
    """The median of each measure by itself; unfinished when one run was."""
    middle = {name: statistics.median(getattr(cost, name) for cost in costs) for name in ("wall", "cpu", "mebibytes")}
    return Cost(**middle, finished=all(cost.finished for cost in costs), output=costs[-1].output)
