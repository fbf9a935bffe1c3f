"""Reads the texts, and says what each lesson is made of, whatever file it will be written in."""

import tomllib
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
QUESTIONS_HEADING = "Vragen voor het gesprek"
BEFORE, DOING, TIMES, MORE = "Vooraf", "Zo gaat het", "Tijdpad", "Meer lezen"
HEADER = "Werkgroep loopbaan, schooljaar 2026-2027"
FOOTER = "Pagina 1 van 2"
BOLD = "Let op:"
PRIVATE = {
    "privacy-names": (
        "Groepje A bestaat uit Sanne de Vries, Youssef El Amrani en Daan Jansen.",
        ("naam",),
    ),
    "privacy-birth": (
        "Deze stageplek is van Mila Verhoeven, geboren op 14-03-2010.",
        ("naam", "geboortedatum"),
    ),
    "privacy-mail": (
        "Stuur je brief ook naar lotte.vandam@leerling.voorbeeldschool.example voor het archief.",
        ("e-mailadres",),
    ),
    "privacy-number": (
        "Ingeleverd door leerlingnummer 204518, samen met leerlingnummer 204533.",
        ("leerlingnummer",),
    ),
}


@dataclass(frozen=True)
class Lesson:
    """One lesson and where it goes; `extra` is what its file holds besides."""

    path: str
    title: str
    intro: str
    before: tuple[str, ...]
    steps: tuple[str, ...]
    questions: tuple[str, ...]
    extra: frozenset[str]

    @property
    def kind(self) -> str:
        return self.path.rsplit(".", 1)[1].lower()

    @property
    def titled(self) -> bool:
        return "untitled" not in self.extra

    @property
    def times(self) -> tuple[tuple[str, str], ...]:
        """A table, where the file has one: no two lessons have the same first column."""
        if "table" not in self.extra:
            return ()
        first = 5 * (2 + len(self.title) % 7)
        last = first + 5 + len(self.intro) % 20
        words = self.title.split()
        return (
            ("Minuten", "Wat"),
            (f"0 tot {first}", f"openen met {words[0].lower()} {words[-1].lower().rstrip('?')}"),
            (f"{first} tot {last}", "aan het werk in tweetallen"),
            (f"{last} tot {last + 12}", "bespreken en opruimen"),
        )

    @property
    def link(self) -> tuple[str, str] | None:
        """Words and address, where the file has a link."""
        if "link" not in self.extra:
            return None
        slug = "-".join(self.title.lower().replace("'", "").rstrip("?").split()[:3])
        return f"lees verder over {self.before[0]}", f"https://www.voorbeeldschool.example/{slug}"

    @property
    def private(self) -> tuple[str, ...]:
        """Lines that hold data about a pupil."""
        return tuple(line for name, (line, _) in PRIVATE.items() if name in self.extra)

    @property
    def private_kinds(self) -> tuple[str, ...]:
        kinds = [
            kind for name, (_, kinds) in PRIVATE.items() if name in self.extra for kind in kinds
        ]
        return tuple(dict.fromkeys(kinds))

    @property
    def remark(self) -> str:
        """The sentence that follows the words in bold."""
        return f"zonder {self.before[1]} kom je bij deze les niet ver."

    @property
    def speaker(self) -> str:
        """What a slide says to the teacher alone."""
        return f"Voor de docent: begin pas als iedereen {self.before[-1]} heeft gezien."


@dataclass(frozen=True)
class Sheet:
    """A table with one lesson a row, and what each of its headings means."""

    path: str
    columns: dict[str, str]
    rows: tuple[tuple[str | int, ...], ...]
    encoding: str = ""
    delimiter: str = ""
    extra: frozenset[str] = field(default=frozenset())


@cache
def lessons() -> tuple[Lesson, ...]:
    texts = tomllib.loads((HERE / "lessons.toml").read_text("utf-8"))
    return tuple(
        _lesson(base["steps"], variant) for base in texts["base"] for variant in base["variant"]
    )


def _lesson(steps: list[str], told: dict[str, Any]) -> Lesson:
    slots = {name: told[name] for name in "abc"}
    return Lesson(
        path=f"{told['folder']}/{told['file']}".lstrip("/"),
        title=told["title"],
        intro=told["intro"],
        before=tuple(told["list"]),
        steps=tuple(step.format(**slots) for step in steps),
        questions=tuple(told["questions"]),
        extra=frozenset(told["extra"]),
    )


@cache
def sheets() -> tuple[Sheet, ...]:
    texts = tomllib.loads((HERE / "sheets.toml").read_text("utf-8"))
    return tuple(
        Sheet(
            path=f"{told['folder']}/{told['file']}",
            columns=told["columns"],
            rows=tuple(tuple(row) for row in told["rows"]),
            encoding=told.get("encoding", ""),
            delimiter=told.get("delimiter", ""),
        )
        for told in texts["sheet"]
    )
