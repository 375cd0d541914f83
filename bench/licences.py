"""Measure the licence engine: precision and recall on hand-labelled statements, and speed.

Run: ``python bench/licences.py [rights-gold.tsv]``. Prints, per kind, what was claimed and what was
missed, every disagreement, and distinct statements per minute on one core. Labels that look wrong
are argued in ``licences_disputes.md``; they count as errors here all the same.
"""

import csv
import os
import sys
import time
from collections import Counter
from itertools import count, islice, product
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from licensing.normalization import normalize  # noqa: E402 - the checkout is put on the path first

CORPUS = Path(os.environ.get("COMMONLOOM_CORPUS", ROOT.parent / "shared" / "corpus"))
CC = "http://creativecommons.org/licenses/"
SENTENCE = (
    "This is open access article {number}, distributed under the terms of the Creative Commons "
    f"Attribution License ({CC}by/3.0/), which permits unrestricted use and distribution."
)
BAR_PER_MINUTE = 200_000


def read_gold(path):
    """Give the labelled rows."""
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


def print_quality(rows):
    """Print agreement per kind and every disagreement."""
    total, claimed, right, kinds = Counter(), Counter(), Counter(), Counter()
    disagreements = []
    for row in rows:
        expected = "" if row["expected"] == "-" else row["expected"]
        match = normalize(row["value"])
        kind = row["kind"]
        total[kind] += 1
        claimed[kind] += bool(match.id)
        right[kind] += bool(expected) and match.id == expected
        kinds[kind] += match.kind == kind
        if match.id != expected or match.kind != kind:
            disagreements.append((row, match))
    print(f"{'kind':<20}{'rows':>6}{'claimed':>9}{'right id':>9}{'same kind':>10}")
    for kind in total:
        print(f"{kind:<20}{total[kind]:>6}{claimed[kind]:>9}{right[kind]:>9}{kinds[kind]:>10}")
    print(f"{'all':<20}{total.total():>6}{claimed.total():>9}{right.total():>9}{kinds.total():>10}")
    labelled = total["license"] + total["public-domain"]
    found = right["license"] + right["public-domain"]
    print(f"\nprecision of ids   {right.total() / max(1, claimed.total()):8.2%}   (bar 99 %)")
    print(f"recall of licences {found / max(1, labelled):8.2%}   (bar 97 %)")
    print(f"kinds agreeing     {kinds.total() / max(1, total.total()):8.2%}")
    print("\ndisagreements: labelled -> read (! = id differs)")
    for row, match in disagreements:
        expected = "" if row["expected"] == "-" else row["expected"]
        mark = "!" if match.id != expected else " "
        print(
            f"{mark} {row['kind']} {row['expected']} -> {match.kind} {match.id or '-'} "
            f"{','.join(match.candidates)}| {row['value'][:150]}"
        )


def distinct_statements():
    """Yield statements that all differ, of the sorts that real records mix."""
    units = ("by", "by-sa", "by-nc", "by-nd", "by-nc-sa", "by-nc-nd")
    frames = (
        f"{CC}{{unit}}/4.0/?ref={{number}}",
        SENTENCE,
        "CC {unit} 4.0 item {number}",
        "Copyright {number} The Authors. All rights reserved.",
        "© Автор {number}, лицензия Creative Commons «С указанием авторства» 4.0",
        "Licencia Creative Commons Atribución-NoComercial 4.0 Internacional, obra {number}",
    )
    for number in count():
        for unit, frame in product(units, frames):
            yield frame.format(unit=unit, number=number)


def print_speed(rows):
    """Print distinct statements a minute: the labelled ones made distinct, and generated ones."""
    for name, statements in (
        ("labelled", [f"{row['value']} {number}" for number in range(20) for row in rows]),
        ("generated", list(islice(distinct_statements(), 20_000))),
    ):
        began = time.process_time()
        for statement in statements:
            normalize(statement)
        per_minute = len(statements) / (time.process_time() - began) * 60
        print(
            f"speed, {name:<10} {per_minute:>12,.0f} distinct statements a minute, "
            f"{per_minute / BAR_PER_MINUTE:.1f} times the bar"
        )


def main():
    """Print everything."""
    path = Path(sys.argv[1]) if len(sys.argv) > 1 else CORPUS / "rights-gold.tsv"
    if not path.exists():
        sys.exit(f"no labelled statements at {path}; set COMMONLOOM_CORPUS or name the file")
    rows = read_gold(path)
    print_quality(rows)
    print_speed(rows)


if __name__ == "__main__":
    main()
