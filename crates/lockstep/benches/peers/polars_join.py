"""polars' own range join, from Parquet to an edge list: python3 polars_join.py POSTS.parquet OUT.csv."""

import sys

import polars
from polars import col

WINDOW = polars.duration(seconds=60)


def main(posts, out):
    one = polars.scan_parquet(posts).select("account", "object", "time")
    other = one.select(col("account").alias("other"), col("object").alias("object_too"), col("time").alias("time_too"))
    pairs = one.join_where(
        other,
        col("object") == col("object_too"),
        col("account") < col("other"),
        col("time_too") >= col("time") - WINDOW,
        col("time_too") <= col("time") + WINDOW,
    )
    edges = pairs.group_by("account", "other").agg(col("object").n_unique().alias("weight")).filter(col("weight") >= 2).collect(engine="streaming")
    edges.write_csv(out)
    print("edges", edges.height)


if __name__ == "__main__":
    main(*sys.argv[1:])
