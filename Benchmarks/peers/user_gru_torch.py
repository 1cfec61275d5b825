#!/usr/bin/env python3
"""Eager-PyTorch peer of Segue's user-based GRUs (Donkers, Loepp and Ziegler, RecSys 2017): the four networks, and nn.GRU.

    python3 make_sequences.py u.data /tmp/ml-100k
    python3 user_gru_torch.py --data /tmp/ml-100k --model attentional --hidden 100 --batch 10 --epochs 10
    python3 user_gru_torch.py --data /tmp/ml-1m --model standard --hidden 100 --batch 100 --epochs 1 --max-batches 300 --no-evaluation
    python3 user_gru_torch.py --check ../../Tests/SegueModelsTests/Fixtures/user_gru.safetensors

The equations and their open choices are those of Tests/SegueModelsTests/Fixtures/make_user_gru.py (checked by --check). Written as a
good PyTorch user would: time-major, what does not depend on the state is one product for all steps, the products of the state are
fused, the softmax sees valid tokens only, fused Adam. `gru-cudnn-style` is nn.GRU (reset after the product), the strongest library
variant, for throughput.

Batches: users are shuffled each epoch; each of `--batch` lanes walks one user's sequence in windows of `--window` targets, its state
carried from window to window, then takes the next user with a zero state. A window never holds two users.
Evaluation (protocol D): the state runs teacher-forced through train and validation; every validation and test event is ranked
against the whole catalog, no seen filter, ties count against the target, averages over events.
Prints JSON lines: one an epoch (loss in nats a target, tuples a second: targets trained ÷ time spent training,
batches made included), then the metrics. processorSeconds (all threads) tells whether the machine was busy with other things.
"""
import argparse
import json
import pathlib
import time

import numpy as np
import torch
import torch.nn.functional as F

NETWORKS = ("standard", "linear", "rectified", "attentional")


class UserGRU(torch.nn.Module):
    """Parameters are fused: `item`/`user` rows are [gates u, r; candidate; focus], `state` rows [gates u, r; focus]; focus is the
    threshold (2e rows) of the rectified or the attention (e rows) of the attentional network."""

    def __init__(self, network, item_count, user_count, n, e, init=0.1, attention_bias=None, surrogate=False, omega=0.2):
        super().__init__()
        self.network, self.n, self.e, self.surrogate, self.omega = network, n, e, surrogate, omega
        focus = {"rectified": 2 * e, "attentional": e}.get(network, 0)
        make = lambda *shape: torch.nn.Parameter(torch.empty(*shape).uniform_(-init, init))
        self.item_table = make(item_count + 1, e)
        self.item, self.bias, self.state, self.candidate = make(3 * n + focus, e), make(3 * n + focus), make(2 * n + focus, n), make(n, n)
        self.output, self.output_bias = make(item_count, n), make(item_count)
        if network != "standard":
            self.user_table, self.user = make(user_count + 1, e), make(3 * n + focus, e)
        with torch.no_grad():
            self.item_table[0] = 0
            if network != "standard":
                self.user_table[0] = 0
            if attention_bias is not None and network == "attentional":
                self.bias[3 * n:] = attention_bias

    def forward(self, items, users, h, keep_item=1.0, keep_user=1.0, masks=None):
        """items [length, batch], users [batch], h [batch, n] → states [length, batch, n] (steps after a row's end are meaningless)."""
        x = F.embedding(items, self.item_table, padding_idx=0)
        v = None if self.network == "standard" else F.embedding(users, self.user_table, padding_idx=0)
        if masks is not None:
            x, v = x * masks[0] / keep_item, None if v is None else v * masks[1] / keep_user
        else:
            x = F.dropout(x, 1 - keep_item, keep_item < 1)
            v = None if v is None else F.dropout(v, 1 - keep_user, keep_user < 1)
        return getattr(self, f"run_{self.network}")(x, v, h)

    def update(self, h, gates, candidate):
        """Eq. 4 and 5 from the sums that enter the two nonlinearities, without the product of the reset state."""
        u, r = gates.sigmoid().chunk(2, 1)
        return torch.lerp(h, torch.addmm(candidate, r * h, self.candidate.t()).tanh(), u)

    def run_standard(self, x, v, h):
        inputs = F.linear(x, self.item, self.bias)
        if v is not None:
            inputs = inputs + F.linear(v, self.user)
        gates, candidates = inputs.split([2 * self.n, self.n], 2)
        states, weight = [], self.state.t()
        for gate, candidate in zip(gates.unbind(), candidates.unbind()):
            h = self.update(h, torch.addmm(gate, h, weight), candidate)
            states.append(h)
        return torch.stack(states)

    run_linear = run_standard

    def filter(self, v, thresholds):
        a, b = (v.repeat(1, 2) - thresholds).chunk(2, 1)
        if not self.surrogate:
            with torch.no_grad():
                scale = (a >= 0) * (self.omega + (1 - self.omega) * (b >= 0))
            return v * scale
        a, b = ((d >= 0).to(v.dtype) + (d.sigmoid() - d.sigmoid().detach()) for d in (a, b))
        return v * a * (self.omega + (1 - self.omega) * b)

    def run_rectified(self, x, v, h):
        n = self.n
        items = F.linear(x, self.item, self.bias)
        thresholds = items[:, :, 3 * n:] + F.linear(v, self.user[3 * n:])
        states, weight, user = [], self.state.t(), self.user[:3 * n].t()
        for inputs, threshold in zip(items[:, :, :3 * n].unbind(), thresholds.unbind()):
            gate, focus = (h @ weight).split([2 * n, 2 * self.e], 1)
            gates, candidate = torch.addmm(inputs, self.filter(v, threshold + focus), user).split([2 * n, n], 1)
            h = self.update(h, gates + gate, candidate)
            states.append(h)
        return torch.stack(states)

    def run_attentional(self, x, v, h):
        n = self.n
        attentions = F.linear(x, self.item[3 * n:], self.bias[3 * n:]) + F.linear(v, self.user[3 * n:])
        states, weight, bias = [], self.state.t(), self.bias[:3 * n]
        both = torch.cat([self.item[:3 * n], self.user[:3 * n]], 1).t()
        for item, attention in zip(x.unbind(), attentions.unbind()):
            gate, focus = (h @ weight).split([2 * n, self.e], 1)
            xi = (attention + focus).sigmoid()
            gates, candidate = torch.addmm(bias, torch.cat([item - xi * item, xi * v], 1), both).split([2 * n, n], 1)
            h = self.update(h, gates + gate, candidate)
            states.append(h)
        return torch.stack(states)

    def logits(self, states):
        return F.linear(states, self.output, self.output_bias)


