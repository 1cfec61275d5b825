#!/usr/bin/env python3
"""Writes transformer.safetensors: a causal transformer of items by torch, with every option of its blocks in some case.

Run:  python3 make_transformer.py          (needs torch and safetensors; writes beside this file)
Seeded: the same versions write the same bytes. Made with torch 2.13.0 (CPU). Written from the equations alone.

Every prefix is read on its own, without padding: its last `LONGEST` items; the state of the last one is multiplied with the
item vectors. Cases:
  relative  normalization in front, GELU, a number for each head and distance
  original  normalization in front, ReLU, positions from the end
  post      normalization behind, ReLU, positions from the start
  gated     gates on what is added, SwiGLU, RMS normalization, no positions, cosines divided by 0.5
  rotary    normalization in front, GELU, rotary positions
For each: <case>/items I64 [rows, length], 0 is padding, on the right; <case>/parameter/<name>;
  <case>/states [prefixes, hidden] in order of row, then step; <case>/scores [prefixes, items];
  <case>/loss: cross-entropy against <case>/targets (score columns); <case>/gradient/<name>
"""
import math
import pathlib

import torch
import torch.nn.functional as F
from safetensors.torch import save_file

HERE = pathlib.Path(__file__).resolve().parent
ITEMS, LONGEST, HIDDEN, HEADS, BLOCKS = 11, 5, 8, 2, 2
CASES = {
    "relative": dict(positions="relative"),
    "original": dict(positions="fromEnd", activation="relu"),
    "post": dict(positions="fromStart", activation="relu", place="after"),
    "gated": dict(positions="none", activation="swiGLU", norm="rms", gates=True, temperature=0.5),
    "rotary": dict(positions="rotary"),
}


class Network:
    def __init__(self, positions, activation="gelu", norm="layer", place="before", gates=False, temperature=None):
        self.positions, self.activation, self.norm, self.place = positions, activation, norm, place
        self.gates, self.temperature = gates, temperature
        self.weights = {"itemEmbedding.weight": torch.randn(ITEMS + 1, HIDDEN) * 0.4}
        self.weights["itemEmbedding.weight"][0] = 0
        if positions in ("fromStart", "fromEnd"):
            self.draw("positions", LONGEST, HIDDEN)
        inner = 2 * HIDDEN
        for block in range(BLOCKS):
            key = f"blocks.{block}."
            for name in ("attentionNorm", "networkNorm"):
                self.draw_norm(key + name)
            self.draw(key + "attention.projection", 3 * HIDDEN, HIDDEN, bias=True)
            self.draw(key + "attention.output", HIDDEN, HIDDEN, bias=True)
            if positions == "relative":
                self.draw(key + "attention.lagBias", HEADS, LONGEST)
            has_bias = activation != "swiGLU"
            self.draw(key + "network.inner", inner, HIDDEN, bias=has_bias)
            self.draw(key + "network.outer", HIDDEN, inner, bias=has_bias)
            if not has_bias:
                self.draw(key + "network.factor", inner, HIDDEN, bias=False)
            if gates:
                self.draw(key + "attentionGate", HIDDEN, HIDDEN, bias=True)
                self.draw(key + "networkGate", HIDDEN, HIDDEN, bias=True)
        if place == "before":
            self.draw_norm("norm")
        for weight in self.weights.values():
            weight.requires_grad_()

    def draw(self, name, *shape, bias=None):
        if bias is None:
            self.weights[name] = torch.randn(shape) * 0.4
            return
        self.weights[name + ".weight"] = torch.randn(shape) * 0.4
        if bias:
            self.weights[name + ".bias"] = torch.randn(shape[0]) * 0.4

    def draw_norm(self, name):
        self.weights[name + ".weight"] = 1 + torch.randn(HIDDEN) * 0.3
        if self.norm == "layer":
            self.weights[name + ".bias"] = torch.randn(HIDDEN) * 0.3

    def normalized(self, x, name):
        if self.norm == "layer":
            return F.layer_norm(x, [HIDDEN], self.weights[name + ".weight"], self.weights[name + ".bias"], 1e-5)
        return x / torch.sqrt((x * x).mean(-1, keepdim=True) + 1e-6) * self.weights[name + ".weight"]

    def affine(self, x, name):
        return F.linear(x, self.weights[name + ".weight"], self.weights.get(name + ".bias"))

    def attention(self, x, key):
        length, width = len(x), HIDDEN // HEADS
        q, k, v = self.affine(x, key + "attention.projection").chunk(3, dim=1)
        heads = []
        for head in range(HEADS):
            own = slice(head * width, (head + 1) * width)
            queries, keys = q[:, own], k[:, own]
            if self.positions == "rotary":
                queries, keys = rotated(queries), rotated(keys)
            scores = queries @ keys.t() / math.sqrt(width)
            if self.positions == "relative":
                lags = torch.arange(length).unsqueeze(1) - torch.arange(length)
                scores = scores + self.weights[key + "attention.lagBias"][head][lags.clamp(min=0)]
            scores = scores.masked_fill(torch.ones(length, length).triu(1) > 0, -math.inf)
            heads.append(scores.softmax(1) @ v[:, own])
        return self.affine(torch.cat(heads, dim=1), key + "attention.output")

    def feed_forward(self, x, key):
        middle = self.affine(x, key + "network.inner")
        if self.activation == "swiGLU":
            middle = F.silu(middle) * self.affine(x, key + "network.factor")
        else:
            middle = F.gelu(middle) if self.activation == "gelu" else F.relu(middle)
        return self.affine(middle, key + "network.outer")

    def added(self, x, part, key, norm, gate):
        change = part(self.normalized(x, key + norm) if self.place == "before" else x, key)
        if self.gates:
            change = torch.sigmoid(self.affine(x, key + gate)) * change
        return x + change if self.place == "before" else self.normalized(x + change, key + norm)

    def state(self, items):
        x = self.weights["itemEmbedding.weight"][items] * math.sqrt(HIDDEN)
        if self.positions == "fromStart":
            x = x + self.weights["positions"][:len(items)]
        elif self.positions == "fromEnd":
            x = x + self.weights["positions"][:len(items)].flip(0)
        for block in range(BLOCKS):
            key = f"blocks.{block}."
            x = self.added(x, self.attention, key, "attentionNorm", "attentionGate")
            x = self.added(x, self.feed_forward, key, "networkNorm", "networkGate")
        last = x[-1]
        if self.place == "before":
            last = self.normalized(last, "norm")
        return F.normalize(last, dim=0) / self.temperature if self.temperature else last

    def table(self):
        rows = self.weights["itemEmbedding.weight"][1:]
        return F.normalize(rows, dim=1) if self.temperature else rows


