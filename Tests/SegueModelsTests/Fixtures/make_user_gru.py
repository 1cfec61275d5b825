#!/usr/bin/env python3
"""Writes user_gru.safetensors and user_gru.json: the four networks of Donkers, Loepp and Ziegler (RecSys 2017), Eq. 1–10.

Run:  python3 make_user_gru.py            (needs torch and safetensors; writes beside this file)
Seeded: the same versions write the same bytes. Made with torch 2.13.0 (CPU). Written from the paper alone.

The networks (n = hiddenSize, e = embeddingSize of items and of users; x = item embedding, v = user embedding, h = previous state)
  standard          [u; r] = σ(A·h + B·x + b)                     k = tanh(C·(r⊙h) + D·x + c)                (3), (4) without v
  linear            [u; r] = σ(A·h + B·x + G·v + b)               k = tanh(C·(r⊙h) + D·x + H·v + c)          (3), (4)
  rectified         as linear with v replaced by the filtered vector f *in both* (3) and (4)                 (6), (7)
                    [κ1; κ2] = P·h + Q·x + R·v + d      (unfiltered v);   f = 0 where v < κ1, else ω·v where v < κ2, else v
  attentional       ξ = σ(P·h + Q·x + R·v + d);  as linear with (1−ξ)⊙x for x and ξ⊙v for v in both          (8), (9), (10)
  all               h' = (1−u)⊙h + u⊙k (5);   logits = W·h' + w (1)
The order of tests in (6) is kept, so κ1 > κ2 is defined: with a = 1[v ≥ κ1], b = 1[v ≥ κ2]:  f = v⊙a⊙(ω + (1−ω)·b).
Gradient of f:
  literal     a and b are constants: ∂f/∂v = a⊙(ω + (1−ω)b); κ1, κ2 and all cell.threshold.* get no gradient (stored as zeros).
  surrogate   the value is the literal one; backward, a and b each have the derivative of a sigmoid of temperature 1:
              with s = σ(v−κ):  ∂a/∂v = −∂a/∂κ1 = s₁(1−s₁), ∂b/∂v = −∂b/∂κ2 = s₂(1−s₂)  (straight through). In full:
              ∂f/∂v  = a(ω+(1−ω)b) + v·[(ω+(1−ω)b)·s₁(1−s₁) + a·(1−ω)·s₂(1−s₂)]
              ∂f/∂κ1 = −v·(ω+(1−ω)b)·s₁(1−s₁);   ∂f/∂κ2 = −v·a·(1−ω)·s₂(1−s₂)

Parameters (row 0 of both embeddings is zero: padding item, unknown user; its gradient is zero)
  itemEmbedding.weight [itemCount+1, e]    userEmbedding.weight [userCount+1, e]     (no user parameters in standard)
  cell.gates.{hidden,item,user}.weight [2n, n | e | e], cell.gates.bias [2n]           rows: u, then r
  cell.candidate.{hidden,item,user}.weight [n, n | e | e], cell.candidate.bias [n]     one bias = the sum of the paper's three
  cell.threshold.{hidden,item,user}.weight [2e, n | e | e], cell.threshold.bias [2e]   rectified; rows: κ1, then κ2
  cell.attention.{hidden,item,user}.weight [e, n | e | e], cell.attention.bias [e]     attentional
  output.weight [itemCount, n], output.bias [itemCount]                                class c = item index c + 1

Tensors of a case
  <case>/items, targets I64 [batch, length]: 0 is padding, on the right; a step is valid where items ≠ 0 (same places in both)
  <case>/users I64 [batch];  <case>/initialState [batch, n]
  <case>/mask/item [batch, length, e], mask/user [batch, e] (0 or 1; "masked" cases): x ← x⊙mask/keep, v ← v⊙mask/keep, before all
      else (before the filter and the attention); one user mask for all steps of a window
  <case>/parameter/<name>
  <case>/states [batch, length, n]: on padding a row keeps the state of its last valid step (or the initial one)
  <case>/finalState [batch, n] = states[:, length−1]
  <case>/logits [valid steps, itemCount]: valid steps in order of row, then step
  <case>/loss: mean cross-entropy over valid steps, without the penalty
  <case>/gradient/<name>, <case>/gradient/initialState: of that loss
  <case>/penalty: λ/2·Σ_rows ‖userEmbedding[users[row]]‖², λ = 0.01 (before dropout; a user twice in the batch counts twice;
      user 0 counts nothing);  <case>/penaltyGradient/userEmbedding.weight: its gradient, to be added
"carry" cases hold a second window "next": <case>/next/{items,targets,states,finalState,logits,loss,gradient/…}, same users and
parameters, its initial state the detached finalState of the first: gradients do not cross the border.

Checked before writing: every gradient against central differences in double precision (surrogate: against the smooth function that
has the surrogate's derivative at that point); filter margins |v − κ| > 1e-3; every branch of (6) and κ1 > κ2 occur;
single precision within 2e-6 of double; linear with zero user embeddings and attentional limits equal standard.
"""
import json
import pathlib
import re

