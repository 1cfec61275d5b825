#!/usr/bin/env python3
"""Writes hstu.safetensors: HSTU and FuXi-alpha by torch, reading every prefix on its own, without padding.

Run:  python3 make_hstu.py                 (needs torch and safetensors; writes beside this file)
Seeded: the same versions write the same bytes. Made with torch 2.13.0 (CPU). Written from the equations alone.

The prefix' last `LONGEST` items happened at `times`; the item to be said at the next time of the row, or, at its end, at
`asked`. Cases of HSTU: "target" (time of the item to be said, sums divided by LONGEST), "strict" (time of the last item, sums
divided by the items seen), "blind" (neither positions nor times in the scores). "fuxi": FuXi-alpha with the time of the item
to be said.
For each: <case>/items, times I64 [rows, length], 0 is padding, on the right; <case>/asked I64 [rows];
  <case>/parameter/<name>; <case>/states [prefixes, hidden] in order of row, then step; <case>/scores [prefixes, items];
  <case>/loss: cross-entropy against <case>/targets (score columns); <case>/gradient/<name>
"""
import math
import pathlib

import torch
import torch.nn.functional as F
from safetensors.torch import save_file

HERE = pathlib.Path(__file__).resolve().parent
ITEMS, LONGEST, HIDDEN, HEADS, WIDTH, LAYERS, TEMPERATURE = 11, 5, 6, 2, 3, 2, 0.5
JOINED = HEADS * WIDTH


def draw(*shape, scale=0.5):
    return (torch.randn(shape) * scale).requires_grad_()


def normed(x):
    return (x - x.mean(-1, keepdim=True)) / torch.sqrt(x.var(-1, unbiased=False, keepdim=True) + 1e-6)


def root_normed(x, weight):
    return x / torch.sqrt((x * x).mean(-1, keepdim=True) + 1e-6) * weight


def biases(weights, key, length, known, asked):
    """Of positions and of times: [length, length]."""
    lags = (torch.arange(length).unsqueeze(1) - torch.arange(length)).clamp(min=0)
    buckets = [[min(128, math.floor(math.log(max(1, abs(int(a) - int(k)))) / 0.301)) for k in known] for a in asked]
    position, time = weights.get(key + "lags"), weights.get(key + "times")
    zeros = torch.zeros(length, length)
    return zeros if position is None else position[0][lags], zeros if time is None else time[0][torch.tensor(buckets)]


def hstu_layer(x, weights, key, position, time, divisors):
    u, v, q, k = F.silu(normed(x) @ weights[key + "projection.weight"].t()).split(JOINED, dim=1)
    causal = torch.ones(len(x), len(x)).tril()
    heads = []
    for head in range(HEADS):
        own = slice(head * WIDTH, (head + 1) * WIDTH)
        heads.append(F.silu(q[:, own] @ k[:, own].t() + position + time) * causal / divisors @ v[:, own])
    gated = u * normed(torch.cat(heads, dim=1))
    return x + gated @ weights[key + "output.weight"].t() + weights[key + "output.bias"]


def fuxi_layer(x, weights, key, position, time, divisors):
    projected = F.silu(root_normed(x, weights[key + "mixingNorm.weight"]) @ weights[key + "projection.weight"].t())
    u, v, q, k = projected.split([3 * JOINED, JOINED, JOINED, JOINED], dim=1)
    causal = torch.ones(len(x), len(x)).tril()
    channels = [[], [], []]
    for head in range(HEADS):
        own = slice(head * WIDTH, (head + 1) * WIDTH)
        for channel, weight in enumerate((F.silu(q[:, own] @ k[:, own].t()) / divisors, position, time)):
            channels[channel].append(weight * causal @ v[:, own])
    mixed = torch.cat([part for channel in channels for part in channel], dim=1)
    gated = u * root_normed(mixed, weights[key + "outcomeNorm.weight"])
    x = x + gated @ weights[key + "output.weight"].t() + weights[key + "output.bias"]
    z = root_normed(x, weights[key + "networkNorm.weight"])
    middle = F.silu(z @ weights[key + "network.inner.weight"].t()) * (z @ weights[key + "network.factor.weight"].t())
    return x + middle @ weights[key + "network.outer.weight"].t()


