"""From words to what was asked: how well a text fits words that must stand together.

Ranking weighs plain groups of words. Here an item is taken apart into such groups, and their
scores are put together again.
"""

from collections.abc import Sequence
from itertools import islice, product
from typing import NamedTuple

import numpy as np

from lobbib.search.columns import Scores
from lobbib.search.query import Item, Together

MORE = 0.3  # of what fits in a second way besides
MAX_WORDINGS = 6  # of one phrase: forms of its words next to each other


class Plan(NamedTuple):
    """`groups` are what ranking weighs; `items[i]` says which rows make up item i.

    Of an item: its own row, and for each Together its weight and rows; `adjacent` rows are ways to
    write one phrase, others must all fit.
    """

    groups: tuple[Item, ...]
    items: tuple[tuple[int, tuple[tuple[Together, range], ...]], ...]


def plan(items: Sequence[Item]) -> Plan:
    groups: list[Item] = []
    planned = []
    for item in items:
        own = len(groups)
        groups.append(Item(item.alternatives, item.phrase))
        rows = []
        for together in item.together:
            start = len(groups)
            groups += _groups(together)
            rows.append((together, range(start, len(groups))))
        planned.append((own, tuple(rows)))
    return Plan(tuple(groups), tuple(planned))


def _groups(together: Together) -> list[Item]:
    if not together.adjacent:
        return [Item(group) for group in together.groups]
    words = [[one.word for one in group] for group in together.groups]
    return [Item(phrase=wording) for wording in islice(product(*words), MAX_WORDINGS)]


def combine(planned: Plan, scores: Scores) -> tuple[Scores, Scores]:
    """By item and document: how well it fits, and how far (0 to 1) it is what was asked.

    `scores` has a row for each of the plan's groups.
    """
    shape = (len(planned.items), scores.shape[1])
    total, sure = np.zeros(shape), np.zeros(shape)
    for number, (own, rows) in enumerate(planned.items):
        total[number] = scores[own]
        sure[number] = scores[own] > 0
        for together, places in rows:
            part = scores[places.start : places.stop]
            fit = part.max(axis=0) if together.adjacent else part.min(axis=0)
            worth = together.weight * fit
            total[number] = np.maximum(total[number], worth) + MORE * np.minimum(
                total[number], worth
            )
            sure[number] = np.maximum(sure[number], (fit > 0) * together.sure)
    return total, sure
