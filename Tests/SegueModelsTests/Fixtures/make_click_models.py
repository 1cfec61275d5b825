#!/usr/bin/env python3
"""Writes click_models.safetensors: models of field interactions, each written from its paper's equations.

Run:  python3 make_click_models.py         (needs torch and safetensors; writes beside this file)
Seeded. Made with torch 2.13.0 (CPU). Fields are slices of a design matrix x of one column per value; sums over pairs are
written out pair by pair.

Data: that of make_seqrec.py, under the same names, with labels of 0 and 1. Columns of x: user 1 to 3, gender 4 and 5, age 6,
item 7 to 15, labels of the item 16 to 18 (weights 1/3 each). For each variant V of the dictionary VARIANTS:
  V/parameter/KEY, V/output [examples], V/loss [1], V/gradient/KEY
loss: binary cross-entropy of the logits and the penalty 0.005 * the squares of the table rows that occur.
Variants in TRAINING normalize by the batch. Parameters named running* are not learned.
"""
import itertools
import pathlib

import torch
import torch.nn.functional as F
from safetensors.torch import save_file

from make_seqrec import ITEMS, rating_examples

HERE = pathlib.Path(__file__).resolve().parent
FIELDS = [(1, 4), (4, 6), (6, 7), (7, 16), (16, 19)]
VALUES, D, RIDGE = 18, 4, 0.01
MASK = (1 << 64) - 1


def design(data):
    x = torch.zeros(len(data["exampleUsers"]), VALUES + 1)
    for row, (user, item) in enumerate(zip(data["exampleUsers"].tolist(), data["exampleItems"].tolist())):
        if user:
            x[row, user] = 1
        x[row, 4:7] = data["userFeatures"][user]
        if item <= ITEMS:
            x[row, 6 + item] = 1
        x[row, 16:19] = data["itemFeatures"][item] / 3
    return x


class Net:
    """Named parameters, made when first asked for."""

    def __init__(self, x):
        self.x, self.p = x, {}

    def __call__(self, name, *shape):
        if name not in self.p:
            value = torch.ones(shape) if name.endswith("runningVariance") else torch.randn(shape) / 2
            if name.endswith("runningMean"):
                value = torch.zeros(shape)
            if name.startswith(("fields", "deepFields", "crosses")) and len(shape) == 2:
                value[0] = 0
            self.p[name] = value.requires_grad_("running" not in name)
        return self.p[name]

    def linear(self, name, x, size, bias=True):
        y = x @ self(f"{name}.weight", size, x.shape[-1]).T
        return y + self(f"{name}.bias", size) if bias else y

    def first(self):
        return self("fields.bias", 1) + (self.x @ self("fields.weights.weight", VALUES + 1, 1))[:, 0]

    def vectors(self, name="fields"):
        table = self(f"{name}.vectors.weight", VALUES + 1, D)
        return [self.x[:, a:b] @ table[a:b] for a, b in FIELDS]

    def norm(self, name, x):
        self(f"{name}.runningMean", x.shape[1]), self(f"{name}.runningVariance", x.shape[1])
        scaled = (x - x.mean(0)) / torch.sqrt(x.var(0, unbiased=False) + 1e-5)
        return scaled * self(f"{name}.weight", x.shape[1]) + self(f"{name}.bias", x.shape[1])

    def deep(self, x, sizes, output=True, normalized=False):
        for index, size in enumerate(sizes):
            x = self.linear(f"network.layers.{index}", x, size)
            x = (self.norm(f"network.norms.{index}", x) if normalized else x).relu()
        return self.linear(f"network.layers.{len(sizes)}", x, 1)[:, 0] if output else x


def pairs(v):
    return [a * b for a, b in itertools.combinations(v, 2)]


def afm(n):
    e = torch.stack(pairs(n.vectors()), 1)
    weights = n.linear("projection", n.linear("attention", e, 3).relu(), 1, bias=False).softmax(1)
    return n.first() + n.linear("output", (weights * e).sum(1), 1, bias=False)[:, 0]


def mix(z):
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9 & MASK
    z = (z ^ (z >> 27)) * 0x94D049BB133111EB & MASK
    return z ^ (z >> 31)


def crosses(n):
    """user * item and user * gender, among 50 rows."""
    table, wide = n("crosses.weight", 51, 1), []
    for row in n.x:
        total = torch.zeros(())
        for index, fields in enumerate(((0, 3), (0, 1))):
            codes = [next((c for c in range(*FIELDS[f]) if row[c] != 0), 0) for f in fields]
            if all(codes):
                z = index
                for code in codes:
                    z = mix((z * 0x9E3779B97F4A7C15 + code) & MASK)
                total = total + table[z % 50 + 1, 0]
        wide.append(total)
    return torch.stack(wide)


def wide_and_deep(n):
    return n.first() + crosses(n) + n.deep(torch.cat(n.vectors(), 1), (6, 5))


