#!/usr/bin/env python3
"""Classical models and lists for all users beside implicit, on the pairs of MovieLens 1M; single recommendations beside their limit."""
import pathlib
import subprocess
import sys
import tempfile

from timing import ROOT, arguments, differ, hold, peer, race, segue

PEERS = ROOT / "Benchmarks" / "peers"


def fits(pairs, options):
    """Fitting of the neighborhood models and of the factorization."""
    threads = ["--threads", options.threads]
    for work, title in (("item-knn", "item-kNN"), ("decayed-knn", "decayed item-kNN")):
        race(f"fit of {title}, K = 100, ML-1M", "implicit",
             segue(work, "--data", pairs, *threads, "--neighbors", 100),
             peer("implicit_peer", "item-knn", "--data", pairs, *threads, "--neighbors", 100),
             options.pairs, lambda seconds: f"{seconds:.3f} s",
             lambda ours, theirs: differ("sums of similarities", ours["similaritySum"], theirs["sum"], 0.001))
    race("BPR-MF, 64 factors, 5 epochs, ML-1M", "implicit",
         segue("bpr", "--data", pairs, *threads, "--factors", 64, "--epochs", 5),
         peer("implicit_peer", "bpr", "--data", pairs, *threads, "--factors", 64, "--epochs", 5),
         options.pairs, lambda seconds: f"{seconds:.2f} s",
         lambda ours, theirs: differ("samples", ours["samples"], theirs["samples"]))


def lists(pairs, vectors, options):
    """The best 20 of all users from the same vectors."""
    threads = ["--threads", options.threads, "--count", 20]
    race("top 20 of all users, ML-1M", "implicit",
         segue("top-k", "--data", pairs, "--vectors", vectors, *threads),
         peer("implicit_peer", "top-k", "--data", pairs, "--vectors", vectors, *threads),
         options.pairs, lambda seconds: f"{seconds * 1000:.0f} ms",
         lambda ours, theirs: differ("sums of scores", ours["scoreSum"], theirs["scores"], 1e-5))


def single(options):
    """One recommendation after a history of 50 (of a transformer 200) among 27,000 items, from a bundle, and one more event of a kept
    state of 150: medians of 500 calls."""
    def line(title, limit, *work):
        with segue(*work, "--threads", options.threads) as worker:
            seconds = [worker.run()["seconds"] for _ in range(options.pairs + 1)][1:]
        hold(title, f"{1000 * limit:g}", "ms", seconds, limit, f"{sorted(seconds)[len(seconds) // 2] * 1000:.2f} ms")

    for model, title, more in (("standard-gru", "standard GRU of 128 units", ()), ("item-knn", "item-kNN", ()),
                               ("transformer", "transformer of 64 units", ("--history", 200))):
        line(f"one recommendation, {title}, 27,000 items", 0.002, "recommend", "--model", model, *more)
    line("one more event, transformer of 64 units", 0.0005, "step")


def main():
    options = arguments(__doc__)
    source = options.data / "ml-1m" / "ratings.dat"
    if not source.exists():
        sys.exit(f"{source} is not there; give the folder that holds ml-1m by --data or SEGUE_DATA")
    with tempfile.TemporaryDirectory() as temporary:
        pairs, vectors = pathlib.Path(temporary) / "pairs", pathlib.Path(temporary) / "vectors"
        for command in ([PEERS / "make_pairs.py", source, pairs],
                        [PEERS / "implicit_peer.py", "export-vectors", "--data", pairs, "--output", vectors, "--epochs", 3]):
            subprocess.run([sys.executable, *map(str, command)], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        fits(pairs, options)
        lists(pairs, vectors, options)
    single(options)


if __name__ == "__main__":
    main()
