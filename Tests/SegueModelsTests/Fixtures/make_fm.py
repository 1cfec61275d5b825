#!/usr/bin/env python3
"""Writes fm.safetensors: a factorization machine by its definition, all pairs written out.

Run:  python3 make_fm.py               (needs torch and safetensors; writes beside this file)
Seeded. Made with torch 2.13.0 (CPU). Written from Rendle 2010, Eq. 1, with a design matrix x of one column per value.

  bias [1]; table [values + 1, factors + 1]: row 0 is zero, the last column is w
  users I64 [examples], items I64 [examples], labels; x [examples, values]
  output [examples]; loss (binary cross-entropy of the logits), gradient/bias, gradient/table
Schema: user (4 values), item (5), labels of the item (3): the weights of the n labels of an item are 1/n.
"""
import pathlib

import torch
import torch.nn.functional as F
from safetensors.torch import save_file

HERE = pathlib.Path(__file__).resolve().parent
LABELS = {1: [1], 2: [1, 3], 3: [], 4: [2, 3], 5: [1, 2, 3]}


def main():
    torch.manual_seed(5)
    values, factors = 12, 3
    bias = torch.randn(1, requires_grad=True)
    table = torch.randn(values + 1, factors + 1)
    table[0] = 0
    table.requires_grad_()
    users, items = torch.tensor([1, 2, 4, 3, 1, 0]), torch.tensor([1, 2, 5, 3, 4, 2])
    labels = torch.tensor([1.0, 0, 1, 1, 0, 0])
    x = torch.zeros(len(users), values)
    for row, (user, item) in enumerate(zip(users.tolist(), items.tolist())):
        if user:
            x[row, user - 1] = 1
        x[row, 4 + item - 1] = 1
        for label in LABELS[item]:
            x[row, 9 + label - 1] = 1 / len(LABELS[item])
    w, v = table[1:, factors], table[1:, :factors]
    output = []
    for row in x:
        total = bias[0] + (row * w).sum()
        for i in range(values):
            for j in range(i + 1, values):
                total = total + (v[i] @ v[j]) * row[i] * row[j]
        output.append(total)
    output = torch.stack(output)
    loss = F.binary_cross_entropy_with_logits(output, labels)
    loss.backward()
    tensors = {"bias": bias, "table": table, "users": users, "items": items, "labels": labels, "x": x, "output": output,
               "loss": loss.reshape(1), "gradient/bias": bias.grad, "gradient/table": table.grad}
    save_file({key: value.detach().contiguous().clone() for key, value in tensors.items()}, HERE / "fm.safetensors")


if __name__ == "__main__":
    main()
