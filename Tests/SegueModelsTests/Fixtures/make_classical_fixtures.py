"""Reference values for the neighborhood and factorization models, computed with NumPy in double precision.

Run with any Python 3 that has NumPy; writes classical.json beside this file. Everything is computed directly from the
definitions (sets of users, sums over the whole history, gradients by the chain rule), with no tricks to make it fast.
"""
import json
import math
import pathlib

import numpy as np

ITEMS, USERS = 14, 16


def sequences(generator):
    """Histories with repeats, of very different lengths, and times in seconds that never fall."""
    result = []
    for _ in range(USERS):
        length = int(generator.integers(3, 11))
        items = [int(item) + 1 for item in generator.integers(0, ITEMS, size=length)]
        gaps = generator.integers(0, 200_000, size=length)
        result.append({"items": items, "times": [int(time) for time in 1_000_000_000 + np.cumsum(gaps)]})
    return result


def similarities(histories, shrinkage, exponent):
    users = [{user for user, history in enumerate(histories) if item in history["items"]} for item in range(1, ITEMS + 1)]
    table = np.zeros((ITEMS, ITEMS))
    for i in range(ITEMS):
        for j in range(ITEMS):
            shared = len(users[i] & users[j])
            if i != j and shared:
                left = (len(users[i]) + shrinkage) ** exponent
                table[i, j] = shared / (left * (len(users[j]) + shrinkage) ** (1 - exponent))
    return table, [len(members) for members in users]


def nearest(table, support, k):
    """The k best of each row, ties to the smaller item.

    None when values of different fractions, which single precision may order otherwise, nearly tie at the cut.
    """
    kept = np.zeros_like(table)
    for i, row in enumerate(table):
        order = sorted((j for j in range(ITEMS) if row[j] > 0), key=lambda j: (-round(row[j], 12), j))
        if len(order) > k:
            last, first_out = order[k - 1], order[k]
            if abs(row[last] - row[first_out]) < 1e-5 and support[last] != support[first_out]:
                return None
        for j in order[:k]:
            kept[i, j] = row[j]
    return kept


def weighted(kept, items, weights):
    scores = np.zeros(ITEMS)
    for item, weight in zip(items, weights):
        scores += weight * kept[item - 1]
    return scores


def neighborhood_case(histories, k, shrinkage, exponent):
    table, support = similarities(histories, shrinkage, exponent)
    kept = nearest(table, support, k)
    if kept is None:
        return None
    query = histories[0]["items"] + histories[1]["items"]
    times = [1_000_000_000 + int(86_400 * 0.4 * step * step) for step in range(len(query))]
    rows = {"whole": [], "last1": [], "last3": [], "steps1": [], "steps0.3": [], "days0.5": [], "normalized": []}
    mass = kept.sum(axis=0)
    for position in range(1, len(query) + 1):
        items = query[:position]
        back = [position - 1 - place for place in range(position)]
        days = [(times[position - 1] - times[place]) / 86_400 for place in range(position)]
        rows["whole"].append(weighted(kept, items, [1] * position))
        rows["last1"].append(weighted(kept, items[-1:], [1]))
        rows["last3"].append(weighted(kept, items[-3:], [1] * 3))
        rows["steps1"].append(weighted(kept, items, [math.exp(-delta) for delta in back]))
        rows["steps0.3"].append(weighted(kept, items, [math.exp(-0.3 * delta) for delta in back]))
        rows["days0.5"].append(weighted(kept, items, [math.exp(-0.5 * delta) for delta in days]))
        with np.errstate(invalid="ignore"):
            rows["normalized"].append(np.where(mass > 0, rows["steps1"][-1] / mass, 0))
    return {
        "neighborCount": k, "shrinkage": shrinkage, "exponent": exponent, "support": support,
        "kept": kept.tolist(), "query": query, "times": times,
        "scores": {name: np.array(values).tolist() for name, values in rows.items()},
    }


def sigmoid(x):
    return 1 / (1 + math.exp(-x))


