"""The judge of the line: counts exported JSONL by the definitions alone; imports no lobbib.

    python tests/oracles/coverage.py demo.jsonl --tracks vmbo-tl havo vwo --track havo \\
        --board buur.jsonl --world elders.jsonl --subject economie --activity gesprek --parents
    python tests/oracles/coverage.py demo.jsonl --tracks vmbo-tl havo vwo \\
        --planning planning.jsonl --layer planned --school-year 2026-2027 --today 2026-11-25
    python tests/oracles/coverage.py ... --planning planning.jsonl --cohort 2024 --lists

prints what `GET /api/v1/coverage` should answer (with --lists the assignments behind each figure,
with --quality what stands beside the figures). `demo.jsonl` is the own school's export; the files
after --board come from schools of the same board, those after --world from any other;
`planning.jsonl` is what `lobbib export --planning` wrote.

What counts, sentence by sentence:
- The layer "available" is the own school's shared assignments, by their tags. What other schools
  share with it is counted apart ("elsewhere", beside every layer): status "gedeeld", never
  "overgenomen", and either for everybody or for the board that both belong to.
- The layer "planned" is what is placed in one school year, in the year and for the tracks of the
  class type it is placed on, with the competencies of the assignment. A concept does not count
  until it is shared; an archived assignment does. "done" is the same, for placements of which
  somebody said "ja". Something that was done without standing on the board is in neither.
- A cell is the number of distinct assignments with that year and that competence. A total of a
  year (or a competence) counts the distinct assignments that stand in that column (or row).
- What counts is what reaches everybody of a class type. "part" is what, in that cell (column, row),
  reaches no more than a part.
- The subject of a placement is the one that gives it; where it names none, those of the assignment.
- A cohort that started in school year S: year y is taken from school year S+y-1, "done" where that
  is over and "planned" where it is not.
- With a track the years are 1 to its last; without one 1 to the highest of the school's tracks,
  and there is no line.
- An agreement holds from its school year on, until a later one on the same cell; without one it
  is 1. "available" goes by the agreements of today, a cohort by those of each of its school years.
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
from collections import namedtuple
from datetime import UTC, date, datetime

COMPETENCIES = (
    "kwaliteitenreflectie",
    "motievenreflectie",
    "werkexploratie",
    "loopbaansturing",
    "netwerken",
)
LAST_YEAR = {"vmbo-bb": 4, "vmbo-kb": 4, "vmbo-gl": 4, "vmbo-tl": 4, "havo": 5, "vwo": 6}

# One assignment, met in one year of the line. `period` is None in the layer "available".
Met = namedtuple("Met", "item year everybody period")


def count(own, board=(), world=(), **asked):
    """The expected answer. `own`, `board`, `world`: lists of items. Asked, all but the first
    optional: `tracks` of the school, track, subjects, activities (several are alternatives),
    parents, outside, dossier, layer, planning (a list of rows), school_year, cohort (its first
    calendar year), today, target (what a cell asks where nothing was agreed).
    """
    wanted = Wanted(**asked)
    met = wanted.met(own)
    whole, part = cells_of(met, wanted.years), parts_of(met, wanted.years)
    theirs = [item for item in board if crosses(item, ("bestuur", "iedereen"))]
    theirs += [item for item in world if crosses(item, ("iedereen",))]
    elsewhere = wanted.tagged(theirs)
    numbers = sizes(whole)
    targets = wanted.targets()
    found = {
        "layer": wanted.layer,
        "years": wanted.years,
        "cells": numbers,
        "part": sizes(part),
        "elsewhere": sizes(cells_of(elsewhere, wanted.years)),
        "targets": targets,
        "years_total": lengths(columns(met, wanted.years, parts=False)),
        "competencies_total": lengths(rows(met, wanted.years, parts=False)),
        "part_years_total": lengths(columns(met, wanted.years, parts=True)),
        "part_competencies_total": lengths(rows(met, wanted.years, parts=True)),
        "elsewhere_years_total": lengths(columns(elsewhere, wanted.years, parts=False)),
        "elsewhere_competencies_total": lengths(rows(elsewhere, wanted.years, parts=False)),
        "gaps": spots(numbers, targets, lambda number, target: number == 0),
        "thin": spots(numbers, targets, lambda number, target: 0 < number < target),
    }
    if wanted.track:
        found["line"] = {c: line([numbers[c][str(y)] for y in wanted.years]) for c in COMPETENCIES}
    return found | wanted.about()


def lists(own, **asked):
    """The ids behind each figure: {"cells": {c: {y: [..]}}, "part": .., "years": {y: [..]},
    "competencies": {c: [..]}, "total": [..]}."""
    wanted = Wanted(**asked)
    met = wanted.met(own)
    return {
        "cells": listed(cells_of(met, wanted.years)),
        "part": listed(parts_of(met, wanted.years)),
        "years": {y: sorted(ids) for y, ids in columns(met, wanted.years, parts=False).items()},
        "competencies": {c: sorted(ids) for c, ids in rows(met, wanted.years, parts=False).items()},
        "total": sorted(
            {m.item["id"] for m in met if m.everybody and m.year in wanted.years and tags(m)}
        ),
    }


def quality(own, **asked):
    """What stands beside the numbers, of what reaches everybody.

    Per year: distinct assignments, how many have questions for a conversation, involve parents, go
    outside, yield something for the dossier, how many fall in each period, and what was agreed.
    Per competence: the forms in which it comes, and the assignments that come in several years.
    """
    wanted = Wanted(**asked)
    met = [m for m in wanted.met(own) if m.everybody and m.year in wanted.years and tags(m)]
    return {
        "years": {str(y): of_year([m for m in met if m.year == y]) for y in wanted.years},
        "agreed": {str(y): wanted.agreed_for_year(y) for y in wanted.years},
        "competencies": {c: of_competence([m for m in met if c in tags(m)]) for c in COMPETENCIES},
    }


def of_year(met):
    items = {m.item["id"]: m.item for m in met}.values()
    periods = {}
    for m in met:
        if m.period is not None:
            periods.setdefault(str(m.period), set()).add(m.item["id"])
    return {
        "assignments": len(items),
        "conversations": sum(1 for item in items if item["questions"]),
        "parents": sum(1 for item in items if item["parents"]),
        "outside": sum(1 for item in items if item["outside"]),
        "dossier": sum(1 for item in items if item["dossier"]),
        "periods": {number: len(ids) for number, ids in sorted(periods.items())},
    }


def of_competence(met):
    years = {}
    for m in met:
        years.setdefault(m.item["id"], set()).add(m.year)
    return {
        "activities": sorted({m.item["activity"] for m in met if m.item["activity"]}),
        "same": sorted(number for number, found in years.items() if len(found) > 1),
    }


def proposals(own, board, world, fits, **asked):
    """What could fill each gap and each thin cell: {c: {y: [[kind, year, ids], ..]}}.

    `fits`: by the id of an own assignment the competencies that its text fits. In this order, kinds
    without any left out: what the own school shares for exactly that cell; what it shares one year
    lower, and one higher, as far as that is a year of the line; what other schools share for
    exactly that cell; and, none of these, if everybody in that year of the line meets it already.
    Then what the own school shares for that year whose text fits the competence though it is not
    tagged with it, met already or not.
    """
    wanted = Wanted(**asked)
    met = wanted.met(own)
    mine = wanted.tagged([item for item in own if item["status"] == "gedeeld"])
    theirs = [item for item in board if crosses(item, ("bestuur", "iedereen"))]
    theirs = wanted.tagged(theirs + [item for item in world if crosses(item, ("iedereen",))])
    found = {}
    for c in COMPETENCIES:
        for year in wanted.years:
            known = {m.item["id"] for m in met if m.year == year and m.everybody}
            kinds = [
                (kind, at, {m.item["id"] for m in mine if m.year == at and c in tags(m)})
                for kind, at in (("here", year), ("lower", year - 1), ("higher", year + 1))
                if at in wanted.years
            ]
            there = {m.item["id"] for m in theirs if m.year == year and c in tags(m)}
            kinds.append(("elsewhere", year, there))
            by_text = {
                m.item["id"]
                for m in mine
                if m.year == year and c in fits[m.item["id"]] and c not in tags(m)
            }
            rest = [[kind, at, sorted(ids - known)] for kind, at, ids in kinds]
            rest.append(["fits", year, sorted(by_text)])
            found.setdefault(c, {})[str(year)] = [one for one in rest if one[2]]
    return found


class Wanted:
    """What was asked, and from it what is met in which year."""

    def __init__(
        self,
        tracks,
        track=None,
        subjects=(),
        activities=(),
        parents=False,
        outside=False,
        dossier=False,
        layer=None,
        planning=(),
        school_year=None,
        cohort=None,
        today=None,
        target=1,
    ):
        self.track, self.subjects, self.activities = track, subjects, activities
        self.flags = [
            name
            for name, on in (("parents", parents), ("outside", outside), ("dossier", dossier))
            if on
        ]
        self.layer = layer or ("available" if cohort is None else "planned")
        self.cohort, self.target = cohort, target
        self.today = today or datetime.now(UTC).date()
        self.school_year = school_year or school_year_of(self.today)
        last = LAST_YEAR[track] if track else max(LAST_YEAR[t] for t in tracks)
        self.years = list(range(1, last + 1))
        self.rows = {}
        for row in planning:
            self.rows.setdefault(row["kind"], []).append(row)
        self.class_types = {row["id"]: row for row in self.rows.get("class_type", [])}
        self.done = {
            row["placement"] for row in self.rows.get("delivery", []) if row["answer"] == "ja"
        }

    def about(self):
        """What the answer says of itself besides the figures."""
        if self.cohort is not None:
            layers = {str(y): "done" if self.is_over(y) else "planned" for y in self.years}
            return {"cohort": self.cohort, "layers": layers}
        return {} if self.layer == "available" else {"school_year": self.school_year}

    def school_year_in(self, year):
        """In which school year the line's `year` is looked at."""
        if self.cohort is None:
            return self.school_year
        return f"{self.cohort + year - 1}-{self.cohort + year}"

    def is_over(self, year):
        return self.today > date(int(self.school_year_in(year)[5:]), 7, 31)

    def met(self, own):
        if self.layer == "available" and self.cohort is None:
            return self.tagged([item for item in own if item["status"] == "gedeeld"])
        return list(self.placed(own))

    def tagged(self, items):
        return [
            Met(item, year, True, None)
            for item in items
            if self.fits(item, item["tracks"], item["subjects"])
            for year in set(item["years"])
        ]

    def placed(self, own):
        known = {item["id"]: item for item in own if item["status"] != "concept"}
        for row in self.rows.get("placement", []):
            item, class_type = known.get(row["assignment"]), self.class_types[row["class_type"]]
            year = class_type["year"]
            if item is None or row["school_year"] != self.school_year_in(year):
                continue
            only_done = self.layer == "done" if self.cohort is None else self.is_over(year)
            if only_done and row["id"] not in self.done:
                continue
            given_by = [row["subject"]] if row["subject"] else item["subjects"]
            if self.fits(item, class_type["tracks"], given_by):
                yield Met(item, year, row["reach"] == "iedereen", row["period"])

    def fits(self, item, tracks, subjects):
        if self.track and self.track not in tracks:
            return False
        if self.subjects and not any(slug in subjects for slug in self.subjects):
            return False
        if self.activities and item["activity"] not in self.activities:
            return False
        return all(item[flag] is True for flag in self.flags)

    def targets(self):
        return {c: {str(y): self.agreed_for_cell(c, y) for y in self.years} for c in COMPETENCIES}

    def agreed_for_cell(self, competency, year):
        rows = [row for row in self.rows.get("target", []) if row["competency"] == competency]
        row = self.latest(rows, year)
        return row["number"] if row else self.target

    def agreed_for_year(self, year):
        row = self.latest(self.rows.get("year_target", []), year)
        if row is None:
            return {"assignments": 3, "periods": 2, "conversations": 3}
        return {name: row[name] for name in ("assignments", "periods", "conversations")}

    def latest(self, rows, year):
        """The row of `year` that holds in the school year it is looked at."""
        until = self.school_year_in(year)
        if self.layer == "available" and self.cohort is None:
            until = school_year_of(self.today)
        rows = [row for row in rows if row["year"] == year and row["school_year"] <= until]
        return max(rows, key=lambda row: row["school_year"], default=None)


