#!/usr/bin/env python3
"""Writes completion.safetensors: GC-MC and GLocal-K on a small matrix, computed densely.

Run:  python3 make_completion.py       (needs torch and safetensors; writes beside this file)
Seeded. Made with torch 2.13.0 (CPU). Written from the papers' equations with whole matrices, one per level.

Edges: users I64 [edges], items I64 [edges], levels I64 [edges], all from 0; 5 users, 6 items, 3 levels. User 4 and item 5
have no edge.

gcmc_sum/, gcmc_stack/   (sum: symmetric, weights shared in order; stack: left)
  parameter/{table, dense, bases, mixing}; sent [nodes]: what a node's messages are multiplied with
  nodes [nodes, output], logits [edges, levels], loss; gradient/NAME; rating [users, items] without dropped nodes
glocalk/
  parameter/{layers.N.weight, …, globalKernel}; ratings [edges]
  pretraining/ and fine-tuning/: output [items, users], loss, gradient/NAME
"""
import pathlib

import torch
import torch.nn.functional as F
from safetensors.torch import save_file

HERE = pathlib.Path(__file__).resolve().parent
USERS, ITEMS, LEVELS = 5, 6, 3
EDGES = [(0, 0, 0), (0, 1, 2), (0, 3, 1), (1, 0, 2), (1, 2, 2), (2, 1, 0), (2, 3, 0), (2, 4, 1), (3, 0, 1), (3, 2, 0),
         (3, 4, 2), (3, 1, 1)]


def gcmc(kind, out):
    width, output, bases = (4, 3, 2) if kind == "sum" else (2, 3, 2)
    hidden = width if kind == "sum" else width * LEVELS
    nodes = USERS + ITEMS
    parameters = {
        "table": torch.randn(LEVELS, nodes, width) * 0.7, "dense": torch.randn(hidden, output) * 0.7,
        "bases": torch.randn(bases, output, output), "mixing": torch.randn(bases, LEVELS)}
    for parameter in parameters.values():
        parameter.requires_grad_()
    adjacency = torch.zeros(LEVELS, nodes, nodes)
    for user, item, level in EDGES:
        adjacency[level, user, USERS + item] = adjacency[level, USERS + item, user] = 1
    degree = adjacency.sum((0, 2)).clamp(min=1)
    scale = degree[:, None] * degree[None, :]
    scale = scale.sqrt() if kind == "sum" else degree[:, None].expand(nodes, nodes)

    def encode(sent):
        parts = []
        for level in range(LEVELS):
            table = parameters["table"]
            weight = sum(table[s] for s in range(level + 1)) if kind == "sum" else table[level]
            parts.append((adjacency[level] / scale) @ (weight * sent[:, None]))
        h = sum(parts) if kind == "sum" else torch.cat(parts, 1)
        return F.relu(h) @ parameters["dense"]

    def decode(z):
        scores = torch.stack([z[:USERS] @ p @ z[USERS:].T for p in parameters["bases"]], 2)
        return scores @ parameters["mixing"]

    sent = torch.tensor([0.0, 2.5, 2.5, 0, 2.5, 2.5, 0, 2.5, 2.5, 2.5, 0])
    z = encode(sent)
    u, i, r = torch.tensor(EDGES).T
    logits = decode(z)[u, i]
    loss = F.cross_entropy(logits, r)
    loss.backward()
    prefix = f"gcmc_{kind}"
    out[f"{prefix}/sent"], out[f"{prefix}/nodes"], out[f"{prefix}/logits"] = sent, z, logits
    out[f"{prefix}/loss"] = loss.reshape(1)
    with torch.no_grad():
        probability = decode(encode(torch.ones(nodes))).softmax(2)
        out[f"{prefix}/rating"] = probability @ torch.tensor([1.0, 3.0, 4.0])
    for name, parameter in parameters.items():
        out[f"{prefix}/parameter/{name}"], out[f"{prefix}/gradient/{name}"] = parameter, parameter.grad


def glocalk(out):
    hidden, vector = 4, 2
    weight_penalty, kernel_penalty, scale = 0.3, 0.2, 0.5
    parameters = {}
    for layer, (a, b) in enumerate([(USERS, hidden), (hidden, hidden), (hidden, USERS)]):
        parameters[f"layers.{layer}.weight"] = torch.randn(a, b) * 0.5
        parameters[f"layers.{layer}.inputVectors"] = torch.randn(a, vector) * 0.5
        parameters[f"layers.{layer}.outputVectors"] = torch.randn(b, vector) * 0.5
        parameters[f"layers.{layer}.bias"] = torch.randn(b) * 0.5
    parameters["globalKernel"] = torch.randn(ITEMS, 9) * 0.4
    for parameter in parameters.values():
        parameter.requires_grad_()
    ratings = torch.tensor([1.0, 4, 3, 4, 4, 1, 1, 3, 3, 1, 4, 3])
    u, i, _ = torch.tensor(EDGES).T
    x, mask = torch.zeros(ITEMS, USERS), torch.zeros(ITEMS, USERS)
    x[i, u], mask[i, u] = ratings, 1

    def network(x):
        penalty = 0
        for layer in range(3):
            p = {name: parameters[f"layers.{layer}.{name}"] for name in ("weight", "inputVectors", "outputVectors", "bias")}
            distance = ((p["inputVectors"][:, None, :] - p["outputVectors"][None, :, :]) ** 2).sum(2)
            k = torch.clamp(1 - distance, min=0)
            penalty = penalty + weight_penalty * (p["weight"] ** 2).sum() / 2 + kernel_penalty * (k ** 2).sum() / 2
            x = x @ (p["weight"] * k) + p["bias"]
            if layer < 2:
                x = torch.sigmoid(x)
        return x, penalty

    for stage in ("pretraining", "fine-tuning"):
        output, penalty = network(x)
        if stage == "fine-tuning":
            kernel = (output.mean(1) @ parameters["globalKernel"]).reshape(3, 3) * scale
            padded, mixed = F.pad(x, (1, 1, 1, 1)), torch.zeros_like(x)
            for row in range(3):
                for column in range(3):
                    mixed = mixed + kernel[row, column] * padded[row:row + ITEMS, column:column + USERS]
            output, penalty = network(F.relu(mixed))
        loss = ((output - x) ** 2 * mask).sum() / 2 + penalty
        gradients = torch.autograd.grad(loss, list(parameters.values()), allow_unused=True)
        out[f"glocalk/{stage}/output"], out[f"glocalk/{stage}/loss"] = output, loss.reshape(1)
        for name, gradient in zip(parameters, gradients):
            if gradient is not None:
                out[f"glocalk/{stage}/gradient/{name}"] = gradient
    out["glocalk/ratings"] = ratings
    for name, parameter in parameters.items():
        out[f"glocalk/parameter/{name}"] = parameter


def main():
    torch.manual_seed(11)
    out = {}
    users, items, levels = torch.tensor(EDGES).T
    out["users"], out["items"], out["levels"] = users, items, levels
    gcmc("sum", out)
    gcmc("stack", out)
    glocalk(out)
    save_file({key: value.detach().contiguous().clone() for key, value in out.items()}, HERE / "completion.safetensors")


if __name__ == "__main__":
    main()
