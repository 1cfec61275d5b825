#!/usr/bin/env python3
"""Writes torchnn.safetensors and torchnn.json: what PyTorch computes for every layer, loss, optimiser and schedule of TorchNN.

Run:  python3 make_fixtures.py            (needs torch and safetensors; writes beside this file)
Seeded: the same versions write the same bytes. Made with torch 2.13.0 (CPU).

Names in the file (a case is a prefix; torchnn.json lists every case with its attributes, tensors, shapes):
  <case>/input                 the input; cases with several inputs use <case>/input/<name>
  <case>/parameter/<name>      weights, PyTorch's layout: Linear weight is [out, in]
  <case>/output                the result; cases with several results use <case>/output/<name>
  <case>/outputGradient        dL/d output fed to backward (also .../<name>); losses use 1
  <case>/gradient/<name>       dL/d parameter <name>;  <case>/gradient/input (or input/<name>): dL/d input
Tensors are F32, indices I64, masks F32 (0 or 1), learning rates F64.
"""
import json
import math
import pathlib
import re

import numpy as np
import torch
import torch.nn.functional as F
from safetensors.torch import save_file

HERE = pathlib.Path(__file__).resolve().parent
STEP_COUNT = 10
tensors, cases = {}, {}


class Case:
    """One named case: a seeded source of numbers and a place where its tensors are collected."""

    def __init__(self, name, description, **attributes):
        self.name = name
        self.random = np.random.default_rng([20170827, *name.encode()])
        cases[name] = {"description": description, "attributes": attributes, "tensors": {}}

    def put(self, key, value):
        value = torch.as_tensor(value).detach().clone().contiguous()
        assert value.dtype in (torch.float32, torch.float64, torch.int64), value.dtype
        assert not value.is_floating_point() or torch.isfinite(value).all(), (self.name, key)
        tensors[f"{self.name}/{key}"] = value
        cases[self.name]["tensors"][key] = list(value.shape)
        return value

    def uniform(self, *shape, scale=1.0):
        return torch.from_numpy(self.random.uniform(-scale, scale, shape).astype(np.float32))

    def given(self, key, *shape, scale=1.0):
        """A stored random leaf that wants a gradient."""
        return self.put(key, self.uniform(*shape, scale=scale)).requires_grad_()

    def integers(self, key, low, high, shape):
        return self.put(key, torch.from_numpy(self.random.integers(low, high, shape)))

    def differentiate(self, outputs, leaves):
        """Stores outputs, random output gradients, and the gradients of the leaves ({stored name: tensor})."""
        seeds = []
        for key, output in outputs.items():
            suffix = f"/{key}" if key else ""
            self.put(f"output{suffix}", output)
            if output.dim() == 0:
                seeds.append(torch.ones(()))
            else:
                seeds.append(self.put(f"outputGradient{suffix}", self.uniform(*output.shape)))
        gradients = torch.autograd.grad(list(outputs.values()), list(leaves.values()), seeds, allow_unused=True)
        for (key, leaf), gradient in zip(leaves.items(), gradients):
            assert gradient is not None, (self.name, key)
            self.put(f"gradient/{key}", gradient)


# ---------------------------------------------------------------- layers

