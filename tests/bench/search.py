"""`make bench`: lobbib's search beside its peers, in one run, each in its best ordinary form.

All engines hold the same assignments and give back the same: ids in order, the total, the counts
of every facet, a text for each hit. What one person may see is part of every question. lobbib is
asked through `SearchEngine.search`, so its figures hold what is not the index's work too: looking
for news in the change feed, and reading the texts of the hits from the database.
"""

import argparse
import json
import os
import platform
import sys
import tempfile
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from importlib.metadata import version
from pathlib import Path
from typing import Any

from tests.bench import agreement, database, live, questions, saves
from tests.bench.documents import Asker
from tests.bench.figures import Figure, figure, short, table, verdicts
from tests.bench.questions import KINDS, Oracle, Question
from tests.bench.worker import ENGINES, Took, Worker, build, folder_of

BATCH = 5  # questions in a row for one engine, before it is the next one's turn
WHOOSH_AT_MOST = 20_000
WHOLE_AT_MOST = 20_000  # for what is measured of the product around the engine
EVERYDAY = ("beroep", "interview", "gesprek met ouders", "stage klas 3")
MEGABYTE = 1_000_000
# Row of the table → which questions, and what the engine is told to do with them.
MEASURED: dict[str, tuple[str, str]] = {
    "a": ("a", "ask"),
    "b": ("b", "ask"),
    "c": ("c", "ask"),
    "c, ids alone": ("c", "ranked"),
    "d": ("d", "complete"),
    "e": ("e", "correct"),
}


@dataclass
class Options:
    sizes: list[int]
    questions: int
    rounds: int
    seconds: float  # at most, for one engine and one row
    saves: int
    fresh: int  # processes for the cold questions
    engines: list[str]
    cache: Path
    output: Path


@dataclass
class Measured:
    """Everything about one size; `rows[row][engine]`, and `at_work` in processor time."""

    size: int
    findable: int
    rows: dict[str, dict[str, Figure]] = field(default_factory=dict)
    at_work: dict[str, dict[str, Figure]] = field(default_factory=dict)
    scalars: dict[str, dict[str, float]] = field(default_factory=dict)
    overlaps: dict[str, float] = field(default_factory=dict)
    corrected: dict[str, int] = field(default_factory=dict)
    around: dict[str, dict[str, Figure]] = field(default_factory=dict)

    def medians(self) -> dict[str, dict[str, float]]:
        found = {
            row: {engine: one.median for engine, one in by_engine.items()}
            for row, by_engine in self.rows.items()
        }
        around = {
            row: {name: one.median for name, one in figures.items()}
            for row, figures in self.around.items()
        }
        return found | self.scalars | around

    def put(self, row: str, engine: str, value: float) -> None:
        self.scalars.setdefault(row, {})[engine] = value


