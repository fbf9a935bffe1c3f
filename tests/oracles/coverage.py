"""The judge of the line: counts exported JSONL by the definitions alone; imports no lobbib.

    python tests/oracles/coverage.py demo.jsonl --tracks vmbo-tl havo vwo --track havo \\
        --board buur.jsonl --world elders.jsonl --subject economie --activity gesprek --parents

prints what `GET /api/v1/coverage` should answer. `demo.jsonl` is the own school's export; the
files after --board come from schools of the same board, those after --world from any other.

What counts, sentence by sentence:
- The layer "available" is the own school's shared assignments, by their tags. What other schools
  share with it is counted apart ("elsewhere"): status "gedeeld", never "overgenomen", and either
  for everybody or for the board that both belong to.
- A cell is the number of distinct assignments with that year and that competence. A total of a
  year (or a competence) counts the distinct assignments that stand in that column (or row).
- With a track the years are 1 to its last; without one 1 to the highest of the school's tracks,
  and there is no line.
- 0 is a gap; more than 0 but under the target is thin.
- A line looks at which years are empty. All of them: "absent". Otherwise the empty years before
  the first that is not: "late"; after the last that is not: "early"; in between: "breaks". None
  empty: "continuous". "years" is all of these together, "longest" the longest run of years that
  are not empty.
"""

import argparse
import json
import re
import sys

COMPETENCIES = (
    "kwaliteitenreflectie",
    "motievenreflectie",
    "werkexploratie",
    "loopbaansturing",
    "netwerken",
)
LAST_YEAR = {"vmbo-bb": 4, "vmbo-kb": 4, "vmbo-gl": 4, "vmbo-tl": 4, "havo": 5, "vwo": 6}


def count(
    own,
    board=(),
    world=(),
    *,
    tracks,
    track=None,
    subjects=(),
    activities=(),
    parents=False,
    dossier=False,
    target=1,
):
    """The expected answer. `own`, `board`, `world`: lists of items. Several subjects (or several
    activities) are alternatives. `tracks`: those of the school."""
    last = LAST_YEAR[track] if track else max(LAST_YEAR[t] for t in tracks)
    years = list(range(1, last + 1))

    def fits(item):
        if track and track not in item["tracks"]:
            return False
        if subjects and not any(slug in item["subjects"] for slug in subjects):
            return False
        if activities and item["activity"] not in activities:
            return False
        if parents and item["parents"] is not True:
            return False
        return not (dossier and item["dossier"] is not True)

    mine = [item for item in own if item["status"] == "gedeeld" and fits(item)]
    theirs = [item for item in board if crosses(item, ("bestuur", "iedereen")) and fits(item)]
    theirs += [item for item in world if crosses(item, ("iedereen",)) and fits(item)]
    cells = matrix(mine, years)
    found = {
        "layer": "available",
        "years": years,
        "cells": cells,
        "elsewhere": matrix(theirs, years),
        "targets": {c: {str(y): target for y in years} for c in COMPETENCIES},
        "years_total": year_totals(mine, years),
        "competencies_total": competency_totals(mine, years),
        "elsewhere_years_total": year_totals(theirs, years),
        "elsewhere_competencies_total": competency_totals(theirs, years),
        "gaps": spots(cells, years, lambda number: number == 0),
        "thin": spots(cells, years, lambda number: 0 < number < target),
    }
    if track:
        found["line"] = {c: line([cells[c][str(y)] for y in years]) for c in COMPETENCIES}
    return found


def crosses(item, visibilities):
    """Whether an item of another school is shared as far as here."""
    return (
        item["status"] == "gedeeld"
        and item["origin"] != "overgenomen"
        and item["visibility"] in visibilities
    )


def matrix(items, years):
    cells = {c: {str(y): 0 for y in years} for c in COMPETENCIES}
    for item in items:
        for competency in set(item["competencies"]):
            for year in set(item["years"]):
                if year in years:
                    cells[competency][str(year)] += 1
    return cells


def year_totals(items, years):
    return {
        str(y): sum(1 for item in items if y in item["years"] and item["competencies"])
        for y in years
    }


def competency_totals(items, years):
    return {
        c: sum(1 for i in items if c in i["competencies"] and any(y in years for y in i["years"]))
        for c in COMPETENCIES
    }


def spots(cells, years, asked):
    return [
        {"year": y, "competency": c} for c in COMPETENCIES for y in years if asked(cells[c][str(y)])
    ]


def line(numbers):
    """One competence through the years, read off a strip such as "-##-#-"."""
    strip = "".join("#" if number else "-" for number in numbers)
    longest = max((len(run) for run in re.findall("#+", strip)), default=0)
    where = {}
    if "#" not in strip:
        where["absent"] = list(range(1, len(strip) + 1))
    else:
        start, end = strip.index("#") + 1, strip.rindex("#") + 1
        empty = [m.start() + 1 for m in re.finditer("-", strip)]
        where["late"] = [year for year in empty if year < start]
        where["breaks"] = [year for year in empty if start < year < end]
        where["early"] = [year for year in empty if year > end]
    where = {state: years for state, years in where.items() if years}
    return {
        "states": list(where) or ["continuous"],
        "years": sorted(year for years in where.values() for year in years),
        "longest": longest,
    }


def read(paths):
    items = []
    for path in paths:
        with open(path, encoding="utf-8") as file:
            items += [json.loads(row) for row in file if row.strip()]
    return items


def main(arguments=None):
    asked = argparse.ArgumentParser(description="Count a line from exported JSONL.")
    asked.add_argument("own")
    asked.add_argument("--tracks", nargs="+", required=True, choices=LAST_YEAR)
    asked.add_argument("--track", choices=LAST_YEAR)
    asked.add_argument("--board", nargs="*", default=[])
    asked.add_argument("--world", nargs="*", default=[])
    asked.add_argument("--subject", action="append", default=[])
    asked.add_argument("--activity", action="append", default=[])
    asked.add_argument("--parents", action="store_true")
    asked.add_argument("--dossier", action="store_true")
    asked.add_argument("--target", type=int, default=1)
    given = asked.parse_args(arguments)
    answer = count(
        read([given.own]),
        read(given.board),
        read(given.world),
        tracks=given.tracks,
        track=given.track,
        subjects=given.subject,
        activities=given.activity,
        parents=given.parents,
        dossier=given.dossier,
        target=given.target,
    )
    json.dump(answer, sys.stdout, ensure_ascii=False, indent=1)
    print()


if __name__ == "__main__":
    main()
