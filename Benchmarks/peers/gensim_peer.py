#!/usr/bin/env python3
"""gensim's Word2Vec as item2vec: skip-gram with negative sampling on sequences of items.

    gensim_peer.py train --data SEQUENCES --window 5 --dimensions 20 --threads 2 [--feed file]

SEQUENCES: one user's items a line, separated by spaces, such as train.txt of make_sequences.py. A worker (worker.py). One run is
one epoch of `train()` on a vocabulary that is built before; runs go on from each other's vectors. gensim draws the width of each
window from 1 to --window; --whole-windows turns that off. `words` are the items left after subsampling; pairs are not counted.

--feed lists gives the sequences as lists in memory (`corpus_iterable=`), --feed file as a file that each thread reads for itself
(`corpus_file=`), gensim's way around Python's lock. The latter leaves out or repeats a percent or two of the items, so that it
is not quite the same work.
"""
import argparse
import os
import pathlib

import worker


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    add = parser.add_argument
    add("work", choices=["train"])
    add("--data", type=pathlib.Path, required=True, help="file of sequences")
    add("--window", type=int, default=5)
    add("--whole-windows", action="store_true")
    add("--dimensions", type=int, default=20)
    add("--negatives", type=int, default=5)
    add("--sample", type=float, default=1e-3)
    add("--threads", type=int, default=os.cpu_count())
    add("--feed", choices=["lists", "file"], default="lists")
    add("--seed", type=int, default=1)
    add("--epochs", type=int, default=1, help="epochs a run")
    add("--vectors", type=pathlib.Path, help="write the vectors there after each run: 32-bit floats, item 1 first")
    options = parser.parse_args()
    worker.claim_stdout()
    os.environ["OPENBLAS_NUM_THREADS"] = "1"  # gensim calls BLAS on single vectors, from its own threads
    import gensim
    from gensim.models import word2vec

    sequences = [line.split() for line in options.data.read_text().splitlines() if line.strip()]
    feed = {"corpus_iterable": sequences} if options.feed == "lists" else {"corpus_file": str(options.data)}
    model = word2vec.Word2Vec(
        sg=1, hs=0, negative=options.negatives, ns_exponent=0.75, sample=options.sample, vector_size=options.dimensions,
        window=options.window, shrink_windows=not options.whole_windows, alpha=0.025, min_alpha=1e-4, min_count=1,
        workers=options.threads, epochs=options.epochs, seed=options.seed)
    model.build_vocab(**feed)

    def work():
        words, all_words = model.train(**feed, total_examples=model.corpus_count, total_words=model.corpus_total_words,
                                       epochs=options.epochs)
        return {"words": int(words), "allWords": int(all_words)}

    def describe(facts):
        if options.vectors:
            order = [model.wv.key_to_index[str(item)] for item in range(1, len(model.wv) + 1)]
            model.wv.vectors[order].tofile(options.vectors)
        return facts

    worker.serve({"gensim": gensim.__version__, "compiled": word2vec.FAST_VERSION >= 0, "sequences": len(sequences),
                  "items": len(model.wv), "events": model.corpus_total_words, "threads": options.threads, "feed": options.feed},
                 work, describe)


if __name__ == "__main__":
    main()
