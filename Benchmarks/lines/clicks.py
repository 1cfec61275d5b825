#!/usr/bin/env python3
"""Click models beside the same models in eager PyTorch with Adam over whole tables, and what a step costs as tables grow."""
import statistics

from timing import arguments, differ, peer, race, record, segue


def epoch(model, options, items, *more, users=400, events=50):
    return segue("click", "--model", model, "--items", items, "--users", users, "--events", events, "--threads", options.threads, *more)


def beside_torch(title, model, options, items, *more, history=0, users=400, events=50):
    race(f"training, {title}, {items:,} items", "eager PyTorch", epoch(model, options, items, *more, users=users, events=events),
         peer("click_torch", model, "--items", items, "--users", users, "--events", events, "--history", history, "--threads", options.threads),
         options.pairs, lambda value: f"{users * events * 5 / value:,.0f} examples/s",
         lambda ours, theirs: differ("examples", ours["tuples"], theirs["tuples"], 0.02))


def ours(line, name, base, other, pairs):
    """Two works of ours in turn: the first is the line's, the second its peer."""
    with base, other:
        turns = [(base.run(), other.run()) for _ in range(pairs + 1)][1:]
    seconds = [[turn[side]["seconds"] for turn in turns] for side in (0, 1)]
    record(line, name, *seconds, f"{turns[0][0]['tuples'] / statistics.median(seconds[0]):,.0f} examples/s")


def main():
    options = arguments(__doc__, needs_data=False)
    for items, users in ((1_000_000, 200), (10_000_000, 40)):
        beside_torch("FM", "fm", options, items, "--set", "model.regularization=0", users=users)
    for title, model, more in (("DeepFM", "deepfm", []), ("DIN, histories of up to 100", "din", ["--set", "model.historyLength=100"])):
        beside_torch(title, model, options, 1_000_000, "--set", "model.fields.ridge=0", *more, users=100,
                     history=100 if model == "din" else 0, events=120 if model == "din" else 50)
    ours("an epoch of DeepFM with 10,000,000 items", "with 1,000,000 items", epoch("deepfm", options, 10_000_000),
         epoch("deepfm", options, 1_000_000), options.pairs)
    ssrf = ["--set", "model.innerChannels=32", "--set", "model.outerChannels=64"]
    ours("an epoch of SSRF, a positive and its negatives together", "each on its own",
         epoch("ssrf", options, 100_000, "--set", "training.keepsEvents=true", *ssrf, users=100),
         epoch("ssrf", options, 100_000, *ssrf, users=100), options.pairs)


if __name__ == "__main__":
    main()
