"""The peers' side of a worker: a process that prepares its data once and then does the timed work each time it is told to.

It prints one JSON line when it is ready and, for each line `run` that it reads, one with the seconds that the work took, by the
clock and of the processor in all threads. It ends at the end of its input. Only these lines reach standard output: what libraries
print goes to standard error.
"""
import json
import os
import sys
import time

_replies = None


def claim_stdout():
    """Keeps standard output for replies; from here on everything else that is printed, also by C code, goes to standard error."""
    global _replies
    if _replies is None:
        sys.stdout.flush()
        _replies = os.fdopen(os.dup(1), "w", encoding="utf-8")
        os.dup2(2, 1)


def reply(facts):
    """One JSON line for the reader of standard output."""
    claim_stdout()
    print(json.dumps(facts), file=_replies, flush=True)


def serve(ready, work, describe=None):
    """Answers `run` by doing the work once. Only `work` is timed.

    ready: facts about the data and the versions. work: returns a dict of results, or anything else that `describe`, which is not
    timed, makes into such a dict.
    """
    reply({"ready": True, **ready})
    for line in sys.stdin:
        command = line.strip()
        if command == "run":
            start, processor = time.perf_counter(), time.process_time()
            result = work()
            seconds, processor = time.perf_counter() - start, time.process_time() - processor
            reply({"seconds": seconds, "processorSeconds": processor, **((describe(result) if describe else result) or {})})
        elif command:
            sys.exit(f"unknown command: {command}")