def nfm(n, normalized=False):
    b = sum(pairs(n.vectors()))
    return n.first() + n.deep(n.norm("poolingNorm", b) if normalized else b, (6,))


def deepfm(n, normalized=False):
    v = n.vectors()
    return n.first() + sum(pairs(v)).sum(1) + n.deep(torch.cat(v, 1), (6, 5), normalized=normalized)


def dcn(n):
    x0 = x = torch.cat(n.vectors(), 1)
    for layer in range(2):
        w, b = n(f"network.crosses.{layer}.weight", 1, x0.shape[1]), n(f"network.crosses.{layer}.bias", x0.shape[1])
        x = torch.stack([start * (w[0] @ row) for start, row in zip(x0, x)]) + b + x
    return tower(n, torch.cat([x, hidden(n, x0)], 1))


def hidden(n, x):
    for index, size in enumerate((6, 5)):
        x = n.linear(f"network.network.layers.{index}", x, size).relu()
    return x


def tower(n, x):
    return n.linear("network.output", x, 1)[:, 0]


def dcn_v2(n, stacked=False, experts=0, rank=3):
    x0 = x = torch.cat(n.vectors(), 1)
    width = x0.shape[1]
    for layer in range(2):
        name = f"network.crosses.{layer}"
        if experts:
            down, core = n(f"{name}.down.weight", experts * rank, width), n(f"{name}.core", experts, rank, rank)
            up, b = n(f"{name}.up", experts, width, rank), n(f"{name}.bias", width)
            gate = (x @ n(f"{name}.gate.weight", experts, width).T).softmax(1)
            terms = []
            for e in range(experts):
                low = torch.tanh(x @ down[e * rank:(e + 1) * rank].T)
                terms.append(gate[:, e:e + 1] * x0 * (torch.tanh(low @ core[e].T) @ up[e].T + b))
            x = sum(terms) + x
        else:
            x = x0 * n.linear(f"{name}.map", x, width) + x
    return tower(n, hidden(n, x) if stacked else torch.cat([x, hidden(n, x0)], 1))


def autoint(n, plus=False):
    v = n.vectors()
    e = torch.stack(v, 1)
    for layer in range(2):
        maps = {part: n.linear(f"layers.{layer}.{part}", e, 6, bias=False) for part in ("query", "key", "value", "residual")}
        heads = []
        for head in (slice(0, 3), slice(3, 6)):
            product = torch.einsum("bmd,bkd->bmk", maps["query"][:, :, head], maps["key"][:, :, head])
            heads.append((product / 3 ** 0.5 if plus else product).softmax(2) @ maps["value"][:, :, head])
        e = (torch.cat(heads, 2) + maps["residual"]).relu()
    z = n.linear("output", e.flatten(1), 1)[:, 0]
    return z + n.first() + n.deep(torch.cat(v, 1), (6, 5)) if plus else z


def neumf(n):
    general, deep = n.vectors(), n.vectors("deepFields")
    return n.linear("output", torch.cat([general[0] * general[3], n.deep(torch.cat([deep[0], deep[3]], 1), (6, 5), False)], 1),
                    1)[:, 0]


VARIANTS = {
    "logistic-regression": Net.first, "afm": afm, "wide-and-deep": wide_and_deep, "nfm": nfm,
    "nfm-normalized": lambda n: nfm(n, True), "deepfm": deepfm, "deepfm-normalized": lambda n: deepfm(n, True), "dcn": dcn,
    "dcn-v2": dcn_v2, "dcn-v2-stacked": lambda n: dcn_v2(n, True), "dcn-v2-mixture": lambda n: dcn_v2(n, experts=2),
    "autoint": autoint, "autoint+": lambda n: autoint(n, True), "neumf": neumf,
}


def penalty(n):
    used = (n.x != 0).any(0)
    tables = [value for name, value in n.p.items() if name.endswith((".vectors.weight", ".weights.weight"))]
    return sum(0.5 * RIDGE * (table[used] ** 2).sum() for table in tables)


def main():
    data = rating_examples()
    data["labels"] = torch.tensor([1.0, 0, 1, 0, 0, 1])
    x = design(data)
    tensors = dict(data)
    for variant, model in VARIANTS.items():
        n = Net(x)
        output = model(n)
        loss = F.binary_cross_entropy_with_logits(output, data["labels"]) + penalty(n)
        loss.backward()
        tensors |= {f"{variant}/output": output, f"{variant}/loss": loss.reshape(1)}
        for key, value in n.p.items():
            tensors[f"{variant}/parameter/{key}"] = value
            tensors[f"{variant}/gradient/{key}"] = torch.zeros_like(value) if value.grad is None else value.grad
    save_file({key: value.detach().contiguous().clone() for key, value in tensors.items()},
              HERE / "click_models.safetensors")


if __name__ == "__main__":
    main()
