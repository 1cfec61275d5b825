#!/usr/bin/env python3
"""One epoch of item vectors on MovieLens 1M beside gensim's Word2Vec: skip-gram, 5 noise items, 20 dimensions."""
import pathlib
import subprocess
import sys
import tempfile

import numpy

from timing import ROOT, arguments, peer, race, record, segue


def nearest(path, dimensions, items, count=10):
    """For each item the set of its nearest by cosine."""
    vectors = numpy.fromfile(path, dtype=numpy.float32).reshape(-1, dimensions)
    vectors /= numpy.maximum(numpy.linalg.norm(vectors, axis=1, keepdims=True), 1e-12)
    scores = vectors[items] @ vectors.T
    scores[numpy.arange(len(items)), items] = -numpy.inf
    return [set(row) for row in numpy.argpartition(-scores, count, axis=1)[:, :count]]


def agreement(sequences, folder, options, dimensions=20, epochs=5):
    """Whether Segue's neighbors are to gensim's what those of another seed of gensim are: shares of common ones among the ten nearest
    of all items with 20 users or more."""
    counts = numpy.bincount([int(word) for line in sequences.read_text().splitlines() for word in line.split()])[1:]
    items = numpy.flatnonzero(counts >= 20)
    found = {}
    for name, start, more in (("segue", segue, ()), ("gensim", lambda *o: peer("gensim_peer", *o), ("--seed", 1)),
                              ("gensim again", lambda *o: peer("gensim_peer", *o), ("--seed", 2))):
        path = folder / f"{name}.f32"
        settings = ["--data", sequences, "--window", 5, "--dimensions", dimensions, "--threads", options.threads, "--epochs", epochs,
                    "--vectors", path]
        with start("item2vec" if start is segue else "train", *settings, *more) as worker:
            worker.run()
        found[name] = nearest(path, dimensions, items)
    share = lambda a, b: float(numpy.mean([len(x & y) / len(x) for x, y in zip(found[a], found[b])]))
    ours, theirs = share("segue", "gensim"), share("gensim", "gensim again")
    record("item2vec, common nearest neighbors with gensim, ML-1M", "two seeds of gensim", [1 / ours], [1 / theirs],
           f"{ours:.3f} and {theirs:.3f}")


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
        agreement(folder / "train.txt", folder, options)


if __name__ == "__main__":
    main()
