#!/usr/bin/env python3
"""Searches for settings beside Optuna's (TPE, and successive halving), at equal numbers of trials.

On two functions whose least value is known the figure is the mean regret of many searches, ours and theirs of as many seeds: ratios
are theirs ÷ ours, more than 1 is better. On SASRec and MovieLens 100K it is the best validation NDCG@10, ours ÷ theirs; both sides
search the same ranges, with the same seeds, epochs and rungs, and both train by Segue.
"""
import argparse
import json
import os
import pathlib
import statistics
import subprocess
import sys
import tempfile

from timing import peer
from timing import segue as worker

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
RANGES = {"training.optimizer.learningRate": {"log": [0.0003, 0.01]}, "training.batchSize": {"choice": [32, 64, 128]},
          "model.hiddenSize": {"choice": [32, 64, 96]}, "model.dropoutRate": {"uniform": [0, 0.6]},
          "model.layerCount": {"integer": [1, 3]}}
RECIPE = """title: SASRec on MovieLens 100K
split: {strategy: leave-last-out}
training: {batchSize: 64, windowLength: 100, windowAlignment: end, epochs: 27, patience: 5, validationMetric: ndcg@10}
models: [{name: sasrec, settings: {maximumLength: 100}}]
evaluation: {cutoffs: [10], resamples: 0}
"""
GROUPS = 5


def functions(seeds):
    for function, trials in (("branin", 50), ("branin", 100), ("hartmann", 50), ("hartmann", 100)):
        arguments = ["--function", function, "--trials", trials]
        with worker("tune", *arguments) as ours, peer("optuna_peer", *arguments) as theirs:
            pairs = [(ours.run(), theirs.run()) for _ in range(seeds)]
        regrets = [[side["regret"] for side in pair] for pair in pairs]
        means = [statistics.mean(column) for column in zip(*regrets)]
        parts = [[statistics.mean(column) for column in zip(*regrets[group::GROUPS])] for group in range(GROUPS)]
        ratios = [part[1] / part[0] for part in parts]
        print(json.dumps({"line": f"least value of {function}, {trials} trials", "peer": "Optuna", "ratio": means[1] / means[0],
                          "least": min(ratios), "most": max(ratios), "pairs": seeds,
                          "seconds": statistics.median(pair[0]["seconds"] for pair in pairs),
                          "ours": f"{means[0]:.3f} above it", "theirs": means[1]}), flush=True)


def sasrec(data, trials, seeds, threads):
    program = ROOT / ".build" / "release" / "segue"
    rungs = [1, 3, 9, 27]
    turns = []
    with tempfile.TemporaryDirectory() as temporary:
        folder = pathlib.Path(temporary)
        for seed in range(1, seeds + 1):
            (folder / "recipe.yaml").write_text(f"seed: {seed}\n{RECIPE}")
            (folder / "tuned.yaml").write_text(f"seed: {seed}\n{RECIPE}tune: {json.dumps({'ranges': RANGES})}\n")
            (folder / "ranges.json").write_text(json.dumps(RANGES))
            output = subprocess.run(
                [program, "tune", folder / "tuned.yaml", "--data", data, "--trials", str(trials), "--threads", str(threads), "--json",
                 "--quiet", "--output", folder / f"ours-{seed}"], check=True, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True).stdout
            ours = json.loads(output)["trials"]
            output = subprocess.run(
                [sys.executable, ROOT / "Benchmarks" / "peers" / "optuna_peer.py", "--segue", program, "--recipe", folder / "recipe.yaml",
                 "--data", data, "--ranges", folder / "ranges.json", "--folder", folder / f"theirs-{seed}", "--rungs", *map(str, rungs),
                 "--trials", str(trials), "--seed", str(seed), "--threads", str(threads)], check=True, stdout=subprocess.PIPE, text=True).stdout
            theirs = json.loads(output)
            turns.append((ours[0]["value"], theirs["best"], sum(trial["epochs"] for trial in ours), theirs["epochs"]))
    best = [statistics.mean(column) for column in zip(*turns)]
    ratios = [turn[0] / turn[1] for turn in turns]
    print(json.dumps({"line": f"SASRec on ML-100K, {trials} trials", "peer": "Optuna", "ratio": best[0] / best[1], "least": min(ratios),
                      "most": max(ratios), "pairs": seeds, "seconds": 0, "ours": f"NDCG@10 {best[0]:.4f}", "theirs": best[1],
                      "epochs": best[2], "peerEpochs": best[3]}), flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", help="folder that holds ml-100k; without it the functions alone")
    parser.add_argument("--pairs", type=int, default=5, help="searches of each side for SASRec; for the functions eight times as many")
    parser.add_argument("--trials", type=int, default=30, help="trials of a search for SASRec")
    parser.add_argument("--threads", type=int, default=os.cpu_count())
    options = parser.parse_args()
    functions(8 * options.pairs)
    if options.data:
        sasrec(pathlib.Path(options.data) / "ml-100k", options.trials, options.pairs, options.threads)


if __name__ == "__main__":
    main()
