#!/usr/bin/env python3
"""Segue's kernels beside eager PyTorch and PyTorch's own kernels, in one process: the same tensors, forward and backward.

The kernels are compiled from Sources/CTorch, as the package compiles them, into a library that torch.ops loads.
"""
import argparse
import json
import os
import pathlib
import shutil
import statistics
import subprocess
import sys

os.environ.setdefault("GOMP_SPINCOUNT", "10000")

import torch
import torch.nn.functional as F

from timing import alternate, record, seconds

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent


BUILD = ROOT / ".build" / "bench-kernels"


def compiler():
    """Swift's own C++ compiler, else the one in the path."""
    swift = shutil.which("swift")
    own = pathlib.Path(os.path.realpath(swift)).parent / "clang++" if swift else None
    return str(own) if own and own.exists() else "clang++"


def compile_kernels():
    """The library of the kernels, newer than its sources."""
    shim, build = ROOT / "Sources" / "CTorch", BUILD
    build.mkdir(parents=True, exist_ok=True)
    torch_folder = pathlib.Path(torch.__file__).parent
    sources = sorted((shim / "src" / "kernels").glob("*.cpp"))
    newest = max(path.stat().st_mtime for path in (shim / "src" / "kernels").iterdir())
    library = build / "libsegue-kernels.so"
    if not library.exists() or library.stat().st_mtime < newest:
        include = [f"-I{shim / 'include'}", "-isystem", f"{torch_folder / 'include'}",
                   "-isystem", f"{torch_folder / 'include/torch/csrc/api/include'}"]
        subprocess.run([compiler(), "-std=c++20", "-O2", "-fPIC", "-shared", *include, *map(str, sources), "-o", str(library),
                        f"-L{torch_folder / 'lib'}", "-ltorch_cpu", "-lc10"], check=True)
    return library


def leaf(*shape, scale=0.1):
    return (torch.randn(*shape) * scale).requires_grad_()


def both_ways(function, arguments, gradient=None):
    """Work that runs a function forward and backward."""
    def work():
        for argument in arguments:
            argument.grad = None
        result = function()
        result.backward(gradient) if gradient is not None else result.backward()
    return work


def sgemm_rate():
    a, b, c = torch.randn(2048, 2048), torch.randn(2048, 2048), torch.empty(2048, 2048)
    return lambda: torch.mm(a, b, out=c), 2 * 2048 ** 3


def measure(line, peers, ours, flops, bytes_moved, pairs):
    """One kernel beside its peers and beside sgemm, all in alternation."""
    gemm, gemm_flops = sgemm_rate()
    times = alternate([ours, gemm, *peers.values()], pairs)
    rate = flops / statistics.median(times[0]) / 1e9
    sgemm = gemm_flops / statistics.median(times[1]) / 1e9
    for (name, _), theirs in zip(peers.items(), times[2:]):
        record(line, name, times[0], theirs, f"{rate:.0f} GFLOP/s", rate=rate, share=rate / sgemm, sgemm=sgemm,
               intensity=flops / bytes_moved)


def softmax_lines(pairs):
    for tokens, hidden, items in ((6400, 128, 3706), (6400, 128, 26744), (2000, 1000, 3706)):
        x, w, b = leaf(tokens, hidden), leaf(items, hidden), leaf(items)
        target = torch.randint(0, items, (tokens,))
        arguments = (x, w, b)
        measure(f"softmax over the catalog, {tokens} × {hidden} × {items}",
                {"eager PyTorch": both_ways(lambda: F.cross_entropy(F.linear(x, w, b), target), arguments)},
                both_ways(lambda: torch.ops.segue.linear_cross_entropy(x, w, b, target), arguments),
                6 * tokens * hidden * items, 4 * (3 * tokens * hidden + 3 * items * hidden), pairs)


