"""What a suggestion costs: in milliseconds, and beside something that every machine can time."""

import hashlib
import time
from collections.abc import Callable

from lobbib.search.learned import reading_of
from lobbib.search.suggesting import suggestions
from tests.judged.report import lesson_of, school_of, subjects
from tests.judged.sets import described, from_seed

MOST_MS = 30
# Times a yardstick that is slower on a slower machine: 10 to 20 when it was written, 65 where lines
# are counted, which the yardstick does not feel.
MOST_RATIO = 150
_PIECE = b"lobbib" * 40


def fastest(work: Callable[[], object]) -> float:
    """The least of five times in ms of one processor: other work on the machine adds nothing."""
    times = []
    for _ in range(5):
        begin = time.thread_time()
        work()
        times.append(1000 * (time.thread_time() - begin))
    return min(times)


def yardstick() -> None:
    for _ in range(200):
        hashlib.sha256(_PIECE).hexdigest()


def test_a_suggestion_costs_little_whatever_the_machine() -> None:
    seed = from_seed("tuning")
    memory, names = school_of(seed), subjects()
    items = [*described("tuning")[:30], *seed[:10]]

    def suggest_all() -> None:
        for item in items:
            reading = reading_of(lesson_of(item))
            suggestions(reading, memory.near(reading.terms), names)

    each = fastest(suggest_all) / len(items)
    assert each <= MOST_MS
    assert each / fastest(yardstick) <= MOST_RATIO