def parameters(name):
    weights = {"itemEmbedding.weight": draw(ITEMS + 1, HIDDEN), "positions": draw(LONGEST, HIDDEN)}
    with torch.no_grad():
        weights["itemEmbedding.weight"][0] = 0
    for layer in range(LAYERS):
        key = f"layers.{layer}."
        is_fuxi = name == "fuxi"
        weights[key + "projection.weight"] = draw((6 if is_fuxi else 4) * JOINED, HIDDEN)
        weights[key + "output.weight"] = draw(HIDDEN, (3 if is_fuxi else 1) * JOINED)
        weights[key + "output.bias"] = draw(HIDDEN)
        if name != "blind":
            weights[key + "lags"], weights[key + "times"] = draw(1, LONGEST), draw(1, 129)
        if is_fuxi:
            for norm, size in (("mixingNorm", HIDDEN), ("outcomeNorm", 3 * JOINED), ("networkNorm", HIDDEN)):
                weights[key + norm + ".weight"] = (1 + torch.randn(size) * 0.3).requires_grad_()
            weights[key + "network.inner.weight"] = draw(2 * HIDDEN, HIDDEN)
            weights[key + "network.factor.weight"] = draw(2 * HIDDEN, HIDDEN)
            weights[key + "network.outer.weight"] = draw(HIDDEN, 2 * HIDDEN)
    return weights


def state(name, weights, items, known, asked):
    x = weights["itemEmbedding.weight"][items] * math.sqrt(HIDDEN) + weights["positions"][:len(items)]
    divisors = LONGEST if name != "strict" else torch.arange(1, len(items) + 1).unsqueeze(1)
    for layer in range(LAYERS):
        key = f"layers.{layer}."
        position, time = biases(weights, key, len(items), known, known if name == "strict" else asked)
        x = (fuxi_layer if name == "fuxi" else hstu_layer)(x, weights, key, position, time, divisors)
    return F.normalize(x[-1], dim=0) / TEMPERATURE


def main():
    tensors = {}
    for seed, name in enumerate(("target", "strict", "blind", "fuxi")):
        torch.manual_seed(40 + seed)
        weights = parameters(name)
        lengths = (7, 4, 1)
        items, times = torch.zeros(3, 7, dtype=torch.int64), torch.zeros(3, 7, dtype=torch.int64)
        asked = torch.zeros(3, dtype=torch.int64)
        states, targets = [], []
        for row, length in enumerate(lengths):
            items[row, :length] = torch.randint(1, ITEMS + 1, (length,))
            gaps = torch.tensor([[0, 3, 3600, 10, 86_400, 0, 77, 5000][(step + 3 * row) % 8] for step in range(length + 1)])
            moments = 1_000_000_000 + gaps.cumsum(0)
            times[row, :length], asked[row] = moments[:length], moments[length]
            for end in range(1, length + 1):
                first = max(0, end - LONGEST)
                states.append(state(name, weights, items[row, first:end].clone(), moments[first:end].tolist(),
                                    moments[first + 1:end + 1].tolist()))
                targets.append(int(torch.randint(0, ITEMS, ())))
        states, targets = torch.stack(states), torch.tensor(targets)
        scores = states @ F.normalize(weights["itemEmbedding.weight"][1:], dim=1).t()
        loss = F.cross_entropy(scores, targets)
        loss.backward()
        values = {"items": items, "times": times, "asked": asked, "targets": targets, "states": states, "scores": scores,
                  "loss": loss.reshape(1)}
        for key, weight in weights.items():
            gradient = torch.zeros_like(weight) if weight.grad is None else weight.grad.clone()
            if key == "itemEmbedding.weight":
                gradient[0] = 0
            values[f"parameter/{key}"], values[f"gradient/{key}"] = weight, gradient
        tensors |= {f"{name}/{key}": value.detach().contiguous().clone() for key, value in values.items()}
    save_file(tensors, HERE / "hstu.safetensors")


if __name__ == "__main__":
    main()
