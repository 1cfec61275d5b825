#!/usr/bin/env python3
"""Writes history_models.safetensors: click models that read the events of a history, each example on its own.

Run:  python3 make_history_models.py       (needs torch and safetensors; writes beside this file)
Seeded. Made with torch 2.13.0 (CPU). Written from the papers' equations; sequences are read without padding or mask, the first
recurrent unit of DIEN is torch.nn.GRU, convolutions are torch.nn.functional.conv2d.

Data: users 1 to 3, items 1 to 9 with categories 1 to 4, behaviors 0 to 3, times in seconds.
  items, times, behaviors [events]; categories [10]: of each item; starts, ends [examples]: events of each history
  exampleUsers, exampleItems, exampleTimes, labels [examples]; strangers [events of distinct histories]: items drawn for DIEN
Codes: user 1 to 3, item 4 to 12, category 13 to 16, hour 17 to 40, behavior 41 to 44, gap 45 to 66 (1 + min(20, log2(1 + s))).
For each variant V of VARIANTS:
  V/parameter/KEY, V/output [examples], V/loss [1], V/gradient/KEY
loss: binary cross-entropy, the penalty 0.005 * the squares of the table rows that occur, and for dien its auxiliary loss.
Dice and batch normalization take mean and variance of the batch: of all pairs of an example and an event, of the examples, of
the distinct histories.
"""
import pathlib

import torch
import torch.nn.functional as F
from safetensors.torch import save_file

from make_click_models import MASK, mix

HERE = pathlib.Path(__file__).resolve().parent
USER, ITEM, CATEGORY, HOUR, BEHAVIOR, GAP, VALUES, RIDGE = 0, 3, 12, 16, 40, 44, 66, 0.01
DATA = {
    "items": torch.tensor([3, 1, 4, 1, 5, 9, 2, 6, 5, 3]),
    "times": torch.tensor([1000, 5000, 90000, 90060, 200000, 200001, 260000, 40000, 41000, 300000]),
    "behaviors": torch.tensor([0, 1, 0, 2, 3, 0, 0, 1, 0, 2]),
    "categories": torch.tensor([0, 1, 2, 1, 3, 4, 2, 2, 1, 3]),
    "starts": torch.tensor([0, 0, 0, 7, 0, 7]), "ends": torch.tensor([7, 7, 4, 10, 0, 9]),
    "exampleUsers": torch.tensor([1, 1, 1, 2, 3, 0]), "exampleItems": torch.tensor([2, 7, 8, 5, 4, 1]),
    "exampleTimes": torch.tensor([300000, 300000, 100000, 400000, 5000, 41500]),
    "labels": torch.tensor([1.0, 0, 1, 0, 1, 0]),
}
EXAMPLES = len(DATA["labels"])


def hour(time):
    return HOUR + 1 + int(time) % 86400 // 3600


def gap(seconds):
    return GAP + 2 + min(20, (1 + int(seconds)).bit_length() - 1)


