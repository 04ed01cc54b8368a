"""How far two readers of the judged letters agree.

    python -m benchmarks.second_reading

second_reading.tsv: every letter of judged.tsv and fresh.tsv read by a second reader, who saw the letter and our first three matters in random
order with their scope notes, and neither our order nor the first reader's verdicts. For each letter: what was shown, which fits best (none: empty),
which would be right. A reader who saw three cannot name a fourth, so the two are compared on the matters shown and nothing else.
"""

from __future__ import annotations

import csv
from pathlib import Path

HERE = Path(__file__).resolve().parent


def rows(name: str) -> dict[str, dict[str, str]]:
    """Return the rows of a table beside this file, by the letter's id."""
    with (HERE / name).open(encoding="utf-8", newline="") as file:
        return {row["id"]: row for row in csv.DictReader(file, delimiter="\t")}


def kappa(pairs: list[tuple[bool, bool]]) -> float:
    """Return Cohen's kappa of two readers' yes and no: agreement beyond what chance gives."""
    same = sum(a == b for a, b in pairs) / len(pairs)
    first, second = (sum(p[i] for p in pairs) / len(pairs) for i in (0, 1))
    chance = first * second + (1 - first) * (1 - second)
    return (same - chance) / (1 - chance)


def compare(table: str) -> tuple[int, list[tuple[bool, bool]], list[tuple[bool, bool]]]:
    """Return the number of letters, the two verdicts on every matter shown, and on whether any that was shown is right."""
    first, second = rows(f"{table}.tsv"), rows("second_reading.tsv")
    letters = [name for name in first if name in second]
    each, some = [], []
    for name in letters:
        a, b = set(first[name]["right"].split("|")), set(second[name]["right"].split("|"))
        shown = second[name]["shown"].split("|")
        each += [(matter in a, matter in b) for matter in shown]
        some.append((bool(a & set(shown)), bool(b & set(shown))))
    return len(letters), each, some


def main() -> None:
    """Print how often the two say the same, and kappa."""
    for table in ("judged", "fresh"):
        count, each, some = compare(table)
        for what, pairs in (("所示事项对不对", each), ("三个里有没有对的", some)):
            same = sum(a == b for a, b in pairs)
            print(f"{table}.tsv　{count} 件　{what}：两人一致 {same}/{len(pairs)}　κ {kappa(pairs):.2f}　头一人说对 {sum(a for a, _ in pairs)}　第二人说对 {sum(b for _, b in pairs)}")


if __name__ == "__main__":
    main()
