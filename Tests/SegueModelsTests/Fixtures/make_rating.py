#!/usr/bin/env python3
"""Writes rating.safetensors: models of ratings by their equations, on a few ratings of warm and of cold users.

Run:  python3 make_rating.py           (needs numpy, torch and safetensors; writes beside this file)
Seeded. Made with torch 2.13.0 (CPU) and numpy in double precision. Written from the papers named in the models' files.

  users, items, ratings, days: one entry a train rating, by user, then day; users 1…12, items 1…9
  history_items, history_ratings: those of the cold users; ask_user (0 is cold), ask_item, ask_start, ask_end (rows of the
  histories; 0, 0 for warm users), ask_day: the examples
  NAME/prediction: what each model says of the examples; first/…: where those begin that begin at random
  autorec/…: weights, the loss of a batch of items, its gradients
"""
import pathlib

import numpy as np
import torch
from safetensors.numpy import save_file

HERE = pathlib.Path(__file__).resolve().parent
USERS, ITEMS, FACTORS, BINS = 12, 9, 3, 4
rng = np.random.default_rng(11)


def make_data():
    rows = []
    for user in range(1, USERS + 1):
        day = 100 + int(rng.integers(0, 40))
        for item in rng.permutation(ITEMS)[: int(rng.integers(3, 8))] + 1:
            day += int(rng.integers(0, 3)) * int(rng.integers(0, 9))
            rows.append((user, int(item), float(rng.integers(1, 6)), day))
    rows = [row for row in rows if row[1] != ITEMS]  # the last item has no rating
    histories = [[(2, 4.0), (5, 1.0), (7, 5.0), (1, 3.0)], [(3, 2.0)], []]
    history = [pair for one in histories for pair in one]
    ends = np.cumsum([len(one) for one in histories])
    ask = []
    for user in range(1, USERS + 1):
        own = [row[3] for row in rows if row[0] == user]
        for item in (1, 4, ITEMS):
            ask.append((user, item, 0, 0, own[(item * user) % len(own)] if item != 4 else own[-1] + 5))
    for index, end in enumerate(ends):
        for item in (2, 6):
            ask.append((0, item, int(end) - len(histories[index]), int(end), 120))
    return np.array(rows, dtype=np.float64), history, ask


ROWS, HISTORY, ASK = make_data()
U, I, R, D = ROWS[:, 0].astype(int), ROWS[:, 1].astype(int), ROWS[:, 2], ROWS[:, 3]
MU = R.mean()


def biases(item_shrinkage, user_shrinkage, rounds):
    bu, bi = np.zeros(USERS + 1), np.zeros(ITEMS + 1)
    for _ in range(rounds):
        if item_shrinkage is not None:
            for i in set(I):
                bi[i] = (R - MU - bu[U])[I == i].sum() / ((I == i).sum() + item_shrinkage)
        if user_shrinkage is not None:
            for u in set(U):
                bu[u] = (R - MU - bi[I])[U == u].sum() / ((U == u).sum() + user_shrinkage)
    return bu, bi


def ridge(features, targets, penalties):
    return np.linalg.solve(features.T @ features + np.diag(penalties), features.T @ targets)


def ask(predict_warm, fold):
    out = []
    for user, item, start, end, day in ASK:
        if user:
            out.append(predict_warm(user, item, day))
        else:
            own = HISTORY[start:end]
            out.append(fold(np.array([p[0] for p in own], dtype=int), np.array([p[1] for p in own]))(item, day))
    return np.array(out, dtype=np.float32)


def with_biases(item_shrinkage, user_shrinkage, rounds):
    bu, bi = biases(item_shrinkage, user_shrinkage, rounds)

    def fold(items, ratings):
        b = 0.0
        if user_shrinkage is not None and len(items):
            b = (ratings - MU - bi[items]).sum() / (len(items) + user_shrinkage)
        return lambda item, day: MU + b + bi[item]

    return ask(lambda u, i, d: MU + bu[u] + bi[i], fold)


