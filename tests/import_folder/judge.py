"""Compares what an importer gave with what it had to give: plain data in, faults out.

An outcome is, for each path in the folder,

    {"reason": None or a kind, "concepts": [{"title", "body" (Markdown), "notes", "questions": [],
     "years": [], "subjects": [], "tracks": [], "activity", "parents", "minutes", "private": []}]}

where years to minutes are what was suggested, and `private` the warnings in whatever words. A key
that is left out counts as empty.
"""

import re
import unicodedata
from collections.abc import Iterator
from typing import Any

from tests.import_folder.expected import CONCEPTS, Expectation

Outcome = dict[str, Any]
EMPHASIS = re.compile(r"\\(?=[^\w\s])|\*\*|__|(?<!\w)[*_](?=\w)|(?<=[\w.?!:])[*_](?!\w)")
ITEM = re.compile(r"\s*(?:[-*+•]|\d+[.)])\s+(.*)")
HEADING = re.compile(r"\s*#{1,6}\s+(.*?)\s*#*")


def flat(markdown: str) -> str:
    """The words alone: no marks of Markdown, one blank between words, accents composed."""
    return " ".join(EMPHASIS.sub("", unicodedata.normalize("NFC", markdown)).split())


def faults(expected: dict[str, Expectation], outcomes: dict[str, Outcome]) -> list[str]:
    """All that is wrong, a line each; empty when the import did what it had to do."""
    outcomes = {unicodedata.normalize("NFC", path): given for path, given in outcomes.items()}
    found = [f"{path}: no outcome" for path in expected.keys() - outcomes.keys()]
    found += [f"{path}: was not in the folder" for path in outcomes.keys() - expected.keys()]
    number = sum(len(given.get("concepts", [])) for given in outcomes.values())
    found += [f"{number} concepts instead of {CONCEPTS}"] if number != CONCEPTS else []
    for path, wanted in expected.items():
        if path in outcomes:
            found += [f"{path}: {fault}" for fault in _file(path, wanted, expected, outcomes)]
    return sorted(found)


def false_warnings(expected: dict[str, Expectation], outcomes: dict[str, Outcome]) -> list[str]:
    """Paths with a warning and without a pupil's data: no fault, but a figure to keep."""
    return sorted(
        path
        for path, given in outcomes.items()
        for wanted, concept in zip(
            expected[unicodedata.normalize("NFC", path)]["concepts"],
            given.get("concepts", []),
            strict=False,
        )
        if concept.get("private") and not wanted["private"]
    )


def _file(
    path: str,
    wanted: Expectation,
    expected: dict[str, Expectation],
    outcomes: dict[str, Outcome],
) -> Iterator[str]:
    given = outcomes[path]
    reason, chosen = wanted["reason"], wanted["concepts"]
    twins = [other for other, file in expected.items() if file["same_as"] == path]
    if any(outcomes.get(twin, {}).get("concepts") for twin in twins) and not given.get("concepts"):
        # The importer met the copy first: then the copy is the lesson, and this one the duplicate.
        reason, chosen = "duplicate", []
    if wanted["same_as"] and given.get("concepts"):
        if outcomes.get(wanted["same_as"], {}).get("concepts"):
            yield f"is in twice, with {wanted['same_as']}"
        reason, chosen = None, expected[wanted["same_as"]]["concepts"]
    if given.get("reason") != reason:
        yield f"reason {given.get('reason')} instead of {reason}"
    yield from _concepts(
        chosen, given.get("concepts", []), anywhere=bool(twins or wanted["same_as"])
    )


def _concepts(wanted: list[Expectation], given: list[Outcome], *, anywhere: bool) -> Iterator[str]:
    if len(wanted) != len(given):
        yield f"{len(given)} concepts instead of {len(wanted)}"
        return
    for want, got in zip(wanted, given, strict=True):
        yield from _title(want, got)
        yield from _text(want, got)
        yield from _marks(want, got)
        if not anywhere:
            yield from _hints(want, got)
        if want["private"] and not got.get("private"):
            yield f"no warning of {want['private']}"


def _title(want: Expectation, got: Outcome) -> Iterator[str]:
    title = flat(got.get("title", ""))
    if title.casefold() not in {flat(one).casefold() for one in want["titles"]}:
        yield f"title {title!r} instead of {want['titles']}"


def _text(want: Expectation, got: Outcome) -> Iterator[str]:
    body, notes = flat(got.get("body", "")), flat(got.get("notes", ""))
    place = 0
    for fragment in want["body"]:
        found = body.find(flat(fragment), place)
        if found < 0:
            yield f"body lacks {fragment!r}, or has it out of order"
        place = max(place, found)
    yield from (f"body has {x!r}" for x in want["never"] if flat(x) in body)
    yield from (f"lost {x!r}" for x in want["anywhere"] if flat(x) not in f"{body} {notes}")
    questions = [flat(question) for question in got.get("questions", [])]
    if questions != [flat(question) for question in want["questions"]]:
        yield f"questions {questions} instead of {want['questions']}"


def _marks(want: Expectation, got: Outcome) -> Iterator[str]:
    body = got.get("body", "")
    lines = body.splitlines()
    for kind, pattern in (("headings", HEADING), ("items", ITEM)):
        marked = [flat(match[1]) for line in lines if (match := pattern.fullmatch(line))]
        lost = [text for text in want[kind] if flat(text) not in marked]
        yield from (f"{text!r} is no longer one of the {kind}" for text in lost)
    yield from (f"{x!r} is no longer bold" for x in want["bold"] if f"**{x}**" not in _bold(body))
    for words, address in want["links"]:
        if f"[{words}]({address})" not in body.replace("\\", "").replace("<", "").replace(">", ""):
            yield f"the link to {address} is lost"


def _bold(body: str) -> str:
    return body.replace("\\", "").replace("__", "**")


def _hints(want: Expectation, got: Outcome) -> Iterator[str]:
    for name in ("years", "subjects", "tracks"):
        lacking = [value for value in want[name] if value not in got.get(name, [])]
        if lacking:
            yield f"{name} lack {lacking}"
    for name in ("activity", "parents", "minutes"):
        if want[name] and got.get(name) != want[name]:
            yield f"{name} {got.get(name)!r} instead of {want[name]!r}"
