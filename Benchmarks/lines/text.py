#!/usr/bin/env python3
"""Vectors of the titles of MovieLens 1M by all-MiniLM-L6-v2, beside sentence-transformers with batches of 32 and of 128."""
import os
import pathlib
import sys
import tempfile

from timing import ROOT, arguments, differ, peer, race, segue


def model_folder():
    """SEGUE_TEXT_MODEL, or what `make setup-text` installs."""
    return pathlib.Path(os.environ.get("SEGUE_TEXT_MODEL") or ROOT / ".text-model")


def write_titles(source, target):
    """The titles, one per line; a title occurs once, because Segue would compute it once only."""
    lines = source.read_text(encoding="iso-8859-1").splitlines()
    titles = list(dict.fromkeys(line.split("::")[1] for line in lines if line))
    target.write_text("".join(title + "\n" for title in titles), encoding="utf-8")
    return len(titles)


def main():
    options = arguments(__doc__)
    model, source = model_folder(), options.data / "ml-1m" / "movies.dat"
    if not (model / "model.safetensors").exists():
        print(f"text: left out, there is no sentence model in {model}; run `make setup-text` or set SEGUE_TEXT_MODEL", file=sys.stderr)
        return
    if not source.exists():
        sys.exit(f"{source} is not there; give the folder that holds ml-1m by --data or SEGUE_DATA")
    with tempfile.TemporaryDirectory() as temporary:
        titles = pathlib.Path(temporary) / "titles.txt"
        count = write_titles(source, titles)
        shared = ["--model", model, "--data", titles, "--threads", options.threads]
        # 32 is the library's default; short titles gain by more.
        for name, batch in (("sentence-transformers", 32), ("the same by 128", 128)):
            race("sentences by all-MiniLM-L6-v2, titles of ML-1M", name,
                 segue("encode-text", *shared), peer("sentence_peer", *shared, "--batch", batch),
                 options.pairs, lambda seconds: f"{count / seconds:.0f} /s",
                 lambda ours, theirs: differ("sums of first components", ours["first"], theirs["first"], 1e-4))


if __name__ == "__main__":
    main()