def als(first, joint, base=0.7, per=0.1, sweeps=3, shrink_u=10.0, shrink_i=2.0):
    bu, bi = biases(shrink_i, shrink_u, 15)
    P, Q = np.zeros((USERS + 1, FACTORS)), first.copy()
    Q[[i for i in range(ITEMS + 1) if i not in set(I)]] = 0

    def one(mine, other_bias, other, targets, shrink, bias):
        x = other[mine]
        y = targets - MU - other_bias[mine]
        weight = base + per * len(mine)
        if joint:
            solved = ridge(np.c_[np.ones(len(mine)), x], y, [shrink] + [weight] * FACTORS)
            return solved[0], solved[1:]
        return bias, ridge(x, y - bias, [weight] * FACTORS)

    def turn_users():
        for u in set(U):
            bu[u], P[u] = one(I[U == u], bi, Q, R[U == u], shrink_u, bu[u])

    for _ in range(sweeps):
        turn_users()
        for i in set(I):
            bi[i], Q[i] = one(U[I == i], bu, P, R[I == i], shrink_i, bi[i])
    turn_users()

    def fold(items, ratings):
        b, p = 0.0, np.zeros(FACTORS)
        if len(items):
            b = (ratings - MU - bi[items]).sum() / (len(items) + shrink_u)
            b, p = one(items, bi, Q, ratings, shrink_u, b)
        return lambda item, day: MU + b + bi[item] + p @ Q[item]

    return ask(lambda u, i, d: MU + bu[u] + bi[i] + P[u] @ Q[i], fold)


def sgd(P, Q, order, rate, penalty):
    P, Q, bu, bi = P.copy(), Q.copy(), np.zeros(USERS + 1), np.zeros(ITEMS + 1)
    for n in order:
        u, i = U[n], I[n]
        e = R[n] - (MU + bu[u] + bi[i] + P[u] @ Q[i])
        bu[u] += rate * (e - penalty * bu[u])
        bi[i] += rate * (e - penalty * bi[i])
        P[u], Q[i] = P[u] + rate * (e * Q[i] - penalty * P[u]), Q[i] + rate * (e * P[u] - penalty * Q[i])

    def fold(items, ratings):
        s = np.zeros(FACTORS + 1)
        if len(items):
            s = ridge(np.c_[np.ones(len(items)), Q[items]], ratings - MU - bi[items], [penalty * len(items)] * (FACTORS + 1))
        return lambda item, day: MU + s[0] + bi[item] + s[1:] @ Q[item]

    return ask(lambda u, i, d: MU + bu[u] + bi[i] + P[u] @ Q[i], fold)


def implicit(P, Q, Y, order, passes, rate, bias_penalty, penalty, has_vectors):
    P, Q, Y, bu, bi = P.copy() * has_vectors, Q.copy(), Y.copy(), np.zeros(USERS + 1), np.zeros(ITEMS + 1)
    sums = lambda items: Y[items].sum(0) / max(1, len(items)) ** 0.5
    for _ in range(passes):
        for u in order:
            own = np.flatnonzero(U == u)
            s, g = sums(I[own]), np.zeros(FACTORS)
            for n in own:
                i = I[n]
                e = R[n] - (MU + bu[u] + bi[i] + Q[i] @ (P[u] + s))
                bu[u] += rate * (e - bias_penalty * bu[u])
                bi[i] += rate * (e - bias_penalty * bi[i])
                g += e * Q[i]
                q = Q[i].copy()
                Q[i] += rate * (e * (P[u] + s) - penalty * q)
                if has_vectors:
                    P[u] += rate * (e * q - penalty * P[u])
            for i in I[own]:
                Y[i] = (1 - rate * penalty) ** len(own) * Y[i] + rate / len(own) ** 0.5 * g

    def fold(items, ratings):
        n, s = len(items), sums(items)
        rest = ratings - MU - bi[items] - Q[items] @ s
        b, p = 0.0, np.zeros(FACTORS)
        if n and has_vectors:
            x = ridge(np.c_[np.ones(n), Q[items]], rest, [bias_penalty * n] + [penalty * n] * FACTORS)
            b, p = x[0], x[1:]
        elif n:
            b = rest.sum() / (n + n * bias_penalty)
        return lambda item, day: MU + b + bi[item] + Q[item] @ (p + s)

    return ask(lambda u, i, d: MU + bu[u] + bi[i] + Q[i] @ (P[u] + sums(I[U == u])), fold)


