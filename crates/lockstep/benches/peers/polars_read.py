"""The limit: polars reads the three columns of a Parquet file and does nothing with them: python3 polars_read.py POSTS.parquet."""

import sys

import polars

if __name__ == "__main__":
    print("rows", polars.read_parquet(sys.argv[1], columns=["account", "object", "time"]).height)