def make_layers():
    for name, bias in (("linear", True), ("linear_no_bias", False)):
        case = Case(name, "y = x·Wᵀ + b" if bias else "y = x·Wᵀ", inputSize=4, outputSize=3, bias=bias)
        x = case.given("input", 5, 4)
        leaves = {"input": x, "weight": case.given("parameter/weight", 3, 4, scale=0.5)}
        if bias:
            leaves["bias"] = case.given("parameter/bias", 3, scale=0.5)
        case.differentiate({"": F.linear(x, leaves["weight"], leaves.get("bias"))}, leaves)

    case = Case("linear_three_dimensions", "Linear on [batch, length, features]", inputSize=4, outputSize=3, bias=True)
    x = case.given("input", 2, 3, 4)
    leaves = {"input": x, "weight": case.given("parameter/weight", 3, 4, scale=0.5),
              "bias": case.given("parameter/bias", 3, scale=0.5)}
    case.differentiate({"": F.linear(x, leaves["weight"], leaves["bias"])}, leaves)

    case = Case("embedding", "rows of a table; row 0 is padding: its value is used as it is (zero), its gradient is zero",
                count=7, size=4, paddingIndex=0)
    indices = case.put("input", torch.tensor([[3, 1, 3, 0], [6, 0, 0, 0], [5, 3, 2, 0]]))
    weight = case.uniform(7, 4)
    weight[0] = 0
    weight = case.put("parameter/weight", weight).requires_grad_()
    case.differentiate({"": F.embedding(indices, weight, padding_idx=0)}, {"weight": weight})
    assert (tensors["embedding/gradient/weight"][[0, 4]] == 0).all()

    case = Case("embedding_no_padding", "as embedding, but row 0 is a row like any other", count=5, size=3)
    indices = case.put("input", torch.tensor([0, 4, 0, 2]))
    weight = case.given("parameter/weight", 5, 3)
    case.differentiate({"": F.embedding(indices, weight)}, {"weight": weight})

    case = Case("dropout", "y = x·mask/keep with a given mask (inverted scaling); in evaluation y = x", dropRate=0.2)
    x = case.given("input", 4, 5)
    mask = case.put("mask", (torch.from_numpy(case.random.random((4, 5))) < 0.8).float())
    assert 0 < mask.sum() < 20
    case.differentiate({"": x * mask / (1 - 0.2)}, {"input": x})

    case = Case("layer_norm", "torch.nn.LayerNorm over the last dimension (biased variance)", size=6, epsilon=1e-5)
    x = case.given("input", 3, 2, 6, scale=3)
    leaves = {"input": x, "weight": case.given("parameter/weight", 6), "bias": case.given("parameter/bias", 6)}
    case.differentiate({"": F.layer_norm(x, (6,), leaves["weight"], leaves["bias"], 1e-5)}, leaves)


# ---------------------------------------------------------------- recurrent cells

def torch_cell(case, gates, states):
    """Inputs and parameters of torch.nn.LSTMCell / GRUCell: input size 3, hidden size 4, batch 3."""
    leaves = {"input": case.given("input", 3, 3)}
    for state in states:
        leaves[state] = case.given(f"input/{state}", 3, 4)
    for name, shape in (("weight_ih", (gates * 4, 3)), ("weight_hh", (gates * 4, 4)),
                        ("bias_ih", (gates * 4,)), ("bias_hh", (gates * 4,))):
        leaves[name] = case.given(f"parameter/{name}", *shape, scale=0.5)
    return leaves


def make_cells():
    case = Case("lstm_cell", "torch.nn.LSTMCell; gate rows i, f, g, o; c' = f⊙c + i⊙g; h' = o⊙tanh(c')",
                inputSize=3, hiddenSize=4)
    p = torch_cell(case, 4, ("hidden", "cell"))
    hidden, cell = torch.lstm_cell(p["input"], (p["hidden"], p["cell"]), p["weight_ih"], p["weight_hh"],
                                   p["bias_ih"], p["bias_hh"])
    gates = F.linear(p["input"], p["weight_ih"], p["bias_ih"]) + F.linear(p["hidden"], p["weight_hh"], p["bias_hh"])
    i, f, g, o = gates.chunk(4, 1)
    by_hand = f.sigmoid() * p["cell"] + i.sigmoid() * g.tanh()
    torch.testing.assert_close(by_hand, cell)
    torch.testing.assert_close(o.sigmoid() * by_hand.tanh(), hidden)
    case.differentiate({"hidden": hidden, "cell": cell}, p)

    case = Case("multiplicative_lstm", "Krause et al. 2016 over three steps: m = (W_m·x + b_m)⊙(U_m·h + b_u) in h's place in "
                "torch.lstm_cell; input [batch, length, 3]; output: the states of all steps, from states of zeros",
                inputSize=3, hiddenSize=4)
    p = {"input": case.given("input", 3, 3, 3)}
    for name, shape in (("inputFactor.weight", (4, 3)), ("inputFactor.bias", (4,)), ("hiddenFactor.weight", (4, 4)),
                        ("hiddenFactor.bias", (4,)), ("gates.input.weight", (16, 3)), ("gates.input.bias", (16,)),
                        ("gates.hidden.weight", (16, 4))):
        p[name] = case.given(f"parameter/{name}", *shape, scale=0.5)
    hidden, cell, states = torch.zeros(3, 4), torch.zeros(3, 4), []
    for step in range(3):
        x = p["input"][:, step]
        m = F.linear(x, p["inputFactor.weight"], p["inputFactor.bias"]) * \
            F.linear(hidden, p["hiddenFactor.weight"], p["hiddenFactor.bias"])
        hidden, cell = torch.lstm_cell(x, (m, cell), p["gates.input.weight"], p["gates.hidden.weight"],
                                       p["gates.input.bias"], torch.zeros(16))
        states.append(hidden)
    case.differentiate({"": torch.stack(states, 1)}, p)

    case = Case("gru_cell_reset_after", "torch.nn.GRUCell; gate rows r, z, n; n = tanh(W_in·x + b_in + r⊙(W_hn·h + b_hn)); "
                "h' = (1−z)⊙n + z⊙h", inputSize=3, hiddenSize=4)
    p = torch_cell(case, 3, ("hidden",))
    case.differentiate({"": torch.gru_cell(p["input"], p["hidden"], p["weight_ih"], p["weight_hh"],
                                           p["bias_ih"], p["bias_hh"])}, p)

    case = Case("gru_cell_reset_before", "Donkers et al. 2017 Eq. 3–5 without a user: [u; r] = σ(A·h + B·x + b); "
                "k = tanh(C·(r⊙h) + D·x + c); h' = (1−u)⊙h + u⊙k; gate rows u, r", inputSize=3, hiddenSize=4)
    p = paper_cell(case)
    case.differentiate({"": paper_step(p["input"], p["hidden"], p)}, p)

    case = Case("gru_reset_before_sequence", "the cell of gru_cell_reset_before over four steps; input [batch, length, 3]; "
                "output: the states of all steps [batch, length, 4]", inputSize=3, hiddenSize=4)
    p = paper_cell(case, 4)
    state, states = p["hidden"], []
    for step in range(4):
        state = paper_step(p["input"][:, step], state, p)
        states.append(state)
    case.differentiate({"": torch.stack(states, 1)}, p)


