#!/usr/bin/env python3
"""Writes seqrec.safetensors: SeqRec with each example's history read on its own, one rating after the other.

Run:  python3 make_seqrec.py           (needs torch and safetensors; writes beside this file)
Seeded. Made with torch 2.13.0 (CPU). Written from the paper's Eq. 1 and Tables 2 and 3; the plain LSTM is torch.nn.LSTMCell.

Data: users 1 to 3, items 1 to 9 (item 10 has features, and no parameters), ratings 1 to 5.
  items, ratings [rows]: the histories' columns; starts, ends [examples]: rows of each example's history
  exampleUsers, exampleItems, labels [examples]
  userFeatures [4, 3]: gender a, gender b, age / 50; itemFeatures [11, 3]: labels; texts [11, 4]; row 0 is the unknown one
For each variant V of state, front, lstm, longest:
  V/parameter/KEY, V/history [examples, hidden], V/output [examples], V/loss [1] (mean squared error), V/gradient/KEY
front: the cell's state c, histories filled in front to 4 with zero inputs. longest: an LSTM read at the longest history's last step.
"""
import pathlib

import torch
from safetensors.torch import save_file

HERE = pathlib.Path(__file__).resolve().parent
EMBEDDING, HIDDEN, LENGTH, ITEMS = 6, 7, 4, 9
MIDDLE, DEVIATION = 3.0, 4 / 12 ** 0.5 * EMBEDDING


class Cell(torch.nn.Module):
    """The multiplicative LSTM, gates in the order input, forget, candidate, output."""

    def __init__(self):
        super().__init__()
        self.inputFactor, self.hiddenFactor = torch.nn.Linear(EMBEDDING + 1, HIDDEN), torch.nn.Linear(HIDDEN, HIDDEN)
        self.gates = torch.nn.ModuleDict({"input": torch.nn.Linear(EMBEDDING + 1, 4 * HIDDEN),
                                          "hidden": torch.nn.Linear(HIDDEN, 4 * HIDDEN, bias=False)})

    def forward(self, x, h, c):
        m = self.inputFactor(x) * self.hiddenFactor(h)
        i, f, g, o = (self.gates["input"](x) + self.gates["hidden"](m)).chunk(4)
        c = torch.sigmoid(f) * c + torch.sigmoid(i) * torch.tanh(g)
        return torch.sigmoid(o) * torch.tanh(c), c


class Plain(torch.nn.Module):
    """nn.LSTMCell, whose gates are ordered input, forget, candidate, output too."""

    def __init__(self):
        super().__init__()
        self.input, self.hidden = torch.nn.Linear(EMBEDDING + 1, 4 * HIDDEN), torch.nn.Linear(HIDDEN, 4 * HIDDEN, bias=False)

    def forward(self, x, h, c):
        h, c = torch.lstm_cell(x[None], (h[None], c[None]), self.input.weight, self.hidden.weight, self.input.bias,
                               torch.zeros(4 * HIDDEN))
        return h[0], c[0]


class SeqRec(torch.nn.Module):
    def __init__(self, variant):
        super().__init__()
        self.variant = variant
        self.items = torch.nn.Embedding(ITEMS + 1, EMBEDDING, padding_idx=0)
        self.start = torch.nn.Parameter(torch.randn(1, HIDDEN) / 3)
        if variant in ("state", "front"):
            self.multiplicative = Cell()
        else:
            self.lstm = Plain()
        stack = lambda *sizes: torch.nn.ModuleDict({"layers": torch.nn.ModuleList(
            [torch.nn.Linear(a, b) for a, b in zip(sizes, sizes[1:])])})
        self.user, self.item, self.text = stack(3, 3, 3, 3), stack(9, 9, 9, 9), stack(4, 2)
        width = HIDDEN + 3 + 9 + 2
        self.output = stack(width, width // 2, width // 2, 1)

    def history(self, items, ratings, longest):
        items, ratings = items[-LENGTH:], ratings[-LENGTH:]
        if self.variant == "front":
            missing = LENGTH - len(items)
            items = torch.cat([torch.zeros(missing, dtype=torch.long), items])
            ratings = torch.cat([torch.full((missing,), MIDDLE), ratings])
        h = c = self.start[0]
        cell = self.multiplicative if self.variant in ("state", "front") else self.lstm
        for item, rating in zip(items, ratings):
            h, c = cell(torch.cat([self.items(item), (rating[None] - MIDDLE) / DEVIATION]), h, c)
        if self.variant == "longest" and len(items) < longest:
            return torch.zeros(HIDDEN)
        return c if self.variant == "front" else h

    def forward(self, data):
        rows = [slice(a, b) for a, b in zip(data["starts"].tolist(), data["ends"].tolist())]
        longest = max(min(LENGTH, row.stop - row.start) for row in rows)
        history = torch.stack([self.history(data["items"][row], data["ratings"][row], longest) for row in rows])
        known = torch.where(data["exampleItems"] <= ITEMS, data["exampleItems"], 0)

        def run(stack, x, rectified):
            for index, layer in enumerate(stack["layers"]):
                x = layer(x)
                x = x.relu() if rectified or index < len(stack["layers"]) - 1 else x
            return x

        user = run(self.user, data["userFeatures"][data["exampleUsers"]], True)
        item = run(self.item, torch.cat([self.items(known), data["itemFeatures"][data["exampleItems"]]], 1), True)
        text = run(self.text, data["texts"][data["exampleItems"]], True)
        return history, run(self.output, torch.cat([history, user, item, text], 1), False)[:, 0]


def rating_examples():
    """The data, which other fixtures of rating models share."""
    torch.manual_seed(11)
    features = torch.zeros(4, 3)
    features[1:, :2] = torch.tensor([[1.0, 0], [0, 1], [1, 0]])
    features[1:, 2] = torch.tensor([0.5, 1.0, 0.36])
    item_features = (torch.rand(11, 3) < 0.5).float()
    item_features[0] = 0
    texts = torch.randn(11, 4)
    texts[0] = 0
    return {"items": torch.tensor([3, 1, 4, 1, 5, 9, 2, 6]), "ratings": torch.tensor([5.0, 3, 1, 4, 2, 5, 3, 4]),
            "starts": torch.tensor([0, 0, 5, 0, 5, 7]), "ends": torch.tensor([5, 5, 8, 0, 8, 8]),
            "exampleUsers": torch.tensor([1, 1, 2, 3, 2, 0]), "exampleItems": torch.tensor([2, 7, 8, 5, 10, 1]),
            "labels": torch.tensor([4.0, 2, 5, 3, 1, 4]), "userFeatures": features, "itemFeatures": item_features, "texts": texts}


def main():
    data = rating_examples()
    tensors = {key: value.clone() for key, value in data.items()}
    for variant in ("state", "front", "lstm", "longest"):
        model = SeqRec(variant)
        history, output = model(data)
        loss = ((output - data["labels"]) ** 2).mean()
        loss.backward()
        tensors |= {f"{variant}/history": history, f"{variant}/output": output, f"{variant}/loss": loss.reshape(1)}
        for key, value in model.named_parameters():
            tensors[f"{variant}/parameter/{key}"] = value
            tensors[f"{variant}/gradient/{key}"] = torch.zeros_like(value) if value.grad is None else value.grad
    save_file({key: value.detach().contiguous().clone() for key, value in tensors.items()}, HERE / "seqrec.safetensors")


if __name__ == "__main__":
    main()