def timed(P, Q, Y, order, passes=2, rate=0.03, slope_rate=0.002, lb=0.01, lv=0.05, ld=0.1, ls=0.5, beta=0.4):
    P, Q, Y = P.copy(), Q.copy(), Y.copy()
    bu, au, cu = np.zeros(USERS + 1), np.zeros(USERS + 1), np.ones(USERS + 1)
    slopes, bi, bins = np.zeros((USERS + 1, FACTORS)), np.zeros(ITEMS + 1), np.zeros((ITEMS + 1, BINS))
    bd, cd, pd = {}, {}, {}
    for u, d in zip(U, D):
        bd[u, d], cd[u, d], pd[u, d] = 0.0, 0.0, np.zeros(FACTORS)
    center = {u: D[U == u].mean() for u in set(U)}
    dev = lambda u, d: np.sign(d - center[u]) * abs(d - center[u]) ** beta
    the_bin = lambda d: min(BINS - 1, max(0, int((d - D.min()) / (D.max() - D.min() + 1) * BINS)))
    sums = lambda items: Y[items].sum(0) / max(1, len(items)) ** 0.5

    def parts(u, i, d, s):
        x, t = dev(u, d), (u, d)
        item = bi[i] + bins[i, the_bin(d)]
        scale = cu[u] + cd.get(t, 0.0)
        vector = P[u] + slopes[u] * x + pd.get(t, np.zeros(FACTORS)) + s
        return MU + bu[u] + au[u] * x + bd.get(t, 0.0) + item * scale + Q[i] @ vector, x, item, scale, vector

    for _ in range(passes):
        for u in order:
            own = np.flatnonzero(U == u)
            s, g = sums(I[own]), np.zeros(FACTORS)
            for n in own:
                i, t, k = I[n], (u, D[n]), the_bin(D[n])
                value, x, item, scale, vector = parts(u, i, D[n], s)
                e = R[n] - value
                bu[u] += rate * (e - lb * bu[u])
                au[u] += slope_rate * (e * x - ls * au[u])
                bd[t] += rate * (e - ld * bd[t])
                bi[i] += rate * (e * scale - lb * bi[i])
                bins[i, k] += rate * (e * scale - ld * bins[i, k])
                cu[u] += rate * (e * item - ld * (cu[u] - 1))
                cd[t] += rate * (e * item - ld * cd[t])
                q = Q[i].copy()
                g += e * q
                Q[i] += rate * (e * vector - lv * q)
                P[u] += rate * (e * q - lv * P[u])
                slopes[u] += slope_rate * (e * q * x - ls * slopes[u])
                pd[t] = pd[t] + rate * (e * q - ld * pd[t])
            for i in I[own]:
                Y[i] = (1 - rate * lv) ** len(own) * Y[i] + rate / len(own) ** 0.5 * g

    def fold(items, ratings):
        n, s = len(items), sums(items)
        b, p = 0.0, np.zeros(FACTORS)
        if n:
            x = ridge(np.c_[np.ones(n), Q[items]], ratings - MU - bi[items] - Q[items] @ s, [lb * n] + [lv * n] * FACTORS)
            b, p = x[0], x[1:]
        return lambda item, day: MU + b + bi[item] + bins[item, the_bin(day)] + Q[item] @ (p + s)

    return ask(lambda u, i, d: parts(u, i, d, sums(I[U == u]))[0], fold)


