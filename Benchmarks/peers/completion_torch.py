#!/usr/bin/env python3
"""GC-MC and GLocal-K in eager PyTorch, written from the papers' equations: a fit of some iterations each time it is told to.

GC-MC multiplies one sparse matrix a level with the tables, and decodes the edges alone; GLocal-K is dense, as published: all items ×
users in each layer, torch.optim.LBFGS with strong Wolfe conditions. The split is a plain draw of nine tenths of ratings.dat.
"""
import argparse
import pathlib
import warnings

import numpy
import torch
import torch.nn.functional as F

from worker import claim_stdout, serve


def ratings(folder):
    lines = (folder / "ratings.dat").read_text(encoding="latin-1").splitlines()
    table = numpy.array([[int(value) for value in line.split("::")[:3]] for line in lines])
    kept = numpy.random.RandomState(1234).permutation(len(table))[:int(0.9 * len(table))]
    users = numpy.unique(table[:, 0], return_inverse=True)[1]
    items = numpy.unique(table[:, 1], return_inverse=True)[1]
    return torch.tensor(users[kept]), torch.tensor(items[kept]), torch.tensor(table[kept, 2]), int(users.max()) + 1, int(items.max()) + 1


class GCMC:
    """Symmetric normalization, summed levels that share weights in order, two bases; Adam and an average of the weights."""
    HIDDEN, OUTPUT, BASES, DROPOUT = 500, 75, 2, 0.7

    def __init__(self, users, items, values, user_count, item_count):
        self.levels = values - 1
        self.users, self.items, self.user_count = users, items, user_count
        self.nodes = user_count + item_count
        degrees = torch.bincount(torch.cat([users, items + user_count]), minlength=self.nodes).float()
        self.messages = []
        for level in range(5):
            of = self.levels == level
            u, i = users[of], items[of] + user_count
            rows, columns = torch.cat([u, i]), torch.cat([i, u])
            norm = (degrees[rows] * degrees[columns]).rsqrt()
            self.messages.append(torch.sparse_coo_tensor(torch.stack([rows, columns]), norm, (self.nodes, self.nodes)).to_sparse_csr())

    def fit(self, iterations):
        bound = (6 / (self.nodes + self.HIDDEN)) ** 0.5
        table = torch.empty(5, self.nodes, self.HIDDEN).uniform_(-bound, bound).requires_grad_()
        dense = torch.nn.init.xavier_uniform_(torch.empty(self.HIDDEN, self.OUTPUT)).requires_grad_()
        bases = torch.stack([torch.nn.init.orthogonal_(torch.empty(self.OUTPUT, self.OUTPUT), 1.1) for _ in range(self.BASES)]).requires_grad_()
        mixing = torch.nn.init.xavier_uniform_(torch.empty(self.BASES, 5)).requires_grad_()
        parameters = [table, dense, bases, mixing]
        averages = [parameter.detach().clone() for parameter in parameters]
        optimizer = torch.optim.Adam(parameters, lr=0.01)
        for _ in range(iterations):
            sent = torch.bernoulli(torch.full((self.nodes, 1), 1 - self.DROPOUT)) / (1 - self.DROPOUT)
            weights = table.cumsum(0)
            h = sum(self.messages[level] @ (weights[level] * sent) for level in range(5))
            z = F.dropout(torch.relu(h), self.DROPOUT) @ dense
            left, right = z[:self.user_count], z[self.user_count:][self.items]
            scores = torch.stack([((left @ basis)[self.users] * right).sum(1) for basis in bases], 1)
            loss = F.cross_entropy(scores @ mixing, self.levels)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            with torch.no_grad():
                for average, parameter in zip(averages, parameters):
                    average.lerp_(parameter, 0.005)
        return {"loss": loss.item(), "iterations": iterations}


class GLocalK:
    """Pre-training: three kernelized layers, half the squared error of the rated cells, penalties of weights and kernels."""
    HIDDEN, VECTOR, WEIGHT, KERNEL = 500, 5, 70.0, 0.018

    def __init__(self, users, items, values, user_count, item_count):
        self.x, self.mask = torch.zeros(item_count, user_count), torch.zeros(item_count, user_count)
        self.x[items, users], self.mask[items, users] = values.float(), 1

    def fit(self, iterations):
        sizes = [self.x.shape[1], self.HIDDEN, self.HIDDEN, self.x.shape[1]]
        layers = [[torch.nn.init.xavier_uniform_(torch.empty(a, b)), torch.randn(a, 1, self.VECTOR) * 0.001,
                   torch.randn(1, b, self.VECTOR) * 0.001, torch.zeros(b)] for a, b in zip(sizes, sizes[1:])]
        parameters = [parameter.requires_grad_() for layer in layers for parameter in layer]
        optimizer = torch.optim.LBFGS(parameters, lr=1, max_iter=iterations, max_eval=20 * iterations, line_search_fn="strong_wolfe")
        evaluations = 0

        def closure():
            nonlocal evaluations
            evaluations += 1
            optimizer.zero_grad()
            x, penalty = self.x, 0
            for number, (weight, left, right, bias) in enumerate(layers):
                kernel = torch.clamp(1 - ((left - right) ** 2).sum(2), min=0)
                penalty = penalty + self.WEIGHT / 2 * (weight ** 2).sum() + self.KERNEL / 2 * (kernel ** 2).sum()
                x = x @ (weight * kernel) + bias
                if number < 2:
                    x = torch.sigmoid(x)
            loss = (self.mask * (x - self.x) ** 2).sum() / 2 + penalty
            loss.backward()
            return loss

        loss = optimizer.step(closure)
        return {"loss": loss.item(), "iterations": iterations, "evaluations": evaluations}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("model", choices=["gc-mc", "glocal-k"])
    parser.add_argument("--data", required=True, type=pathlib.Path)
    parser.add_argument("--iterations", type=int, required=True)
    parser.add_argument("--threads", type=int, default=2)
    options = parser.parse_args()
    claim_stdout()
    warnings.filterwarnings("ignore", message="Sparse CSR tensor support")
    torch.set_num_threads(options.threads)
    torch.manual_seed(1)
    model = {"gc-mc": GCMC, "glocal-k": GLocalK}[options.model](*ratings(options.data))
    serve({"threads": options.threads}, lambda: model.fit(options.iterations))


if __name__ == "__main__":
    main()
