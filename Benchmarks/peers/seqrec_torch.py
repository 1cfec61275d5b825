#!/usr/bin/env python3
"""SeqRec in eager PyTorch, one epoch each time it is told to: histories packed, each user's read once a batch, all input products of
a batch in one multiplication. Written from the paper's Eq. 1 and Tables 2 and 3.

It reads the folder of MovieLens 1M's form and splits users as SeqRec did.
"""
import argparse
import math
import pathlib

import numpy
import torch
from torch import nn

from worker import claim_stdout, serve

AGES, GENRES = 56, ["Action", "Adventure", "Animation", "Children's", "Comedy", "Crime", "Documentary", "Drama", "Fantasy", "Film-Noir",
                    "Horror", "Musical", "Mystery", "Romance", "Sci-Fi", "Thriller", "War", "Western"]
EMBEDDING, HIDDEN, LENGTH = 110, 111, 100


def rows(folder, name):
    return [line.split("::") for line in (folder / name).read_text(encoding="latin-1").splitlines() if line]


class Data:
    """The train samples, and the histories they share."""

    def __init__(self, folder):
        ratings = numpy.array([[int(value) for value in row] for row in rows(folder, "ratings.dat")])
        users = numpy.unique(ratings[:, 0])
        movies = {int(row[0]): row[2].split("|") for row in rows(folder, "movies.dat")}
        held = math.ceil(0.2 * len(users))
        train = set(users[numpy.random.RandomState(2658).permutation(len(users))[held:]].tolist())
        self.histories, samples = {}, []
        for user in users:
            own = ratings[ratings[:, 0] == user]
            own = own[numpy.argsort(own[:, 3], kind="stable")]
            half = (len(own) + 1) // 2
            self.histories[int(user)] = torch.tensor(own[:half][-LENGTH:, 1:3])
            if user in train:
                samples += [(int(user), int(row[1]), int(row[2])) for row in own[half:]]
        self.samples = torch.tensor(samples)
        self.genres = torch.zeros(max(movies) + 1, len(GENRES))
        for movie, names in movies.items():
            for name in names:
                if name in GENRES:
                    self.genres[movie, GENRES.index(name)] = 1
        self.users = torch.zeros(int(users.max()) + 1, 24)
        for user, gender, age, job, _ in rows(folder, "users.dat"):
            if int(user) < len(self.users):
                self.users[int(user), [1 if gender == "M" else 2, 3 + int(job)]] = 1
                self.users[int(user), 0] = int(age) / AGES


class SeqRec(nn.Module):
    def __init__(self, movies):
        super().__init__()
        self.items = nn.Embedding(movies + 1, EMBEDDING, padding_idx=0)
        self.start = nn.Parameter(torch.randn(1, HIDDEN) / EMBEDDING)
        self.input_factor, self.hidden_factor = nn.Linear(EMBEDDING + 1, HIDDEN), nn.Linear(HIDDEN, HIDDEN)
        self.input, self.mixed = nn.Linear(EMBEDDING + 1, 4 * HIDDEN), nn.Linear(HIDDEN, 4 * HIDDEN, bias=False)
        branch = lambda width: nn.Sequential(nn.Linear(width, width), nn.ReLU(), nn.Dropout(), nn.Linear(width, width), nn.ReLU(),
                                             nn.Dropout(), nn.Linear(width, width), nn.ReLU())
        self.user, self.movie = branch(24), branch(EMBEDDING + 18)
        width = HIDDEN + 24 + EMBEDDING + 18
        self.output = nn.Sequential(nn.Dropout(), nn.Linear(width, width // 2), nn.ReLU(), nn.Dropout(),
                                    nn.Linear(width // 2, width // 2), nn.ReLU(), nn.Dropout(), nn.Linear(width // 2, 1))

    def history(self, histories):
        order = sorted(range(len(histories)), key=lambda index: -len(histories[index]))
        packed = nn.utils.rnn.pack_sequence([histories[index] for index in order])
        ratings = (packed.data[:, 1:].float() - 3) / (4 / 12 ** 0.5 * EMBEDDING)
        x = torch.cat([self.items(packed.data[:, 0]), ratings], 1)
        factors, gates = self.input_factor(x), self.input(x)
        h = c = self.start.expand(len(histories), HIDDEN)
        ends, done = [], 0
        for size in packed.batch_sizes.tolist():
            if size < len(h):
                ends.append(h[size:])
                h, c = h[:size], c[:size]
            m = factors[done:done + size] * self.hidden_factor(h)
            i, f, g, o = (gates[done:done + size] + self.mixed(m)).chunk(4, 1)
            c = torch.sigmoid(f) * c + torch.sigmoid(i) * torch.tanh(g)
            h = torch.sigmoid(o) * torch.tanh(c)
            done += size
        states = torch.cat([h] + ends[::-1])
        return states[torch.argsort(torch.tensor(order))]

    def forward(self, data, samples):
        users, where = torch.unique(samples[:, 0], return_inverse=True)
        states = self.history([data.histories[user] for user in users.tolist()])
        movie = self.movie(torch.cat([self.items(samples[:, 1]), data.genres[samples[:, 1]]], 1))
        return self.output(torch.cat([states[where], self.user(data.users[samples[:, 0]]), movie], 1)).squeeze(1)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", required=True, type=pathlib.Path)
    parser.add_argument("--batch", type=int, default=512)
    parser.add_argument("--threads", type=int, default=2)
    options = parser.parse_args()
    claim_stdout()
    torch.set_num_threads(options.threads)
    torch.manual_seed(1)
    data = Data(options.data)

    def epoch():
        model = SeqRec(len(data.genres) - 1)
        optimizer = torch.optim.AdamW(model.parameters(), lr=2.5e-4, weight_decay=1e-4)
        total = 0.0
        for part in torch.randperm(len(data.samples)).split(options.batch):
            samples = data.samples[part]
            loss = nn.functional.mse_loss(model(data, samples), samples[:, 2].float())
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            total += loss.item() * len(part)
        return {"tuples": len(data.samples), "loss": total / len(data.samples)}

    serve({"samples": len(data.samples)}, epoch)


if __name__ == "__main__":
    main()