def negatives_lines(pairs):
    tokens, count, hidden, items = 6400, 2048, 128, 100_000
    x, w, b, p = leaf(tokens, hidden), leaf(count, hidden), leaf(count), leaf(tokens)
    negatives, target = torch.randint(0, items, (count,)), torch.randint(0, items, (tokens,))

    def scores():
        return F.linear(x, w, b), negatives[None] == target[:, None]

    def sampled_softmax():
        s, own = scores()
        return (torch.logsumexp(torch.cat([p[:, None], s.masked_fill(own, -torch.inf)], 1), 1) - p).mean()

    def bpr():
        s, own = scores()
        return ((F.softplus(s - p[:, None]) * ~own).sum(1) / (~own).sum(1)).mean()

    def bpr_max():
        s, own = scores()
        weights = torch.softmax(s.masked_fill(own, -torch.inf), 1)
        return (0.3 * (weights * s * s).sum(1) - torch.log((weights * torch.sigmoid(p[:, None] - s)).sum(1) + 1e-24)).mean()

    def generalized():
        s, own = scores()
        return (0.3 * F.softplus(-p) + (F.softplus(s) * ~own).sum(1)).mean()

    for kind, (name, eager) in enumerate({"sampled softmax": sampled_softmax, "BPR": bpr, "BPR-max": bpr_max,
                                          "gBCE": generalized}.items()):
        arguments = (x, w, b, p)
        measure(f"{name}, {count} shared negatives, {tokens} × {hidden}", {"eager PyTorch": both_ways(eager, arguments)},
                both_ways(lambda: torch.ops.segue.shared_negatives_loss(x, w, b, p, negatives, target, kind, 0.3), arguments),
                6 * tokens * hidden * count, 4 * (3 * tokens * hidden + 3 * count * hidden), pairs)


def update(h, gates, candidate, weight):
    u, r = gates.sigmoid().chunk(2, 1)
    return torch.lerp(h, torch.addmm(candidate, r * h, weight.t()).tanh(), u)


def eager_gru(x, wi, bi, h, wg, wc, steps):
    n, states = h.shape[1], []
    for step in F.linear(x, wi, bi).chunk(steps):
        h = update(h, torch.addmm(step[:, :2 * n], h, wg.t()), step[:, 2 * n:], wc)
        states.append(h)
    return torch.cat(states)


def eager_attentional(x, wf, bf, v, fu, h, ws, wm, bm, wc, steps):
    n, states = h.shape[1], []
    for item, focus in zip(x.chunk(steps), F.linear(x, wf, bf).chunk(steps)):
        gate, more = (h @ ws.t()).split([2 * n, x.shape[1]], 1)
        xi = (focus + fu + more).sigmoid()
        gates, candidate = torch.addmm(bm, torch.cat([item - xi * item, xi * v], 1), wm.t()).split([2 * n, n], 1)
        h = update(h, gates + gate, candidate, wc)
        states.append(h)
    return torch.cat(states)


def eager_rectified(x, wi, bi, v, tv, h, ws, wf, wc, leak, steps):
    n, e, states = h.shape[1], v.shape[1], []
    for step in F.linear(x, wi, bi).chunk(steps):
        gate, more = (h @ ws.t()).split([2 * n, 2 * e], 1)
        low, high = (v.repeat(1, 2) - (step[:, 3 * n:] + tv + more)).chunk(2, 1)
        with torch.no_grad():
            scale = (low >= 0) * (leak + (1 - leak) * (high >= 0))
        gates, candidate = torch.addmm(step[:, :3 * n], v * scale, wf.t()).split([2 * n, n], 1)
        h = update(h, gates + gate, candidate, wc)
        states.append(h)
    return torch.cat(states)


def lstm_step(sums, c):
    i, f, g, o = sums.chunk(4, 1)
    c = f.sigmoid() * c + i.sigmoid() * g.tanh()
    return o.sigmoid() * c.tanh(), c


def eager_lstm(x, wi, bi, h, c, w, steps):
    states = []
    for step in F.linear(x, wi, bi).chunk(steps):
        h, c = lstm_step(torch.addmm(step, h, w.t()), c)
        states.append(h)
    return torch.cat(states)


