#!/usr/bin/env python3
"""FM, DeepFM and DIN in eager PyTorch with Adam over whole tables, as public programs train them: one epoch each time it is told to.

Written from the papers' equations. Users meet items drawn uniformly, each event with four drawn negatives; fields are user, item and one
of 1,000 categories, 16 numbers each. Histories of DIN are padded to the longest of their batch.
"""
import argparse

import torch
from torch import nn

from worker import claim_stdout, serve

CATEGORIES, WIDTH = 1000, 16


class Fields(nn.Module):
    """One table for all fields: users, then items, then categories, row 0 for padding."""

    def __init__(self, users, items, linear):
        super().__init__()
        rows = 1 + users + items + CATEGORIES
        self.starts = torch.tensor([1, 1 + users, 1 + users + items])
        self.vectors = nn.Embedding(rows, WIDTH)
        nn.init.normal_(self.vectors.weight, 0, 0.01)
        if linear:
            self.weights, self.bias = nn.Embedding(rows, 1), nn.Parameter(torch.zeros(1))

    def forward(self, x):
        return self.vectors(x + self.starts)

    def machine(self, x, v):
        square = v.sum(1) ** 2 - (v ** 2).sum(1)
        return self.bias + self.weights(x + self.starts).sum((1, 2)) + square.sum(1) / 2

    def events(self, items):
        """[examples, length, 2 · WIDTH] of item and category; items from 0, −1 for padding."""
        padding = items < 0
        rows = torch.stack([items + self.starts[1], (items + 1) % CATEGORIES + self.starts[2]], 2)
        return self.vectors(rows.masked_fill(padding.unsqueeze(2), 0)).flatten(2)


class FM(nn.Module):
    def __init__(self, users, items):
        super().__init__()
        self.fields = Fields(users, items, True)

    def forward(self, x, history):
        return self.fields.machine(x, self.fields(x))


class DeepFM(nn.Module):
    def __init__(self, users, items):
        super().__init__()
        self.fields = Fields(users, items, True)
        self.network = nn.Sequential(nn.Linear(3 * WIDTH, 128), nn.ReLU(), nn.Dropout(0.2), nn.Linear(128, 64), nn.ReLU(), nn.Dropout(0.2),
                                     nn.Linear(64, 1))

    def forward(self, x, history):
        v = self.fields(x)
        return self.fields.machine(x, v) + self.network(v.flatten(1)).squeeze(1)


class Dice(nn.Module):
    def __init__(self, size):
        super().__init__()
        self.norm, self.slope = nn.BatchNorm1d(size, affine=False, momentum=0.01, eps=1e-8), nn.Parameter(torch.zeros(size))

    def forward(self, x):
        gate = torch.sigmoid(self.norm(x))
        return x * (gate + (1 - gate) * self.slope)


class DIN(nn.Module):
    def __init__(self, users, items):
        super().__init__()
        self.fields = Fields(users, items, False)
        self.attention = nn.Sequential(nn.Linear(8 * WIDTH, 64), Dice(64), nn.Linear(64, 16), Dice(16), nn.Linear(16, 1))
        self.network = nn.Sequential(nn.Linear(5 * WIDTH, 128), Dice(128), nn.Dropout(0.2), nn.Linear(128, 64), Dice(64), nn.Dropout(0.2),
                                     nn.Linear(64, 1))

    def forward(self, x, history):
        v = self.fields(x)
        e = self.fields.events(history)
        q = v[:, 1:].flatten(1).unsqueeze(1).expand_as(e)
        scores = self.attention(torch.cat([q, e, q - e, q * e], 2).flatten(0, 1)).reshape(e.shape[:2])
        read = ((scores * (history >= 0)).unsqueeze(2) * e).sum(1)
        return self.network(torch.cat([v.flatten(1), read], 1)).squeeze(1)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("model", choices=["fm", "deepfm", "din"])
    parser.add_argument("--items", type=int, default=1_000_000)
    parser.add_argument("--users", type=int, default=400)
    parser.add_argument("--events", type=int, default=50)
    parser.add_argument("--history", type=int, default=0)
    parser.add_argument("--batch", type=int, default=1024)
    parser.add_argument("--threads", type=int, default=2)
    options = parser.parse_args()
    claim_stdout()
    torch.set_num_threads(options.threads)
    torch.manual_seed(1)
    drawn = torch.randint(options.items, (options.users, options.events))
    users = torch.arange(options.users).repeat_interleave(5 * options.events)
    positions = torch.arange(options.events).repeat(options.users).repeat_interleave(5)
    items = torch.cat([drawn.reshape(-1, 1), drawn.reshape(-1)[torch.randint(drawn.numel(), (drawn.numel(), 4))]], 1).reshape(-1)
    labels = torch.tensor([1.0, 0, 0, 0, 0]).repeat(drawn.numel())
    fields = torch.stack([users, items, (items + 1) % CATEGORIES], 1)
    model = {"fm": FM, "deepfm": DeepFM, "din": DIN}[options.model](options.users, options.items)
    optimizer = torch.optim.Adam(model.parameters(), lr=0.001)
    window = torch.arange(options.history)

    def epoch():
        total = 0.0
        for part in torch.randperm(len(labels)).split(options.batch):
            lengths = positions[part].clamp(max=options.history)
            columns = positions[part].unsqueeze(1) - lengths.unsqueeze(1) + window[:int(lengths.max())]
            valid = window[:int(lengths.max())] < lengths.unsqueeze(1)
            history = drawn[users[part].unsqueeze(1), columns.clamp(max=options.events - 1)].masked_fill(~valid, -1)
            loss = nn.functional.binary_cross_entropy_with_logits(model(fields[part], history), labels[part])
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            total += loss.item() * len(part)
        return {"tuples": len(labels), "loss": total / len(labels)}

    serve({"examples": len(labels)}, epoch)


if __name__ == "__main__":
    main()
