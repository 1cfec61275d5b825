#!/usr/bin/env python3
"""Writes ffnn.safetensors: the feed-forward baselines of SeqRec, three torch.nn.Linear one after the other.

Run:  python3 make_ffnn.py           (needs torch and safetensors; writes beside this file)
Seeded. Made with torch 2.13.0 (CPU). Written from the text of the paper and the widths [w, w/2, w/2, 1].

Data: that of make_seqrec.py, under the same names. For each variant V of plain (texts are not read) and texts:
  V/parameter/KEY, V/output [examples], V/loss [1] (mean squared error), V/gradient/KEY
"""
import pathlib

import torch
from safetensors.torch import save_file

from make_seqrec import ITEMS, rating_examples

HERE = pathlib.Path(__file__).resolve().parent
EMBEDDING = 6


def case(tensors, data, variant):
    table = torch.randn(ITEMS + 1, EMBEDDING) / 3
    table[0] = 0
    table.requires_grad_()
    item = data["exampleItems"]
    known = torch.where(item <= ITEMS, item, torch.zeros_like(item))
    parts = [table[known] * (known > 0)[:, None], data["itemFeatures"][item], data["userFeatures"][data["exampleUsers"]]]
    if variant == "texts":
        parts.append(data["texts"][item])
    x = torch.cat(parts, 1)
    width = x.shape[1]
    layers = [torch.nn.Linear(a, b) for a, b in ((width, width // 2), (width // 2, width // 2), (width // 2, 1))]
    output = layers[2](layers[1](layers[0](x).relu()).relu())[:, 0]
    loss = ((output - data["labels"]) ** 2).mean()
    loss.backward()
    named = {"items.weight": table}
    for index, layer in enumerate(layers):
        named |= {f"output.layers.{index}.weight": layer.weight, f"output.layers.{index}.bias": layer.bias}
    tensors |= {f"{variant}/output": output, f"{variant}/loss": loss.reshape(1)}
    for key, value in named.items():
        tensors |= {f"{variant}/parameter/{key}": value, f"{variant}/gradient/{key}": value.grad}


def main():
    data = rating_examples()
    tensors = dict(data)
    for variant in ("plain", "texts"):
        case(tensors, data, variant)
    save_file({key: value.detach().contiguous().clone() for key, value in tensors.items()}, HERE / "ffnn.safetensors")


if __name__ == "__main__":
    main()