def paper_cell(case, *length):
    leaves = {"input": case.given("input", 3, *length, 3), "hidden": case.given("input/hidden", 3, 4)}
    for name, shape in (("gates.hidden.weight", (8, 4)), ("gates.input.weight", (8, 3)), ("gates.bias", (8,)),
                        ("candidate.hidden.weight", (4, 4)), ("candidate.input.weight", (4, 3)),
                        ("candidate.bias", (4,))):
        leaves[name] = case.given(f"parameter/{name}", *shape, scale=0.5)
    return leaves


def paper_step(x, h, p):
    gates = h @ p["gates.hidden.weight"].T + x @ p["gates.input.weight"].T + p["gates.bias"]
    u, r = gates.sigmoid().chunk(2, -1)
    k = (r * h) @ p["candidate.hidden.weight"].T + x @ p["candidate.input.weight"].T + p["candidate.bias"]
    return (1 - u) * h + u * k.tanh()


# ---------------------------------------------------------------- losses

def make_losses():
    case = Case("cross_entropy", "softmax cross-entropy, mean over rows; input [rows, classes], target I64 [rows]")
    x = case.given("input", 5, 6, scale=4)
    target = case.integers("target", 0, 6, 5)
    case.differentiate({"": F.cross_entropy(x, target)}, {"input": x})

    case = Case("cross_entropy_masked", "sum over valid rows ÷ number of valid rows; mask F32 [rows] (1 = valid); targets of "
                "invalid rows are 0 and must not matter")
    x = case.given("input", 6, 5, scale=4)
    mask = case.put("mask", torch.tensor([1.0, 1, 0, 1, 0, 1]))
    target = case.put("target", torch.from_numpy(case.random.integers(0, 5, 6)) * mask.long())
    rows = F.cross_entropy(x, target, reduction="none")
    loss = (rows * mask).sum() / mask.sum()
    torch.testing.assert_close(loss, F.cross_entropy(x, torch.where(mask > 0, target, -100)))
    case.put("rows", rows * mask)
    case.differentiate({"": loss}, {"input": x})

    case = Case("cross_entropy_large", "as cross_entropy with logits up to ±300: no overflow, no NaN")
    x = case.given("input", 3, 4, scale=300)
    target = case.integers("target", 0, 4, 3)
    case.differentiate({"": F.cross_entropy(x, target)}, {"input": x})

    case = Case("bayesian_personalized_ranking", "−log σ(positive − negative), mean; includes differences of about ±60")
    positive = case.put("input/positive", torch.cat([case.uniform(5, scale=3), torch.tensor([30.0, -30.0])]))
    negative = case.put("input/negative", torch.cat([case.uniform(5, scale=3), torch.tensor([-30.0, 30.0])]))
    positive.requires_grad_(), negative.requires_grad_()
    case.differentiate({"": -F.logsigmoid(positive - negative).mean()},
                       {"input/positive": positive, "input/negative": negative})

    case = Case("binary_cross_entropy", "binary cross-entropy with logits, mean; soft targets and logits of ±40 included")
    x = case.put("input", torch.cat([case.uniform(5, scale=3), torch.tensor([40.0, -40.0, 40.0])])).requires_grad_()
    target = case.put("target", torch.tensor([0.0, 1, 1, 0, 0.3, 1, 1, 0]))
    case.differentiate({"": F.binary_cross_entropy_with_logits(x, target)}, {"input": x})

    case = Case("binary_cross_entropy_masked", "as binary_cross_entropy: sum over valid ÷ number of valid")
    x = case.given("input", 3, 4, scale=3)
    target = case.put("target", torch.from_numpy(case.random.integers(0, 2, (3, 4))).float())
    mask = case.put("mask", torch.tensor([[1.0, 1, 1, 0], [1, 0, 0, 0], [1, 1, 1, 1]]))
    rows = F.binary_cross_entropy_with_logits(x, target, reduction="none")
    case.differentiate({"": (rows * mask).sum() / mask.sum()}, {"input": x})

    case = Case("mean_squared_error", "mean of (input − target)² over all elements")
    x = case.given("input", 4, 3, scale=2)
    target = case.put("target", case.uniform(4, 3, scale=2))
    case.differentiate({"": F.mse_loss(x, target)}, {"input": x})


