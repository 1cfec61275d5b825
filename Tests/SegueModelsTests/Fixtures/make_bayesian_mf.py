"""Reference values for BayesianMF: the conditional of a vector, the posterior of a prior, and predictions from given draws.

Written from the equations of Salakhutdinov and Mnih (ICML 2008), with numpy's general solvers and in double precision.
"""

import numpy as np
from safetensors.numpy import save_file

rng = np.random.default_rng(5)
WIDTH, ITEMS, USERS, DRAWS = 4, 7, 5, 3
out = {}

# A conditional: rows are [bias, factors]; the user explains r - mean - item bias by [1, factors].
others = rng.normal(size=(6, WIDTH)).astype(np.float32)
targets = rng.normal(size=6)
weights = rng.uniform(0.2, 2, size=6)
root = rng.normal(size=(WIDTH, WIDTH))
precision = root @ root.T + 2 * np.eye(WIDTH)
prior_mean = rng.normal(size=WIDTH)
noise = rng.normal(size=WIDTH)
x = np.concatenate([np.ones((6, 1)), others[:, 1:].astype(float)], 1)
total = precision + (x * weights[:, None]).T @ x
mean = np.linalg.solve(total, precision @ prior_mean + x.T @ (weights * (targets - others[:, 0])))
draw = mean + np.linalg.solve(np.linalg.cholesky(total).T, noise)
out |= {
    "one/others": others, "one/targets": targets, "one/weights": weights, "one/precision": precision,
    "one/pull": precision @ prior_mean, "one/noise": noise, "one/mean": mean, "one/draw": draw,
}

# The Gaussian-Wishart posterior of a side's prior, row 0 left out.
rows = rng.normal(size=(9, WIDTH)) * 2 + 1
seen = rows[1:]
n, beta = len(seen), 2.0
centre = seen.mean(0)
scatter = (seen - centre).T @ (seen - centre)
out |= {
    "prior/rows": rows, "prior/mean": n * centre / (beta + n), "prior/scale": np.array([beta + n]),
    "prior/inverse": np.eye(WIDTH) + scatter + beta * n / (beta + n) * np.outer(centre, centre),
    "prior/degrees": np.array([float(WIDTH + n)]),
}

# Predictions from draws: a trained user, a history with recency, a history without, nobody; a known and an unknown item.
items = rng.normal(size=(DRAWS, ITEMS + 1, WIDTH)).astype(np.float32)
users = rng.normal(size=(DRAWS, USERS + 1, WIDTH)).astype(np.float32)
means = rng.normal(size=(DRAWS, WIDTH))
roots = rng.normal(size=(DRAWS, WIDTH, WIDTH))
precisions = np.einsum("dij,dkj->dik", roots, roots) + np.eye(WIDTH)
alphas = rng.uniform(1, 2, size=DRAWS)
mu = np.float32(3.4)
history_items = np.array([2, 5, 1, 7])
history_ratings = np.array([4, 2, 5, 3], np.float32)


def fold(half_life):
    age = np.arange(len(history_items))[::-1]
    weight = np.ones(len(age)) if half_life is None else 0.5 ** (age / half_life)
    result = []
    for d in range(DRAWS):
        q = items[d, history_items].astype(float)
        x = np.concatenate([np.ones((len(q), 1)), q[:, 1:]], 1)
        a = alphas[d] * weight
        total = precisions[d] + (x * a[:, None]).T @ x
        right = precisions[d] @ means[d] + x.T @ (a * (history_ratings.astype(float) - mu - q[:, 0]))
        result.append(np.linalg.solve(total, right))
    return np.array(result)


def rating(user, item):
    q = items[:, item].astype(float)
    return mu + np.mean(user[:, 0] + q[:, 0] + (user[:, 1:] * q[:, 1:]).sum(1))


trained = users[:, 3].astype(float)
out |= {
    "draws/items": items, "draws/users": users, "draws/prior.means": means, "draws/prior.precisions": precisions,
    "draws/ratingPrecisions": alphas, "draws/mean": np.array([mu], np.float32),
    "history_items": history_items, "history_ratings": history_ratings,
    "expected/trained": np.array([rating(trained, 4), rating(trained, 0)]),
    "expected/recent": np.array([rating(fold(1.5), 4), rating(fold(1.5), 0)]),
    "expected/alike": np.array([rating(fold(None), 4), rating(fold(None), 0)]),
    "expected/nobody": np.array([rating(means, 4), rating(means, 0)]),
}
save_file({k: np.ascontiguousarray(v) for k, v in out.items()}, "bayesian_mf.safetensors")
