"""An assignment as it goes on paper: which blocks stand on the pupils' sheet and the teacher's.

`papers_docx` and `papers_pdf` make a file of it. The order and the headings are those of the page
that prints, and import finds an assignment back by them.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from lobbib.domain.assignments import Content, Origin
from lobbib.domain.assignments_in_words import LABELS, in_words
from lobbib.exchange.blocks import Block, Heading, Run, blocks_of

UNTITLED = "(nog geen titel)"
TALK = "Om over te praten"
NEEDS = LABELS["needs"]
QUESTIONS = LABELS["questions"]
FOR_TEACHER = LABELS["notes"]
FACTS = (
    *("years", "competencies", "tracks", "subjects", "activity", "minutes"),
    *("parents", "outside", "dossier", "origin", "licence"),
)
_ONLY_WHEN_YES = ("parents", "outside", "dossier")


class Sheet(StrEnum):
    """For whom a sheet is; the value stands in addresses."""

    PUPIL = "leerling"
    TEACHER = "docent"


@dataclass(frozen=True, slots=True)
class Paper:
    """What is printed of one assignment. `facts` are (label, words); texts are blocks.

    `questions` are the questions for the conversation; `attachments` names of files.
    """

    title: str
    summary: str
    school: str
    body: tuple[Block, ...]
    notes: tuple[Block, ...]
    needs: tuple[Block, ...]
    questions: tuple[str, ...]
    facts: tuple[tuple[str, str], ...]
    attachments: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Bundle:
    """One file: its title, the papers in it, which sheets of each, and when it was made.

    `mark` says which version of which assignment it is of, where it is one.
    """

    title: str
    papers: tuple[Paper, ...]
    sheets: tuple[Sheet, ...]
    made_at: datetime
    mark: str = ""

    def pages(self) -> Iterator[tuple[Paper, Sheet]]:
        """Every sheet in the order in which it is printed: by assignment, pupils first."""
        for paper in self.papers:
            for sheet in self.sheets:
                yield paper, sheet


def paper_of(
    content: Content,
    *,
    school: str,
    subject_names: Mapping[str, str],
    see_notes: bool,
    attachments: Iterable[str] = (),
) -> Paper:
    """`content` for paper; without the notes for whom may not read them."""
    return Paper(
        title=content.title or UNTITLED,
        summary=content.summary,
        school=school,
        body=blocks_of(content.body),
        notes=blocks_of(content.notes) if see_notes else (),
        needs=blocks_of(content.needs),
        questions=content.questions,
        facts=tuple(_facts(content, subject_names)),
        attachments=tuple(attachments),
    )


def lowered(blocks: Iterable[Block], by: int) -> Iterator[Block]:
    """The same blocks with their headings `by` levels further down."""
    for block in blocks:
        yield Heading(block.level + by, block.runs) if isinstance(block, Heading) else block


def heading(text: str, level: int = 1) -> Heading:
    return Heading(level, (Run(text),))


def _facts(content: Content, subject_names: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    words = in_words(content, subject_names)
    for name in FACTS:
        is_silent = name in _ONLY_WHEN_YES and not getattr(content, name)
        is_usual = name == "origin" and content.origin is Origin.OWN
        if words[name] and not is_silent and not is_usual:
            yield LABELS[name], words[name].removeprefix("Klas ")
