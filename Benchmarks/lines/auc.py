#!/usr/bin/env python3
"""The exact AUC of 100,000,000 scores beside scikit-learn's roc_auc_score; takes minutes and 8 GB of memory, most of it the peer's."""
from timing import arguments, differ, peer, race, segue

SCORES = 100_000_000


def main():
    options = arguments(__doc__, needs_data=False)
    race("AUC of 100,000,000 scores", "scikit-learn",
         segue("auc", "--count", SCORES, "--threads", options.threads), peer("sklearn_peer", "--count", SCORES),
         options.pairs, lambda seconds: f"{seconds:.2f} s",
         lambda ours, theirs: differ("areas", ours["auc"], theirs["auc"], 1e-9))


if __name__ == "__main__":
    main()
