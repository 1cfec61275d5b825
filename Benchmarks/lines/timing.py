"""Alternating measurements, and the records that the driver reads."""
import argparse
import json
import os
import pathlib
import statistics
import subprocess
import sys
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
# Threads of OpenMP that wait go to sleep soon, on both sides: programs take turns, and the machine may be shared.
WAITING = {"GOMP_SPINCOUNT": "10000"}


def seconds(work):
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def alternate(works, pairs, warm=1):
    """The seconds of each piece of work, measured in turn."""
    for _ in range(warm):
        for work in works:
            work()
    return [list(times) for times in zip(*[[seconds(work) for work in works] for _ in range(pairs)])]


def record(line, peer, ours, theirs, text, **more):
    """A ratio: ours and theirs are seconds of the pairs, in order."""
    ratios = [b / a for a, b in zip(ours, theirs)]
    print(json.dumps({"line": line, "peer": peer, "ratio": statistics.median(ratios), "least": min(ratios), "most": max(ratios),
                      "pairs": len(ratios), "seconds": statistics.median(ours), "ours": text, **more}), flush=True)


class Worker:
    """A process that prepares its data, says so, and then does one piece of work each time it is told to.

    It prints a line of JSON when it is ready and one for each line `run` that it reads, with the seconds that the work took.
    """

    def __init__(self, command, **environment):
        self.command = [str(part) for part in command]
        self.process = subprocess.Popen(self.command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
                                        text=True, env={**os.environ, **environment})
        self.ready = self._answer()

    def run(self):
        """Does the work once: the facts it reports, `seconds` among them."""
        self.process.stdin.write("run\n")
        self.process.stdin.flush()
        return self._answer()

    def _answer(self):
        line = self.process.stdout.readline()
        if not line:
            sys.exit(f"{' '.join(self.command)}: ended with status {self.process.wait()}")
        return json.loads(line)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.stdin.close()
        self.process.wait()


def segue(work, *options):
    """A worker of segue-bench."""
    return Worker([ROOT / ".build" / "release" / "segue-bench", work, *options], **WAITING)


def peer(program, *options):
    """A worker of another program, run by the python that runs this one."""
    return Worker([sys.executable, ROOT / "Benchmarks" / "peers" / f"{program}.py", *options], **WAITING)


def race(line, name, ours, theirs, pairs, text, check=lambda ours, theirs: None):
    """Lets two workers work in turn, after one turn that does not count, and records the ratio.

    `text` says in words what our median seconds mean; `check` looks at both workers' last facts and returns what is wrong.
    """
    with ours, theirs:
        turns = [(ours.run(), theirs.run()) for _ in range(pairs + 1)][1:]
    problem = check(*turns[-1])
    if problem:
        sys.exit(f"{line}: Segue and {name} did not do the same work: {problem}")
    seconds = [turn[0]["seconds"] for turn in turns]
    record(line, name, seconds, [turn[1]["seconds"] for turn in turns], text(statistics.median(seconds)))


def hold(line, limit, unit, ours, most, text):
    """Records measured values beside a limit that none may exceed; the ratio is how often they fit into it."""
    record(line, f"limit of {limit} {unit}", ours, [most] * len(ours), text)


def arguments(description, needs_data=True):
    """The options that every section has."""
    parser = argparse.ArgumentParser(description=description, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", required=needs_data, type=pathlib.Path, help="folder with ml-100k and ml-1m")
    parser.add_argument("--pairs", type=int, default=5)
    parser.add_argument("--threads", type=int, default=os.cpu_count())
    return parser.parse_args()


def differ(name, ours, theirs, tolerance=0.0):
    """What is wrong when two numbers that should agree do not; None when they do."""
    return None if abs(ours - theirs) <= tolerance * abs(theirs) else f"{name} {ours} and {theirs}"