# ---------------------------------------------------------------- optimisers

OPTIMIZERS = {
    "sgd": (torch.optim.SGD, dict(lr=0.1)),
    "sgd_momentum": (torch.optim.SGD, dict(lr=0.05, momentum=0.9, weight_decay=0.01)),
    "sgd_nesterov": (torch.optim.SGD, dict(lr=0.05, momentum=0.9, nesterov=True)),
    "adam": (torch.optim.Adam, dict(lr=0.01, betas=(0.9, 0.999), eps=1e-8)),
    "adam_weight_decay": (torch.optim.Adam, dict(lr=0.01, betas=(0.8, 0.98), eps=1e-6, weight_decay=0.1)),
    "adamw": (torch.optim.AdamW, dict(lr=0.01, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.1)),
    "adagrad": (torch.optim.Adagrad, dict(lr=0.1, lr_decay=0.0, initial_accumulator_value=0.0, eps=1e-10)),
    "adagrad_learning_rate_decay": (torch.optim.Adagrad,
                                    dict(lr=0.1, lr_decay=0.1, weight_decay=0.01, initial_accumulator_value=0.0,
                                         eps=1e-10)),
}
WORDS = {"lr": "learningRate", "betas": "betas", "eps": "epsilon", "weight_decay": "weightDecay", "momentum": "momentum",
         "nesterov": "nesterov", "lr_decay": "learningRateDecay", "initial_accumulator_value": "initialAccumulator"}


def make_optimizers():
    shared = Case("optimizer", "what all optimiser cases start from: initial/<p> and the gradients of ten steps "
                  "gradients/<p> [10, …] for two parameters p = first [4, 3], second [5]; in second, element 0 always gets a zero "
                  "gradient, elements 1 and 2 very small and very large ones, element 3 zeros at first", stepCount=STEP_COUNT)
    initial = {"first": shared.put("initial/first", shared.uniform(4, 3)),
               "second": shared.put("initial/second", shared.uniform(5))}
    gradients = {"first": shared.uniform(STEP_COUNT, 4, 3), "second": shared.uniform(STEP_COUNT, 5)}
    gradients["second"] *= torch.tensor([0.0, 1e-4, 50.0, 1.0, 1.0])
    gradients["second"][:4, 3] = 0
    for key, value in gradients.items():
        shared.put(f"gradients/{key}", value)
    for name, (kind, options) in OPTIMIZERS.items():
        words = {WORDS[key]: list(v) if isinstance(v, tuple) else v for key, v in options.items()}
        case = Case(f"optimizer_{name}", f"torch.optim.{kind.__name__}; parameter/<p> [10, …]: values after each of ten steps",
                    **words)
        run_optimizer(case, kind, options, initial, gradients)


