#!/usr/bin/env python3
"""Prints the constants of PointwiseReferenceTests with scikit-learn and NumPy.

Run: python3 pointwise_metrics.py   (needs scikit-learn; tried with 1.9.1)

The examples follow from formulas that stand in the tests as well; every number of theirs is exact in single precision.
"""

import numpy as np
from sklearn.metrics import (
    accuracy_score, brier_score_loss, log_loss, mean_absolute_error, mean_squared_error, roc_auc_score,
    root_mean_squared_error)

ROWS = 600
RESAMPLES = 20_000


def click_examples():
    """600 rows, 120 events of 5 rows, 17 users; ties in the logits; every seventh event has no click."""
    row = np.arange(ROWS)
    event = row // 5
    user = 1 + (event * event + event // 3) % 17
    click = ((row % 5 == 0) & (event % 7 != 3)).astype(float)
    logit = ((row * 2654435761) % 2**32 // 2**20 % 97) / 16 - 4 + click
    weight = 1 + (row % 4) / 2
    return user, event, click, logit, weight


def rating_examples():
    """600 rows, 30 users; predictions from 0.5 to 5.5, ratings from 1 to 5."""
    row = np.arange(ROWS)
    user = 1 + (row * row + row // 4) % 30
    rating = 1.0 + (row * row + row // 3) % 5
    prediction = (row * 40503 % 65536 % 161) / 32 + 0.5
    weight = 1 + (row % 3) / 4
    return user, rating, prediction, weight


def mean_auc(part, click, logit, weight, by=None):
    """The mean of the AUCs of the parts with both labels, and the number of the others."""
    total = count = left_out = 0.0
    for one in np.unique(part):
        rows = part == one
        if click[rows].min() == click[rows].max():
            left_out += 1
            continue
        share = 1.0 if by is None else by[rows].sum()
        total += share * roc_auc_score(click[rows], logit[rows], sample_weight=weight[rows])
        count += share
    return total / count, int(left_out)


def calibration_error(click, probability, weight, bins):
    place = np.minimum((probability * bins).astype(int), bins - 1)
    gaps = [abs((weight * (probability - click))[place == one].sum()) for one in range(bins)]
    return sum(gaps) / weight.sum()


def clicks(weighted):
    user, event, click, logit, weight = click_examples()
    weight = weight if weighted else np.ones(ROWS)
    probability = 1 / (1 + np.exp(-logit))
    rate = (weight * click).sum() / weight.sum()
    loss = log_loss(click, probability, sample_weight=weight)
    base = log_loss(click, np.full(ROWS, rate), sample_weight=weight)
    print("auc", roc_auc_score(click, logit, sample_weight=weight))
    print("user_auc, left out", *mean_auc(user, click, logit, weight))
    print("event_auc, left out", *mean_auc(event, click, logit, weight))
    print("gauc", mean_auc(user, click, logit, weight, by=weight)[0])
    print("gauc by clicks", mean_auc(user, click, logit, weight, by=weight * click)[0])
    print("log_loss", loss)
    print("normalized_entropy", loss / base)
    print("brier", brier_score_loss(click, probability, sample_weight=weight))
    print("calibration", (weight * probability).sum() / (weight * click).sum())
    print("ece 15", calibration_error(click, probability, weight, 15))
    print("ece 10", calibration_error(click, probability, weight, 10))


def ratings(weighted):
    _, rating, prediction, weight = rating_examples()
    weight = weight if weighted else np.ones(ROWS)
    clipped = np.clip(prediction, 1, 5)
    print("rmse", root_mean_squared_error(rating, prediction, sample_weight=weight))
    print("clipped_rmse", root_mean_squared_error(rating, clipped, sample_weight=weight))
    print("mae", mean_absolute_error(rating, prediction, sample_weight=weight))
    print("mse", mean_squared_error(rating, prediction, sample_weight=weight))
    print("accuracy", accuracy_score(rating, np.rint(clipped), sample_weight=weight))


def interval(name, values):
    print(name, *np.quantile(values, [0.025, 0.975]))


def intervals():
    """Percentile intervals that resample users, 20,000 times."""
    generator = np.random.default_rng(1)
    user, _, click, logit, _ = click_examples()
    unit = np.unique(user, return_inverse=True)[1]
    values = []
    for _ in range(RESAMPLES):
        drawn = np.bincount(generator.integers(0, unit.max() + 1, unit.max() + 1), minlength=unit.max() + 1)
        values.append(roc_auc_score(click, logit, sample_weight=drawn[unit]))
    interval("auc", values)

    user, rating, prediction, _ = rating_examples()
    unit = np.unique(user, return_inverse=True)[1]
    count = unit.max() + 1
    squares = np.stack([
        np.bincount(unit, (error - rating) ** 2) for error in (prediction, 0.75 * prediction + 0.75)])
    rows = np.bincount(unit)
    drawn = generator.multinomial(count, np.full(count, 1 / count), RESAMPLES)
    roots = np.sqrt(drawn @ squares.T / (drawn @ rows)[:, None])
    interval("rmse", roots[:, 0])
    interval("rmse of the other less this one", roots[:, 1] - roots[:, 0])
    shares = np.sqrt(drawn @ (squares[0] / rows) / count)
    print("rmse per user", np.sqrt((squares[0] / rows).mean()))
    interval("rmse per user", shares)


if __name__ == "__main__":
    for weighted in (False, True):
        print("\nweighted" if weighted else "unweighted")
        clicks(weighted)
        ratings(weighted)
    print("\nintervals")
    intervals()