def bpr_case(generator, factors):
    users = generator.normal(0, 0.5, (3, factors)).astype(np.float32).astype(float)
    items = generator.normal(0, 0.5, (6, factors)).astype(np.float32).astype(float)
    bias = generator.normal(0, 0.5, 6).astype(np.float32).astype(float)
    rate, user_decay, positive_decay, negative_decay, bias_decay = 0.3, 0.02, 0.03, 0.04, 0.05
    case = {"users": users.tolist(), "items": items.tolist(), "bias": bias.tolist(), "rate": rate,
            "decay": [user_decay, positive_decay, negative_decay, bias_decay],
            "triples": [[0, 1, 2], [0, 2, 5], [2, 4, 1], [1, 3, 0], [0, 1, 4]], "differences": []}
    for u, i, j in case["triples"]:
        difference = bias[i] - bias[j] + users[u] @ (items[i] - items[j])
        case["differences"].append(difference)
        g = -sigmoid(-difference)  # derivative of −ln σ(x)
        step_user = g * (items[i] - items[j]) + user_decay * users[u]
        step_positive = g * users[u] + positive_decay * items[i]
        step_negative = -g * users[u] + negative_decay * items[j]
        step_bias = (g + bias_decay * bias[i], -g + bias_decay * bias[j])
        users[u] -= rate * step_user
        items[i] -= rate * step_positive
        items[j] -= rate * step_negative
        bias[i] -= rate * step_bias[0]
        bias[j] -= rate * step_bias[1]
    case["after"] = {"users": users.tolist(), "items": items.tolist(), "bias": bias.tolist(),
                     "scores": (bias + users @ items.T).tolist()}
    return case


def sequential_case(generator, factors):
    names = {"users": 3, "items": 7, "previous": 7, "next": 7}
    values = {name: generator.normal(0, 0.5, (count, factors)).astype(np.float32).astype(float)
              for name, count in names.items()}
    rate, user_decay, item_decay, sequence_decay = 0.3, 0.02, 0.03, 0.04
    case = {name: table.tolist() for name, table in values.items()}
    users, items, previous, following = (values[name] for name in names)
    # user, observed item, negative item, window (items just before, in order); all from 0
    case["samples"] = [[0, 1, 2, [3, 4]], [1, 5, 0, [6]], [2, 4, 6, []], [0, 2, 5, [1, 0]], [1, 3, 1, [5, 2]]]
    case |= {"rate": rate, "decay": [user_decay, item_decay, sequence_decay], "differences": []}
    for u, i, j, window in case["samples"]:
        context = sum((previous[item] for item in window), np.zeros(factors))
        difference = users[u] @ (items[i] - items[j]) + context @ (following[i] - following[j])
        case["differences"].append(difference)
        g = -sigmoid(-difference)
        step_user = g * (items[i] - items[j]) + user_decay * users[u]
        step_items = (g * users[u] + item_decay * items[i], -g * users[u] + item_decay * items[j])
        if window:
            apart = following[i] - following[j]
            step_next = (g * context + sequence_decay * following[i], -g * context + sequence_decay * following[j])
            for item in window:
                previous[item] -= rate * (g * apart + sequence_decay * previous[item])
            following[i] -= rate * step_next[0]
            following[j] -= rate * step_next[1]
        users[u] -= rate * step_user
        items[i] -= rate * step_items[0]
        items[j] -= rate * step_items[1]
    case["after"] = {name: table.tolist() for name, table in values.items()}
    case["history"] = [2, 7, 7, 1, 4]
    rows = []
    for position in range(len(case["history"]) + 1):
        context = sum((previous[item - 1] for item in case["history"][max(0, position - 2):position]), np.zeros(factors))
        rows.append((items @ users[1] + following @ context).tolist())
    case["scores"] = rows
    return case


def rounded(value):
    if isinstance(value, dict):
        return {key: rounded(entry) for key, entry in value.items()}
    if isinstance(value, list):
        return [rounded(entry) for entry in value]
    return (float(f"{value:.8g}") if abs(value) > 1e-12 else 0) if isinstance(value, float) else value


def main():
    parameters = [(4, 0.0, 0.5), (5, 20.0, 0.5), (3, 2.0, 0.8), (100, 0.0, 0.5)]
    for seed in range(10_000):
        generator = np.random.default_rng(seed)
        histories = sequences(generator)
        cases = [neighborhood_case(histories, *values) for values in parameters]
        if all(cases):
            break
    else:
        raise SystemExit("no seed without near ties")
    fixture = {"seed": seed, "itemCount": ITEMS, "histories": histories, "neighborhood": cases,
               "bpr": bpr_case(generator, 6), "sequential": sequential_case(generator, 5)}
    path = pathlib.Path(__file__).with_name("classical.json")
    path.write_text(json.dumps(rounded(fixture), separators=(",", ":")) + "\n")
    print(f"wrote {path.name}, seed {seed}, {path.stat().st_size} bytes")


if __name__ == "__main__":
    main()
