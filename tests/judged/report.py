"""How well lobbib suggests, on one half of the judged sets; figures, never an item."""

import json
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from statistics import mean, median

from lobbib.domain import tagging as rules
from lobbib.domain.circumstances import Circumstances, circumstances
from lobbib.domain.competencies import Competency
from lobbib.domain.lexicon import Lexicon
from lobbib.domain.phrases import Phrases
from lobbib.domain.questions import kind_of
from lobbib.domain.tagging import Lesson, Neighbour, Weights
from lobbib.queries.tagged import Tagged
from lobbib.search import tagging
from lobbib.search.learned import reading_of
from lobbib.search.neighbours import Memory, memory_after
from lobbib.search.suggesting import Suggestions, suggestions
from tests.judged.sets import (
    SEED,
    Around,
    Asked,
    Described,
    Half,
    around,
    asked,
    described,
    from_seed,
)

NO_PHRASES = Lexicon(Phrases({}))
Suggest = Callable[[Described], tuple[str, ...]]


@dataclass(frozen=True)
class Tags:
    """`first`: share whose first suggestion is right. `f1` by competence, over all suggested."""

    first: float
    f1: dict[str, float]
    count: int

    @property
    def macro(self) -> float:
        return mean(self.f1.values())


@dataclass(frozen=True)
class Answered:
    """Shares of questions: closed ones that were seen, and open ones that were blamed."""

    ordinary: float
    hard: float
    blamed: float


def lesson_of(item: Described) -> Lesson:
    return Lesson(title=item.title, body=item.body, questions=item.questions)


def subjects() -> dict[str, str]:
    """The names of the common subjects, by slug."""
    rows = json.loads((SEED.parent / "subjects.json").read_text(encoding="utf-8"))
    return {row["slug"]: row["name"] for row in rows}


# -- Competencies ----------------------------------------------------------------------------------


def suggest_with(
    lexicon: Lexicon | None = None,
    weights: Weights | None = None,
    near: Callable[[Described, frozenset[str]], Sequence[Neighbour]] = lambda item, terms: (),
) -> Suggest:
    """The shipped rules, with some of the voices silent where that is asked."""
    phrases = tagging.competency_lexicon() if lexicon is None else lexicon
    words = tagging.weights() if weights is None else weights

    def suggest(item: Described) -> tuple[str, ...]:
        reading = reading_of(lesson_of(item))
        found = rules.suggest(reading, phrases, words, near(item, reading.terms))
        return tuple(one.value.value for one in found)

    return suggest


def school_of(items: Sequence[Described]) -> Memory:
    """A school that has tagged these items itself."""
    memory = memory_after(tagging.examples())
    for number, item in enumerate(items):
        tags = tuple(c for c in Competency if c.value in item.competencies)
        memory.put(Tagged(number, 1, lesson_of(item), tags))
    memory.weigh()
    return memory


def at_a_school() -> Suggest:
    """Suggestions at the demo school: it tagged the tuning half of its folder, but not the item."""
    known = from_seed("tuning")
    memory = school_of(known)
    numbers = {item: number for number, item in enumerate(known)}
    return suggest_with(near=lambda item, terms: memory.near(terms, numbers.get(item)))


def commonest() -> Suggest:
    """What is right most often in the tuning half, whatever the text."""
    best = [item.best for item in described("tuning")]
    label = max(Competency, key=lambda c: best.count(c.value)).value
    return lambda item: (label,)


def judge_tags(items: Sequence[Described], suggest: Suggest) -> Tags:
    found = [suggest(item) for item in items]
    right = [bool(f) and f[0] in i.competencies for f, i in zip(found, items, strict=True)]
    f1 = {
        c.value: f1_of(
            [(c.value in f, c.value in i.competencies) for f, i in zip(found, items, strict=True)]
        )
        for c in Competency
    }
    return Tags(mean(right), f1, len(items))


def f1_of(pairs: Sequence[tuple[bool, bool]]) -> float:
    """Of (suggested, right) pairs."""
    both = sum(suggested and right for suggested, right in pairs)
    either = sum(suggested for suggested, _ in pairs) + sum(right for _, right in pairs)
    return 2 * both / either if either else 0.0


# -- The other tags --------------------------------------------------------------------------------


@dataclass(frozen=True)
class Facts:
    """Shares, over the items that say something, and over those that do not."""

    year: float  # a right year first, where the text names one
    no_year: float  # none suggested, where it names none
    subjects: float  # exactly the right ones
    minutes: float  # exactly right, none included


def judge_facts(items: Sequence[Described]) -> Facts:
    names = subjects()
    found = [(item, suggested(item, names)) for item in items]
    named = [(item, got) for item, got in found if item.years]
    silent = [got for item, got in found if not item.years]
    return Facts(
        year=mean(bool(got.years) and got.years[0].value in item.years for item, got in named),
        no_year=mean(not got.years for got in silent),
        subjects=mean({one.value for one in got.subjects} == item.subjects for item, got in found),
        minutes=mean(_minutes(got) == item.minutes for item, got in found),
    )


