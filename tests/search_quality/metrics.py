"""How good one page of answers is, and how sure an average over many is. Imports no lobbib."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

DEPTH = 10
GOOD = 2
RESAMPLES = 1000
SEED = 2026


def ndcg(found: Sequence[str], relevant: Mapping[str, int], depth: int = DEPTH) -> float:
    """What the first `depth` of `found` gain, as a share of the best that there is; 0 to 1.

    A grade gains 2**grade - 1, divided by log2(place + 1). `relevant` may not be empty.
    """
    grades = [relevant.get(key, 0) for key in found[:depth]]
    best = sorted(relevant.values(), reverse=True)[:depth]
    return _gain(grades) / _gain(best)


def _gain(grades: Sequence[int]) -> float:
    return sum(float(2**grade - 1) / math.log2(place + 1) for place, grade in enumerate(grades, 1))


def success(found: Sequence[str], relevant: Mapping[str, int], depth: int) -> float:
    """1 where a good one is among the first `depth`: grade 2, or 1 where nothing is higher."""
    enough = min(GOOD, max(relevant.values()))
    return float(any(relevant.get(key, 0) >= enough for key in found[:depth]))


@dataclass(frozen=True)
class Mean:
    """An average, with the interval in which 95 % of resampled averages lie."""

    value: float
    low: float
    high: float


def mean(values: Sequence[float]) -> Mean:
    """Bootstrap over queries: 1,000 resamples, always the same ones for the same number."""
    measured = np.array(values, dtype=np.float64)
    picks = np.random.default_rng(SEED).integers(len(measured), size=(RESAMPLES, len(measured)))
    low, high = np.percentile(measured[picks].mean(axis=1), (2.5, 97.5))
    return Mean(float(measured.mean()), float(low), float(high))
