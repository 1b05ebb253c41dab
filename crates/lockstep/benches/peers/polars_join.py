"""polars' own range join, from Parquet to an edge list: python3 polars_join.py POSTS.parquet OUT.csv."""

import sys

import polars
from polars import col

WINDOW = polars.duration(seconds=60)


def main(posts, out):
    one = polars.scan_parquet(posts).select("account", "object", "time").with_columns(
        (col("time") - WINDOW).alias("start"), (col("time") + WINDOW).alias("end")
    )
    other = polars.scan_parquet(posts).select(
        col("account").alias("other"), col("object").alias("other_object"), col("time").alias("other_time")
    )
    pairs = one.join_where(
        other,
        col("object") == col("other_object"),
        col("account") < col("other"),
        col("start") <= col("other_time"),
        col("end") >= col("other_time"),
    )
    counts = pairs.group_by("account", "other").agg(col("object").n_unique().alias("weight"))
    edges = counts.filter(col("weight") >= 2).collect(engine="streaming")
    edges.write_csv(out)
    print("edges", edges.height)


if __name__ == "__main__":
    main(*sys.argv[1:])