class Stage:
    """One corpus, its questions, and an opened engine in a process for each."""

    def __init__(self, options: Options, size: int, say: Callable[[str], None]) -> None:
        self.options = options
        self.say = say
        say(f"{size} assignments")
        self.folder, corpus = database.prepared(options.cache, size)
        self.oracle = Oracle(corpus)
        self.asked = questions.ask(corpus, options.questions)
        self.asker = Asker(1, int(corpus.boards[0]))
        self.names = [
            name for name in options.engines if name != "whoosh" or size <= WHOOSH_AT_MOST
        ]
        self.measured = Measured(size, int(self.oracle.visible.sum()))

    def run(self) -> Measured:
        for name in self.names:
            self.say(f"  building {name}")
            found = build(name, self.folder)
            self.measured.put("build (s)", name, found["seconds"])
            self.measured.put("index (MB)", name, found["bytes"] / MEGABYTE)
        self._agree_and_time()
        self._cold()
        self._save()
        if "lobbib" in self.names and self.measured.size <= WHOLE_AT_MOST:
            self._around()
        return self.measured

    def _opened(self, **options: Any) -> list[Worker]:
        return [
            Worker(name, self.folder, self.asker, **(options if name == "lobbib" else {}))
            for name in self.names
        ]

    def _agree_and_time(self) -> None:
        workers = self._opened()
        for worker in workers:
            self.measured.put("open (ms)", worker.name, 1000 * worker.opened)
        self.say("  comparing the answers")
        asked = [*self.asked["a"], *self.asked["b"], *self.asked["c"]]
        answers = {worker.name: worker.answers(asked) for worker in workers}
        found = agreement.check(self.oracle, asked, answers)
        self.measured.overlaps = {f"{a}/{b}": part for (a, b), part in found.pairs.items()}
        for row, (kind, method) in MEASURED.items():
            self.say(f"  timing {row}")
            self._time(row, method, self.asked[kind], workers)
        self._correct(workers)
        for worker in workers:
            self.measured.put("memory (MB)", worker.name, worker.memory() / MEGABYTE)
            worker.close()

    def _time(
        self, row: str, method: str, asked: Sequence[Question], workers: Sequence[Worker]
    ) -> None:
        """A few questions for each engine by turns, so that whatever drifts hits all alike."""
        arguments = _arguments(method, asked)
        able = [w for w in workers if w.results(method, arguments[:1]) != [None]]
        batches = [arguments[at : at + BATCH] for at in range(0, len(arguments), BATCH)]
        found: dict[str, list[Took]] = {worker.name: [] for worker in able}
        for _ in range(self.options.rounds):
            for batch in batches:
                for worker in able:
                    if sum(took.clock for took in found[worker.name]) < self.options.seconds:
                        found[worker.name] += worker.times(method, batch)
        self._put(row, found)

    def _put(self, row: str, found: Mapping[str, Sequence[Took]]) -> None:
        """By the clock, and how much of that the process itself was at work."""
        for name, times in found.items():
            clock = figure([took.clock for took in times])
            self.measured.rows.setdefault(row, {})[name] = clock
            at_work = figure([took.at_work for took in times])
            self.measured.at_work.setdefault(row, {})[name] = at_work

    def _correct(self, workers: Sequence[Worker]) -> None:
        """How many slips each engine that names a word made good."""
        asked = self.asked["e"]
        for worker in workers:
            found = worker.results("correct", [question.text for question in asked])
            if found[0] is not None:
                self.measured.corrected[worker.name] = sum(
                    question.meant in words for question, words in zip(asked, found, strict=True)
                )

    def _cold(self) -> None:
        """Each question once in a process that knows the way and not these words or filters."""
        self.say("  timing cold")
        rows = {
            "cold": ("cold", "ask"),
            "a, first time": ("a", "ask"),
            "b, first time": ("b", "ask"),
            "d, first time": ("d", "complete"),
        }
        found: dict[str, dict[str, list[Took]]] = {row: defaultdict(list) for row in rows}
        for _ in range(self.options.fresh):
            workers = self._opened()
            for worker in workers:
                worker.times("ask", self.asked["c"][:BATCH])
            for row, (kind, method) in rows.items():
                asked = _arguments(method, self.asked[kind])
                for at in range(0, len(asked), BATCH):
                    for worker in workers:
                        found[row][worker.name] += worker.times(method, asked[at : at + BATCH])
            for worker in workers:
                worker.close()
        for row, times in found.items():
            self._put(row, times)

    def _save(self) -> None:
        """One assignment is changed: until the index has it, and what the next search pays."""
        self.say("  saving")
        workers = self._opened(follows=False)
        for worker in workers:
            times = worker.save(range(100, 100 + self.options.saves), self.asked["c"][0])
            commits, refreshes = zip(*times, strict=True)
            self.measured.rows.setdefault("commit", {})[worker.name] = figure(commits)
            self.measured.rows.setdefault("refresh", {})[worker.name] = figure(refreshes)
            worker.close()

    def _around(self) -> None:
        """The product around the engine: a teacher's save, and the page while somebody types."""
        index = folder_of("lobbib", self.folder) / "index"
        self.say("  saving as a teacher")
        actor = database.actor_of(self.oracle.corpus)
        blocks = saves.BLOCKS if self.options.rounds > 2 else 2
        self.measured.around["save"] = saves.measure(self.folder, index, actor, blocks)
        self.say("  typing in a browser")
        addresses = live.addresses_of([*self.asked["b"], *self.asked["c"]], EVERYDAY)
        found = live.measure(self.folder, index, addresses, self.options.rounds)
        self.measured.around["page"] = found


def _arguments(method: str, asked: Sequence[Question]) -> list[Any]:
    """What a method of an engine takes: a question, or its words alone."""
    return [q.text for q in asked] if method in ("complete", "correct") else list(asked)


