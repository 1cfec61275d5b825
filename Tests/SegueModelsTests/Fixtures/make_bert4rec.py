#!/usr/bin/env python3
"""Writes bert4rec.safetensors: BERT4Rec by torch.nn.TransformerEncoderLayer, on sequences with one item hidden.

Run:  python3 make_bert4rec.py             (needs torch and safetensors; writes beside this file)
Seeded: the same versions write the same bytes. Made with torch 2.13.0 (CPU).

Each prefix is read on its own, its last `LONGEST` - 1 items and a hidden one behind them; the state there is scored.
  items I64 [rows, length], 0 is padding, on the right;  parameter/<name>;  states [prefixes, hidden] in order of row, then
  step;  scores [prefixes, items];  loss: cross-entropy against targets (score columns);  gradient/<name>
"""
import pathlib

import torch
import torch.nn.functional as F
from safetensors.torch import save_file

HERE = pathlib.Path(__file__).resolve().parent
ITEMS, LONGEST, HIDDEN, HEADS, BLOCKS = 11, 5, 8, 2, 2


def main():
    torch.manual_seed(60)
    table = torch.nn.Parameter(torch.randn(ITEMS + 1, HIDDEN) * 0.5)
    with torch.no_grad():
        table[0] = 0
    mask, positions = torch.nn.Parameter(torch.randn(1, HIDDEN)), torch.nn.Parameter(torch.randn(LONGEST, HIDDEN))
    item_bias = torch.nn.Parameter(torch.randn(ITEMS))
    input_norm, head_norm = torch.nn.LayerNorm(HIDDEN), torch.nn.LayerNorm(HIDDEN)
    head = torch.nn.Linear(HIDDEN, HIDDEN)
    blocks = torch.nn.ModuleList([
        torch.nn.TransformerEncoderLayer(HIDDEN, HEADS, 2 * HIDDEN, dropout=0, activation="gelu", batch_first=True)
        for _ in range(BLOCKS)])
    for parameter in [*blocks.parameters(), *input_norm.parameters(), *head_norm.parameters(), *head.parameters()]:
        torch.nn.init.normal_(parameter, std=0.4)
    items = torch.zeros(3, 7, dtype=torch.int64)
    states, targets = [], []
    for row, length in enumerate((7, 4, 1)):
        items[row, :length] = torch.randint(1, ITEMS + 1, (length,))
        for end in range(1, length + 1):
            prefix = items[row, max(0, end - LONGEST + 1):end].clone()
            x = torch.cat([table[prefix], mask]) + positions[:len(prefix) + 1]
            x = input_norm(x).unsqueeze(0)
            for block in blocks:
                x = block(x)
            states.append(head_norm(F.gelu(head(x[0, -1]))))
            targets.append(int(torch.randint(0, ITEMS, ())))
    states, targets = torch.stack(states), torch.tensor(targets)
    scores = states @ table[1:].t() + item_bias
    loss = F.cross_entropy(scores, targets)
    loss.backward()
    named = {"itemEmbedding.weight": table, "mask": mask, "positions": positions, "itemBias": item_bias}
    modules = {"inputNorm": input_norm, "head": head, "headNorm": head_norm}
    for index, block in enumerate(blocks):
        key = f"blocks.{index}."
        modules |= {key + "attentionNorm": block.norm1, key + "networkNorm": block.norm2,
                    key + "attention.output": block.self_attn.out_proj, key + "network.inner": block.linear1,
                    key + "network.outer": block.linear2}
        named[key + "attention.projection.weight"] = block.self_attn.in_proj_weight
        named[key + "attention.projection.bias"] = block.self_attn.in_proj_bias
    for key, module in modules.items():
        named[key + ".weight"], named[key + ".bias"] = module.weight, module.bias
    values = {"items": items, "targets": targets, "states": states, "scores": scores, "loss": loss.reshape(1)}
    values |= {f"parameter/{key}": value for key, value in named.items()}
    values |= {f"gradient/{key}": value.grad for key, value in named.items()}
    save_file({key: value.detach().contiguous().clone() for key, value in values.items()}, HERE / "bert4rec.safetensors")


if __name__ == "__main__":
    main()