def school_year_of(day):
    start = day.year if day.month >= 8 else day.year - 1
    return f"{start}-{start + 1}"


def crosses(item, visibilities):
    """Whether an item of another school is shared as far as here."""
    return (
        item["status"] == "gedeeld"
        and item["origin"] != "overgenomen"
        and item["visibility"] in visibilities
    )


def tags(met):
    return set(met.item["competencies"])


def cells_of(met, years):
    """The ids that reach everybody, by competence and year."""
    return {
        c: {
            str(y): {m.item["id"] for m in met if m.everybody and m.year == y and c in tags(m)}
            for y in years
        }
        for c in COMPETENCIES
    }


def parts_of(met, years):
    """The ids that are met there, and nowhere in that cell reach everybody."""
    whole = cells_of(met, years)
    return {
        c: {
            str(y): {m.item["id"] for m in met if m.year == y and c in tags(m)} - whole[c][str(y)]
            for y in years
        }
        for c in COMPETENCIES
    }


def columns(met, years, *, parts):
    return {str(y): chosen([m for m in met if m.year == y and tags(m)], parts=parts) for y in years}


def rows(met, years, *, parts):
    return {
        c: chosen([m for m in met if m.year in years and c in tags(m)], parts=parts)
        for c in COMPETENCIES
    }


