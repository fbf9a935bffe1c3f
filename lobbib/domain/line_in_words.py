"""A line in plain Dutch, for the page, the sheets and whoever has no time for a matrix."""

from collections.abc import Iterable

from lobbib.domain.coverage import Coverage, Flaw, Line, State


def listed(parts: Iterable[object]) -> str:
    """ "a", "a en b", "a, b en c"; nothing for nothing."""
    *head, last = [str(part) for part in parts] or [""]
    return f"{', '.join(head)} en {last}" if head else last


NUMBERS = (
    *("geen", "één", "twee", "drie", "vier", "vijf", "zes", "zeven", "acht", "negen"),
    *("tien", "elf", "twaalf"),
)


def counted(number: int, one: str, more: str) -> str:
    """A number with its noun, as in a letter: "geen opdrachten", "één opdracht", "13 plekken"."""
    return f"{number_word(number)} {one if number == 1 else more}"


def number_word(number: int) -> str:
    return NUMBERS[number] if number < len(NUMBERS) else str(number)


def line_in_words(line: Line, several: bool = False) -> str:
    """What there is to say about one competence: "begint pas in klas 2 en mist in klas 4".

    `several` says it about more than one that go the same way.
    """
    if line.is_continuous:
        return "lopen door" if several else "loopt door"
    if only := _only_year(line):
        return f"{'komen' if several else 'komt'} alleen in klas {only} voor"
    return listed(_flaw_in_words(flaw, years, several) for flaw, years in line.flaws.items())


def _only_year(line: Line) -> int | None:
    """The one year that has something, between those before it and after it that do not."""
    if line.flaws.keys() != {Flaw.LATE, Flaw.EARLY}:
        return None
    first, last = line.flaws[Flaw.LATE][-1] + 1, line.flaws[Flaw.EARLY][0] - 1
    return first if first == last else None


def _flaw_in_words(flaw: Flaw, years: tuple[int, ...], several: bool) -> str:
    one, more, rest = {
        Flaw.ABSENT: ("komt", "komen", "nergens voor"),
        Flaw.LATE: ("begint", "beginnen", f"pas in klas {years[-1] + 1}"),
        Flaw.BREAKS: ("mist", "missen", f"in klas {listed(years)}"),
        Flaw.EARLY: ("stopt", "stoppen", f"na klas {years[0] - 1}"),
    }[flaw]
    return f"{more if several else one} {rest}"


def track_in_words(coverage: Coverage) -> str:
    """The lines of one track in one sentence, the broken ones by name."""
    broken = [(c.label, line) for c, line in coverage.lines.items() if not line.is_continuous]
    if not broken:
        return f"Alle vijf lopen door van klas 1 tot en met {coverage.years[-1]}."
    if all(Flaw.ABSENT in line.flaws for line in coverage.lines.values()):
        return "Geen van de vijf komt hier al voor."
    named = "; ".join(f"{label} {line_in_words(line)}" for label, line in broken)
    whole = len(coverage.lines) - len(broken)
    rest = {0: "", 1: " De andere loopt door."}.get(whole, " De rest loopt door.")
    return f"{named}.{rest}"


def score_in_words(coverage: Coverage) -> str:
    """How many places are as agreed: "17 van de 25 plekken zoals afgesproken · 8 missen nog"."""
    met, thin, empty = (
        len(coverage.in_state(state)) for state in (State.MET, State.THIN, State.EMPTY)
    )
    parts = [f"{met} van de {len(coverage.cells)} plekken zoals afgesproken"]
    if thin:
        parts.append(f"{thin} nog te weinig")
    if empty:
        parts.append(f"{empty} {'mist' if empty == 1 else 'missen'} nog")
    return " · ".join(parts)