def run_optimizer(case, kind, options, initial, gradients):
    parameters = {key: torch.nn.Parameter(value.clone()) for key, value in initial.items()}
    optimizer = kind(list(parameters.values()), foreach=False, **options)
    trace = {key: [] for key in parameters}
    for step in range(STEP_COUNT):
        for key, parameter in parameters.items():
            parameter.grad = gradients[key][step].clone()
        optimizer.step()
        for key, parameter in parameters.items():
            trace[key].append(parameter.detach().clone())
    for key, values in trace.items():
        case.put(f"parameter/{key}", torch.stack(values))


def make_clipping():
    for name, cap in (("gradient_clipping_above", 1.0), ("gradient_clipping_below", 100.0)):
        case = Case(name, "torch.nn.utils.clip_grad_norm_ (global 2-norm over all gradients): input/<p> before, output/<p> after; "
                    "norm: the norm before clipping; factor min(1, cap/(norm + 1e-6))", cap=cap)
        parameters = [torch.nn.Parameter(torch.zeros(4, 3)), torch.nn.Parameter(torch.zeros(5))]
        for key, parameter in zip(("first", "second"), parameters):
            parameter.grad = case.put(f"input/{key}", case.uniform(*parameter.shape, scale=2)).clone()
        case.put("norm", torch.nn.utils.clip_grad_norm_(parameters, cap))
        for key, parameter in zip(("first", "second"), parameters):
            case.put(f"output/{key}", parameter.grad)


# ---------------------------------------------------------------- schedules

def make_schedules():
    from torch.optim import lr_scheduler as schedules
    makers = {
        "step": (lambda o: schedules.StepLR(o, 4, 0.5), dict(stepSize=4, factor=0.5)),
        "exponential": (lambda o: schedules.ExponentialLR(o, 0.9), dict(factor=0.9)),
        "cosine": (lambda o: schedules.CosineAnnealingLR(o, 12, 0.001), dict(totalSteps=12, minimum=0.001)),
        "linear_warmup": (lambda o: schedules.LinearLR(o, 0.2, 1.0, 4), dict(startFactor=0.2, warmupSteps=4)),
        "one_cycle": (lambda o: schedules.OneCycleLR(o, 0.1, total_steps=12, cycle_momentum=False),
                      dict(maximum=0.1, totalSteps=12, warmupFraction=0.3, divisor=25, finalDivisor=1e4)),
    }
    for name, (make, attributes) in makers.items():
        case = Case(f"schedule_{name}", "rates F64 [12]: the learning rate used by steps 0…11 (read before the step); base 0.1",
                    base=0.1, **attributes)
        optimizer = torch.optim.SGD([torch.nn.Parameter(torch.zeros(1))], lr=0.1)
        schedule = make(optimizer)
        rates = []
        for _ in range(12):
            rates.append(optimizer.param_groups[0]["lr"])
            optimizer.step()
            if len(rates) < 12:
                schedule.step()
        case.put("rates", torch.tensor(rates, dtype=torch.float64))
    expected = [0.001 + 0.099 * (1 + math.cos(math.pi * step / 12)) / 2 for step in range(12)]
    torch.testing.assert_close(tensors["schedule_cosine/rates"], torch.tensor(expected, dtype=torch.float64))


def main():
    torch.set_num_threads(1)
    make_layers(), make_cells(), make_losses(), make_optimizers(), make_clipping(), make_schedules()
    save_file(tensors, HERE / "torchnn.safetensors", metadata={"generator": f"make_fixtures.py, torch {torch.__version__}"})
    index = {"file": "torchnn.safetensors", "generator": "make_fixtures.py", "torch": torch.__version__, "cases": cases}
    text = json.dumps(index, indent=1, ensure_ascii=False)
    text = re.sub(r"\[\s+([^\[\]{}]*?)\s+\]", lambda found: "[" + " ".join(found[1].split()) + "]", text)
    assert json.loads(text) == index
    (HERE / "torchnn.json").write_text(text + "\n", encoding="utf-8")
    (HERE / "torchnn.safetensors").chmod(0o644)
    print(f"{len(cases)} cases, {len(tensors)} tensors, {sum(t.nbytes for t in tensors.values())} bytes of data")


if __name__ == "__main__":
    main()
