#!/usr/bin/env python3
"""Writes rrn.safetensors: recurrent recommender networks with dense rating vectors, each example on its own.

Run:  python3 make_rrn.py           (needs torch and safetensors; writes beside this file)
Seeded. Made with torch 2.13.0 (CPU). Written from the equations of Wu et al. (WSDM 2017): y = W_e [x; 1_new; tau; tau before], x the
vector of all ratings of a bucket of 10 days over 5, an LSTM over the buckets that have ratings and a last step at the moment
asked about, W h + c; a user's ratings are the example's history (the last 3), an item's those of the train part of earlier
buckets (the last 2). Times count years since the first train bucket.

  logOffsets [4], logItems, logRatings, logDays [rows]: users 1 to 3, items 1 to 5; trainEnds [3]: row after each user's last train row
  exampleUsers, trainedUsers, exampleItems, starts, ends, eventRows (-1: none), labels [examples]
  parameter/KEY, output [examples], penalty [1], loss [1] (mean squared error + penalty, lambda 0.1), gradient/KEY
"""
import pathlib

import torch
from safetensors.torch import save_file

HERE = pathlib.Path(__file__).resolve().parent
USERS, ITEMS, SIZE, FACTORS, DAYS, LARGEST, PENALTY = 3, 5, 4, 3, 10, 5.0, 0.1
FIRST_DAY = 10950
# item, rating, day
LOG = [[(1, 5, 0), (2, 3, 2), (3, 4, 11), (1, 2, 25), (4, 5, 31)],
       [(2, 4, 1), (3, 1, 12), (5, 3, 13), (1, 4, 29)],
       [(3, 5, 33), (2, 2, 34)]]
TRAIN = [4, 4, 0]
# user, trained user, item, history from and to, event row, label
EXAMPLES = [(1, 1, 3, 0, 2, 2, 4), (1, 1, 1, 0, 3, 3, 2), (2, 2, 1, 5, 8, 8, 4), (2, 2, 2, 5, 5, 5, 4), (3, 0, 2, 9, 10, 10, 2),
            (1, 1, 4, 0, 4, 4, 5), (1, 1, 6, 0, 4, -1, 3), (0, 0, 5, 0, 0, -1, 1), (1, 1, 5, 0, 3, 3, 2)]
ROWS = [(user + 1, item, rating, FIRST_DAY + day) for user, own in enumerate(LOG) for item, rating, day in own]
STARTS = [0, 5, 9, 11]
TRAINED = [row for user in range(USERS) for row in range(STARTS[user], STARTS[user] + TRAIN[user])]


def bucket(row):
    return ROWS[row][3] // DAYS


ORIGIN, LAST = min(map(bucket, TRAINED)), max(map(bucket, TRAINED))


class Side(torch.nn.Module):
    def __init__(self, others):
        super().__init__()
        self.others = others
        self.embed = torch.nn.Parameter(torch.randn(SIZE, others + 3) / 2)
        self.input, self.hidden = torch.nn.Linear(SIZE, 4 * SIZE), torch.nn.Linear(SIZE, 4 * SIZE, bias=False)
        self.output = torch.nn.Linear(SIZE, SIZE)

    def forward(self, ratings, moment):
        """ratings: list of (bucket, other, rating) in order of time."""
        h = c = torch.zeros(1, SIZE)
        before = None
        for now in sorted({r[0] for r in ratings}) + [None]:
            x = torch.zeros(self.others)
            for when, other, rating in ratings:
                if when == now and 1 <= other <= self.others:
                    x[other - 1] += rating / LARGEST
            year = lambda b: (b - ORIGIN) * DAYS / 365.25
            clock = [1.0 if before is None else 0.0, year(moment if now is None else now), 0.0 if before is None else year(before)]
            y = self.embed @ torch.cat([x, torch.tensor(clock)])
            h, c = torch.lstm_cell(y[None], (h, c), self.input.weight, self.hidden.weight, self.input.bias, torch.zeros(4 * SIZE))
            before = now
        return self.output(h)[0]

    def named(self, value):
        embed = value(self.embed)
        ratings = torch.cat([torch.zeros(1, SIZE), embed[:, :self.others].T])
        return {"ratings.weight": ratings, "clock.weight": embed[:, self.others:], "cell.input.weight": value(self.input.weight),
                "cell.input.bias": value(self.input.bias), "cell.hidden.weight": value(self.hidden.weight),
                "output.weight": value(self.output.weight), "output.bias": value(self.output.bias)}


def main():
    torch.manual_seed(5)
    user_side, item_side = Side(ITEMS), Side(USERS)
    mean = torch.nn.Parameter(torch.tensor([3.2]))

    def table(count, width):
        value = torch.randn(count + 1, width) / 2
        value[0] = 0
        return value.requires_grad_()

    tables = {"userVectors": table(USERS, FACTORS), "itemVectors": table(ITEMS, FACTORS), "userBiases": table(USERS, 1),
              "itemBiases": table(ITEMS, 1)}
    outputs, penalties = [], []
    for user, trained, item, start, end, event, _ in EXAMPLES:
        moment = bucket(event) if event >= 0 else bucket(end - 1) if end > start else LAST
        given = [(bucket(row), ROWS[row][1], ROWS[row][2]) for row in range(start, end)][-3:]
        received = [(bucket(row), ROWS[row][0], ROWS[row][2]) for row in TRAINED if ROWS[row][1] == item and bucket(row) < moment]
        received = sorted(received, key=lambda r: r[0])[-2:]
        u, m = user_side(given, moment), item_side(received, moment)
        zero = lambda name: torch.zeros_like(tables[name][0])
        p, bp = (tables["userVectors"][trained], tables["userBiases"][trained]) if trained else (zero("userVectors"), zero("userBiases"))
        q, bq = (tables["itemVectors"][item], tables["itemBiases"][item]) if item <= ITEMS else (zero("itemVectors"), zero("itemBiases"))
        outputs.append(mean[0] + bp[0] + bq[0] + p @ q + u @ m)
        penalties.append(sum((v ** 2).sum() for v in (p, q, bp, bq)))
    output, penalty = torch.stack(outputs), PENALTY * torch.stack(penalties).mean()
    labels = torch.tensor([float(example[6]) for example in EXAMPLES])
    loss = ((output - labels) ** 2).mean() + penalty
    loss.backward()
    columns = list(zip(*EXAMPLES))
    names = ("exampleUsers", "trainedUsers", "exampleItems", "starts", "ends", "eventRows")
    tensors = {name: torch.tensor(column) for name, column in zip(names, columns)}
    tensors |= {"logOffsets": torch.tensor(STARTS), "logItems": torch.tensor([row[1] for row in ROWS]),
                "logRatings": torch.tensor([float(row[2]) for row in ROWS]), "logDays": torch.tensor([row[3] for row in ROWS]),
                "trainEnds": torch.tensor([a + b for a, b in zip(STARTS, TRAIN)]), "labels": labels, "output": output,
                "penalty": penalty.reshape(1), "loss": loss.reshape(1)}
    for kind, value in (("parameter", lambda p: p.detach()), ("gradient", lambda p: p.grad)):
        tensors |= {f"{kind}/mean": value(mean)}
        tensors |= {f"{kind}/{name}.weight": value(table) for name, table in tables.items()}
        for side, network in (("userNetwork", user_side), ("itemNetwork", item_side)):
            tensors |= {f"{kind}/{side}.{key}": tensor for key, tensor in network.named(value).items()}
    save_file({key: value.detach().contiguous().clone() for key, value in tensors.items()}, HERE / "rrn.safetensors")


if __name__ == "__main__":
    main()
