"""How much a word weighs by where it stands: the constants of BM25F.

A word counts for its field's boost, divided by how long the field is beside what is usual. Lengths
are set against fixed ones and not against averages, so that a weight depends on nothing but its own
assignment: it is written into the index once, and is the same for what is not indexed yet.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np

Floats = np.ndarray[Any, np.dtype[np.float32]]


@dataclass(frozen=True, slots=True)
class FieldWeight:
    """`usual` is a length in words that are no stop words; `slope` is how far length matters."""

    boost: float
    usual: float
    slope: float


FIELD_WEIGHTS = {
    "title": FieldWeight(4.0, 4.0, 0.3),
    "summary": FieldWeight(2.5, 10.0, 0.5),
    "questions": FieldWeight(1.6, 20.0, 0.5),
    "body": FieldWeight(1.0, 90.0, 0.6),
    "needs": FieldWeight(0.7, 10.0, 0.5),
    "notes": FieldWeight(0.7, 45.0, 0.6),
}
SATURATION = 3.0  # how soon more of the same word adds nothing

_BOOST, _USUAL, _SLOPE = (
    np.array([getattr(weight, name) for weight in FIELD_WEIGHTS.values()])
    for name in ("boost", "usual", "slope")
)


def of_a_word(fields: Any, lengths: Any) -> Floats:
    """By place: what a word there weighs. `fields` are numbers in the order of FIELD_WEIGHTS."""
    longer = lengths / _USUAL[fields]
    weights: Floats = (_BOOST[fields] / (1 + _SLOPE[fields] * (longer - 1))).astype(np.float32)
    return weights
