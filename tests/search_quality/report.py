"""Ask an engine every judged query, and put the figures of several engines side by side."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from tests.search_quality.engines import Answer, Engine
from tests.search_quality.judged import Judged, Kind
from tests.search_quality.metrics import Mean, mean, ndcg, success

MEASURES = ("nDCG@10", "success@1", "success@5")
OVERALL = "overall"


@dataclass(frozen=True)
class Asked:
    """One query with its answer. `figures` by measure; a `nothing` query has success alone."""

    judged: Judged
    answer: Answer
    figures: Mapping[str, float]


@dataclass(frozen=True)
class Report:
    """An engine's figures: `kinds[kind][measure]`; "overall" is over the nine kinds with answers.

    `nothing`: how often it says so where nothing fits. `denied`: how often it says so where
    something does.
    """

    engine: str
    kinds: Mapping[str, Mapping[str, Mean]]
    nothing: Mean
    denied: float

    @property
    def overall(self) -> Mapping[str, Mean]:
        return self.kinds[OVERALL]


def ask_all(engine: Engine, queries: Iterable[Judged]) -> list[Asked]:
    return [_ask(engine, judged) for judged in queries]


def _ask(engine: Engine, judged: Judged) -> Asked:
    answer = engine.ask(judged.query)
    return Asked(judged, answer, _figures(judged, answer))


def _figures(judged: Judged, answer: Answer) -> dict[str, float]:
    if judged.kind is Kind.NOTHING:
        return {"success": float(answer.nothing)}
    found, relevant = answer.found, judged.relevant
    values = (ndcg(found, relevant), success(found, relevant, 1), success(found, relevant, 5))
    return dict(zip(MEASURES, values, strict=True))


def summarise(name: str, asked: Sequence[Asked]) -> Report:
    """Every query weighs the same, in its kind and overall."""
    answered = [one for one in asked if one.judged.kind is not Kind.NOTHING]
    by_kind = {kind.value: [one for one in answered if one.judged.kind is kind] for kind in Kind}
    groups = {kind: ones for kind, ones in by_kind.items() if ones} | {OVERALL: answered}
    nothing = [one.figures["success"] for one in asked if one.judged.kind is Kind.NOTHING]
    return Report(
        engine=name,
        kinds={group: _means(ones) for group, ones in groups.items()},
        nothing=mean(nothing),
        denied=sum(one.answer.nothing for one in answered) / len(answered),
    )


def _means(asked: Sequence[Asked]) -> dict[str, Mean]:
    return {name: mean([one.figures[name] for one in asked]) for name in MEASURES}


def table(reports: Sequence[Report], queries: Sequence[Judged]) -> str:
    """The figures as Markdown: rows are kinds, cells are the mean and its 95 % interval."""
    heads = [f"{report.engine} {measure}" for report in reports for measure in MEASURES]
    lines = [_row(["kind", "n", *heads]), _row(["---", *["---:"] * (len(heads) + 1)])]
    for group in reports[0].kinds:
        cells = [_cell(report.kinds[group][name]) for report in reports for name in MEASURES]
        lines.append(_row([group, str(_count(queries, group)), *cells]))
    return "\n".join([*lines, "", *_nothing(reports, queries)])


def _nothing(reports: Sequence[Report], queries: Sequence[Judged]) -> Iterator[str]:
    yield _row(["where the page says that nothing fits", "n", *(one.engine for one in reports)])
    yield _row(["---", *["---:"] * (len(reports) + 1)])
    count = str(_count(queries, Kind.NOTHING))
    yield _row(["nothing does (more is better)", count, *(_cell(one.nothing) for one in reports)])
    denied = [f"{one.denied:.3f}" for one in reports]
    yield _row(["something does (less is better)", str(_count(queries, OVERALL)), *denied])


def _count(queries: Iterable[Judged], group: str) -> int:
    if group == OVERALL:
        return sum(judged.kind is not Kind.NOTHING for judged in queries)
    return sum(judged.kind == group for judged in queries)


def _row(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _cell(figure: Mean) -> str:
    return f"{figure.value:.3f} [{figure.low:.2f}–{figure.high:.2f}]"


def worst(asked: Iterable[Asked], number: int) -> str:
    """The `number` queries that went worst, with what was found and what was wanted."""
    order = sorted(asked, key=lambda one: next(iter(one.figures.values())))
    return "\n\n".join(_story(one) for one in order[:number])


def _story(one: Asked) -> str:
    value = next(iter(one.figures.values()))
    lines = [f"{value:.3f}  {one.judged.kind.value}: {one.judged.query}"]
    for place, key in enumerate(one.answer.found[:5], 1):
        lines.append(f"    {place}. ({one.judged.relevant.get(key, 0)}) {key}")
    missed = [key for key in one.judged.relevant if key not in one.answer.found]
    lines += [f"    missed ({one.judged.relevant[key]}) {key}" for key in missed]
    return "\n".join(lines)


def as_json(reports: Iterable[Report]) -> list[dict[str, Any]]:
    return [asdict(report) for report in reports]
