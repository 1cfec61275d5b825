#!/usr/bin/env python3
"""Training of the user-based GRUs beside the same networks in eager PyTorch: same data, batches and threads, one epoch each in turn.

The data are the first users of MovieLens 1M; the figures are predictions trained a second, training steps only.
"""
import argparse
import json
import os
import pathlib
import shutil
import statistics
import subprocess
import sys
import tempfile

from timing import peer, record
from timing import segue as worker

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
SEGUE_NAMES = {"standard": "standard-gru", "linear": "linear-user-gru", "rectified": "rectified-user-gru",
               "attentional": "attentional-user-gru"}


def first_users(source, count, target):
    """The ratings of the first users, as a file of their own."""
    with open(source, encoding="latin-1") as lines, open(target, "w", encoding="latin-1") as out:
        out.writelines(line for line in lines if int(line.split("::", 1)[0]) <= count)


def segue(data, model, hidden, options, folder):
    """Predictions a second of one epoch of Segue."""
    run = folder / "run"
    command = [str(ROOT / ".build" / "release" / "segue"), "train", "user-gru-ml-1m", "--model", SEGUE_NAMES[model], "--data", str(data),
               "--output", str(folder / "bundle"), "--run-directory", str(run), "--quiet", "--json", "--threads", str(options.threads),
               "--no-cache"]
    for setting in (f"training.batchSize={options.batch}", "training.epochs=1", f"model.hiddenSize={hidden}", "evaluation.resamples=0"):
        command += ["--set", setting]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, env={**os.environ, "GOMP_SPINCOUNT": "10000"})
    epoch = json.loads((run / "log.jsonl").read_text().splitlines()[-1])["epoch"]
    return epoch["predictions"] / epoch["seconds"]


def pytorch(sequences, model, hidden, options):
    """Predictions a second of one epoch of the peer."""
    command = [sys.executable, str(ROOT / "Benchmarks" / "peers" / "user_gru_torch.py"), "--data", str(sequences), "--model", model,
               "--hidden", str(hidden), "--batch", str(options.batch), "--epochs", "1", "--threads", str(options.threads), "--no-evaluation"]
    output = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout
    return json.loads(output.splitlines()[-1])["tuplesPerSecond"]


def fiscl(source, options, folder, users=200):
    """FISCL's deep bidirectional LSTM: seconds a prediction of one epoch on both sides, in turn."""
    data = folder / "fiscl"
    data.mkdir()
    first_users(source, users, data / "ratings.dat")
    shutil.copy(source.parent / "movies.dat", data)
    subprocess.run([sys.executable, str(ROOT / "Benchmarks" / "peers" / "make_sequences.py"), str(data / "ratings.dat"), str(data)],
                   check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    for hidden, batch in ((32, 25), (64, 100)):
        settings = ["--data", data, "--hidden", hidden, "--batch", batch, "--threads", options.threads]
        with worker("train-epoch", "--model", "fiscl", "--recipe", ROOT / "Recipes" / "fiscl-ml-1m.yaml", *settings) as ours, \
                peer("fiscl_torch", *settings) as theirs:
            turns = [[facts["seconds"] / facts["tuples"] for facts in (ours.run(), theirs.run())] for _ in range(options.pairs + 1)][1:]
        record(f"training, FISCL, 2 layers, {hidden} units, batches of {batch}, ML-1M's first {users} users", "nn.LSTM",
               [turn[0] for turn in turns], [turn[1] for turn in turns], f"{1 / statistics.median(turn[0] for turn in turns):,.0f} a second")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", required=True, help="folder that holds ml-1m")
    parser.add_argument("--pairs", type=int, default=5)
    parser.add_argument("--batch", type=int, default=100)
    parser.add_argument("--threads", type=int, default=os.cpu_count())
    options = parser.parse_args()
    source = pathlib.Path(options.data) / "ml-1m" / "ratings.dat"
    if not source.exists():
        sys.exit(f"{source} is not there; give the folder that holds ml-1m by --data or SEGUE_DATA")
    with tempfile.TemporaryDirectory() as temporary:
        folder = pathlib.Path(temporary)
        for hidden, users in ((100, 1000), (128, 1000), (1000, 200)):
            data = folder / f"{users}"
            data.mkdir(exist_ok=True)
            first_users(source, users, data / "ratings.dat")
            subprocess.run([sys.executable, str(ROOT / "Benchmarks" / "peers" / "make_sequences.py"), str(data / "ratings.dat"),
                            str(data / "sequences")], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            for model in ("standard", "attentional"):
                ours, theirs = [], []
                for _ in range(options.pairs):
                    ours.append(1 / segue(data / "ratings.dat", model, hidden, options, folder))
                    theirs.append(1 / pytorch(data / "sequences", model, hidden, options))
                record(f"training, {model} GRU, {hidden} units, ML-1M's first {users} users", "eager PyTorch", ours, theirs,
                       f"{1 / statistics.median(ours):,.0f} a second")
        fiscl(source, options, folder)


if __name__ == "__main__":
    main()