import numpy as np
import torch
import torch.nn.functional as F
from safetensors.torch import save_file

HERE = pathlib.Path(__file__).resolve().parent
ITEMS, USERS, BATCH, LENGTH, PENALTY, OMEGA = 11, 6, 4, 6, 0.01, 0.2
NETWORKS = ("standard", "linear", "rectified", "attentional")
KEEP = {"item": 0.8, "user": 0.5}


def shapes(network, n, e):
    """Parameter name → shape, in the order of the docstring."""
    result = {"itemEmbedding.weight": (ITEMS + 1, e)}
    parts = [("gates", 2 * n), ("candidate", n)]
    parts += {"rectified": [("threshold", 2 * e)], "attentional": [("attention", e)]}.get(network, [])
    inputs = [("hidden", n), ("item", e)] + ([("user", e)] if network != "standard" else [])
    if network != "standard":
        result["userEmbedding.weight"] = (USERS + 1, e)
    for part, rows in parts:
        result |= {f"cell.{part}.{name}.weight": (rows, columns) for name, columns in inputs}
        result[f"cell.{part}.bias"] = (rows,)
    return result | {"output.weight": (ITEMS, n), "output.bias": (ITEMS,)}


# ---------------------------------------------------------------- the networks, one step at a time

def affine(part, p, h, x, v):
    """T[h; x; v] of the paper: one matrix for each input and one bias."""
    result = h @ p[f"cell.{part}.hidden.weight"].T + x @ p[f"cell.{part}.item.weight"].T + p[f"cell.{part}.bias"]
    return result if v is None else result + v @ p[f"cell.{part}.user.weight"].T


def comparison(difference, gradient, frozen):
    """1[difference ≥ 0] with the wanted derivative; `frozen`, when given, makes the smooth function of the self-check."""
    hard = (difference >= 0).to(difference.dtype).detach()
    if gradient == "literal":
        return hard
    soft = difference.sigmoid()
    if frozen is None:
        return hard + (soft - soft.detach())
    if not frozen["replay"]:
        frozen["values"].append((hard, soft.detach()))
    else:
        hard, base = frozen["values"][frozen["next"]]
        frozen["next"] += 1
        return hard + (soft - base)
    return hard + (soft - soft.detach())


def filtered(p, h, x, v, gradient, frozen, seen):
    """Eq. 6 and 7."""
    lower, upper = affine("threshold", p, h, x, v).chunk(2, -1)
    a = comparison(v - lower, gradient, frozen)
    b = comparison(v - upper, gradient, frozen)
    if seen is not None:
        seen.append((v.detach(), lower.detach(), upper.detach()))
    return v * a * (OMEGA + (1 - OMEGA) * b)


def step(network, p, h, x, v, gradient="literal", frozen=None, seen=None):
    if network == "rectified":
        v = filtered(p, h, x, v, gradient, frozen, seen)
    if network == "attentional":
        focus = affine("attention", p, h, x, v).sigmoid()
        x, v = (1 - focus) * x, focus * v
    u, r = affine("gates", p, h, x, v).sigmoid().chunk(2, -1)
    k = affine("candidate", p, r * h, x, v).tanh()
    return (1 - u) * h + u * k