def report(measured: Measured, names: Sequence[str]) -> str:
    """The table of one size, and what became of the promises."""
    lines = [
        f"\n{measured.size} assignments, of which this person may find {measured.findable}",
        "medians in ms, 99th percentile in brackets; × is lobbib's median over the peer's",
        table(["", *names], [*_compared(measured.rows, names), *_counted(measured, names)]),
        "\nthe same in processor time, which whoever else uses the machine does not lengthen",
        table(["", *names], [*_compared(measured.at_work, names)]),
        _listed("shared of the best twenty", measured.overlaps),
        _listed("slips made good", measured.corrected),
    ]
    for what, figures in measured.around.items():
        lines.append(_listed(what, {name: _cell(one, None) for name, one in figures.items()}))
    return "\n".join([*lines, *verdicts(measured.medians(), measured.size)])


def _compared(
    rows: Mapping[str, Mapping[str, Figure]], names: Sequence[str]
) -> Iterator[list[str]]:
    for row, found in rows.items():
        others = {name: found.get("lobbib") for name in names if name != "lobbib"}
        yield [row, *(_cell(found.get(name), others.get(name)) for name in names)]


def _counted(measured: Measured, names: Sequence[str]) -> Iterator[list[str]]:
    for row, values in measured.scalars.items():
        yield [row, *(short(values.get(name)) for name in names)]


def _listed(what: str, values: Mapping[str, Any]) -> str:
    texts = (short(v) if isinstance(v, float) else str(v) for v in values.values())
    return f"{what}: " + ", ".join(map(" ".join, zip(values, texts, strict=True)))


def _cell(found: Figure | None, mine: Figure | None) -> str:
    if found is None:
        return "–"
    text = f"{short(found.median)} ({short(found.p99)})"
    if mine is None or not found.median:
        return text
    return f"{text} {short(mine.median / found.median)}×"


def machine() -> dict[str, Any]:
    """On what these figures were taken, and how busy it was."""
    names = ("whoosh-reloaded", "tantivy", "sqlalchemy", "numpy", "pyroaring", "psycopg")
    return {
        "cores": os.cpu_count(),
        "load": os.getloadavg() if hasattr(os, "getloadavg") else None,
        "python": platform.python_version(),
        "system": platform.platform(terse=True),
        "versions": {name: version(name) for name in names},
    }


def options_of(arguments: Sequence[str] | None) -> Options:
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__)
    parser.add_argument("--sizes", default="2000,20000", help="how many assignments")
    parser.add_argument("--queries", type=int, default=30, help="questions of each kind")
    parser.add_argument("--rounds", type=int, default=5, help="how often each is asked")
    parser.add_argument("--seconds", type=float, default=20, help="per engine and row, at most")
    parser.add_argument("--engines", default=",".join(ENGINES))
    parser.add_argument("--quick", action="store_true", help="a few of everything, at 2,000")
    parser.add_argument("--cache", type=Path, default=Path(tempfile.gettempdir()) / "lobbib-bench")
    parser.add_argument("--output", type=Path, default=None, help="where the JSON goes")
    found = parser.parse_args(arguments)
    engines = [name for name in found.engines.split(",") if _can_run(name)]
    sizes = [2000] if found.quick else [int(size) for size in found.sizes.split(",")]
    return Options(
        sizes=sizes,
        questions=min(found.queries, 10) if found.quick else found.queries,
        rounds=2 if found.quick else found.rounds,
        seconds=found.seconds,
        saves=3 if found.quick else 10,
        fresh=1 if found.quick else 3,
        engines=engines,
        cache=found.cache,
        output=found.output or found.cache / "figures.json",
    )


def _can_run(name: str) -> bool:
    return name != "postgres" or bool(os.environ.get("LOBBIB_TEST_POSTGRES_URL"))


def main(arguments: Sequence[str] | None = None) -> int:
    options = options_of(arguments)
    results = []
    begun = machine()
    for size in options.sizes:
        stage = Stage(options, size, lambda text: print(text, file=sys.stderr, flush=True))
        try:
            measured = stage.run()
        except agreement.Disagreement as found:
            print(f"The engines do not agree, so nothing is compared.\n{found}", file=sys.stderr)
            return 1
        results.append(asdict(measured))
        print(report(measured, stage.names), flush=True)
        everything = {"machine": begun, "questions": KINDS, "sizes": results}
        options.output.write_text(json.dumps(everything, indent=1), encoding="utf-8")
    print(f"\n{begun['system']}, {begun['cores']} cores, load {begun['load']}; {options.output}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