class LibraryGRU(torch.nn.Module):
    """nn.GRU with the same embedding and output layer."""
    network = "standard"

    def __init__(self, item_count, n, init=0.1):
        super().__init__()
        self.n, self.table, self.gru = n, torch.nn.Embedding(item_count + 1, n, padding_idx=0), torch.nn.GRU(n, n)
        self.output = torch.nn.Linear(n, item_count)
        for parameter in self.parameters():
            torch.nn.init.uniform_(parameter, -init, init)
        with torch.no_grad():
            self.table.weight[0] = 0

    def forward(self, items, users, h, keep_item=1.0, keep_user=1.0):
        return self.gru(F.dropout(self.table(items), 1 - keep_item, keep_item < 1), h[None])[0]

    def logits(self, states):
        return self.output(states)


# ---------------------------------------------------------------- data

def read_sequences(path):
    with open(path) as lines:
        return [np.array(line.split(), dtype=np.int64) for line in lines]


def windows_of(length, window, alignment):
    """(start, stop) of the windows over `length` targets; the short one comes last ("start") or first ("end")."""
    first = length % window if alignment == "end" and length % window else window
    starts = [0, *range(first, length, window)] if length else []
    return list(zip(starts, [*starts[1:], length]))


def batches(sequences, lane_count, window, alignment, random):
    """Yields items, targets [window, lanes] (0: padding), users [lanes], and per lane its row in the previous batch or −1."""
    queue = [user for user in random.permutation(len(sequences)) if len(sequences[user]) > 1]
    queue.reverse()
    lanes = []
    while queue or lanes:
        lanes = [(user, steps, row) for row, (user, steps, _) in enumerate(lanes) if steps]
        while queue and len(lanes) < lane_count:
            user = queue.pop()
            lanes.append((user, windows_of(len(sequences[user]) - 1, window, alignment), -1))
        if not lanes:
            return
        rows = np.zeros((2, len(lanes), window), dtype=np.int64)
        for lane, (user, steps, _) in enumerate(lanes):
            start, stop = steps.pop(0)
            rows[0, lane, :stop - start] = sequences[user][start:stop]
            rows[1, lane, :stop - start] = sequences[user][start + 1:stop + 1]
        items, targets = torch.from_numpy(rows.transpose(0, 2, 1).copy())
        yield items, targets, torch.tensor([user + 1 for user, _, _ in lanes]), torch.tensor([row for _, _, row in lanes])