class Net:
    """Named parameters, made when first asked for, and the codes of examples and events."""

    def __init__(self, size):
        self.size, self.p, self.touched = size, {}, set()

    def __call__(self, name, *shape):
        if name not in self.p:
            value = torch.randn(shape) / (max(1, shape[-1]) ** 0.5 if len(shape) > 1 else 2)
            if "running" in name:
                value = torch.full(shape, float(name.endswith("Variance")))
            if name.endswith(("vectors.weight", "weights.weight", "outputs.weight", "outputBiases.weight",
                               "crosses.weight")):
                value[0] = 0
            self.p[name] = value.requires_grad_("running" not in name)
        return self.p[name]

    def linear(self, name, x, size, bias=True):
        y = x @ self(f"{name}.weight", size, x.shape[-1]).T
        return y + self(f"{name}.bias", size) if bias else y

    def table(self, *codes):
        self.touched |= {code for code in codes if code}
        return [self("fields.vectors.weight", VALUES + 1, self.size)[code] if code else torch.zeros(self.size) for code in codes]

    def item(self, item):
        return torch.cat(self.table(ITEM + int(item), CATEGORY + int(DATA["categories"][item])))

    def example(self, row):
        """The vectors of user, item, category and hour."""
        user, item = int(DATA["exampleUsers"][row]), int(DATA["exampleItems"][row])
        return torch.cat(self.table(USER + user if user else 0, ITEM + item, CATEGORY + int(DATA["categories"][item]),
                                    hour(DATA["exampleTimes"][row])))

    def query(self, row):
        return self.item(DATA["exampleItems"][row])

    def norm(self, name, x, affine, epsilon):
        """x [rows, channels, ...]."""
        self(f"{name}.runningMean", x.shape[1]), self(f"{name}.runningVariance", x.shape[1])
        dims, shape = [d for d in range(x.dim()) if d != 1], [1, -1] + [1] * (x.dim() - 2)
        y = (x - x.mean(dims, keepdim=True)) / torch.sqrt(x.var(dims, unbiased=False, keepdim=True) + epsilon)
        return y * self(f"{name}.weight", x.shape[1]).view(shape) + self(f"{name}.bias", x.shape[1]).view(shape) if affine else y

    def dice(self, name, x):
        gate = torch.sigmoid(self.norm(f"{name}.norm", x, False, 1e-8))
        return gate * x + (1 - gate) * self(f"{name}.slope", x.shape[1]) * x

    def deep(self, name, x, sizes, dice):
        for index, size in enumerate(sizes):
            x = self.linear(f"{name}.layers.{index}", x, size)
            x = self.dice(f"{name}.gates.{index}", x) if dice else x.relu()
        return self.linear(f"{name}.layers.{len(sizes)}", x, 1)[:, 0]


def history(row, length):
    start, end = int(DATA["starts"][row]), int(DATA["ends"][row])
    return list(range(max(start, end - length), end))


def further(n, row, event):
    """The vectors of hour, behavior and gap of an event."""
    time = DATA["times"][event]
    return n.table(hour(time), BEHAVIOR + 1 + int(DATA["behaviors"][event]), gap(DATA["exampleTimes"][row] - time))


def din(n, softmax=False):
    pairs, keys, inputs = [], [], []
    for row in range(EXAMPLES):
        for event in history(row, 4):
            q, e = n.query(row), n.item(DATA["items"][event])
            more = [sum(further(n, row, event))] if softmax else []
            pairs.append(row), keys.append(torch.cat([e] + more)), inputs.append(torch.cat([q, e, q - e, q * e] + more))
    scores = n.deep("attention", torch.stack(inputs), (5, 3), True)
    rows = []
    for row in range(EXAMPLES):
        own = [index for index, pair in enumerate(pairs) if pair == row]
        weights = scores[own].softmax(0) if softmax else scores[own]
        u = sum((w * keys[index] for w, index in zip(weights, own)), torch.zeros(len(keys[0])))
        rows.append(torch.cat([n.example(row), u]))
    return n.deep("network", torch.stack(rows), (6, 5), True)


def strangers():
    """Distinct histories of at most 4 events, in order of first occurrence, and the place of each among the tokens."""
    places, count = {}, 0
    for row in range(EXAMPLES):
        key = (tuple(history(row, 4)), int(DATA["exampleTimes"][row]) if history(row, 4) else None)
        if key not in places:
            places[key] = count
            count += len(key[0])
    return places, count


