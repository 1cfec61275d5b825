#!/usr/bin/env python3
"""Vectors of sentences by sentence-transformers, as a worker of `make bench`."""
import argparse
import pathlib

import worker

worker.claim_stdout()

import sentence_transformers  # noqa: E402
import torch  # noqa: E402


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--model", required=True)
    parser.add_argument("--data", required=True, type=pathlib.Path)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--batch", type=int, default=32, help="sentences that are computed together; 32 is the library's default")
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    texts = options.data.read_text(encoding="utf-8").split("\n")
    texts = [text for text in texts if text]
    model = sentence_transformers.SentenceTransformer(options.model, device="cpu")
    worker.serve({"texts": len(texts), "version": sentence_transformers.__version__},
                 lambda: model.encode(texts, batch_size=options.batch, show_progress_bar=False),
                 lambda vectors: {"sum": float(vectors.astype("f8").sum()), "first": float(vectors[:, 0].astype("f8").sum())})


if __name__ == "__main__":
    main()