# ---------------------------------------------------------------- training and evaluation

def train_epoch(model, optimizer, sequences, options, random):
    total, count, started, h, batch_count = 0.0, 0, time.perf_counter(), None, 0
    processor = time.process_time()
    for items, targets, users, previous in batches(sequences, options.batch, options.window, options.align, random):
        state = torch.zeros(len(users), model.n)
        if h is not None and not options.reset_state:
            carried = previous >= 0
            state[carried] = h[previous[carried]]
        states = model(items, users, state, options.keep_item, options.keep_user)
        h = states[-1].detach()
        valid = targets.view(-1).nonzero().squeeze(1)
        chosen = F.dropout(states.view(-1, model.n).index_select(0, valid), 1 - options.keep_output, options.keep_output < 1)
        loss = F.cross_entropy(model.logits(chosen), targets.view(-1).index_select(0, valid) - 1)
        objective = loss
        if options.l2 and model.network != "standard":
            squares = model.user_table[users].square().sum()
            objective = loss + options.l2 / 2 * (squares if options.l2_reduction == "sum" else squares / len(users))
        optimizer.zero_grad()
        objective.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), options.clip)
        optimizer.step()
        total, count, batch_count = total + loss.item() * len(valid), count + len(valid), batch_count + 1
        if batch_count == options.max_batches:
            break
    seconds = time.perf_counter() - started
    return {"loss": total / count, "tuples": count, "batches": batch_count, "seconds": round(seconds, 3),
            "processorSeconds": round(time.process_time() - processor, 3), "tuplesPerSecond": round(count / seconds)}


@torch.no_grad()
def evaluate(model, train, valid, test, block=4096):
    """Recall@20 and MRR@20 of the validation and the test events."""
    order = sorted(range(len(train)), key=lambda user: len(train[user]) + len(valid[user]) + len(test[user]))
    sums = {"valid": np.zeros(3), "test": np.zeros(3)}
    for begin in range(0, len(order), 128):
        users = order[begin:begin + 128]
        whole = [np.concatenate([train[u], valid[u], test[u]]) for u in users]
        items = torch.zeros(max(map(len, whole)), len(users), dtype=torch.int64)
        for row, sequence in enumerate(whole):
            items[:len(sequence), row] = torch.from_numpy(sequence)
        states = model(items, torch.tensor(users) + 1, torch.zeros(len(users), model.n))
        for part in sums:
            places = []
            for row, user in enumerate(users):
                start = len(train[user]) + (len(valid[user]) if part == "test" else 0)
                stop = start + len((valid if part == "valid" else test)[user])
                places += [(position, row) for position in range(max(start, 1), stop)]
            for chunk in range(0, len(places), block):
                positions, rows = torch.tensor(places[chunk:chunk + block]).unbind(1)
                scores = model.logits(states[positions - 1, rows])
                target = scores.gather(1, (items[positions, rows] - 1)[:, None])
                ranks = (scores >= target).sum(1)
                hits = ranks <= 20
                sums[part] += [len(ranks), hits.sum().item(), (hits / ranks).sum().item()]
    return {f"{part}{name}": round(value[index] / value[0], 5) for part, value in sums.items()
            for index, name in ((1, "Recall@20"), (2, "MRR@20"))} | {f"{part}Events": int(value[0]) for part, value in sums.items()}


def load_fixture(model, tensors, case):
    """Fills the fused parameters from the fixture's names."""
    get = lambda name: tensors[f"{case}/parameter/{name}"]
    parts = ["gates", "candidate"] + {"rectified": ["threshold"], "attentional": ["attention"]}.get(model.network, [])
    with torch.no_grad():
        model.item_table.copy_(get("itemEmbedding.weight"))
        model.item.copy_(torch.cat([get(f"cell.{part}.item.weight") for part in parts]))
        model.bias.copy_(torch.cat([get(f"cell.{part}.bias") for part in parts]))
        model.state.copy_(torch.cat([get(f"cell.{part}.hidden.weight") for part in parts if part != "candidate"]))
        model.candidate.copy_(get("cell.candidate.hidden.weight"))
        model.output.copy_(get("output.weight")), model.output_bias.copy_(get("output.bias"))
        if model.network != "standard":
            model.user_table.copy_(get("userEmbedding.weight"))
            model.user.copy_(torch.cat([get(f"cell.{part}.user.weight") for part in parts]))


