#!/usr/bin/env python3
"""scikit-learn's roc_auc_score on the scores of segue-bench auc: what Segue's AUC is measured against.

    sklearn_peer.py --count 100000000
"""
import argparse

import worker


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=100_000_000)
    parser.add_argument("--threads", type=int, default=1)
    options = parser.parse_args()
    import numpy as np
    from sklearn.metrics import roc_auc_score

    index = np.arange(options.count, dtype=np.uint64)
    word = (index * np.uint64(2_654_435_761) & np.uint64(0xFFFFFFFF)) >> np.uint64(8)
    scores = word.astype(np.float32) / np.float32(2_097_152) - np.float32(4)
    clicks = (index * np.uint64(48_271) % np.uint64(65_521) << np.uint64(25)) < word * np.uint64(65_521)
    del index, word
    worker.serve({"scores": options.count}, lambda: roc_auc_score(clicks, scores), lambda auc: {"auc": float(auc)})


if __name__ == "__main__":
    main()
