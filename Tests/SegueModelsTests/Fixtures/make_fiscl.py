#!/usr/bin/env python3
"""Writes fiscl.safetensors: the preference network of FISCL by torch.nn.LSTM(bidirectional=True).

Run:  python3 make_fiscl.py               (needs torch and safetensors; writes beside this file)
Seeded: the same versions write the same bytes. Made with torch 2.13.0 (CPU). Written from the paper alone.

Every prefix of every history is read on its own by nn.LSTM: the last `historyLength` items up to and with a step, their vectors
in order. P = W · [h_forward ; h_backward] + b with h_n of the top layer; scores = P · Vᵀ over the catalog.

Cases: "deep" (2 layers), "single" (1 layer), "three" (3 layers).
  <case>/items I64 [batch, length]: 0 is padding, on the right;  <case>/targets I64 [batch, length]
  <case>/historyLength, <case>/layers, <case>/hidden, <case>/width: I64 [1]
  <case>/parameter/<name>: network.layers.<l>.{forward,backward}.{input.weight,input.bias,hidden.weight}; the two biases of
      torch's LSTM are added up (only their sum matters); preference.{weight,bias}; output.weight = V
  <case>/preferences [valid steps, width], <case>/scores [valid steps, items]: valid steps in order of row, then step
  <case>/mse, <case>/crossEntropy: mean over valid steps (MSE: and columns) against V[target]
  <case>/gradient/{mse,crossEntropy}/<name>: of those, for all parameters but V
"""
import pathlib

import torch
import torch.nn.functional as F
from safetensors.torch import save_file

HERE = pathlib.Path(__file__).resolve().parent
ITEMS = 13


def case(tensors, name, layers, hidden, width, longest, seed):
    torch.manual_seed(seed)
    lstm = torch.nn.LSTM(width, hidden, num_layers=layers, bidirectional=True, batch_first=True)
    head = torch.nn.Linear(2 * hidden, width)
    vectors = torch.randn(ITEMS, width) * 0.5
    lengths, batch, length = (6, 6, 4, 1), 4, 6
    items = torch.zeros(batch, length, dtype=torch.int64)
    targets = torch.zeros(batch, length, dtype=torch.int64)
    for row, count in enumerate(lengths):
        items[row, :count] = torch.randint(1, ITEMS + 1, (count,))
        targets[row, :count] = torch.randint(1, ITEMS + 1, (count,))
    preferences, wanted = [], []
    for row, count in enumerate(lengths):
        for step in range(count):
            prefix = items[row, max(0, step + 1 - longest):step + 1]
            _, (state, _) = lstm(vectors[prefix - 1].unsqueeze(0))
            preferences.append(head(torch.cat([state[-2, 0], state[-1, 0]])))
            wanted.append(targets[row, step] - 1)
    preferences, wanted = torch.stack(preferences), torch.stack(wanted)
    scores = preferences @ vectors.t()
    losses = {"mse": F.mse_loss(preferences, vectors[wanted]), "crossEntropy": F.cross_entropy(scores, wanted)}

    def named(values):
        result = {}
        for layer in range(layers):
            for direction, suffix in (("forward", ""), ("backward", "_reverse")):
                key, tail = f"network.layers.{layer}.{direction}", f"l{layer}{suffix}"
                result[f"{key}.input.weight"] = values[f"weight_ih_{tail}"]
                result[f"{key}.hidden.weight"] = values[f"weight_hh_{tail}"]
                result[f"{key}.input.bias"] = values[f"bias_{tail}"]
        return result | {"preference.weight": values["head.weight"], "preference.bias": values["head.bias"]}

    own = dict(lstm.named_parameters()) | {f"head.{key}": value for key, value in head.named_parameters()}
    keys = list(own)
    values = dict(own)
    for key in keys:
        if key.startswith("bias_ih"):
            values["bias_" + key[len("bias_ih_"):]] = own[key] + own[key.replace("_ih_", "_hh_")]
    for key, value in named(values).items():
        tensors[f"{name}/parameter/{key}"] = value.detach().clone()
    tensors[f"{name}/parameter/output.weight"] = vectors
    for kind, loss in losses.items():
        found = dict(zip(keys, torch.autograd.grad(loss, [own[key] for key in keys], retain_graph=True)))
        for key in keys:
            # Both biases get the gradient of their sum.
            if key.startswith("bias_ih"):
                found["bias_" + key[len("bias_ih_"):]] = found[key]
        for key, value in named(found).items():
            tensors[f"{name}/gradient/{kind}/{key}"] = value.clone()
        tensors[f"{name}/{kind}"] = loss.detach().reshape(())
    tensors |= {f"{name}/items": items, f"{name}/targets": targets, f"{name}/preferences": preferences.detach(),
                f"{name}/scores": scores.detach()}
    for key, value in {"historyLength": longest, "layers": layers, "hidden": hidden, "width": width}.items():
        tensors[f"{name}/{key}"] = torch.tensor([value])
    return tensors


def main():
    tensors = case({}, "deep", layers=2, hidden=5, width=7, longest=4, seed=1)
    tensors = case(tensors, "single", layers=1, hidden=4, width=6, longest=10, seed=2)
    tensors = case(tensors, "three", layers=3, hidden=3, width=5, longest=3, seed=3)
    save_file(tensors, HERE / "fiscl.safetensors")


if __name__ == "__main__":
    main()
