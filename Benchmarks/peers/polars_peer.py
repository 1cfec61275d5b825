#!/usr/bin/env python3
"""Polars reading ratings into a log that is sorted by user and time, with users and items numbered.

    polars_peer.py make-csv --data ratings.dat --output ratings.csv
    polars_peer.py ratings  --data ratings.csv --threads 2

A worker (worker.py). One run is read_csv, a sort by (user, timestamp), ties in the file's order, and the numbers of users and
items, from 0 in order of first appearance. Polars has no separator of two characters, so the rows are read from a CSV file with
a header; given ratings.dat itself, it reads that with the separator `:` and leaves the empty columns out.
checksum: the sum over the sorted rows of row × (user's number + item's number), all counted from 0.
"""
import argparse
import os
import pathlib
import sys

import worker

NAMES = ["user", "item", "rating", "timestamp"]


def make_csv(source, target):
    """The rows of ratings.dat or u.data as CSV with a header."""
    with open(source, encoding="latin-1") as lines, open(target, "w", encoding="ascii") as out:
        out.write(",".join(NAMES) + "\n")
        out.writelines(line.replace("::", ",").replace("\t", ",") for line in lines)


def ratings(options):
    import polars as pl

    def read():
        if options.data.suffix == ".csv":
            return pl.read_csv(options.data)
        log = pl.read_csv(options.data, has_header=False, separator=":", columns=[0, 2, 4, 6])
        log.columns = NAMES
        return log

    def work():
        log = read().sort("user", "timestamp", maintain_order=True)
        items = log.select(pl.col("item").unique(maintain_order=True)).with_row_index("item_number")
        # Users stand together, so that their runs number them.
        log = log.join(items, on="item", how="left", maintain_order="left").with_columns(user_number=pl.col("user").rle_id())
        return log, items

    def describe(result):
        log, items = result
        row = pl.int_range(pl.len(), dtype=pl.Int64)
        number = pl.col("user_number").cast(pl.Int64) + pl.col("item_number").cast(pl.Int64)
        return {"rows": log.height, "users": log["user_number"].max() + 1, "items": items.height,
                "checksum": log.select((row * number).sum()).item()}

    worker.serve({"polars": pl.__version__, "threads": pl.thread_pool_size()}, work, describe)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("work", choices=["ratings", "make-csv"])
    parser.add_argument("--data", type=pathlib.Path, required=True, help="a CSV file with a header, or ratings.dat")
    parser.add_argument("--output", type=pathlib.Path, help="the file that make-csv writes")
    parser.add_argument("--threads", type=int, help="default: POLARS_MAX_THREADS, or all cores")
    options = parser.parse_args()
    if options.work == "make-csv":
        return make_csv(options.data, options.output) if options.output else parser.error("make-csv needs --output")
    worker.claim_stdout()
    if options.threads:
        os.environ["POLARS_MAX_THREADS"] = str(options.threads)  # read when polars is imported
    ratings(options)


if __name__ == "__main__":
    sys.exit(main())
