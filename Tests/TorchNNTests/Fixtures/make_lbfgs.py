#!/usr/bin/env python3
"""Writes lbfgs.safetensors: steps of torch.optim.LBFGS with the strong Wolfe line search, in double precision.

Run:  python3 make_lbfgs.py            (needs torch and safetensors; writes beside this file)
Seeded. Made with torch 2.13.0 (CPU).

  valley/: Rosenbrock's function of x [6] and of y [2, 2] (as a vector), summed; initial/{x, y}, x, y [steps, …], loss [steps]
  logistic/: the same for x [8], y [1]: mean log-loss of y + design · x, labels, plus 0.01 |x|²
Each step has 7 iterations of at most 25 evaluations, memory 3; valley makes 6 steps, logistic 3.
"""
import pathlib

import torch
from safetensors.torch import save_file

HERE = pathlib.Path(__file__).resolve().parent


def rosenbrock(v):
    return (100 * (v[1:] - v[:-1] ** 2) ** 2 + (1 - v[:-1]) ** 2).sum()


def run(name, x, y, loss, steps, out):
    out[f"{name}/initial/x"], out[f"{name}/initial/y"] = x.clone(), y.clone()
    x.requires_grad_()
    y.requires_grad_()
    optimizer = torch.optim.LBFGS(
        [x, y], lr=1, max_iter=7, max_eval=25, history_size=3, line_search_fn="strong_wolfe")
    found = {"x": [], "y": [], "loss": []}

    def closure():
        optimizer.zero_grad()
        value = loss(x, y)
        value.backward()
        return value

    for _ in range(steps):
        found["loss"].append(optimizer.step(closure).detach().clone())
        found["x"].append(x.detach().clone())
        found["y"].append(y.detach().clone())
    for key, values in found.items():
        out[f"{name}/{key}"] = torch.stack(values)


def main():
    torch.manual_seed(3)
    torch.set_default_dtype(torch.float64)
    out = {}
    run("valley", torch.randn(6), torch.randn(2, 2), lambda x, y: rosenbrock(x) + rosenbrock(y.reshape(-1)), 6, out)
    design, labels = torch.randn(40, 8), (torch.rand(40) > 0.4).double()
    out["logistic/design"], out["logistic/labels"] = design.clone(), labels.clone()

    def logistic(x, y):
        score = design @ x + y
        return (torch.nn.functional.softplus(score) - labels * score).mean() + 0.01 * (x * x).sum()

    run("logistic", torch.randn(8), torch.randn(1), logistic, 3, out)
    save_file({key: value.contiguous() for key, value in out.items()}, HERE / "lbfgs.safetensors")


if __name__ == "__main__":
    main()
