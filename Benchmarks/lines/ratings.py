#!/usr/bin/env python3
"""Models of ratings beside the same models in eager PyTorch, and pairs predicted a second."""
import os
import pathlib
import shutil
import subprocess
import tempfile

from timing import ROOT, WAITING, arguments, differ, hold, peer, race, seconds, segue
from training import first_users

RECIPES = ROOT / "Recipes"


def subset(source, target, users):
    """The first users of MovieLens 1M, with their features and all movies."""
    target.mkdir()
    first_users(source / "ratings.dat", users, target / "ratings.dat")
    for name in ("users.dat", "movies.dat"):
        shutil.copy(source / name, target)
    return target


def seqrec(data, options):
    """An epoch of SeqRec: exact batches of 512 samples, histories packed and read once a user and batch, no titles."""
    settings = ["--model", "SeqRec", "--recipe", RECIPES / "seqrec-ml-1m.yaml", "--as-written", "--set", "features.texts=[]",
                "--set", "models.1.training.groupSize=1"]
    race("training, SeqRec, batches of 512, ML-1M's first 100 users", "eager PyTorch",
         segue("train-epoch", "--data", data, "--threads", options.threads, *settings),
         peer("seqrec_torch", "--data", data, "--threads", options.threads), options.pairs, lambda value: f"{value:.1f} s an epoch",
         lambda ours, theirs: differ("samples", ours["tuples"], theirs["tuples"]))


def predictions(data, options, folder):
    """`segue predict` of every pair of the log by a SeqRec bundle, opening and reading included."""
    program, bundle, pairs = ROOT / ".build" / "release" / "segue", folder / "bundle", folder / "pairs.csv"
    environment = {**os.environ, **WAITING}
    subprocess.run([program, "train", RECIPES / "seqrec-ml-1m.yaml", "--data", data, "--output", bundle, "--quiet",
                    "--threads", str(options.threads), "--no-cache", "--set", "training.epochs=1", "--set", "features.texts=[]"],
                   check=True, stdout=subprocess.DEVNULL, env=environment)
    rows = [line.split("::")[:2] for line in (options.data / "ml-1m" / "ratings.dat").read_text(encoding="latin-1").splitlines()]
    pairs.write_text("user,item\n" + "".join(f"{user},{item}\n" for user, item in rows))
    command = [program, "predict", bundle, "--input", pairs, "--output", folder / "out.csv", "--threads", str(options.threads)]
    times = [seconds(lambda: subprocess.run([*command, "--overwrite"], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                                            env=environment)) for _ in range(options.pairs)]
    hold(f"predict, SeqRec, {len(rows):,} pairs in a file", "20", "µs a pair", times, 20e-6 * len(rows),
         f"{len(rows) / sorted(times)[len(times) // 2]:,.0f} pairs/s")


def completion(options):
    """Fits of a few steps, whole matrices of MovieLens 1M: GC-MC by Adam with an average of the weights, GLocal-K's pre-training by
    L-BFGS, where a step is an iteration with its own line search."""
    data = options.data / "ml-1m"
    for model, name, title, steps, settings in (
            ("gc-mc", "GC-MC, averaged weights", "GC-MC", 4, ["model.iterations=4"]),
            ("glocal-k", "glocal-k", "GLocal-K, pre-training", 4, ["model.pretrainingRounds=1", "model.pretrainingIterations=4",
                                                                   "model.fineTuningRounds=0", "model.validationShare=0"])):
        options_of = [part for setting in settings for part in ("--set", setting)]
        race(f"{title}, {steps} steps, ML-1M", "eager PyTorch",
             segue("fit", "--data", data, "--threads", options.threads, "--recipe", RECIPES / f"{model}-ml-1m.yaml", "--model", name, *options_of),
             peer("completion_torch", model, "--data", data, "--threads", options.threads, "--iterations", steps), options.pairs,
             lambda value: f"{value / steps:.2f} s a step")


def main():
    options = arguments(__doc__)
    with tempfile.TemporaryDirectory() as temporary:
        folder = pathlib.Path(temporary)
        seqrec(subset(options.data / "ml-1m", folder / "first", 100), options)
        predictions(options.data / "ml-1m", options, folder)
    completion(options)


if __name__ == "__main__":
    main()
