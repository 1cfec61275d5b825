#!/usr/bin/env python3
"""Prints the constants of AUCVarianceTests with NumPy, from all pairs of a click and a row without one.

Run: python3 delong.py   (needs NumPy, SciPy and, through pointwise_metrics.py, scikit-learn)

DeLong, DeLong and Clarke-Pearson, Biometrics 44 (1988), with users as clusters: Obuchowski, Biometrics 53 (1997).
"""

import numpy as np
from scipy.stats import norm

from pointwise_metrics import click_examples


def parts(unit, click, logit, weight):
    """The AUC, and of each unit what it adds to the distance from the true one."""
    pos, neg = click == 1, click == 0
    higher = (logit[pos][:, None] > logit[neg][None]) + 0.5 * (logit[pos][:, None] == logit[neg][None])
    wp, wn = weight[pos], weight[neg]
    auc = wp @ higher @ wn / wp.sum() / wn.sum()
    of_pos, of_neg = higher @ wn / wn.sum(), wp @ higher / wp.sum()
    adds = np.bincount(unit[pos], wp * (of_pos - auc), unit.max() + 1) / wp.sum()
    adds += np.bincount(unit[neg], wn * (of_neg - auc), unit.max() + 1) / wn.sum()
    return auc, adds


def spread(adds):
    return np.sqrt(len(adds) / (len(adds) - 1) * (adds @ adds))


user, _, click, logit, weight = click_examples()
unit = np.unique(user, return_inverse=True)[1]
for name, w in (("plain", np.ones(len(click))), ("weighted", weight)):
    auc, adds = parts(unit, click, logit, w)
    half = norm.ppf(0.975) * spread(adds)
    print(name, "auc", auc, "error", spread(adds), "interval", auc - half, auc + half)

# Rows alone: the classical estimate, S10 / m + S01 / n with m - 1 and n - 1, for comparison.
row = np.arange(len(click))
auc, adds = parts(row, click, logit, np.ones(len(click)))
pos = click == 1
m, n = pos.sum(), (~pos).sum()
print("rows", spread(adds), "classical", np.sqrt(
    (adds[pos] ** 2).sum() * m / (m - 1) + (adds[~pos] ** 2).sum() * n / (n - 1)))

# Another model: the same logits and a wave.
other = (logit + 0.75 * ((np.arange(len(click)) * 7 % 11) - 5) / 4).astype(np.float32).astype(float)
second, more = parts(unit, click, other, np.ones(len(click)))
first, adds = parts(unit, click, logit, np.ones(len(click)))
z = (second - first) / spread(more - adds)
print("difference", second - first, "error", spread(more - adds), "p", 2 * norm.sf(abs(z)))
