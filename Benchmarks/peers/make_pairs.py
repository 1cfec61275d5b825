#!/usr/bin/env python3
"""Writes the (user, item) pairs of a MovieLens ratings file as numbers, for the workers that take pairs.

    python3 make_pairs.py RATINGS OUTPUT_FOLDER        RATINGS: ratings.dat (::) or u.data (tabs)

The rows are sorted by (user, time, row); users and items are numbered from 0 in order of first appearance in them.
pairs.i32: little-endian 32-bit integers, user and item of each row in turn. sizes.json: how many users, items and pairs.
Ratings are not looked at: every row is a pair.
"""
import json
import pathlib
import sys

import numpy as np


def read_ratings(path):
    """Users, items and times of the rows, in the file's order."""
    with open(path, encoding="latin-1") as lines:
        rows = np.array([line.replace("::", "\t").split("\t")[:4] for line in lines if line.strip()], np.int64)
    return rows[:, 0], rows[:, 1], rows[:, 3]


def first_appearance(values):
    """The number of each value, from 0 in order of first appearance, and how many there are."""
    _, first, inverse = np.unique(values, return_index=True, return_inverse=True)
    numbers = np.empty(len(first), np.int64)
    numbers[np.argsort(first)] = np.arange(len(first))
    return numbers[inverse], len(first)


def main():
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    folder = pathlib.Path(sys.argv[2])
    folder.mkdir(parents=True, exist_ok=True)
    users, items, times = read_ratings(sys.argv[1])
    order = np.lexsort((times, users))
    (users, user_count), (items, item_count) = first_appearance(users[order]), first_appearance(items[order])
    np.stack([users, items], axis=1).astype("<i4").tofile(folder / "pairs.i32")
    sizes = {"users": user_count, "items": item_count, "pairs": len(users)}
    (folder / "sizes.json").write_text(json.dumps(sizes) + "\n")
    print(json.dumps(sizes), file=sys.stderr)


if __name__ == "__main__":
    main()