def forward(network, p, window, gradient="literal", frozen=None, seen=None):
    """window: items, targets, users, initialState, and masks or None. Returns states, logits of valid steps, loss."""
    items, valid = window["items"], window["items"] > 0
    x = F.embedding(items, p["itemEmbedding.weight"], padding_idx=0)
    v = None if network == "standard" else F.embedding(window["users"], p["userEmbedding.weight"], padding_idx=0)
    if window.get("mask/item") is not None:
        x = x * window["mask/item"] / KEEP["item"]
        v = None if v is None else v * window["mask/user"] / KEEP["user"]
    h, states = window["initialState"], []
    for t in range(items.shape[1]):
        h = torch.where(valid[:, t, None], step(network, p, h, x[:, t], v, gradient, frozen, seen), h)
        states.append(h)
    states = torch.stack(states, 1)
    logits = states[valid] @ p["output.weight"].T + p["output.bias"]
    return states, logits, F.cross_entropy(logits, window["targets"][valid] - 1)


# ---------------------------------------------------------------- numbers

def uniform(random, shape, scale):
    return torch.from_numpy(random.uniform(-scale, scale, shape).astype(np.float32))


def make_parameters(random, network, n, e, attention_bias):
    p = {}
    for name, shape in shapes(network, n, e).items():
        p[name] = uniform(random, shape, 1.0 if "mbedding" in name else 0.6)
        if "mbedding" in name:
            p[name][0] = 0
    if attention_bias is not None:
        p["cell.attention.bias"] = torch.full_like(p["cell.attention.bias"], attention_bias)
    return p


def make_sequences(random, lengths):
    """Items and next-item targets, right padded."""
    items = torch.zeros(len(lengths), LENGTH, dtype=torch.int64)
    targets = torch.zeros_like(items)
    for row, length in enumerate(lengths):
        sequence = torch.from_numpy(random.integers(1, ITEMS + 1, length + 1))
        items[row, :length], targets[row, :length] = sequence[:-1], sequence[1:]
    return items, targets


def with_leaves(p, window, dtype):
    """Copies in the wanted precision, parameters and initial state being leaves."""
    convert = {key: value.to(dtype) if value.is_floating_point() else value for key, value in window.items()}
    convert["initialState"] = convert["initialState"].clone().requires_grad_()
    return {name: value.to(dtype).clone().requires_grad_() for name, value in p.items()}, convert


def evaluate(network, p, window, gradient, dtype):
    """Everything that is stored about one window."""
    q, w = with_leaves(p, window, dtype)
    seen = []
    states, logits, loss = forward(network, q, w, gradient, seen=seen)
    leaves = q | {"initialState": w["initialState"]}
    gradients = torch.autograd.grad(loss, list(leaves.values()), allow_unused=True)
    result = {"states": states, "finalState": states[:, -1], "logits": logits, "loss": loss}
    for (name, leaf), value in zip(leaves.items(), gradients):
        silent = network == "rectified" and gradient == "literal" and ".threshold." in name
        assert (value is None) == silent, name
        result[f"gradient/{name}"] = torch.zeros_like(leaf) if value is None else value
    return {key: value.detach() for key, value in result.items()}, seen


# ---------------------------------------------------------------- self-checks

def check_gradients(network, p, window, gradient, result):
    """Central differences in double precision on every entry of every parameter and of the initial state."""
    p, window = with_leaves(p, window, torch.float64)
    frozen = {"values": [], "replay": False} if gradient == "surrogate" else None
    with torch.no_grad():
        forward(network, p, window, gradient, frozen)

        def loss():
            if frozen is not None:
                frozen.update(replay=True, next=0)
            return forward(network, p, window, gradient, frozen)[2].item()

        width = 1e-5
        for name, leaf in (p | {"initialState": window["initialState"]}).items():
            flat, expected = leaf.view(-1), result[f"gradient/{name}"].view(-1)
            first = leaf.shape[1] if "mbedding" in name else 0  # row 0 is fixed
            assert (expected[:first] == 0).all()
            for index in range(first, flat.numel()):
                kept = flat[index].item()
                flat[index] = kept + width
                above = loss()
                flat[index] = kept - width
                below = loss()
                flat[index] = kept
                difference = (above - below) / (2 * width)
                assert abs(difference - expected[index].item()) < 1e-8, (name, index, difference, expected[index].item())


