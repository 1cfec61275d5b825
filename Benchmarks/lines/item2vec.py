#!/usr/bin/env python3
"""One epoch of item vectors on MovieLens 1M beside gensim's Word2Vec: skip-gram, 5 noise items, 20 dimensions."""
import pathlib
import subprocess
import sys
import tempfile

from timing import ROOT, arguments, peer, race, segue


def main():
    options = arguments(__doc__)
    source = options.data / "ml-1m" / "ratings.dat"
    if not source.exists():
        sys.exit(f"{source} is not there; give the folder that holds ml-1m by --data or SEGUE_DATA")
    with tempfile.TemporaryDirectory() as temporary:
        folder = pathlib.Path(temporary)
        subprocess.run([sys.executable, str(ROOT / "Benchmarks" / "peers" / "make_sequences.py"), str(source), str(folder)],
                       check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        for window in (5, 50):
            settings = ["--data", folder / "train.txt", "--window", window, "--dimensions", 20, "--threads", options.threads]
            race(f"item2vec, window {window}, ML-1M", "gensim", segue("item2vec", *settings), peer("gensim_peer", "train", *settings),
                 options.pairs, lambda seconds: f"{seconds:.2f} s an epoch")


if __name__ == "__main__":
    main()