def eager_multiplicative(x, wi, bi, fx, h, c, w, u, ub, steps):
    states = []
    for step, factor in zip(F.linear(x, wi, bi).chunk(steps), fx.chunk(steps)):
        h, c = lstm_step(torch.addmm(step, factor * torch.addmm(ub, h, u.t()), w.t()), c)
        states.append(h)
    return torch.cat(states)


def cell_lines(pairs, rows=100, steps=20):
    tokens, sizes = rows * steps, [rows] * steps
    for n in (100, 128, 1000):
        e, ops = n, torch.ops.segue
        count = pairs if n < 1000 else max(3, pairs // 2)
        x, gradient = leaf(tokens, e), torch.randn(tokens, n)
        activations = 4 * tokens * n

        def line(name, arguments, eager, fused, products, more_peers=None):
            peers = {"eager PyTorch": both_ways(lambda: eager(*arguments), arguments, gradient), **(more_peers or {})}
            measure(f"{name}, {n} units, {rows} × {steps}", peers, both_ways(fused, arguments, gradient),
                    3 * 2 * tokens * products, 4 * 3 * products + 10 * activations, count)

        a = (x, leaf(3 * n, e), leaf(3 * n), leaf(rows, n), leaf(2 * n, n), leaf(n, n))
        line("GRU", a, lambda *p: eager_gru(*p, steps), lambda: ops.gru(a[0], a[1], a[2], None, *a[3:], sizes), 6 * n * n)
        b = (x, leaf(e, e), leaf(e), leaf(rows, e), leaf(rows, e), leaf(rows, n), leaf(2 * n + e, n), leaf(3 * n, 2 * e),
             leaf(3 * n), leaf(n, n))
        line("attentional user GRU", b, lambda *p: eager_attentional(*p, steps), lambda: ops.attentional_gru(*b, sizes),
             11 * n * n)
        c = (x, leaf(3 * n + 2 * e, e), leaf(3 * n + 2 * e), leaf(rows, e), leaf(rows, 2 * e), leaf(rows, n),
             leaf(2 * n + 2 * e, n), leaf(3 * n, e), leaf(n, n))
        line("rectified user GRU", c, lambda *p: eager_rectified(*p, 0.2, steps),
             lambda: ops.rectified_gru(*c, 0.2, False, sizes), 13 * n * n)
        if n == 1000:
            continue
        d = (x, leaf(4 * n, e), leaf(4 * n), leaf(rows, n), leaf(rows, n), leaf(4 * n, n))
        library = torch.nn.LSTM(e, n)
        padded = x.detach().view(steps, rows, e).requires_grad_()
        own = both_ways(lambda: library(padded)[0], (padded, *library.parameters()), gradient.view(steps, rows, n))
        line("LSTM", d, lambda *p: eager_lstm(*p, steps), lambda: ops.lstm(*d[:3], None, *d[3:], sizes)[0], 8 * n * n, {"torch.nn.LSTM": own})
        m = (x, leaf(4 * n, e), leaf(4 * n), leaf(tokens, n), leaf(rows, n), leaf(rows, n), leaf(4 * n, n), leaf(n, n), leaf(n))
        line("multiplicative LSTM", m, lambda *p: eager_multiplicative(*p, steps),
             lambda: ops.multiplicative_lstm(*m, sizes)[0], 9 * n * n)


def table_lines(pairs, rows=100, steps=20, n=100, items=3706):
    """A training step of the attentional network with 5,000,000 users beside one with 5,000."""
    ops, sizes, tokens = torch.ops.segue, [rows] * steps, rows * steps
    others = (leaf(n, n), leaf(n), leaf(2 * n + n, n), leaf(3 * n, 2 * n), leaf(3 * n), leaf(n, n))
    focus_weight, focus_bias, state_weight, mix_weight, mix_bias, candidate = others
    items_read, state, target = leaf(tokens, n), torch.zeros(rows, n), torch.randint(0, items, (tokens,))
    focus_users, out, out_bias = leaf(rows, n), leaf(items, n), leaf(items)
    works = []
    for count in (5_000_000, 5_000):
        table = torch.zeros(count, n).requires_grad_()
        first, second, last, step = torch.zeros(count, n), torch.zeros(count, n), torch.zeros(count, dtype=torch.long), [0]
        batches = [torch.randint(0, count, (rows,)) for _ in range(50)]

        def work(table=table, first=first, second=second, last=last, step=step, batches=batches):
            for batch in batches:
                step[0] += 1
                table.grad = None
                users = F.embedding(batch, table, sparse=True)
                states = ops.attentional_gru(items_read, focus_weight, focus_bias, users, focus_users, state, state_weight,
                                             mix_weight, mix_bias, candidate, sizes)
                ops.linear_cross_entropy(states, out, out_bias, target).backward()
                touched = table.grad.coalesce()
                with torch.no_grad():
                    ops.row_adam_(table, touched.indices()[0], touched.values(), first, second, last, step[0], 0.001, 0.9, 0.999, 1e-8)
        works.append(work)
    large, small = alternate(works, pairs)
    record("a step with 5,000,000 users", "with 5,000 users", large, small,
           f"{statistics.median(large) * 20:.1f} ms a step")


def memory_line():
    """A step over a million items in a process of its own."""
    script = f"""
import time, torch
def peak():
    return next(int(line.split()[1]) for line in open("/proc/self/status") if line.startswith("VmHWM")) / 1e6
torch.ops.load_library({str(compile_kernels())!r}); torch.set_num_threads({torch.get_num_threads()})
before = peak()
w, b = (torch.randn(1_000_000, 128).mul_(0.1)).requires_grad_(), torch.zeros(1_000_000, requires_grad=True)
x, t = torch.randn(6400, 128, requires_grad=True), torch.randint(0, 1_000_000, (6400,))
adam = torch.optim.Adam([w, b], fused=True)
start = time.perf_counter()
torch.ops.segue.linear_cross_entropy(x, w, b, t).backward()
seconds = time.perf_counter() - start
adam.step()
print(peak(), before, seconds)
"""
    peak, before, taken = map(float, subprocess.run([sys.executable, "-c", script], check=True, stdout=subprocess.PIPE,
                                                    text=True).stdout.split())
    print(json.dumps({"note": f"One step over 1,000,000 items (6,400 tokens, 128 units, Adam): peak memory {peak:.2f} GB, of which "
                              f"{before:.2f} GB is PyTorch's library itself; {taken:.0f} s, "
                              f"{6 * 6400 * 128e6 / taken / 1e9:.0f} GFLOP/s counting six operations a weight and token. Eager "
                              "PyTorch would hold 25.6 GB for each of logits, log-softmax and gradient."}), flush=True)


def bandwidth():
    """Bytes a second of copying a large array: read and written."""
    source, target = torch.zeros(64 << 20), torch.empty(64 << 20)
    target.copy_(source)
    return 2 * source.nbytes / statistics.median(seconds(lambda: target.copy_(source)) for _ in range(5)) / 1e9


def multipliers(threads):
    """Billion operations a second of the processor's multipliers: the limit of every product."""
    program = BUILD / "multipliers"
    subprocess.run([compiler(), "-std=c++20", "-O3", "-march=native", "-ffp-contract=fast", "-pthread",
                    str(pathlib.Path(__file__).parent / "multipliers.cpp"), "-o", str(program)], check=True)
    return float(subprocess.run([str(program), str(threads)], check=True, stdout=subprocess.PIPE, text=True).stdout)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--pairs", type=int, default=5)
    parser.add_argument("--threads", type=int, default=os.cpu_count())
    parser.add_argument("--data")
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    torch.manual_seed(1)
    torch.ops.load_library(str(compile_kernels()))
    print(json.dumps({"bandwidth": bandwidth(), "multipliers": multipliers(options.threads)}), flush=True)
    softmax_lines(options.pairs)
    negatives_lines(options.pairs)
    cell_lines(options.pairs)
    table_lines(options.pairs)
    memory_line()


if __name__ == "__main__":
    main()