def check_branches(seen):
    v, lower, upper = (torch.cat([part[i] for part in seen]) for i in range(3))
    margin = torch.minimum((v - lower).abs(), (v - upper).abs()).min()
    assert margin > 1e-3, f"a comparison is too close to call: {margin}"
    counts = {"zero": (v < lower).sum(), "leaky": ((v >= lower) & (v < upper)).sum(),
              "open": ((v >= lower) & (v >= upper)).sum(), "crossed": (lower > upper).sum()}
    assert all(count > 0 for count in counts.values()), counts
    return {key: int(value) for key, value in counts.items()}


def check_filter():
    """The formula for f against Eq. 6 read aloud, number by number."""
    values = torch.linspace(-1, 1, 9).double()
    v, lower, upper = (part.reshape(-1, 1) for part in torch.meshgrid(values, values + 0.01, values - 0.02, indexing="ij"))
    read_aloud = [0.0 if x < low else OMEGA * x if x < high else x
                  for x, low, high in zip(v.view(-1).tolist(), lower.view(-1).tolist(), upper.view(-1).tolist())]
    p = {"cell.threshold.hidden.weight": torch.eye(2).double(), "cell.threshold.item.weight": torch.zeros(2, 1).double(),
         "cell.threshold.user.weight": torch.zeros(2, 1).double(), "cell.threshold.bias": torch.zeros(2).double()}
    for gradient in ("literal", "surrogate"):
        found = filtered(p, torch.cat([lower, upper], 1), v, v, gradient, None, None)
        torch.testing.assert_close(found.view(-1), torch.tensor(read_aloud).double())


def check_reductions():
    """Zero user vectors: linear, and rectified, equal standard; so does attentional with ξ = 0."""
    random = np.random.default_rng(7)
    items, targets = make_sequences(random, [6, 3, 5, 1])
    p = {name: value.double() for name, value in make_parameters(random, "attentional", 5, 5, None).items()}
    p |= {name: value.double() for name, value in make_parameters(random, "rectified", 5, 5, None).items() if "threshold" in name}
    window = {"items": items, "targets": targets, "users": torch.tensor([1, 2, 3, 4]), "initialState": torch.zeros(4, 5).double()}
    standard = forward("standard", p, window)[1]
    nobody = p | {"userEmbedding.weight": torch.zeros(USERS + 1, 5).double()}
    for network in ("linear", "rectified"):
        torch.testing.assert_close(forward(network, nobody, window)[1], standard)
    shut = p | {"cell.attention.bias": torch.full((5,), -1e3).double()}
    torch.testing.assert_close(forward("attentional", shut, window)[1], standard)


# ---------------------------------------------------------------- cases