def dien(n, evolution="augru", sums=False, auxiliary=False):
    k = 2 * n.size
    gru = torch.nn.GRU(k, k, batch_first=True)
    names = {"weight_ih_l0": "extraction.input.weight", "bias_ih_l0": "extraction.input.bias",
             "weight_hh_l0": "extraction.hidden.weight", "bias_hh_l0": "extraction.hidden.bias"}
    for own, name in names.items():
        n.p[name] = getattr(gru, own)
    rows, losses = [], {}
    places, _ = strangers()
    for row in range(EXAMPLES):
        events = history(row, 4)
        keys = [n.item(DATA["items"][event]) for event in events]
        q, state, total = n.query(row), torch.zeros(k), sum(keys, torch.zeros(k))
        attended = n.linear("attention", q, k, bias=False)
        for name in ("input", "hidden"):
            n.linear(f"evolution.{name}", torch.zeros(k), 3 * k)
        if events:
            states = gru(torch.stack(keys)[None])[0][0]
            key = (tuple(events), int(DATA["exampleTimes"][row]))
            if auxiliary and key not in losses:
                losses[key] = []
                for t in range(len(events) - 1):
                    drawn = n.item(DATA["strangers"][places[key] + t + 1])
                    losses[key].append(F.logsigmoid(states[t] @ keys[t + 1]) + torch.log(1 - torch.sigmoid(states[t] @ drawn)))
            for a, h in zip((states @ attended).softmax(0), states):
                x = n.linear("evolution.input", a * h if evolution == "aigru" else h, 3 * k).chunk(3)
                s = n.linear("evolution.hidden", state, 3 * k).chunk(3)
                candidate = torch.tanh(x[2] + torch.sigmoid(x[0] + s[0]) * s[2])
                gate = torch.sigmoid(x[1] + s[1])
                gate = {"augru": a * gate, "aigru": gate, "agru": a}[evolution]
                state = (1 - gate) * state + gate * candidate
        rows.append(torch.cat([n.example(row), state] + ([total, q * total] if sums else [])))
    if auxiliary:
        n.extra = -torch.stack(sum(losses.values(), [])).mean()
    return n.deep("network", torch.stack(rows), (6, 5), False)


def block(n, name, x, heads, width, slope, literal):
    """x [length, size]; literal: the rectifier behind both maps."""
    q, k, v = (n.linear(f"{name}.attention.{part}", x, heads * width) for part in ("query", "key", "value"))
    mixed = [(q[:, i:i + width] @ k[:, i:i + width].T / width ** 0.5).softmax(1) @ v[:, i:i + width]
             for i in range(0, heads * width, width)]
    size = x.shape[1]
    norm = lambda part, y: F.layer_norm(y, (size,), n(f"{name}.{part}.weight", size), n(f"{name}.{part}.bias", size))
    a = norm("attentionNorm", x + n.linear(f"{name}.attention.output", torch.cat(mixed, 1), size))
    inner = n.linear(f"{name}.network.layers.0", a, size)
    inner = inner if literal else torch.where(inner > 0, inner, slope * inner)
    outer = n.linear(f"{name}.network.layers.1", inner, size)
    return norm("networkNorm", a + (outer.relu() if literal else outer))


def bst(n, gaps=True, pooling="all"):
    length, k, rows = 4, 2 * n.size, []
    positions = n("positions", 24 if gaps else length + 1, k)
    for row in range(EXAMPLES):
        events = history(row, length)
        tokens = []
        for index, event in enumerate(events):
            place = gap(DATA["exampleTimes"][row] - DATA["times"][event]) - GAP if gaps else length - len(events) + index
            tokens.append(n.item(DATA["items"][event]) + positions[place])
        x = torch.stack(tokens + [n.query(row) + positions[-1]])
        y = block(n, "blocks.0", x, 2, n.size, 0.01, False)
        read = {"all": torch.cat([torch.zeros((length - len(events)) * k), y.flatten()]), "mean": y.mean(0), "sum": y.sum(0),
                "target": y[-1]}[pooling]
        rows.append(torch.cat([n.example(row), read]))
    return n.deep("network", torch.stack(rows), (6, 5), False)