def rotated(x):
    """Columns c and c + width / 2 as the parts of a complex number, turned by position * 10000^(-2c / width)."""
    half = x.size(1) // 2
    angles = torch.arange(len(x)).unsqueeze(1) * 10_000.0 ** (-torch.arange(half) / half)
    turned = torch.complex(x[:, :half], x[:, half:]) * torch.polar(torch.ones_like(angles), angles)
    return torch.cat([turned.real, turned.imag], dim=1)


def main():
    tensors = {}
    for seed, (name, options) in enumerate(CASES.items()):
        torch.manual_seed(20 + seed)
        network = Network(**options)
        lengths = (7, 4, 1)
        items = torch.zeros(len(lengths), max(lengths), dtype=torch.int64)
        states, targets = [], []
        for row, length in enumerate(lengths):
            items[row, :length] = torch.randint(1, ITEMS + 1, (length,))
            for end in range(1, length + 1):
                states.append(network.state(items[row, max(0, end - LONGEST):end].clone()))
                targets.append(int(torch.randint(0, ITEMS, ())))
        states, targets = torch.stack(states), torch.tensor(targets)
        scores = states @ network.table().t()
        loss = F.cross_entropy(scores, targets)
        loss.backward()
        values = {"items": items, "targets": targets, "states": states, "scores": scores, "loss": loss.reshape(1)}
        for key, weight in network.weights.items():
            gradient = weight.grad
            if key == "itemEmbedding.weight":
                gradient = gradient.clone()
                gradient[0] = 0
            values[f"parameter/{key}"], values[f"gradient/{key}"] = weight, gradient
        tensors |= {f"{name}/{key}": value.detach().contiguous().clone() for key, value in values.items()}
    save_file(tensors, HERE / "transformer.safetensors")


if __name__ == "__main__":
    main()
