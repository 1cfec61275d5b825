#!/usr/bin/env python3
"""Optuna, with its defaults (TPE): a worker that searches for the least value of a function, or trials of a model that Segue trains.

    optuna_peer.py --function branin --trials 100               # a worker; each run is one search, of the next seed
    optuna_peer.py --segue PROGRAM --recipe R --data D --ranges R.json --trials 30 --folder F

In the second form trials are pruned by successive halving (SuccessiveHalvingPruner, the asynchronous variant), and one line of JSON
says what came of it: the best validation value, and the epochs that were trained in all. Training, seed and metric are Segue's own, so
that nothing but the search differs.
"""
import argparse
import json
import math
import pathlib
import subprocess

import optuna

import worker

WIDTHS = [[10, 3, 17, 3.5, 1.7, 8], [0.05, 10, 17, 0.1, 8, 14], [3, 3.5, 1.7, 10, 17, 8], [17, 8, 0.05, 10, 0.1, 14]]
CENTERS = [[1312, 1696, 5569, 124, 8283, 5886], [2329, 4135, 8307, 3736, 1004, 9991],
           [2348, 1451, 3522, 2883, 3047, 6650], [4047, 8828, 8732, 5743, 1091, 381]]


def branin(trial):
    """Less its least value."""
    x, y = trial.suggest_float("x0", -5, 10), trial.suggest_float("x1", 0, 15)
    inner = y - 5.1 / (4 * math.pi ** 2) * x * x + 5 / math.pi * x - 6
    return inner * inner + 10 * (1 - 1 / (8 * math.pi)) * math.cos(x) + 10 - 0.397887


def hartmann(trial):
    """Less its least value."""
    x = [trial.suggest_float(f"x{side}", 0, 1) for side in range(6)]
    terms = (weight * math.exp(-sum(width * (value - center / 10000) ** 2 for width, value, center in zip(widths, x, centers)))
             for weight, widths, centers in zip([1, 1.2, 3, 3.2], WIDTHS, CENTERS))
    return 3.32237 - sum(terms)


def serve(options):
    seed = 0

    def work():
        nonlocal seed
        seed += 1
        study = optuna.create_study(sampler=optuna.samplers.TPESampler(seed=seed))
        study.optimize({"branin": branin, "hartmann": hartmann}[options.function], n_trials=options.trials)
        return {"regret": study.best_value}

    worker.serve({}, work)


def suggest(trial, path, kind, bounds):
    if kind == "choice":
        return trial.suggest_categorical(path, bounds)
    if kind in ("integer", "logInteger"):
        return trial.suggest_int(path, *bounds, log=kind == "logInteger")
    return trial.suggest_float(path, *bounds, log=kind == "log")


def tune(options):
    ranges = json.loads(pathlib.Path(options.ranges).read_text())
    trained = 0

    def objective(trial):
        nonlocal trained
        settings = [f"{path}={suggest(trial, path, *item)}" for path, entry in ranges.items() for item in entry.items()]
        folder, done, best = pathlib.Path(options.folder) / str(trial.number), 0, -math.inf
        for rung in options.rungs:
            command = [options.segue, "train", options.recipe, "--data", options.data, "--output", folder / "bundle", "--run-directory",
                       folder / "run", "--resume", "--quiet", "--json", "--threads", str(options.threads), "--set", f"training.epochs={rung}"]
            subprocess.run([*map(str, command), *(part for setting in settings for part in ("--set", setting))], check=True,
                           stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            lines = [json.loads(line)["epoch"] for line in (folder / "run" / "log.jsonl").read_text().splitlines()]
            trained += len(lines) - done
            done = len(lines)
            best = max(line["validation"] for line in lines)
            trial.report(best, rung)
            if done < rung:
                break
            if rung != options.rungs[-1] and trial.should_prune():
                raise optuna.TrialPruned
        return best

    study = optuna.create_study(
        direction="maximize", sampler=optuna.samplers.TPESampler(seed=options.seed),
        pruner=optuna.pruners.SuccessiveHalvingPruner(min_resource=options.rungs[0], reduction_factor=options.reduction))
    study.optimize(objective, n_trials=options.trials)
    values = [value for trial in study.trials for value in trial.intermediate_values.values()]
    print(json.dumps({"best": max(values), "epochs": trained, "trials": len(study.trials)}))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--function", choices=["branin", "hartmann"])
    parser.add_argument("--trials", type=int, default=100)
    parser.add_argument("--segue", help="the program")
    parser.add_argument("--recipe")
    parser.add_argument("--data")
    parser.add_argument("--ranges", help="JSON: ranges by path, as under tune.ranges")
    parser.add_argument("--folder")
    parser.add_argument("--rungs", type=int, nargs="+")
    parser.add_argument("--reduction", type=int, default=3)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--threads", type=int, default=1)
    options = parser.parse_args()
    optuna.logging.set_verbosity(optuna.logging.ERROR)
    serve(options) if options.function else tune(options)


if __name__ == "__main__":
    main()
