#!/usr/bin/env python3
"""Eager-PyTorch peer of FISCL's network: nn.LSTM, bidirectional, over every prefix of the training sequences, as a worker.

    python3 fiscl_torch.py --data FOLDER --users 200 --hidden 32 --layers 2 --history 10 --batch 25 --threads 2

FOLDER holds train.txt of make_sequences.py. One `run` trains one epoch over the first users: windows of 20 targets of `--batch`
users; each prefix is a row of a packed sequence (its last `--history` items, whose vectors are fixed), the last states of both
directions go through a linear layer, mean squared error against the next item's vector, Adagrad, gradients cut at norm 5.
"""
import argparse
import pathlib

import numpy as np
import torch
import torch.nn.functional as F
from torch.nn.utils.rnn import pack_padded_sequence

from user_gru_torch import batches, read_sequences
from worker import claim_stdout, serve


class Network(torch.nn.Module):
    def __init__(self, width, hidden, layers):
        super().__init__()
        self.lstm = torch.nn.LSTM(width, hidden, num_layers=layers, bidirectional=True)
        self.preference = torch.nn.Linear(2 * hidden, width)

    def forward(self, vectors, lengths):
        _, (state, _) = self.lstm(pack_padded_sequence(vectors, lengths, enforce_sorted=False))
        return self.preference(torch.cat([state[-2], state[-1]], 1))


def prefixes(rows, carried, history):
    """All prefixes of the rows [lanes, window], 0 is padding, with the items carried over before them: places [history, prefixes],
    lengths, both on the host."""
    whole = np.concatenate([carried, rows], 1)
    lanes, steps = np.nonzero(rows)
    index = steps[:, None] + np.arange(history)[None, :]
    found = whole[lanes[:, None], index]
    lengths = (found > 0).sum(1)
    # Items come first, padding behind.
    order = np.argsort(found == 0, axis=1, kind="stable")
    return torch.from_numpy(np.take_along_axis(found, order, 1).T.copy()), torch.from_numpy(lengths), lanes, steps


def train_epoch(network, optimizer, table, sequences, options, random):
    count, total, before = 0, 0.0, None
    for items, targets, _, previous in batches(sequences, options.batch, 20, "start", random):
        rows, wanted = items.numpy().T, targets.numpy().T
        carried = np.zeros((len(rows), options.history - 1), dtype=np.int64)
        if before is not None:
            kept = previous.numpy() >= 0
            carried[kept] = before[previous.numpy()[kept]]
        places, lengths, lanes, steps = prefixes(rows, carried, options.history)
        preferences = network(table[places], lengths)
        goals = table[torch.from_numpy(wanted[lanes, steps])]
        loss = F.mse_loss(preferences, goals)
        optimizer.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(network.parameters(), 5.0)
        optimizer.step()
        joined = np.concatenate([carried, rows], 1)
        last = (joined.shape[1] - 1) - np.argmax(joined[:, ::-1] > 0, axis=1)
        before = np.stack([row[end - options.history + 2:end + 1] for row, end in zip(joined, last)])
        count, total = count + len(lanes), total + loss.item() * len(lanes)
    return {"tuples": count, "loss": total / count}


def main():
    claim_stdout()
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=pathlib.Path, required=True)
    parser.add_argument("--users", type=int, default=200)
    parser.add_argument("--width", type=int, default=38, help="numbers in an item vector, labels included")
    parser.add_argument("--hidden", type=int, default=32)
    parser.add_argument("--layers", type=int, default=2)
    parser.add_argument("--history", type=int, default=10)
    parser.add_argument("--batch", type=int, default=25)
    parser.add_argument("--threads", type=int, default=2)
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    torch.manual_seed(1)
    sequences = read_sequences(options.data / "train.txt")[:options.users]
    table = F.normalize(torch.randn(max(int(s.max()) for s in sequences if len(s)) + 1, options.width))
    network = Network(options.width, options.hidden, options.layers)
    optimizer = torch.optim.Adagrad(network.parameters(), lr=0.01)
    random = np.random.default_rng(1)
    serve({"torch": torch.__version__}, lambda: train_epoch(network, optimizer, table, sequences, options, random))


if __name__ == "__main__":
    main()
