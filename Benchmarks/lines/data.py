#!/usr/bin/env python3
"""MovieLens 1M from its file to sorted sequences with numbered users and items, beside pandas and polars.

Polars cannot read the separator `::`: it gets the same rows as CSV.
"""
import pathlib
import subprocess
import sys
import tempfile

from timing import ROOT, arguments, differ, peer, race, segue


def same(ours, theirs):
    return (differ("rows", ours["rows"], theirs["rows"]) or differ("users", ours["users"], theirs["users"])
            or differ("items", ours["items"], theirs["items"]) or differ("checksums", ours["checksum"], theirs["checksum"]))


def main():
    options = arguments(__doc__)
    source = options.data / "ml-1m" / "ratings.dat"
    if not source.exists():
        sys.exit(f"{source} is not there; give the folder that holds ml-1m by --data or SEGUE_DATA")

    def line(name, theirs):
        race("reading ML-1M", name, segue("ratings", "--data", source, "--threads", options.threads), theirs, options.pairs,
             lambda seconds: f"{source.stat().st_size / 1e6 / seconds:.0f} MB/s", same)

    line("pandas", peer("pandas_peer", "ratings", "--data", source))
    line("pandas, C engine", peer("pandas_peer", "ratings", "--data", source, "--engine", "c"))
    with tempfile.TemporaryDirectory() as temporary:
        table = pathlib.Path(temporary) / "ratings.csv"
        subprocess.run([sys.executable, str(ROOT / "Benchmarks" / "peers" / "polars_peer.py"), "make-csv", "--data", str(source),
                        "--output", str(table)], check=True, stdout=subprocess.DEVNULL)
        line("polars", peer("polars_peer", "ratings", "--data", table, "--threads", options.threads))


if __name__ == "__main__":
    main()
