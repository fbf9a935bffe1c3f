"""Suggestions in the form, for a page without script: what is offered, and what a button then does.

A command is what such a button sends as `doe`: "voorstel"; "kies:years:3"; "vraag:netwerken:2" (the
third of that deck); "beter:0" (ask the first question openly).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from lobbib.db import get_session, house
from lobbib.domain.assignments import MAX_QUESTIONS
from lobbib.domain.competencies import Competency
from lobbib.domain.line_in_words import listed
from lobbib.domain.opening import Closed, closed
from lobbib.domain.tagging import Lesson
from lobbib.queries import subjects
from lobbib.search.decks import decks
from lobbib.search.suggesting import Suggestions
from lobbib.web.access import current_actor
from lobbib.web.alike import Alike, nearly_the_same
from lobbib.web.forms.assignments import FLAGS, SHORT, AssignmentForm, whole
from lobbib.web.suggesting import because

COMMANDS = ("voorstel", "kies", "vraag", "beter")
GROUPS = {"years": "years", "competencies": "competencies"}
LATER = "later"
_BEFORE = {"years": "Klas ", "subjects": "Vak: ", "activity": "Werkvorm: "}
OWN_SUBJECT = "jouw vak"


@dataclass(frozen=True, slots=True)
class Offer:
    """One thing to accept. `because`: the words that led to it; `note`: what else did."""

    field: str
    value: str
    label: str
    because: tuple[str, ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True)
class Offers:
    """By place in the form: years, competencies and later; `closed` by row of the questions.

    `similar`: what may well be the same lesson.
    """

    groups: dict[str, list[Offer]]
    closed: dict[int, Closed]
    similar: list[Alike]


def obey(form: AssignmentForm, command: str) -> None:
    """Do what a button in the form asks; what makes no sense changes nothing."""
    verb, *rest = command.split(":")
    if verb == "kies" and len(rest) == 2:
        _choose(form, *rest)
    elif verb == "vraag" and len(rest) == 2:
        _ask(form, *rest)
    elif verb == "beter" and rest:
        _open(form, whole(rest[0]))
    elif verb not in COMMANDS:
        form.rearrange(command)


def _choose(form: AssignmentForm, name: str, value: str) -> None:
    if name in FLAGS:
        form[name].data = True
    elif name == "minutes" and isinstance(whole(value), int):
        form.minutes.data = value
    elif name == "tracks":
        _narrow(form, value.split("+"))
    elif name in ("years", "competencies", "subjects", "activity"):
        _tick(form, name, value)


def _narrow(form: AssignmentForm, tracks: list[str]) -> None:
    """Instead of all that the school has, which is where a form begins."""
    if _values(form, "tracks").issuperset(tracks):
        form.tracks.data = tracks


def _tick(form: AssignmentForm, name: str, value: str) -> None:
    field = form[name]
    if value not in _values(form, name):
        return
    if name == "activity":
        field.data = value
    elif value not in (field.data or []):
        field.data = [*(field.data or []), value]


def _values(form: AssignmentForm, name: str) -> set[str]:
    if name == "competencies":
        return {competency.value for competency in Competency}
    return {choice.value for choice in form[name].iter_choices()}


def _ask(form: AssignmentForm, competency: str, number: str) -> None:
    """Put a question of a deck in the first empty row, or in a new one."""
    deck = {c.value: questions for c, questions in decks().items()}.get(competency, ())
    place, asked = whole(number), list(form.questions.data or [])
    if not isinstance(place, int) or place >= len(deck) or deck[place] in asked:
        return
    rows = [*asked, ""] if "" not in asked and len(asked) < MAX_QUESTIONS else asked
    if "" in rows:
        rows[rows.index("")] = deck[place]
        form.questions.data = rows


def _open(form: AssignmentForm, row: int | str) -> None:
    asked = list(form.questions.data or [])
    if isinstance(row, int) and row < len(asked):
        found = closed(asked[row])
        if found and found.better:
            asked[row] = found.better
            form.questions.data = asked


def offers_of(form: AssignmentForm, edited: int | None) -> Offers:
    """What fits what was typed and is not chosen yet."""
    texts = {name: form[name].data or "" for name in ("title", "summary", "body")}
    questions = tuple(form.questions.data or ())
    lesson = Lesson(**texts, questions=questions)
    found = house().suggester.suggest(get_session(), current_actor(), lesson, edited)
    groups: dict[str, list[Offer]] = {"years": [], "competencies": [], LATER: []}
    for offer in _in_order(form, found):
        groups[GROUPS.get(offer.field, LATER)].append(offer)
    rows = {row: kind for row, text in enumerate(questions) if (kind := closed(text))}
    return Offers(groups, rows, nearly_the_same(lesson, edited))


def _in_order(form: AssignmentForm, found: Suggestions) -> list[Offer]:
    """What a lesson is about first, then what goes on around it."""
    offers = list(_offers(form, found))
    flags = [offer for offer in offers if offer.field in FLAGS]
    plain = [offer for offer in offers if offer.field not in FLAGS]
    return [*plain, *_own_subjects(form, found), *_tracks(form, found), *flags]


def first_offers(form: AssignmentForm) -> Offers:
    """What can be offered before anything is typed."""
    return Offers({LATER: list(_own_subjects(form, None))}, {}, [])


def own_subjects(form: AssignmentForm) -> dict[str, str]:
    """The names of the writer's own subjects, by slug; none once a subject is chosen."""
    if form.subjects.data:
        return {}
    mine, session = current_actor(), get_session()
    rows = subjects.of_school(session, mine.school_id)
    return {row.slug: row.name for row in rows if row.id in mine.subject_ids}


def _own_subjects(form: AssignmentForm, found: Suggestions | None) -> Iterator[Offer]:
    """Unless the text names one of them itself."""
    told = {one.value for one in found.subjects} if found else set()
    own = own_subjects(form)
    if told.isdisjoint(own):
        for slug, name in own.items():
            yield Offer("subjects", slug, f"Vak: {name}", note=OWN_SUBJECT)


def _offers(form: AssignmentForm, found: Suggestions) -> Iterator[Offer]:
    for one in found.competencies:
        if one.value.value not in (form.competencies.data or ()):
            yield Offer("competencies", one.value.value, one.value.label, one.because)
    for name, values in because(found).items():
        for value, words in values.items():
            if name != "tracks" and not _is_chosen(form[name].data, value):
                yield Offer(name, value, _label(form, name, value), tuple(words))


def _tracks(form: AssignmentForm, found: Suggestions) -> Iterator[Offer]:
    """Those that the text names, as one offer, while nobody has chosen among the school's."""
    labels = {choice.value: choice.label for choice in form.tracks.iter_choices()}
    named = [one for one in found.tracks if one.value.value in labels]
    values = [one.value.value for one in named]
    is_new = form.tracks.data == form.usual["tracks"] and set(values) != set(form.tracks.data)
    if named and is_new:
        words = dict.fromkeys(word for one in named for word in one.because)
        label = f"Niveau: alleen {listed([labels[value] for value in values])}"
        yield Offer("tracks", "+".join(values), label, tuple(words))


def _is_chosen(data: Any, value: str) -> bool:
    """A field that holds one value has been decided on when it holds any."""
    return value in data if isinstance(data, list) else bool(data)


def _label(form: AssignmentForm, name: str, value: str) -> str:
    if name in FLAGS:
        return SHORT[name]
    if name == "minutes":
        return f"{value} minuten"
    labels = {choice.value: choice.label for choice in form[name].iter_choices()}
    return f"{_BEFORE[name]}{labels.get(value, value)}"
