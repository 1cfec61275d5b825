#!/usr/bin/env python3
"""Writes norms.safetensors: convolution, batch normalization and Dice.

Run:  python3 make_norms.py                (needs torch and safetensors; writes beside this file)
Seeded. Made with torch 2.13.0 (CPU). Convolution is a sum over windows written out; normalization is torch.nn.BatchNorm2d and
BatchNorm1d; Dice is Eq. 3 of Zhou et al. 2018 over BatchNorm1d without scale and shift.

For each case C of convolution, norm, norm-inference, dice, dice-inference:
  C/input, C/output, C/outputGradient, C/parameter/KEY, C/gradient/KEY, C/gradient/input; C/after/KEY: running values afterwards
"""
import pathlib

import torch
from safetensors.torch import save_file

HERE = pathlib.Path(__file__).resolve().parent
tensors = {}


def record(case, x, parameters, output, after=()):
    gradient = torch.randn_like(output)
    output.backward(gradient)
    tensors.update({f"{case}/input": x, f"{case}/output": output, f"{case}/outputGradient": gradient,
                    f"{case}/gradient/input": x.grad})
    for key, value in parameters.items():
        tensors[f"{case}/parameter/{key}"] = value.clone()
        if value.grad is not None:
            tensors[f"{case}/gradient/{key}"] = value.grad
    tensors.update({f"{case}/after/{key}": value.clone() for key, value in after})


def leaf(*shape):
    return torch.randn(shape, requires_grad=True)


def convolution():
    x, weight, bias = leaf(2, 3, 4, 5), leaf(4, 3, 3, 2), leaf(4)
    rows = []
    for i in range(2):
        rows.append(torch.stack([torch.einsum("nchw,ochw->no", x[:, :, i:i + 3, j:j + 2], weight) for j in range(4)], 2))
    record("convolution", x, {"weight": weight, "bias": bias}, torch.stack(rows, 2) + bias[:, None, None])


def norm(case, training):
    layer = torch.nn.BatchNorm2d(3)
    torch.nn.init.normal_(layer.weight), torch.nn.init.normal_(layer.bias)
    layer.running_mean.normal_(), layer.running_var.uniform_(0.5, 2)
    before = {"weight": layer.weight, "bias": layer.bias, "runningMean": layer.running_mean.clone(),
              "runningVariance": layer.running_var.clone()}
    layer.train(training)
    x = leaf(2, 3, 4, 2)
    record(case, x, before, layer(x), (("runningMean", layer.running_mean), ("runningVariance", layer.running_var)))


def dice(case, training):
    layer = torch.nn.BatchNorm1d(4, eps=1e-8, momentum=0.01, affine=False)
    layer.running_mean.normal_(), layer.running_var.uniform_(0.5, 2)
    before = {"slope": leaf(4), "norm.runningMean": layer.running_mean.clone(),
              "norm.runningVariance": layer.running_var.clone()}
    layer.train(training)
    x = leaf(6, 4)
    gate = torch.sigmoid(layer(x))
    record(case, x, before, gate * x + (1 - gate) * before["slope"] * x,
           (("norm.runningMean", layer.running_mean), ("norm.runningVariance", layer.running_var)))


def main():
    torch.manual_seed(3)
    convolution()
    norm("norm", True), norm("norm-inference", False)
    dice("dice", True), dice("dice-inference", False)
    save_file({key: value.detach().contiguous().clone() for key, value in tensors.items()}, HERE / "norms.safetensors")


if __name__ == "__main__":
    main()