@dataclass(frozen=True)
class Shown:
    """Of what is shown, the share that is right; of what should be shown, the share that is."""

    right: float
    found: float

    @property
    def f1(self) -> float:
        both = self.right + self.found
        return 2 * self.right * self.found / both if both else 0.0


def judge_circumstances(items: Sequence[Described | Around]) -> dict[str, Shown]:
    """Where an item leaves its activity open, none is wrong; `found`: something is shown."""
    found = [(item, circumstances_of(item)) for item in items]
    forms = [(item.activity, got.activity) for item, got in found if item.activity]
    given = [got.value.value == wanted for wanted, got in forms if got]
    return {
        "activity": Shown(_share(sum(given), len(given)), _share(len(given), len(forms))),
        "parents": _shown([(bool(got.parents), item.parents) for item, got in found]),
        "outside": _shown([(bool(got.outside), item.outside) for item, got in found]),
    }


def circumstances_of(item: Described | Around) -> Circumstances:
    reading = reading_of(Lesson(title=item.title, body=item.body))
    return circumstances(reading, tagging.circumstance_lexicon())


def _shown(pairs: Sequence[tuple[bool, bool]]) -> Shown:
    """Of (suggested, right) pairs."""
    both = sum(suggested and right for suggested, right in pairs)
    suggested = sum(one for one, _ in pairs)
    return Shown(_share(both, suggested), _share(both, sum(right for _, right in pairs)))


def _share(some: int, of_all: int) -> float:
    return some / of_all if of_all else 0.0


def suggested(item: Described, names: dict[str, str]) -> Suggestions:
    return suggestions(reading_of(lesson_of(item)), [], names)


def _minutes(got: Suggestions) -> int | None:
    return got.minutes.value if got.minutes else None


# -- Questions -------------------------------------------------------------------------------------


def judge_questions(items: Sequence[Asked]) -> Answered:
    def share(wanted: Iterable[Asked]) -> float:
        return mean(kind_of(item.question) is not None for item in wanted)

    return Answered(
        ordinary=share(item for item in items if item.closed and not item.hard),
        hard=share(item for item in items if item.closed and item.hard),
        blamed=share(item for item in items if not item.closed),
    )


# -- Print -----------------------------------------------------------------------------------------


def cost(items: Sequence[Described]) -> tuple[float, float]:
    """Median and slowest of a whole suggestion in ms of one processor, without the database."""
    names, memory = subjects(), school_of(from_seed("tuning"))
    times = []
    for item in items:
        begin = time.thread_time()
        reading = reading_of(lesson_of(item))
        suggestions(reading, memory.near(reading.terms), names)
        times.append(1000 * (time.thread_time() - begin))
    return median(times), max(times)


def report(half: Half) -> Iterator[str]:
    told, seed = described(half), from_seed(half)
    yield f"Competencies, {half} half: share whose first suggestion is right, F1 of all suggested\n"
    yield f"{'':34}{'first':>7}{'F1':>7}  " + " ".join(f"{c.value[:6]:>6}" for c in Competency)
    sets = (
        (f"descriptions ({len(told)})", told),
        (f"seed ({len(seed)})", seed),
        ("both", told + seed),
    )
    voices: dict[str, Suggest] = {
        "commonest label": commonest(),
        "phrases alone": suggest_with(weights=Weights()),
        "examples alone": suggest_with(lexicon=NO_PHRASES),
        "first day": suggest_with(),
        "at the demo school": at_a_school(),
    }
    for title, items in sets:
        yield title
        for name, suggest in voices.items():
            yield _row(name, judge_tags(items, suggest))
    facts = judge_facts(told)
    yield "\nOther tags (descriptions)"
    for name, value in vars(facts).items():
        yield f"  {name:18}{value:7.3f}"
    yield "\nWhat goes on around a lesson: right where shown, shown where it should be, F1"
    added = around(half)
    for title, items in ((f"descriptions ({len(told)})", told), (f"added ({len(added)})", added)):
        yield title
        for name, shown in judge_circumstances(items).items():
            yield f"  {name:18}{shown.right:7.3f}{shown.found:7.3f}{shown.f1:7.3f}"
    answered = judge_questions(asked(half))
    yield "\nQuestions"
    for name, value in vars(answered).items():
        yield f"  {name:18}{value:7.3f}"
    middle, slowest = cost(told + seed)
    yield f"\nA suggestion costs {middle:.1f} ms (median), {slowest:.1f} ms (slowest)"


def _row(name: str, tags: Tags) -> str:
    each = " ".join(f"{value:6.2f}" for value in tags.f1.values())
    return f"  {name:32}{tags.first:7.3f}{tags.macro:7.3f}  {each}"
