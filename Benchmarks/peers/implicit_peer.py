#!/usr/bin/env python3
"""implicit's classical recommenders on the pairs of make_pairs.py: what Segue's are measured against.

    implicit_peer.py item-knn --data PAIRS --threads 2 --neighbors 100
    implicit_peer.py bpr      --data PAIRS --threads 2 --factors 64 --epochs 5
    implicit_peer.py export-vectors --data PAIRS --output VECTORS --factors 64 --epochs 3
    implicit_peer.py top-k    --data PAIRS --vectors VECTORS --threads 2 --count 20

PAIRS: folder with pairs.i32 and sizes.json. All but export-vectors are workers (worker.py). One run is
  item-knn  CosineRecommender(K).fit(matrix); the sparse matrix is made before. implicit counts an item among its own neighbors,
            so that K is --neighbors and one more; the count of neighbors and the sum of their cosines leave the items out.
  bpr       BayesianPersonalizedRanking(...).fit(matrix), from fresh random vectors, with a bias per item besides the factors. An
            epoch draws as many samples as there are pairs; negatives are items of random pairs, so by popularity, and one that
            the user knows is skipped, not redrawn. correct and skipped: shares of the last epoch.
  top-k     model.recommend(all users, matrix, N) on the given vectors, seen items left out: one call for all users, which goes
            straight to implicit.cpu.topk.topk and scores blocks of 100 users by BLAS, the blocks shared among the threads.
OpenBLAS gets one thread (--blas-threads), as implicit advises: its own loops hold the threads.
export-vectors trains ALS and writes users.f32 and items.f32 (row-major, little-endian 32-bit floats) and sizes.json.
"""
import argparse
import json
import os
import pathlib

import worker


def read_pairs(folder):
    """The user-item matrix of ones, rows sorted, and its sizes."""
    import numpy as np
    import scipy.sparse

    sizes = json.loads((folder / "sizes.json").read_text())
    pairs = np.fromfile(folder / "pairs.i32", "<i4").reshape(-1, 2)
    ones = np.ones(len(pairs), np.float32)
    matrix = scipy.sparse.csr_matrix((ones, (pairs[:, 0], pairs[:, 1])), shape=(sizes["users"], sizes["items"]))
    matrix.sum_duplicates()
    matrix.data[:] = 1
    return matrix, {"users": sizes["users"], "items": sizes["items"], "pairs": len(pairs), "stored": matrix.nnz}


def item_knn(options, matrix, ready):
    from implicit.nearest_neighbors import CosineRecommender

    def work():
        model = CosineRecommender(K=options.neighbors + 1, num_threads=options.threads)
        model.fit(matrix, show_progress=False)
        return model

    def describe(model):
        own = model.similarity.diagonal()
        return {"neighbors": int(model.similarity.nnz - (own > 0).sum()), "sum": float(model.similarity.data.sum() - own.sum())}

    worker.serve(ready | {"neighbors": options.neighbors}, work, describe)


def bpr(options, matrix, ready):
    from implicit.cpu.bpr import BayesianPersonalizedRanking

    last = {}

    def note(epoch, seconds, correct, skipped):
        last.update(correct=correct, skipped=skipped)

    def work():
        model = BayesianPersonalizedRanking(
            factors=options.factors, learning_rate=options.learning_rate, regularization=options.regularization,
            iterations=options.epochs, num_threads=options.threads, random_state=options.seed)
        model.fit(matrix, show_progress=False, callback=note)

    def describe(_):
        return {"samples": matrix.nnz * options.epochs, "skipped": last["skipped"] / matrix.nnz,
                "correct": last["correct"] / (matrix.nnz - last["skipped"])}

    worker.serve(ready | {"factors": options.factors, "epochs": options.epochs}, work, describe)


def als_model(options, factors, iterations=0):
    from implicit.cpu.als import AlternatingLeastSquares

    return AlternatingLeastSquares(factors=factors, iterations=iterations, num_threads=options.threads, random_state=options.seed)


def export_vectors(options, matrix, ready):
    model = als_model(options, options.factors, options.epochs)
    model.fit(matrix, show_progress=False)
    options.output.mkdir(parents=True, exist_ok=True)
    model.user_factors.astype("<f4").tofile(options.output / "users.f32")
    model.item_factors.astype("<f4").tofile(options.output / "items.f32")
    sizes = {"users": len(model.user_factors), "items": len(model.item_factors), "factors": options.factors}
    (options.output / "sizes.json").write_text(json.dumps(sizes) + "\n")
    worker.reply(sizes)


def top_k(options, matrix, ready):
    import numpy as np

    sizes = json.loads((options.vectors / "sizes.json").read_text())
    model = als_model(options, sizes["factors"])
    model.user_factors = np.fromfile(options.vectors / "users.f32", "<f4").reshape(sizes["users"], sizes["factors"])
    model.item_factors = np.fromfile(options.vectors / "items.f32", "<f4").reshape(sizes["items"], sizes["factors"])
    users = np.arange(sizes["users"])

    def work():
        return model.recommend(users, matrix, N=options.count, filter_already_liked_items=True)

    def describe(result):
        items, scores = result
        return {"lists": len(items), "checksum": int(items.sum(dtype=np.int64)), "scores": float(scores.sum(dtype=np.float64)),
                "first": items[0].tolist()}

    worker.serve(ready | {"factors": sizes["factors"], "count": options.count}, work, describe)


WORKS = {"item-knn": item_knn, "bpr": bpr, "export-vectors": export_vectors, "top-k": top_k}


def parse():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    add = parser.add_argument
    add("work", choices=WORKS)
    add("--data", type=pathlib.Path, required=True, help="folder of make_pairs.py")
    add("--threads", type=int, default=os.cpu_count())
    add("--blas-threads", type=int, default=1)
    add("--seed", type=int, default=1)
    add("--neighbors", type=int, default=100, help="item-knn; other items than the item itself")
    add("--factors", type=int, default=64)
    add("--epochs", type=int, default=5, help="of bpr, or iterations of ALS for export-vectors")
    add("--learning-rate", type=float, default=0.01)
    add("--regularization", type=float, default=0.01)
    add("--vectors", type=pathlib.Path, help="folder of export-vectors")
    add("--count", type=int, default=20, help="length of the lists of top-k")
    add("--output", type=pathlib.Path, help="folder that export-vectors writes")
    options = parser.parse_args()
    if options.work == "top-k" and not options.vectors or options.work == "export-vectors" and not options.output:
        parser.error("top-k needs --vectors, and export-vectors --output")
    return options


def main():
    options = parse()
    worker.claim_stdout()
    os.environ["OPENBLAS_NUM_THREADS"] = str(options.blas_threads)  # read when numpy is imported
    os.environ["MKL_NUM_THREADS"] = str(options.blas_threads)
    import implicit
    import numpy

    matrix, facts = read_pairs(options.data)
    facts |= {"implicit": implicit.__version__, "numpy": numpy.__version__, "threads": options.threads}
    WORKS[options.work](options, matrix, facts)


if __name__ == "__main__":
    main()