def ssrf(n, pairs=True, context=True, fusion="two-parts", usual=False):
    d, length, most = n.size, 5, 6
    keys, images, events_of = [], [], []
    for row in range(EXAMPLES):
        events = history(row, most)
        key = (tuple(events), int(DATA["exampleTimes"][row]) if events else None)
        if key in keys:
            continue
        keys.append(key), events_of.append((row, events))
        items = [n.table(ITEM + int(DATA["items"][event]))[0] for event in events[-length:]]
        e = torch.stack([torch.zeros(d)] * (length - len(items)) + items)
        if pairs:
            images.append(torch.stack([torch.stack([torch.cat([a, b]) for b in e]) for a in e]).permute(2, 0, 1))
        else:
            images.append(e.T[:, None, :])
    x = torch.stack(images)
    for index, (channels, kernel) in enumerate(((7, 1), (7, 3), (8, 1), (8, 3))):
        name = f"convolutions.convolutions.{index}"
        weight = n(f"{name}.weight", channels, x.shape[1], kernel if pairs else 1, kernel)
        x = n.norm(f"convolutions.norms.{index}", F.conv2d(x, weight, n(f"{name}.bias", channels)), True, 1e-5).relu()
    t = n.linear("convolutions.output", x.flatten(1), d)
    t = torch.tanh(t) if usual else t
    streams = ([0, 1, 2, 3],) if fusion != "two-streams" else ([0], [1, 2, 3])
    read = [torch.cat([t[index]] + ([stream(n, s, chosen, *events_of[index], usual) for s, chosen in enumerate(streams)]
                                    if context else [])) for index in range(len(keys))]
    output = []
    for row in range(EXAMPLES):
        events = history(row, most)
        own = read[keys.index((tuple(events), int(DATA["exampleTimes"][row]) if events else None))]
        user, item = int(DATA["exampleUsers"][row]), int(DATA["exampleItems"][row])
        p = n.table(user)[0]
        wanted = torch.cat([n.linear("fusion", torch.cat([own, p]) if fusion == "with-user" else own, d), p])
        codes = [item] if usual else [item, 9 + int(DATA["categories"][item])]
        rows = 10 if usual else 14
        output.append(sum(n("outputs.weight", rows, 2 * d)[code] @ wanted + n("outputBiases.weight", rows, 1)[code, 0]
                          for code in codes))
        n.example(row)
    return torch.stack(output)


