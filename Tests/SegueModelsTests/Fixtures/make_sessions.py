#!/usr/bin/env python3
"""Writes sessions.safetensors: NARM and STAMP by torch, reading every prefix on its own.

Run:  python3 make_sessions.py             (needs torch and safetensors; writes beside this file)
Seeded: the same versions write the same bytes. Made with torch 2.13.0 (CPU). Written from the papers' equations alone.

Cases: "narm" (softmax), "narm-plain" (attention as it is), "stamp" (mean added, no last biases, norms of at most 1),
"stamp-paper" (no mean added, biases, any norm).
  <case>/items I64 [rows, length], 0 is padding, on the right; <case>/parameter/<name>;
  <case>/states [prefixes, embedding] in order of row, then step; <case>/scores [prefixes, items];
  <case>/loss: cross-entropy against <case>/targets (score columns); <case>/gradient/<name>
"""
import pathlib

import torch
import torch.nn.functional as F
from safetensors.torch import save_file

HERE = pathlib.Path(__file__).resolve().parent
ITEMS, LONGEST, SIZE, HIDDEN = 11, 5, 4, 6


def draw(*shape):
    return (torch.randn(shape) * 0.6).requires_grad_()


def narm_parameters():
    return {
        "cell.gates.hidden.weight": draw(2 * HIDDEN, HIDDEN), "cell.gates.item.weight": draw(2 * HIDDEN, SIZE),
        "cell.gates.bias": draw(2 * HIDDEN), "cell.candidate.hidden.weight": draw(HIDDEN, HIDDEN),
        "cell.candidate.item.weight": draw(HIDDEN, SIZE), "cell.candidate.bias": draw(HIDDEN),
        "queryWeight.weight": draw(HIDDEN, HIDDEN), "keyWeight.weight": draw(HIDDEN, HIDDEN),
        "attentionWeight": draw(HIDDEN), "output.weight": draw(SIZE, 2 * HIDDEN)}


def narm(weights, items, is_softmax):
    h, states = torch.zeros(HIDDEN), []
    for item in items:
        x = weights["itemEmbedding.weight"][item]
        gates = torch.sigmoid(weights["cell.gates.item.weight"] @ x + weights["cell.gates.hidden.weight"] @ h
                              + weights["cell.gates.bias"])
        update, reset = gates[:HIDDEN], gates[HIDDEN:]
        candidate = torch.tanh(weights["cell.candidate.item.weight"] @ x
                               + weights["cell.candidate.hidden.weight"] @ (reset * h) + weights["cell.candidate.bias"])
        h = (1 - update) * h + update * candidate
        states.append(h)
    alpha = torch.stack([weights["attentionWeight"] @ torch.sigmoid(
        weights["queryWeight.weight"] @ h + weights["keyWeight.weight"] @ state) for state in states])
    if is_softmax:
        alpha = F.softmax(alpha, dim=0)
    return weights["output.weight"] @ torch.cat([alpha @ torch.stack(states), h])


def stamp_parameters(has_bias):
    weights = {"itemWeight.weight": draw(SIZE, SIZE), "lastWeight.weight": draw(SIZE, SIZE),
               "meanWeight.weight": draw(SIZE, SIZE), "meanWeight.bias": draw(SIZE), "attentionWeight": draw(SIZE),
               "sessionLayer.weight": draw(SIZE, SIZE), "lastLayer.weight": draw(SIZE, SIZE)}
    if has_bias:
        weights |= {"sessionLayer.bias": draw(SIZE), "lastLayer.bias": draw(SIZE)}
    return weights


def stamp(weights, items, is_paper):
    x = weights["itemEmbedding.weight"][items]
    if not is_paper:
        x = torch.stack([vector if vector.norm() <= 1 else vector / vector.norm() for vector in x])
    mean, last = x.mean(0), x[-1]
    mixed = torch.zeros(SIZE)
    for vector in x:
        inner = (weights["itemWeight.weight"] @ vector + weights["lastWeight.weight"] @ last
                 + weights["meanWeight.weight"] @ mean + weights["meanWeight.bias"])
        mixed = mixed + (weights["attentionWeight"] @ torch.sigmoid(inner)) * vector
    if not is_paper:
        mixed = mixed + mean
    zero = torch.zeros(SIZE)
    session = torch.tanh(weights["sessionLayer.weight"] @ mixed + weights.get("sessionLayer.bias", zero))
    return session * torch.tanh(weights["lastLayer.weight"] @ last + weights.get("lastLayer.bias", zero))


def main():
    tensors = {}
    for seed, name in enumerate(("narm", "narm-plain", "stamp", "stamp-paper")):
        torch.manual_seed(80 + seed)
        weights = {"itemEmbedding.weight": draw(ITEMS + 1, SIZE)}
        with torch.no_grad():
            weights["itemEmbedding.weight"][0] = 0
        weights |= narm_parameters() if name.startswith("narm") else stamp_parameters(name == "stamp-paper")
        items = torch.zeros(3, 7, dtype=torch.int64)
        states, targets = [], []
        for row, length in enumerate((7, 4, 1)):
            items[row, :length] = torch.randint(1, ITEMS + 1, (length,))
            for end in range(1, length + 1):
                prefix = items[row, max(0, end - LONGEST):end].clone()
                states.append(narm(weights, prefix, name == "narm") if name.startswith("narm")
                              else stamp(weights, prefix, name == "stamp-paper"))
                targets.append(int(torch.randint(0, ITEMS, ())))
        states, targets = torch.stack(states), torch.tensor(targets)
        scores = states @ weights["itemEmbedding.weight"][1:].t()
        loss = F.cross_entropy(scores, targets)
        loss.backward()
        values = {"items": items, "targets": targets, "states": states, "scores": scores, "loss": loss.reshape(1)}
        values |= {f"parameter/{key}": value for key, value in weights.items()}
        values |= {f"gradient/{key}": value.grad for key, value in weights.items()}
        tensors |= {f"{name}/{key}": value.detach().contiguous().clone() for key, value in values.items()}
    save_file(tensors, HERE / "sessions.safetensors")


if __name__ == "__main__":
    main()
