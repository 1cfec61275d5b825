#!/usr/bin/env python3
"""A GRU of 128 units beside RecBole's GRU4Rec: one epoch of training on MovieLens 100K, and the evaluation of all users on MovieLens 1M.

Both hold out each user's last item, rank all items, and read at most 50 items of a history in evaluation. In training RecBole cuts a
sequence into one example for each of its prefixes; Segue walks it once in windows, which is what makes the epoch short.
"""
import sys

from timing import arguments, peer, race, segue


def main():
    options = arguments(__doc__)
    for name in ("ml-100k", "ml-1m"):
        if not (options.data / name).exists():
            sys.exit(f"{options.data / name} is not there; give the folder that holds it by --data or SEGUE_DATA")
    settings = ["--hidden", 128, "--threads", options.threads]
    small, large = options.data / "ml-100k", options.data / "ml-1m"
    race("evaluation of all users, GRU of 128 units, ML-1M", "RecBole",
         segue("evaluate", "--data", large / "ratings.dat", *settings), peer("recbole_peer", "evaluate", "--data", large, *settings),
         options.pairs, lambda seconds: f"{6040 / seconds:,.0f} users a second")
    race("training epoch, GRU of 128 units, ML-100K", "RecBole",
         segue("train-epoch", "--data", small, *settings), peer("recbole_peer", "train", "--data", small, *settings),
         min(2, options.pairs), lambda seconds: f"{seconds:.1f} s")


if __name__ == "__main__":
    main()