def stream(n, index, chosen, row, events, usual):
    d, most, name = n.size, 6, f"streams.{index}"
    positions = n(f"{name}.positions", most, d)
    tokens = []
    for place, event in enumerate(events):
        vectors = n.table(CATEGORY + int(DATA["categories"][DATA["items"][event]])) + further(n, row, event)
        vectors = [vectors[choice] for choice in chosen]
        token = n.linear(f"{name}.projection", torch.cat(vectors), d) if usual else sum(vectors)
        tokens.append(token + positions[most - len(events) + place])
    x = torch.stack(tokens) if tokens else torch.zeros(1, d)
    for layer in range(2):
        x = block(n, f"{name}.blocks.{layer}", x, 2, d if usual else d // 2, 0, not usual)
    if not events:
        return torch.zeros(d)
    return x.mean(0) if usual else x[-1]


def deepfm(n):
    """Beside the example's fields the means of the items, categories, behaviors and gaps of its last 4 events."""
    weights, bias = n("fields.weights.weight", VALUES + 1, 1), n("fields.bias", 1)
    firsts, sums = [], []
    for row in range(EXAMPLES):
        user, item = int(DATA["exampleUsers"][row]), int(DATA["exampleItems"][row])
        own = [[USER + user] if user else [], [ITEM + item], [CATEGORY + int(DATA["categories"][item])],
               [hour(DATA["exampleTimes"][row])]]
        events = history(row, 4)
        items = [int(DATA["items"][event]) for event in events]
        own += [[ITEM + i for i in items], [CATEGORY + int(DATA["categories"][i]) for i in items],
                [BEHAVIOR + 1 + int(DATA["behaviors"][event]) for event in events],
                [gap(DATA["exampleTimes"][row] - DATA["times"][event]) for event in events]]
        firsts.append(bias[0] + sum(weights[codes, 0].mean() for codes in own if codes))
        sums.append([sum(n.table(*codes)) / len(codes) if codes else torch.zeros(n.size) for codes in own])
    pairs = [sum(a @ b for index, a in enumerate(v) for b in v[:index]) for v in sums]
    return torch.stack(firsts) + torch.stack(pairs) + n.deep("network", torch.stack([torch.cat(v) for v in sums]), (6, 5), False)


def wide(n):
    """A linear part, and the cross of the item's category with that of the last event, in 50 rows."""
    weights, table, z = n("fields.weights.weight", VALUES + 1, 1), n("crosses.weight", 51, 1), []
    for row in range(EXAMPLES):
        user, item = int(DATA["exampleUsers"][row]), int(DATA["exampleItems"][row])
        codes = ([USER + user] if user else []) + [ITEM + item, CATEGORY + int(DATA["categories"][item]), hour(DATA["exampleTimes"][row])]
        n.touched |= set(codes)
        z.append(n("fields.bias", 1)[0] + weights[codes, 0].sum())
        if history(row, 1):
            last = CATEGORY + int(DATA["categories"][DATA["items"][history(row, 1)[0]]])
            value = 0
            for code in (codes[-2], last):
                value = mix((value * 0x9E3779B97F4A7C15 + code) & MASK)
            z[-1] = z[-1] + table[value % 50 + 1, 0]
    return torch.stack(z)


VARIANTS = {
    "wide-and-deep": wide, "deepfm": deepfm,
    "din": din, "din-softmax": lambda n: din(n, True),
    "dien": lambda n: dien(n, auxiliary=True), "dien-aigru": lambda n: dien(n, "aigru", True), "dien-agru": lambda n: dien(n, "agru"),
    "bst": bst, "bst-mean": lambda n: bst(n, False, "mean"), "bst-sum": lambda n: bst(n, False, "sum"),
    "bst-target": lambda n: bst(n, True, "target"),
    "ssrf": ssrf, "ssrf-usual": lambda n: ssrf(n, fusion="with-user", usual=True),
    "ssrf-streams": lambda n: ssrf(n, fusion="two-streams"), "ssrf-uc": lambda n: ssrf(n, context=False),
    "ssrf-o": lambda n: ssrf(n, pairs=False),
}


def main():
    torch.manual_seed(8)
    _, count = strangers()
    DATA["strangers"] = torch.randint(1, 10, (count,))
    tensors = dict(DATA)
    for variant, model in VARIANTS.items():
        n = Net(4)
        n.extra = 0
        output = model(n)
        if variant.startswith("ssrf"):
            # All fields of events that are read belong to the penalty, whatever the network makes of them.
            for row in range(EXAMPLES):
                for event in history(row, 6):
                    n.item(DATA["items"][event]), further(n, row, event)
        rows = sorted(n.touched)
        tables = [n.p[name] for name in ("fields.vectors.weight", "fields.weights.weight") if name in n.p]
        penalty = sum(0.5 * RIDGE * (table[rows] ** 2).sum() for table in tables)
        loss = F.binary_cross_entropy_with_logits(output, DATA["labels"]) + penalty + n.extra
        loss.backward()
        tensors |= {f"{variant}/output": output, f"{variant}/loss": loss.reshape(1)}
        for key, value in n.p.items():
            tensors[f"{variant}/parameter/{key}"] = value
            tensors[f"{variant}/gradient/{key}"] = torch.zeros_like(value) if value.grad is None else value.grad
    save_file({key: value.detach().contiguous().clone() for key, value in tensors.items()},
              HERE / "history_models.safetensors")


if __name__ == "__main__":
    main()
