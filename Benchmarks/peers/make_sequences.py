#!/usr/bin/env python3
"""Cuts a MovieLens ratings file into train.txt, valid.txt, test.txt (protocol D) for user_gru_torch.py.

    python3 make_sequences.py RATINGS OUTPUT_FOLDER        RATINGS: ratings.dat (::) or u.data (tabs)

Sorted stably by (user, time, row). Per user: the first floor(0.9·n) interactions train, the first half (rounded down) of the rest
validates, the others test. Items unseen in train are dropped. One user a line, the same lines in all three files; items are dense
indices from 1 in order of the sorted training rows. A line may be empty.
"""
import pathlib
import sys


def main():
    source, folder = sys.argv[1], pathlib.Path(sys.argv[2])
    folder.mkdir(parents=True, exist_ok=True)
    histories = {}
    with open(source, encoding="latin-1") as lines:
        for line in lines:
            user, item, _, time = line.rstrip("\n").replace("::", "\t").split("\t")[:4]
            histories.setdefault(int(user), []).append((int(time), item))
    parts, index = {"train": [], "valid": [], "test": []}, {}
    for user in sorted(histories):
        items = [item for _, item in sorted(histories[user], key=lambda row: row[0])]
        train = len(items) * 9 // 10
        valid = train + (len(items) - train) // 2
        for item in items[:train]:
            index.setdefault(item, len(index) + 1)
        for part, rows in (("train", items[:train]), ("valid", items[train:valid]), ("test", items[valid:])):
            parts[part].append(rows)
    for part, sequences in parts.items():
        kept = [[index[item] for item in items if item in index] for items in sequences]
        (folder / f"{part}.txt").write_text("".join(" ".join(map(str, items)) + "\n" for items in kept))
        dropped = sum(map(len, sequences)) - sum(map(len, kept))
        print(f"{part}: {sum(map(len, kept))} interactions, {dropped} dropped, {len(kept)} users, {len(index)} items", file=sys.stderr)


if __name__ == "__main__":
    main()
