"""The tweets of `ira_538` in the coordination-network-toolkit's own CSV: python3 write_cnt.py TWEETS.parquet FILE.csv.

The source has no ids of tweets or of what is retweeted, so a retweet's target is a digest of its text, and rows are numbered.
"""

import csv
import hashlib
import re
import sys

import polars

LINK = re.compile(r"https?://\S+")


def main(tweets, file):
    columns = ["author_id", "publish_date", "content", "post_type"]
    rows = polars.read_parquet(tweets, columns=columns).with_columns(polars.col("publish_date").dt.epoch("s")).select(columns).iter_rows()
    with open(file, "w", newline="", encoding="utf-8") as out:
        write = csv.writer(out, lineterminator="\n").writerow
        write(["message_id", "user_id", "username", "repost_id", "reply_id", "message", "timestamp", "urls"])
        for number, (author, seconds, text, kind) in enumerate(rows):
            text = text or ""
            target = "rt_" + hashlib.sha1(text.encode()).hexdigest()[:16] if kind == "R" else ""
            write([f"m{number}", author, author, target, "", text, seconds, " ".join(LINK.findall(text))])


if __name__ == "__main__":
    main(*sys.argv[1:])