def chosen(met, *, parts):
    everybody = {m.item["id"] for m in met if m.everybody}
    return {m.item["id"] for m in met} - everybody if parts else everybody


def sizes(cells):
    return {c: lengths(row) for c, row in cells.items()}


def lengths(sets):
    return {key: len(ids) for key, ids in sets.items()}


def listed(cells):
    return {c: {y: sorted(ids) for y, ids in row.items()} for c, row in cells.items()}


def spots(cells, targets, asked):
    return [
        {"year": int(y), "competency": c}
        for c in COMPETENCIES
        for y, number in cells[c].items()
        if asked(number, targets[c][y])
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
    asked.add_argument("--planning")
    asked.add_argument("--layer", choices=("available", "planned", "done"))
    asked.add_argument("--school-year")
    asked.add_argument("--cohort", type=int)
    asked.add_argument("--today", type=date.fromisoformat)
    asked.add_argument("--subject", action="append", default=[], dest="subjects")
    asked.add_argument("--activity", action="append", default=[], dest="activities")
    for flag in ("--parents", "--outside", "--dossier", "--lists", "--quality"):
        asked.add_argument(flag, action="store_true")
    asked.add_argument("--target", type=int, default=1)
    given = vars(asked.parse_args(arguments))
    own, board, world = read([given.pop("own")]), given.pop("board"), given.pop("world")
    planning = given.pop("planning")
    given["planning"] = read([planning]) if planning else []
    as_lists, as_quality = given.pop("lists"), given.pop("quality")
    if as_lists or as_quality:
        answer = (lists if as_lists else quality)(own, **given)
    else:
        answer = count(own, read(board), read(world), **given)
    json.dump(answer, sys.stdout, ensure_ascii=False, indent=1)
    print()


if __name__ == "__main__":
    main()
