"""Alternating measurements, and the records that the driver reads."""
import json
import statistics
import time


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
