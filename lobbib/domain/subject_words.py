"""Which subjects a lesson's text names, by the names that teachers give them."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from lobbib.domain.lesson_facts import Named, plain

_LESSON = (
    r"(?:les|lessen|lesje|lesuur|uur|docente?|leraar|lokaal|toets|sectie|project|boek|opdracht)"
)
_LEVEL = r"vmbo|mavo|havo|vwo|kader|basis|tl|gl|gym"
_CLASS = rf"(?:klas|[1-6]\s?-?(?:e\s)?(?:[hvmtkb]|{_LEVEL})?\b|[hv][1-6]|in\b)"
# Before a name that is no subject by itself: "bij tekenen", "4 havo Frans", "de les Duits".
_BEFORE = re.compile(
    r"(?:\(|\b(?:bij|bij de|voor|tijdens|les|lessen|lesuur|uur|vak|vakken|docente?|sectie|leraar|"
    rf"klas|{_LEVEL}|[hvm]?[1-6][hvmtk]?|brugklas|examenklas)[ ,:]{{1,2}})$"
)
_BEGINS = re.compile(
    rf"[:.,](?=\s|$)|\s{_CLASS}|\s?-?{_LESSON}\b|\s*(?:$|\n)|"
    r"\s(?:mondeling|proefwerk|examen|spreekvaardigheid|spreken|lezen|schrijven|luisteren)\b"
)
_LINE = re.compile(r"(?:^|\n)\W*$")
_SENTENCE = re.compile(r"[.!?]\s*$")
_LABELLED = re.compile(rf"\s?:|,?\s{_CLASS}|\s?-?{_LESSON}\b")
_AFTER = re.compile(rf"\s?-?{_LESSON}\b")
_STUDIED = re.compile(
    r"\b(?:studie|opleiding|student|studenten|studeert|studeren|hoogleraar|studente)\s$"
)
# "In het Nederlands", "in goed Frans": the language, not the lesson.
_SPOKEN = re.compile(r"\b(?:het|'?t|goed|gewoon|eenvoudig|half|gebrekkig|vloeiend)\s$")


@dataclass(frozen=True, slots=True)
class Names:
    """What a subject is called: `clear` names are found anywhere, the others beside a sign."""

    slug: str
    clear: tuple[str, ...]
    beside: tuple[str, ...]


def parse(lines: Iterable[str]) -> tuple[Names, ...]:
    """Read lines as `slug: clear, names | names beside a sign`."""
    return tuple(
        _names(line) for raw in lines if (line := raw.strip()) and not line.startswith("#")
    )


def _names(line: str) -> Names:
    slug, _, written = line.partition(":")
    clear, _, beside = written.partition("|")
    return Names(slug.strip(), _listed(clear), _listed(beside))


def _listed(written: str) -> tuple[str, ...]:
    return tuple(plain(name.strip()) for name in written.split(",") if name.strip())


@dataclass(frozen=True, slots=True)
class SubjectWords:
    """The names of all subjects of a school, as one pattern."""

    pattern: re.Pattern[str]
    slugs: Mapping[str, str]
    clear: frozenset[str]

    def find(self, text: str) -> tuple[Named[str], ...]:
        """The subjects that `text` names, by slug, in the order of the text."""
        bare = plain(text)
        found: dict[str, str] = {}
        for match in self.pattern.finditer(bare):
            name = match["name"]
            if self._is_meant(bare, match, name):
                found.setdefault(self.slugs[name], text[match.start() : match.end("name")])
        return tuple(Named(slug, (written,)) for slug, written in found.items())

    def _is_meant(self, text: str, match: re.Match[str], name: str) -> bool:
        before, after = text[: match.start()][-24:], text[match.end("name") :]
        if _AFTER.match(after):
            return True
        if _STUDIED.search(before):
            return False
        if name in self.clear:
            return True
        if _LINE.search(before):
            return bool(_BEGINS.match(after))
        if _SENTENCE.search(before):
            return bool(_LABELLED.match(after))
        return bool(_BEFORE.search(before)) and not _SPOKEN.search(before)


def subject_words(common: Iterable[Names], school: Mapping[str, str]) -> SubjectWords:
    """For a school with these subjects, names by slug; the common names of those that it has."""
    clear: dict[str, str] = {}
    beside: dict[str, str] = {}
    known = {names.slug: names for names in common}
    for slug, name in school.items():
        if slug in known:
            clear |= dict.fromkeys(known[slug].clear, slug)
            beside |= dict.fromkeys(known[slug].beside, slug)
        else:
            clear[plain(name)] = slug
    return SubjectWords(_pattern([*clear, *beside]), {**beside, **clear}, frozenset(clear))


def _pattern(names: Iterable[str]) -> re.Pattern[str]:
    longest_first = sorted(map(re.escape, filter(None, names)), key=len, reverse=True)
    if not longest_first:
        return re.compile(r"(?!)")  # finds nothing, where no name would be found everywhere
    return re.compile(
        rf"(?<![\w-])(?P<name>{'|'.join(longest_first)})(?:(?={_LESSON}\b)|(?![\w-]))"
    )
