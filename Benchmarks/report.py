#!/usr/bin/env python3
"""Writes docs/results/performance.md and its roofline figure from the records of a run of Benchmarks/bench."""
import argparse
import json
import math
import pathlib
import platform
import sys

import numpy
import torch

ROOT = pathlib.Path(__file__).resolve().parent.parent
TITLES = {"kernels": "Kernels", "training": "Training", "ranking": "Ranking and neighbors", "data": "Data", "item2vec": "Item vectors",
          "recbole": "Beside RecBole", "text": "Sentences beside sentence-transformers", "large-log": "A log of 100,000,000 interactions", "instructions": "Counted instructions",
          "tuning": "Searches for settings"}


def processor():
    for line in pathlib.Path("/proc/cpuinfo").read_text().splitlines():
        if line.startswith("model name"):
            return line.split(":", 1)[1].strip()
    return platform.processor()


def table(records, multipliers):
    """Rows of one section; where rates were measured, with the share of sgemm and the ratio at which the multipliers never rest."""
    has_share = any("share" in r for r in records)
    rows = ["| line | peer | ratio | least … most | pairs | Segue |" + (" of sgemm | at most |" if has_share else ""),
            "|---|---|---:|---:|---:|---:|" + ("---:|---:|" if has_share else "")]
    for r in records:
        share = " | |" if has_share else ""
        if "share" in r:
            share = f" {r['share']:.0%} | {r['ratio'] * multipliers / r['rate']:.2f} |"
        rows.append(f"| {r['line']} | {r['peer']} | **{r['ratio']:.2f}** | {r['least']:.2f} … {r['most']:.2f} | {r['pairs']} | {r['ours']} |{share}")
    return "\n".join(rows)


def commits(records):
    """Which commit was measured, or which by section."""
    found = {}
    for record in records:
        found.setdefault(record["commit"], []).append(record["section"])
    if len(found) == 1:
        return f"commit {next(iter(found))}"
    return "commits " + ", ".join(f"{commit} ({', '.join(dict.fromkeys(sections))})" for commit, sections in found.items())


def roofline(records, sgemm, multipliers, bandwidth):
    """Each kernel by its operations a byte of unavoidable traffic, under the limits of products and of memory."""
    points = {r["line"]: r for r in records if "intensity" in r}
    width, height, left, bottom = 760, 420, 64, 48
    low, high, floor, top = 0.0, 3.0, 1.0, math.log10(multipliers * 1.4)
    x = lambda v: left + (math.log10(v) - low) / (high - low) * (width - left - 20)
    y = lambda v: height - bottom - (math.log10(v) - floor) / (top - floor) * (height - bottom - 24)
    ridge = multipliers / bandwidth
    parts = [f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" font-family="sans-serif" font-size="11">',
             f'<rect width="{width}" height="{height}" fill="white"/>',
             f'<path d="M{x(max(1, 10 / bandwidth)):.1f},{y(max(10, bandwidth)):.1f} L{x(ridge):.1f},{y(multipliers):.1f} L{x(1000):.1f},{y(multipliers):.1f}" '
             'fill="none" stroke="#444" stroke-width="1.5"/>',
             f'<text x="{x(300):.1f}" y="{y(multipliers) - 6:.1f}">multipliers {multipliers:.0f} GFLOP/s</text>',
             f'<line x1="{x(sgemm / bandwidth):.1f}" x2="{x(1000):.1f}" y1="{y(sgemm):.1f}" y2="{y(sgemm):.1f}" stroke="#444" stroke-dasharray="4 3"/>',
             f'<text x="{x(2):.1f}" y="{y(sgemm) + 4:.1f}">sgemm {sgemm:.0f} GFLOP/s</text>',
             f'<text x="{x(1.1):.1f}" y="{y(max(10, bandwidth * 1.1)) - 10:.1f}">memory {bandwidth:.0f} GB/s</text>']
    for value in (1, 10, 100, 1000):
        parts.append(f'<text x="{x(value):.1f}" y="{height - bottom + 16}" text-anchor="middle">{value}</text>')
    for value in (10, 20, 50, 100, 200):
        if math.log10(value) <= top:
            parts.append(f'<line x1="{left}" x2="{width - 20}" y1="{y(value):.1f}" y2="{y(value):.1f}" stroke="#ddd"/>'
                         f'<text x="{left - 6}" y="{y(value) + 4:.1f}" text-anchor="end">{value}</text>')
    parts.append(f'<text x="{(left + width) / 2}" y="{height - 12}" text-anchor="middle">operations a byte that must be moved</text>')
    parts.append(f'<text x="14" y="{height / 2}" transform="rotate(-90 14 {height / 2})" text-anchor="middle">GFLOP/s</text>')
    colors = {"softmax": "#1b6ca8", "GRU": "#b8461b", "LSTM": "#4a8f3c", "negatives": "#7a4aa0"}
    for name, r in points.items():
        color = next((c for key, c in colors.items() if key in name), "#444")
        parts.append(f'<circle cx="{x(min(1000, r["intensity"])):.1f}" cy="{y(r["rate"]):.1f}" r="4" fill="{color}"><title>{name}: '
                     f'{r["rate"]:.0f} GFLOP/s</title></circle>')
    for index, (name, color) in enumerate(colors.items()):
        parts.append(f'<circle cx="{left + 14}" cy="{40 + 16 * index}" r="4" fill="{color}"/><text x="{left + 24}" y="{44 + 16 * index}">{name}</text>')
    return "\n".join(parts) + "\n</svg>\n"


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("records")
    parser.add_argument("--threads")
    options = parser.parse_args()
    records = json.loads(pathlib.Path(options.records).read_text())
    lines = [r for r in records if "ratio" in r]
    sgemm = max((r["sgemm"] for r in lines if "sgemm" in r), default=0)
    bandwidth, multipliers = next(((r["bandwidth"], r["multipliers"]) for r in records if "multipliers" in r), (0, 0))
    results = ROOT / "docs" / "results"
    text = f"""# Performance beside the peers

Written by `make bench BENCH_FLAGS=--write`: {processor()}, {options.threads} threads, PyTorch {torch.__version__.split('+')[0]}, numpy {numpy.__version__},
Python {platform.python_version()}, {commits(records)}. Every ratio is the median over pairs measured in turn, the peer's time divided by Segue's: above 1
Segue is faster. `sgemm` is a product of two 2048 × 2048 matrices in the same pairs, {sgemm:.0f} GFLOP/s at best here; the processor's
multipliers do {multipliers:.0f} GFLOP/s when nothing has to be read, and memory copies at {bandwidth:.0f} GB/s. `at most` is the ratio
that a program would have whose multipliers never rest.

"""
    for section, title in TITLES.items():
        rows = [r for r in lines if r["section"] == section]
        if rows:
            text += f"## {title}\n\n{table(rows, multipliers)}\n\n"
    text += "\n\n".join(r["note"] for r in records if "note" in r)
    if sgemm and bandwidth:
        (results / "roofline.svg").write_text(roofline(lines, sgemm, multipliers, bandwidth))
        text += "\n\n![Kernels under the limits of products and memory](roofline.svg)\n"
    (results / "performance.md").write_text(text.rstrip() + "\n")


if __name__ == "__main__":
    sys.exit(main())
