"""A line in plain Dutch, for the page, the sheets and whoever has no time for a matrix."""

from collections.abc import Iterable

from lobbib.domain.coverage import Coverage, Flaw, Line, State


def listed(parts: Iterable[object]) -> str:
    """ "a", "a en b", "a, b en c"; nothing for nothing."""
    *head, last = [str(part) for part in parts] or [""]
    return f"{', '.join(head)} en {last}" if head else last


def line_in_words(line: Line) -> str:
    """What there is to say about one competence: "begint pas in klas 2 en mist in klas 4"."""
    if line.is_continuous:
        return "loopt door"
    return listed(_flaw_in_words(flaw, years) for flaw, years in line.flaws.items())


def _flaw_in_words(flaw: Flaw, years: tuple[int, ...]) -> str:
    return {
        Flaw.ABSENT: "komt nergens voor",
        Flaw.LATE: f"begint pas in klas {years[-1] + 1}",
        Flaw.BREAKS: f"mist in klas {listed(years)}",
        Flaw.EARLY: f"stopt na klas {years[0] - 1}",
    }[flaw]


def track_in_words(coverage: Coverage) -> str:
    """The lines of one track in one sentence, the broken ones by name."""
    broken = [(c.label, line) for c, line in coverage.lines.items() if not line.is_continuous]
    if not broken:
        return f"Alle vijf lopen door van klas 1 tot en met {coverage.years[-1]}."
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
