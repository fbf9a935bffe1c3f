"""Print how well lobbib, Whoosh and SQLite FTS5 answer one half of the judged queries.

    python -m tests.search_quality [--half tuning|unseen] [--worst 10] [--json FILE]

The unseen half is for the final report alone: see README.md.
"""

import argparse
import json
import sys
import tempfile
from pathlib import Path

from tests.search_quality.engines import everybody_in
from tests.search_quality.judged import Half, load
from tests.search_quality.report import Asked, Report, as_json, ask_all, summarise, table, worst


def main(arguments: list[str]) -> None:
    options = _parse(arguments)
    queries = load(options.half)
    asked = _ask_everybody(options.half)
    reports = [summarise(name, answers) for name, answers in asked.items()]
    print(f"{len(queries)} queries of the {options.half.value} half\n")
    print(table(reports, queries))
    if options.worst:
        name = reports[0].engine
        print(f"\nWorst of {name}, with the grades:\n\n{worst(asked[name], options.worst)}")
    if options.json:
        options.json.write_text(_dump(options.half, reports), encoding="utf-8")


def _parse(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.search_quality")
    parser.add_argument("--half", type=Half, choices=list(Half), default=Half.TUNING)
    parser.add_argument("--worst", type=int, default=0, metavar="N", help="show the N worst")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures there too")
    return parser.parse_args(arguments)


def _ask_everybody(half: Half) -> dict[str, list[Asked]]:
    queries = load(half)
    with (
        tempfile.TemporaryDirectory() as folder,
        everybody_in(Path(folder)) as engines,
    ):
        return {engine.name: ask_all(engine, queries) for engine in engines}


def _dump(half: Half, reports: list[Report]) -> str:
    figures = {"half": half.value, "engines": as_json(reports)}
    return json.dumps(figures, ensure_ascii=False, indent=2) + "\n"


if __name__ == "__main__":
    main(sys.argv[1:])
