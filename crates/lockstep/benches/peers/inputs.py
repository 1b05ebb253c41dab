"""The files that both sides read, made once in the working folder."""

import gzip
import shutil
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).parent
RUSSIAN, BLOCK, TWEETS, POSTS = "russian.csv", "ira_300k.csv", "ira_538.csv", "posts.parquet"


class Absent(Exception):
    """An input that cannot be made here, and why."""


def make(name, data, work):
    """Make the input of this name in the working folder unless it is there; `data` is the folder of real data."""
    target = work / name
    if target.is_file():
        return
    part = target.with_suffix(".part")
    MAKERS[name](data, part)
    part.rename(target)


def _russian(data, target):
    with gzip.open(_found(data / "coortweet/russian_coord_tweets.csv.gz")) as packed, target.open("wb") as plain:
        shutil.copyfileobj(packed, plain)


def _block(data, target):
    if shutil.which("zstd") is None:
        raise Absent("the program zstd is not installed")
    with target.open("wb") as plain:
        subprocess.run(["zstd", "-dcq", _found(data / "ira_300k_cnt.csv.zst")], stdout=plain, check=True)


def _tweets(data, target):
    python("write_cnt.py", _found(data / "ira_538/tweets.parquet"), target)


def _posts(_, target):
    python("simulate.py", "5", target)


def _found(path):
    if not path.is_file():
        raise Absent(f"{path} is not there")
    return path


def python(script, *arguments):
    """Run a script of this folder.

    Raises `Absent` with the last thing it said, when it fails.
    """
    done = subprocess.run([sys.executable, HERE / script, *arguments], capture_output=True, text=True)
    if done.returncode != 0:
        raise Absent(f"{script} failed: {done.stderr.strip().splitlines()[-1]}")


MAKERS = {RUSSIAN: _russian, BLOCK: _block, TWEETS: _tweets, POSTS: _posts}
