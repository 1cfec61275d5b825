#!/usr/bin/env python3
"""Writes row_attention.safetensors: attention within rows of packed tokens, with every weighting and bias.

Run:  python3 make_row_attention.py        (needs torch and safetensors; writes beside this file)
Seeded: the same versions write the same bytes. Made with torch 2.13.0 (CPU), in double precision. Each pair of tokens is a
number of its own here, added up in a loop over queries; gradients are autograd's.

Shared: query, key [41, 2 * 3], value [41, 2 * 4], incoming [41, 8], offsets [5] int64, lags [2, 9], times [2, 12],
queryTimes, keyTimes [41] int64, width [1]
<case>/output, and <case>/query, key, value, lags, times: gradients of sum(output * incoming). The case's name says its
weighting, then "causal" or "all", then its biases.
"""
import math
import pathlib

import torch
from safetensors.torch import save_file

HERE = pathlib.Path(__file__).resolve().parent
LENGTHS, HEADS, WIDTH, VALUES, SCALE, BUCKET = (35, 1, 3, 2), 2, 3, 4, 0.7, 0.8


def attend(given, weighting, causal, biases):
    rows = []
    start = 0
    for length in LENGTHS:
        for query in range(start, start + length):
            keys = range(start, query + 1 if causal else start + length)
            parts = []
            for head in range(HEADS):
                own = slice(head * WIDTH, (head + 1) * WIDTH)
                scores = []
                for key in keys:
                    score = SCALE * (given["query"][query, own] * given["key"][key, own]).sum()
                    if "lags" in biases:
                        score = score + given["lags"][head, min(abs(query - key), given["lags"].size(1) - 1)]
                    if "times" in biases:
                        gap = abs(int(given["queryTimes"][query]) - int(given["keyTimes"][key]))
                        bucket = min(math.floor(math.log(max(1, gap)) / BUCKET), given["times"].size(1) - 1)
                        score = score + given["times"][head, bucket]
                    scores.append(score)
                scores = torch.stack(scores)
                if weighting == "softmax":
                    weights = scores.exp() / scores.exp().sum()
                elif weighting == "silu":
                    weights = scores / (1 + (-scores).exp())
                else:
                    weights = scores
                values = given["value"][keys.start:keys.stop, head * VALUES:(head + 1) * VALUES]
                parts.append((weights.unsqueeze(1) * values).sum(0))
            rows.append(torch.cat(parts))
        start += length
    return torch.stack(rows)


def main():
    torch.manual_seed(11)
    tokens = sum(LENGTHS)
    real = torch.float64
    learned = {"query": torch.randn(tokens, HEADS * WIDTH, dtype=real), "key": torch.randn(tokens, HEADS * WIDTH, dtype=real),
               "value": torch.randn(tokens, HEADS * VALUES, dtype=real), "lags": torch.randn(HEADS, 9, dtype=real),
               "times": torch.randn(HEADS, 12, dtype=real)}
    incoming = torch.randn(tokens, HEADS * VALUES, dtype=real)
    times = torch.cat([torch.randint(0, 5000, (length,)).sort().values for length in LENGTHS])
    # In the first row some tokens share a moment, and the last gap is beyond all buckets.
    times[3:6] = times[3]
    times[34] = 90_000
    fixed = {"keyTimes": times, "queryTimes": times + torch.randint(0, 60, (tokens,))}
    offsets = torch.tensor([0] + torch.tensor(LENGTHS).cumsum(0).tolist())
    tensors = learned | fixed | {"incoming": incoming, "offsets": offsets, "width": torch.tensor([BUCKET], dtype=real)}
    for weighting in ("softmax", "silu", "plain"):
        for causal, biases in ((True, ("lags",)), (True, ("lags", "times")), (False, ("lags",)), (True, ())):
            leaves = {key: value.clone().requires_grad_() for key, value in learned.items()}
            output = attend(leaves | fixed, weighting, causal, biases)
            (output * incoming).sum().backward()
            name = "-".join((weighting, "causal" if causal else "all") + biases)
            tensors[f"{name}/output"] = output.detach()
            for key, leaf in leaves.items():
                if leaf.grad is not None:
                    tensors[f"{name}/{key}"] = leaf.grad
    save_file({key: value.contiguous() for key, value in tensors.items()}, HERE / "row_attention.safetensors")


if __name__ == "__main__":
    main()
