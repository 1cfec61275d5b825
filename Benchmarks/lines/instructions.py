#!/usr/bin/env python3
"""Instructions that small pieces of work take on one thread, counted by valgrind, beside the counts in Benchmarks/instructions.json.

Unlike times they hardly vary on a busy machine, so that a loss of a few percent shows. They depend on the compiler and on libtorch:
--write renews the file after a change that is meant.
"""
import argparse
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

from timing import ROOT, record

COUNTS = ROOT / "Benchmarks" / "instructions.json"


def count(program, options):
    """Instructions between the beginning and the end of the work."""
    command = ["valgrind", "--tool=callgrind", "--callgrind-out-file=/dev/null", "--collect-atstart=no",
               "--toggle-collect=*6WorkerO5timed*", program, *options, "--once", "--threads", 1]
    # One order of hash tables, and no waiting threads.
    environment = {**os.environ, "SWIFT_DETERMINISTIC_HASHING": "1", "OMP_NUM_THREADS": "1"}
    process = subprocess.run([str(part) for part in command], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, env=environment)
    found = re.search(r"Collected : (\d+)", process.stderr)
    if process.returncode != 0 or not found or int(found.group(1)) == 0:
        sys.exit(f"{' '.join(map(str, command))}: status {process.returncode}\n{process.stderr[-2000:]}")
    return int(found.group(1))


def works(data, folder):
    """Options of segue-bench by line."""
    ratings = data / "ml-100k" / "u.data"
    subprocess.run([sys.executable, str(ROOT / "Benchmarks" / "peers" / "make_pairs.py"), str(ratings), str(folder / "pairs")],
                   check=True, stderr=subprocess.DEVNULL)
    few = folder / "few" / "u.data"
    few.parent.mkdir()
    few.write_text("".join(line for line in ratings.read_text().splitlines(keepends=True) if int(line.split("\t", 1)[0]) <= 20))
    return {
        "reading ML-100K": ("ratings", "--data", ratings),
        "fit of item-kNN, K = 100, ML-100K": ("item-knn", "--data", folder / "pairs"),
        "an epoch of a GRU of 32 units, 20 users": ("train-epoch", "--data", few, "--hidden", 32,
                                                   "--recipe", ROOT / "Recipes" / "user-gru-ml-100k.yaml"),
    }


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", required=True, type=pathlib.Path, help="folder with ml-100k")
    parser.add_argument("--pairs", help="of no effect")
    parser.add_argument("--threads", help="of no effect")
    parser.add_argument("--write", action="store_true", help="renew the counts")
    options = parser.parse_args()
    missing = [tool for tool in ("valgrind", "strip") if not shutil.which(tool)]
    if missing:
        print(f"instructions: skipped, {' and '.join(missing)} not installed", file=sys.stderr)
        return
    with tempfile.TemporaryDirectory() as temporary:
        # Valgrind stumbles over the compiler's debugging information.
        program = pathlib.Path(temporary) / "segue-bench"
        subprocess.run(["strip", "--strip-debug", "-o", str(program), str(ROOT / ".build" / "release" / "segue-bench")], check=True)
        found = {line: count(program, command) for line, command in works(options.data, pathlib.Path(temporary)).items()}
    if options.write:
        COUNTS.write_text(json.dumps(found, indent=2) + "\n")
    for line, wanted in json.loads(COUNTS.read_text()).items():
        if line in found:
            record(f"instructions, {line}", "committed count", [found[line]], [wanted], f"{found[line] / 1e6:,.0f} million")


if __name__ == "__main__":
    main()
