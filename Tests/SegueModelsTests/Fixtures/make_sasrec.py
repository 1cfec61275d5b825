#!/usr/bin/env python3
"""Writes sasrec.safetensors: SASRec by torch.nn.MultiheadAttention.

Run:  python3 make_sasrec.py               (needs torch and safetensors; writes beside this file)
Seeded: the same versions write the same bytes. Made with torch 2.13.0 (CPU). Written from the paper alone.

Every prefix is read on its own, without padding: the item vectors of its last `maximumLength` items plus the last rows of the
position table, blocks of x + attention(LN(x)) and x + W2 relu(W1 LN(x)), a last LN; the state of the last item is multiplied with
the item vectors.

Cases "one" (1 block, 1 head) and "two" (2 blocks, 2 heads):
  <case>/items I64 [rows, length], 0 is padding, on the right;  <case>/sizes I64 [4]: maximum length, blocks, heads, hidden
  <case>/parameter/<name>; <case>/states [prefixes, hidden] in order of row, then step; <case>/scores [prefixes, items]
  <case>/loss: cross-entropy against <case>/targets (score columns); <case>/gradient/<name>
"""
import pathlib

import torch
import torch.nn.functional as F
from safetensors.torch import save_file

HERE = pathlib.Path(__file__).resolve().parent
ITEMS = 11


class Block(torch.nn.Module):
    def __init__(self, hidden, heads):
        super().__init__()
        self.first, self.second = torch.nn.LayerNorm(hidden), torch.nn.LayerNorm(hidden)
        self.attention = torch.nn.MultiheadAttention(hidden, heads, batch_first=True)
        self.inner, self.outer = torch.nn.Linear(hidden, hidden), torch.nn.Linear(hidden, hidden)

    def forward(self, x):
        causal = torch.triu(torch.ones(x.size(1), x.size(1), dtype=torch.bool), diagonal=1)
        normed = self.first(x)
        x = x + self.attention(normed, normed, normed, attn_mask=causal, need_weights=False)[0]
        return x + self.outer(torch.relu(self.inner(self.second(x))))


def case(tensors, name, longest, count, heads, hidden, seed):
    torch.manual_seed(seed)
    table = torch.nn.Parameter(torch.randn(ITEMS + 1, hidden) * 0.5)
    positions = torch.nn.Parameter(torch.randn(longest, hidden) * 0.5)
    blocks = torch.nn.ModuleList([Block(hidden, heads) for _ in range(count)])
    norm = torch.nn.LayerNorm(hidden)
    for parameter in list(blocks.parameters()) + list(norm.parameters()):
        torch.nn.init.normal_(parameter, std=0.4)
    with torch.no_grad():
        table[0] = 0
    lengths = (7, 4, 1)
    items = torch.zeros(len(lengths), max(lengths), dtype=torch.int64)
    states, targets = [], []
    for row, length in enumerate(lengths):
        items[row, :length] = torch.randint(1, ITEMS + 1, (length,))
        for end in range(1, length + 1):
            prefix = items[row, max(0, end - longest):end].clone()
            x = (table[prefix] + positions[longest - len(prefix):]).unsqueeze(0)
            for block in blocks:
                x = block(x)
            states.append(norm(x)[0, -1])
            targets.append(int(torch.randint(0, ITEMS, ())))
    states, targets = torch.stack(states), torch.tensor(targets)
    scores = states @ table[1:].t()
    loss = F.cross_entropy(scores, targets)
    loss.backward()

    def named(value):
        result = {"itemEmbedding.weight": value(table), "positions": value(positions)}
        for index, block in enumerate(blocks):
            key = f"blocks.{index}"
            for ours, theirs in (("attentionNorm", block.first), ("networkNorm", block.second), ("inner", block.inner),
                                 ("outer", block.outer), ("attention.output", block.attention.out_proj)):
                result[f"{key}.{ours}.weight"], result[f"{key}.{ours}.bias"] = value(theirs.weight), value(theirs.bias)
            weights = value(block.attention.in_proj_weight).chunk(3)
            biases = value(block.attention.in_proj_bias).chunk(3)
            for part, weight, bias in zip(("query", "key", "value"), weights, biases):
                result[f"{key}.attention.{part}.weight"], result[f"{key}.attention.{part}.bias"] = weight, bias
        return result | {"norm.weight": value(norm.weight), "norm.bias": value(norm.bias)}

    values = {"items": items, "targets": targets, "sizes": torch.tensor([longest, count, heads, hidden]), "states": states,
              "scores": scores, "loss": loss.reshape(1)}
    values |= {f"parameter/{key}": value for key, value in named(lambda p: p.detach()).items()}
    values |= {f"gradient/{key}": value for key, value in named(lambda p: p.grad).items()}
    tensors.update({f"{name}/{key}": value.detach().contiguous().clone() for key, value in values.items()})


def main():
    tensors = {}
    case(tensors, "one", longest=5, count=1, heads=1, hidden=6, seed=3)
    case(tensors, "two", longest=9, count=2, heads=2, hidden=8, seed=4)
    save_file(tensors, HERE / "sasrec.safetensors")


if __name__ == "__main__":
    main()