def autorec(out, hidden=4, penalty=3.0):
    torch.manual_seed(3)
    V, a = torch.randn(hidden, USERS, dtype=torch.float64) * 0.2, torch.randn(hidden, dtype=torch.float64)
    W, b = torch.randn(USERS, hidden, dtype=torch.float64), torch.randn(USERS, dtype=torch.float64)
    weights = {"encoder.weight": V, "encoder.bias": a, "decoder.weight": W, "decoder.bias": b}
    for name, value in weights.items():
        value.requires_grad_()
        out[f"autorec/{name}"] = value.detach().float().numpy()
    matrix, mask = torch.zeros(ITEMS + 1, USERS, dtype=torch.float64), torch.zeros(ITEMS + 1, USERS, dtype=torch.float64)
    for u, i, r in zip(U, I, R):
        matrix[i, u - 1], mask[i, u - 1] = r, 1
    batch = [3, 1, 7]
    given = ((torch.sigmoid(matrix[batch] @ V.T + a) @ W.T + b - matrix[batch]) ** 2 * mask[batch]).sum()
    loss = given + penalty / 2 * ((V**2).sum() + (W**2).sum())
    loss.backward()
    out["autorec/loss"] = np.array([given.item(), loss.item()], dtype=np.float32)
    for name, value in weights.items():
        out[f"autorec/gradient/{name}"] = value.grad.float().numpy()
    codes = torch.sigmoid(matrix @ V.T + a).detach().numpy()
    W, b = W.detach().numpy(), b.detach().numpy()

    def fold(items, ratings):
        w, c = W.mean(0), b.mean()
        if len(items):
            x = ridge(np.c_[np.ones(len(items)), codes[items]], ratings - c - codes[items] @ w, [0] + [penalty / 2] * hidden)
            c, w = c + x[0], w + x[1:]
        return lambda item, day: c + codes[item] @ w

    out["autorec/prediction"] = ask(lambda u, i, d: b[u - 1] + codes[i] @ W[u - 1], fold)


def main():
    f32 = lambda x: np.ascontiguousarray(x, dtype=np.float32)
    i64 = lambda x: np.ascontiguousarray(x, dtype=np.int64)
    out = {"users": i64(U), "items": i64(I), "ratings": f32(R), "days": i64(D)}
    out["history_items"], out["history_ratings"] = i64([p[0] for p in HISTORY]), f32([p[1] for p in HISTORY])
    for column, name in enumerate(["user", "item", "start", "end", "day"]):
        out[f"ask_{name}"] = i64([row[column] for row in ASK])
    out["biases/prediction"] = with_biases(2, 10, 15)
    out["one-pass/prediction"] = with_biases(25, 10, 1)
    out["item-mean/prediction"] = with_biases(0, None, 1)
    out["user-mean/prediction"] = with_biases(None, 10, 1)
    P, Q, Y = (f32(rng.normal(0, 0.5, (n, FACTORS))).astype(np.float64) for n in (USERS + 1, ITEMS + 1, ITEMS + 1))
    P[0], Q[0], Y[0], Q[ITEMS], Y[ITEMS] = 0, 0, 0, 0, 0
    order, users = rng.permutation(len(R)), rng.permutation(USERS) + 1
    out |= {"first/p": f32(P), "first/q": f32(Q), "first/y": f32(Y), "order": i64(order), "user_order": i64(users)}
    out["als-before/prediction"], out["als-joint/prediction"] = als(Q, False), als(Q, True)
    out["biased-mf/prediction"] = sgd(P, Q, order, 0.05, 0.1)
    out["svd++/prediction"] = implicit(P, Q, Y, users, 2, 0.05, 0.02, 0.1, True)
    out["nsvd/prediction"] = implicit(P, Q, Y, users, 2, 0.05, 0.02, 0.1, False)
    out["time-svd++/prediction"] = timed(P, Q, Y, users)
    autorec(out)
    save_file(out, HERE / "rating.safetensors")


if __name__ == "__main__":
    main()