def check(path):
    """This file's networks against the reference: logits, loss and gradients of the item table and the state products."""
    from safetensors.torch import load_file
    tensors = load_file(path)
    for case, entry in json.loads(pathlib.Path(path).with_suffix(".json").read_text())["cases"].items():
        a = entry["attributes"]
        model = UserGRU(a["network"], a["itemCount"], a["userCount"], a["hiddenSize"], a["embeddingSize"],
                        surrogate=a.get("thresholdGradient") == "surrogate", omega=a.get("omega", 0.2))
        load_fixture(model, tensors, case)
        t = {key.removeprefix(f"{case}/"): value for key, value in tensors.items() if key.startswith(f"{case}/")}
        masks = (t["mask/item"].transpose(0, 1), t.get("mask/user")) if "mask/item" in t else None
        items, targets = t["items"].t(), t["targets"]
        states = model(items, t["users"], t["initialState"], a.get("keepItem", 1.0), a.get("keepUser", 1.0), masks).transpose(0, 1)
        logits = model.logits(states[targets > 0])
        loss = F.cross_entropy(logits, targets[targets > 0] - 1)
        loss.backward()
        parts = ["gates"] + {"rectified": ["threshold"], "attentional": ["attention"]}.get(a["network"], [])
        state = torch.cat([t[f"gradient/cell.{part}.hidden.weight"] for part in parts])
        for found, wanted in ((logits, t["logits"]), (loss, t["loss"]), (model.item_table.grad, t["gradient/itemEmbedding.weight"]),
                              (model.state.grad, state)):
            torch.testing.assert_close(found, wanted, atol=1e-5, rtol=0)
        print(json.dumps({"case": case, "equal": True}))


def parse():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    add = parser.add_argument
    add("--data", type=pathlib.Path, help="folder with train.txt, valid.txt, test.txt")
    add("--train", type=pathlib.Path), add("--valid", type=pathlib.Path), add("--test", type=pathlib.Path)
    add("--check", help="compare with user_gru.safetensors and stop")
    add("--model", choices=(*NETWORKS, "gru-cudnn-style"), default="attentional")
    add("--hidden", type=int, default=100), add("--embedding", type=int, help="default: hidden")
    add("--batch", type=int, default=100), add("--window", type=int, default=20), add("--epochs", type=int, default=10)
    add("--learning-rate", type=float, default=1e-3), add("--clip", type=float, default=5.0)
    add("--keep-item", type=float, default=0.8), add("--keep-user", type=float, default=0.5)
    add("--keep-output", type=float, default=1.0, help="dropout before the output layer (not in the paper)")
    add("--l2", type=float, default=0.01), add("--l2-reduction", choices=("sum", "mean"), default="sum", help="over the batch's users")
    add("--init", type=float, default=0.1), add("--attention-bias", type=float), add("--surrogate", action="store_true")
    add("--reset-state", action="store_true", help="a zero state at each window"), add("--align", choices=("start", "end"), default="start")
    add("--seed", type=int, default=1), add("--threads", type=int, default=2), add("--max-batches", type=int, default=0)
    add("--evaluate-every", type=int, default=0, help="epochs; 0: at the end only"), add("--no-evaluation", action="store_true")
    return parser.parse_args()


def main():
    options = parse()
    torch.set_num_threads(options.threads)
    if options.check:
        return check(options.check)
    paths = {part: getattr(options, part) or options.data / f"{part}.txt" for part in ("train", "valid", "test")}
    train = read_sequences(paths["train"])
    item_count = max(int(sequence.max()) for sequence in train if len(sequence))
    torch.manual_seed(options.seed)
    random = np.random.default_rng(options.seed)
    if options.model == "gru-cudnn-style":
        model = LibraryGRU(item_count, options.hidden, options.init)
    else:
        model = UserGRU(options.model, item_count, len(train), options.hidden, options.embedding or options.hidden, options.init,
                        options.attention_bias, options.surrogate)
    optimizer = torch.optim.Adam(model.parameters(), lr=options.learning_rate, fused=True)
    held_out = None if options.no_evaluation else [read_sequences(paths[part]) for part in ("valid", "test")]
    for epoch in range(1, options.epochs + 1):
        line = {"model": options.model, "epoch": epoch} | train_epoch(model, optimizer, train, options, random)
        if held_out and (epoch == options.epochs or options.evaluate_every and epoch % options.evaluate_every == 0):
            line |= evaluate(model, train, *held_out)
        print(json.dumps(line), flush=True)


if __name__ == "__main__":
    main()
