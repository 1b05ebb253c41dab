"""DuckDB with two threads, from Parquet to an edge list: python3 duckdb_join.py POSTS.parquet QUERY.sql OUT.csv."""

import pathlib
import sys

import duckdb


def main(posts, query, out):
    database = duckdb.connect()
    database.execute("SET threads = 2")
    database.read_parquet(posts).create_view("posts")
    database.execute(f"COPY ({pathlib.Path(query).read_text()}) TO '{out}' (HEADER)")
    with open(out, encoding="utf-8") as edges:
        print("edges", sum(1 for _ in edges) - 1)


if __name__ == "__main__":
    main(*sys.argv[1:])
