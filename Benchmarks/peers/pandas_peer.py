#!/usr/bin/env python3
"""pandas reading MovieLens' ratings.dat into a log that is sorted by user and time, with users and items numbered.

    pandas_peer.py ratings --data ratings.dat [--engine c]

A worker (worker.py). One run is read_csv, sort_values by (user, timestamp), ties in the file's order, and factorize of users and
items: numbers from 0 in order of first appearance. pandas reads the separator `::` by its Python engine only, and that is what
is measured; `--engine c` measures the known way around it: the separator `:`, whose empty columns are left out.
checksum: the sum over the sorted rows of row × (user's number + item's number), all counted from 0.
"""
import argparse
import pathlib

import worker

NAMES = ["user", "item", "rating", "timestamp"]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("work", choices=["ratings"])
    parser.add_argument("--data", type=pathlib.Path, required=True, help="ratings.dat")
    parser.add_argument("--engine", choices=["python", "c"], default="python")
    options = parser.parse_args()
    worker.claim_stdout()
    import numpy as np
    import pandas as pd

    def read():
        if options.engine == "python":
            return pd.read_csv(options.data, sep="::", header=None, names=NAMES, engine="python")
        return pd.read_csv(options.data, sep=":", header=None, usecols=[0, 2, 4, 6], engine="c").set_axis(NAMES, axis=1)

    def work():
        log = read().sort_values(["user", "timestamp"], kind="stable", ignore_index=True)
        users, user_ids = pd.factorize(log["user"])
        items, item_ids = pd.factorize(log["item"])
        return log, users, items, user_ids, item_ids

    def describe(result):
        log, users, items, user_ids, item_ids = result
        checksum = int((np.arange(len(log), dtype=np.int64) * (users.astype(np.int64) + items)).sum())
        return {"rows": len(log), "users": len(user_ids), "items": len(item_ids), "checksum": checksum}

    worker.serve({"pandas": pd.__version__, "engine": options.engine}, work, describe)


if __name__ == "__main__":
    main()
