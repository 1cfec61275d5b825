"""The protocol click-first-contact, version 1, in plain Python: counts and digests that ClickFirstContactTests asserts.

    python3 click_first_contact.py UserBehavior.csv
"""

import hashlib
import sys

MASK, GOLDEN = (1 << 64) - 1, 0x9E3779B97F4A7C15


def mix(word):
    word ^= word >> 30
    word = word * 0xBF58476D1CE4E5B9 & MASK
    word ^= word >> 27
    word = word * 0x94D049BB133111EB & MASK
    return word ^ word >> 31


def read(path):
    rows = []
    for number, line in enumerate(open(path)):
        user, item, category, kind, time = line.strip().split(",")
        if 1511539200 <= int(time) < 1512316800:
            rows.append((int(time), number, user, int(item), category, kind))
    return sorted(rows, key=lambda row: row[:2])


def main(path):
    rows = read(path)
    n = len(rows)
    validation, test = rows[6 * n // 10][0], rows[7 * n // 10][0]
    fit = [row for row in rows if row[0] < validation]
    catalog = sorted({row[3] for row in fit})
    known, first = set(catalog), {}
    before, ever = {}, {}
    for row in rows:
        ever.setdefault(row[2], set()).add(row[3])
        first.setdefault(row[3], row[0])
        if row[0] < test:
            before.setdefault(row[2], set()).add(row[3])
    print("events", n, "validation", validation, "test", test, "catalog", len(catalog))
    seen, repeats, others, positives, known_at_event = set(), 0, 0, [], []
    for row in rows:
        pair = (row[2], row[3])
        if pair in seen:
            repeats += 1
            continue
        seen.add(pair)
        if first[row[3]] < row[0]:
            known_at_event.append(row)
        if row[3] in known:
            positives.append(row)
        else:
            others += 1

    def parts(rows):
        return [
            sum(row[0] < validation for row in rows),
            sum(validation <= row[0] < test for row in rows),
            sum(row[0] >= test for row in rows),
        ]

    print("repeats", repeats, "others", others, "positives", parts(positives), "known at event", parts(known_at_event))
    for sampler in ("uniform", "popularity"):
        lines = []
        for sample, row in enumerate(positives):
            met = ever[row[2]] if row[0] >= test else before[row[2]]
            base, drawn, number = mix(1 + GOLDEN * (sample + 1) & MASK), [], 0
            size = len(catalog) if sampler == "uniform" else len(fit)
            while len(drawn) < 4:
                index = mix(base + GOLDEN * (number + 1) & MASK) * size >> 64
                number += 1
                item = catalog[index] if sampler == "uniform" else fit[index][3]
                if item not in met and item not in drawn:
                    drawn.append(item)
            lines.append(" ".join(map(str, [sample, row[3]] + drawn)))
        print(sampler, lines[:2], hashlib.md5("\n".join(lines).encode()).hexdigest())


main(sys.argv[1])