class Writer:
    def __init__(self):
        self.tensors, self.cases = {}, {}

    def add(self, name, network, n, e, lengths, gradient="literal", masked=False, next_lengths=None, attention_bias=None):
        random = np.random.default_rng([20170827, *name.encode()])
        p = make_parameters(random, network, n, e, attention_bias)
        window = dict(zip(("items", "targets"), make_sequences(random, lengths)))
        window["users"] = torch.tensor([3, 1, 3, 0])  # one user twice, one unknown
        window["initialState"] = uniform(random, (BATCH, n), 0.8)
        if masked:
            window["mask/item"] = torch.from_numpy(random.random((BATCH, LENGTH, e)) < KEEP["item"]).float()
            if network != "standard":
                window["mask/user"] = torch.from_numpy(random.random((BATCH, e)) < KEEP["user"]).float()
        attributes = {"network": network, "hiddenSize": n, "embeddingSize": e, "itemCount": ITEMS, "userCount": USERS,
                      "batch": BATCH, "length": LENGTH, "lengths": lengths, "penaltyWeight": PENALTY}
        if network == "rectified":
            attributes |= {"omega": OMEGA, "thresholdGradient": gradient}
        if masked:
            attributes |= {"keepItem": KEEP["item"], "keepUser": KEEP["user"]}
        stored = window | {f"parameter/{key}": value for key, value in p.items()}
        results = self.window(attributes, network, p, window, gradient)
        stored |= results | self.penalty(network, p, window)
        if next_lengths is not None:
            attributes["nextLengths"] = next_lengths
            following = dict(zip(("items", "targets"), make_sequences(random, next_lengths)))
            following |= {"users": window["users"], "initialState": results["finalState"]}
            after = self.window(attributes, network, p, following, gradient)
            stored |= {f"next/{key}": value for key, value in ({k: following[k] for k in ("items", "targets")} | after).items()}
        stored = {key: value.detach().clone().contiguous() for key, value in stored.items()}
        self.tensors |= {f"{name}/{key}": value for key, value in stored.items()}
        self.cases[name] = {"attributes": attributes, "tensors": {key: list(value.shape) for key, value in stored.items()}}

    def window(self, attributes, network, p, window, gradient):
        exact, seen = evaluate(network, p, window, gradient, torch.float64)
        if network == "rectified":
            attributes["branches"] = check_branches(seen)
        check_gradients(network, p, window, gradient, exact)
        single, _ = evaluate(network, p, window, gradient, torch.float32)
        for key, value in single.items():
            assert (value - exact[key]).abs().max() < 2e-6, key
        return {key: value.float() for key, value in exact.items()}

    def penalty(self, network, p, window):
        if network == "standard":
            return {}
        table = p["userEmbedding.weight"].double().requires_grad_()
        penalty = PENALTY / 2 * table[window["users"]].square().sum()
        gradient, = torch.autograd.grad(penalty, table)
        by_hand = PENALTY * torch.bincount(window["users"], minlength=USERS + 1)[:, None] * table.detach()
        torch.testing.assert_close(gradient, by_hand)
        return {"penalty": penalty.detach().float(), "penaltyGradient/userEmbedding.weight": gradient.float()}


def main():
    torch.set_num_threads(1)
    check_filter()
    check_reductions()
    writer, lengths = Writer(), [6, 3, 5, 1]
    for network in NETWORKS:
        writer.add(network, network, 5, 5, lengths)
        writer.add(f"{network}_sizes", network, 6, 4, lengths)
        writer.add(f"{network}_masked", network, 5, 4, lengths, masked=True)
        writer.add(f"{network}_carry", network, 5, 5, [6, 6, 3, 6], next_lengths=[6, 2, 0, 4])
    writer.add("rectified_surrogate", "rectified", 5, 5, lengths, gradient="surrogate")
    writer.add("rectified_surrogate_masked", "rectified", 5, 4, lengths, gradient="surrogate", masked=True)
    writer.add("attentional_bias", "attentional", 5, 5, lengths, attention_bias=-3.0)
    path = HERE / "user_gru.safetensors"
    save_file(writer.tensors, path, metadata={"generator": f"make_user_gru.py, torch {torch.__version__}"})
    path.chmod(0o644)
    index = {"file": path.name, "generator": "make_user_gru.py", "torch": torch.__version__, "cases": writer.cases}
    text = json.dumps(index, indent=1, ensure_ascii=False)
    text = re.sub(r"\[\s+([^\[\]{}]*?)\s+\]", lambda found: "[" + " ".join(found[1].split()) + "]", text)
    assert json.loads(text) == index
    (HERE / "user_gru.json").write_text(text + "\n", encoding="utf-8")
    print(f"{len(writer.cases)} cases, {len(writer.tensors)} tensors, "
          f"{sum(t.nbytes for t in writer.tensors.values())} bytes of data")


if __name__ == "__main__":
    main()
