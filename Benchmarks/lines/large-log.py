#!/usr/bin/env python3
"""A log of 100,000,000 interactions, and one of clicks with as many examples, from the disk to 1,000 training steps, each within 8 GB of
memory; takes minutes and 5 GB of disk.

The log is written to a folder (a temporary one, or one in SEGUE_BENCH_FOLDER) and removed at the end. Items follow Zipf's law and the
rows of all users are mixed in order of time. The first start reads, caches, splits and trains; the second starts from the cache.
"""
import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile

from timing import ROOT, arguments, hold, record

INTERACTIONS, USERS, ITEMS, STEPS = 100_000_000, 1_000_000, 500_000, 1_000
CLICKS, EXAMPLES = 20_100_000, 100_000_000
MOST_BYTES = 8e9


def work(folder, threads, *options):
    """One call of segue-bench: its seconds and its peak of memory."""
    command = [ROOT / ".build" / "release" / "segue-bench", "large-log", "--folder", folder, "--threads", threads, *options]
    output = subprocess.run([str(part) for part in command], check=True, stdout=subprocess.PIPE, text=True,
                            env={**os.environ, "GOMP_SPINCOUNT": "10000"}).stdout
    return json.loads(output)


def clicks(options):
    """DeepFM from a log of clicks, four drawn negatives for each."""
    folder = pathlib.Path(tempfile.mkdtemp(prefix="segue-large-clicks-", dir=os.environ.get("SEGUE_BENCH_FOLDER")))
    try:
        work(folder, options.threads, "--write", CLICKS, "--users", USERS, "--items", ITEMS)
        facts = work(folder, options.threads, "--steps", STEPS, "--clicks", "deepfm")
    finally:
        shutil.rmtree(folder)
    if facts["examples"] < EXAMPLES or facts["steps"] != STEPS:
        sys.exit(f"large log of clicks: not the work that was asked for: {facts}")
    hold("memory, 100,000,000 examples of clicks", 8, "GB", [facts["peakBytes"]], MOST_BYTES, f"{facts['peakBytes'] / 1e9:.1f} GB")
    print(json.dumps({"note": f"{facts['examples']:,.0f} examples of clicks, four drawn for each event: examples drawn and {STEPS:,} steps of DeepFM "
                      f"made in {facts['train']:.0f} s."}), flush=True)


def main():
    options = arguments(__doc__, needs_data=False)
    clicks(options)
    folder = pathlib.Path(tempfile.mkdtemp(prefix="segue-large-log-", dir=os.environ.get("SEGUE_BENCH_FOLDER")))
    try:
        written = work(folder, options.threads, "--write", INTERACTIONS, "--users", USERS, "--items", ITEMS)
        first = work(folder, options.threads, "--steps", STEPS)
        second = work(folder, options.threads, "--steps", 0)
    finally:
        shutil.rmtree(folder)
    if (first["interactions"], first["steps"], second["interactions"]) != (INTERACTIONS, STEPS, INTERACTIONS):
        sys.exit(f"large log: not the work that was asked for: {first}, {second}")
    for title, facts in (("first start", first), ("second start", second)):
        hold(f"memory, 100,000,000 interactions, {title}", 8, "GB", [facts["peakBytes"]], MOST_BYTES, f"{facts['peakBytes'] / 1e9:.1f} GB")
    record("100,000,000 interactions, start from the cache", "reading the file", [second["load"]], [first["load"]], f"{second['load']:.1f} s")
    print(json.dumps({"note": f"100,000,000 interactions of {USERS:,} users with {ITEMS:,} items by Zipf's law: written in {written['write']:.0f} s, "
                      f"read, sorted and cached in {first['load']:.0f} s, split in {first['split']:.1f} s, {STEPS:,} steps of a GRU of 100 units with "
                      f"2,048 negatives in {first['train']:.0f} s ({first['tuples'] / first['train']:,.0f} predictions a second); the second start takes "
                      f"{second['load']:.1f} s."}), flush=True)


if __name__ == "__main__":
    main()
