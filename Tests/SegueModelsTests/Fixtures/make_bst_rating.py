#!/usr/bin/env python3
"""Writes bst_rating.safetensors: a transformer block over a user's last ratings and the item asked about.

Run:  python3 make_bst_rating.py           (needs torch and safetensors; writes beside this file)
Seeded. Made with torch 2.13.0 (CPU). Each example's sequence is read on its own, so without padding or mask, by
torch.nn.MultiheadAttention; norms stand behind the sums.

Data: that of make_seqrec.py, under the same names. Histories are cut to the last 3. For each variant V of full (all examples)
and empty (those without a history alone, rows in V/rows):
  V/parameter/KEY, V/output [rows], V/loss [1] (mean squared error), V/gradient/KEY
"""
import pathlib

import torch
from safetensors.torch import save_file

from make_seqrec import ITEMS, rating_examples

HERE = pathlib.Path(__file__).resolve().parent
LENGTH, SIZE, HEADS, INNER, OUTPUT, STARS, FEATURES = 3, 8, 2, 10, 12, 5, 6


def rectified(x):
    return torch.where(x > 0, x, 0.01 * x)


class Network(torch.nn.Module):
    def __init__(self):
        super().__init__()
        table = lambda count: torch.nn.Embedding(count + 1, SIZE, padding_idx=0)
        self.items, self.stars = table(ITEMS), table(STARS)
        self.positions = torch.nn.Parameter(torch.randn(LENGTH + 1, SIZE) / 2)
        self.attention = torch.nn.MultiheadAttention(SIZE, HEADS, batch_first=True)
        self.first, self.second = torch.nn.LayerNorm(SIZE), torch.nn.LayerNorm(SIZE)
        self.inner, self.outer = torch.nn.Linear(SIZE, INNER), torch.nn.Linear(INNER, SIZE)
        widths = (2 * SIZE + FEATURES, OUTPUT, OUTPUT // 2, 1)
        self.head = torch.nn.ModuleList([torch.nn.Linear(a, b) for a, b in zip(widths, widths[1:])])
        for module in (self.first, self.second, self.attention):
            for parameter in module.parameters():
                torch.nn.init.normal_(parameter, std=0.4)

    def one(self, data, row):
        history = range(data["starts"][row], data["ends"][row])[-LENGTH:]
        item = int(data["exampleItems"][row])
        items = [int(data["items"][place]) for place in history] + [item if item <= ITEMS else 0]
        stars = [int(data["ratings"][place]) for place in history] + [0]
        x = self.items(torch.tensor(items)) + self.stars(torch.tensor(stars)) + self.positions[LENGTH + 1 - len(items):]
        x = x[None]
        a = self.first(x + self.attention(x, x, x, need_weights=False)[0])
        y = self.second(a + self.outer(rectified(self.inner(a))))[0]
        before = y[:-1].mean(0) if len(history) else torch.zeros(SIZE)
        z = torch.cat([y[-1], before, data["userFeatures"][data["exampleUsers"][row]], data["itemFeatures"][item]])
        return self.head[2](rectified(self.head[1](rectified(self.head[0](z)))))[0]

    def named(self, value):
        result = {"items.weight": value(self.items.weight), "stars.weight": value(self.stars.weight),
                  "positions": value(self.positions)}
        for key, layer in (("attention.output", self.attention.out_proj), ("attentionNorm", self.first),
                           ("network.layers.0", self.inner), ("network.layers.1", self.outer), ("networkNorm", self.second),
                           *((f"output.layers.{index}", layer) for index, layer in enumerate(self.head))):
            result |= {f"{key}.weight": value(layer.weight), f"{key}.bias": value(layer.bias)}
        weights, biases = value(self.attention.in_proj_weight).chunk(3), value(self.attention.in_proj_bias).chunk(3)
        for part, weight, bias in zip(("query", "key", "value"), weights, biases):
            result |= {f"attention.{part}.weight": weight, f"attention.{part}.bias": bias}
        return result


def main():
    data = rating_examples()
    tensors = dict(data)
    for variant, rows in (("full", range(6)), ("empty", [3])):
        model = Network()
        output = torch.stack([model.one(data, row) for row in rows])
        loss = ((output - data["labels"][list(rows)]) ** 2).mean()
        loss.backward()
        tensors |= {f"{variant}/output": output, f"{variant}/loss": loss.reshape(1), f"{variant}/rows": torch.tensor(list(rows))}
        tensors |= {f"{variant}/parameter/{key}": value for key, value in model.named(lambda p: p.detach()).items()}
        gradients = model.named(lambda p: torch.zeros_like(p) if p.grad is None else p.grad)
        tensors |= {f"{variant}/gradient/{key}": value for key, value in gradients.items()}
    save_file({key: value.detach().contiguous().clone() for key, value in tensors.items()},
              HERE / "bst_rating.safetensors")


if __name__ == "__main__":
    main()
