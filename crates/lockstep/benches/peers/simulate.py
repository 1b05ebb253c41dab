"""Simulated posts as Parquet, one row a post with account, object and time: python3 simulate.py MILLIONS FILE [POPULARITY].

The recipe of `crates/lockstep-network/benches/sweep.rs`: over 30 days, one post in each slot of equal length, by one of 200,000 accounts of
unequal diligence, on one of 100,000 objects whose popularity falls as rank^-1.12. Five million posts make about 18 million pairs within a
minute. The random numbers differ from those of the recipe, the law does not. POPULARITY is `falling` as said, `equal`, or `giant`: a fifth
of all posts on one object, spread over the 30 days.
"""

import datetime
import random
import sys
from bisect import bisect_right
from itertools import accumulate

import polars

ACCOUNTS, OBJECTS, DAYS = 200_000, 100_000, 30
START = datetime.datetime(2019, 1, 1)


WEIGHTS = {
    "falling": lambda rank: (rank + 1) ** -1.12,
    "equal": lambda rank: 1.0,
    "giant": lambda rank: 0.25 * (OBJECTS - 1) if rank == 0 else 1.0,
}


def main(millions, file, popularity="falling"):
    count = round(float(millions) * 1e6)
    chance = random.Random(1).random
    up_to = list(accumulate(map(WEIGHTS[popularity], range(OBJECTS))))
    slot = DAYS * 86_400_000 / count
    accounts = polars.Series("account", (int(chance() ** 2 * ACCOUNTS) for _ in range(count)), polars.UInt32)
    objects = polars.Series("object", (min(bisect_right(up_to, chance() * up_to[-1]), OBJECTS - 1) for _ in range(count)), polars.UInt32)
    times = polars.Series("time", (int(slot * (at + chance())) for at in range(count)), polars.Int64)
    posts = polars.DataFrame([accounts, objects, times]).select(
        polars.format("a{}", "account").alias("account"),
        polars.format("p{}", "object").alias("object"),
        polars.lit(START).cast(polars.Datetime("ms")) + polars.col("time").cast(polars.Duration("ms")),
    )
    posts.rename({"literal": "time"}).write_parquet(file)


if __name__ == "__main__":
    main(*sys.argv[1:])
