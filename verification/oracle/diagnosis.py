"""How the iterates stand to the named mistakes and dialects, and which of them they equal."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np

from verification.oracle.judge import CONSISTENT, Bench

COVERED = 10.0  # sqrt of the sum of M^2 from which on a variant can be told from the reference
FLOAT32 = 2.0**-20  # a coefficient rounded to 24 bits, and a few operations on it, mostly move a step by less


class Standing(NamedTuple):
    """`power` sqrt(sum M^2) and `share` <D, M>/<M, M>: 0 for the reference, 1 for the variant, noise 1/power."""

    power: float
    share: float

    @property
    def covered(self) -> bool:
        """Whether the cases can tell the variant from the reference."""
        return self.power >= COVERED


def standing(variant: Any, benches: Sequence[Bench]) -> Standing:
    """Summed over the cases, which need not go on once the variant is covered."""
    power = projection = 0.0
    for bench in benches:
        found = bench.likeness(variant)
        if found:
            power, projection = power + found.power, projection + found.projection
        if power >= COVERED**2:
            break
    return Standing(float(np.sqrt(power)), projection / power if power else 0.0)


def diagnose(benches: Sequence[Bench], stands: dict[Any, Standing]) -> tuple[dict[str, Any], ...]:
    """The variants that explain every case; else the few that explain the wrong cases together; else none."""
    wrong = [b for b in benches if b.judged().first_wrong_step is not None] or list(benches)
    rest = [b for b in benches if b not in wrong]
    variants = [v for v, s in stands.items() if s.covered]
    fits = {v: _distance(v, [*wrong, *rest]) for v in variants}
    alone = [v for v in variants if fits[v] <= CONSISTENT]
    if alone:
        ranked = sorted(alone, key=lambda v: fits[v])
        return tuple(_entry(v, [b.regime.name for b in wrong]) for v in ranked)
    found, left = [], wrong
    while left and variants:
        explained = {v: [b for b in left if _distance(v, [b]) <= CONSISTENT] for v in variants}
        best = max(variants, key=lambda v: len(explained[v]))
        if not explained[best]:
            break
        found.append(_entry(best, [b.regime.name for b in explained[best]]))
        left = [b for b in left if b not in explained[best]]
    return tuple(found)


def circumstances(benches: Sequence[Bench]) -> str:
    """What the wrong cases have in common and few right ones have, and how small the errors are, or nothing.

    It tells mistakes that are in no formula: memory that is not contiguous, a state that is not restored, a
    coefficient in a smaller format.
    """
    wrong = [b for b in benches if b.judged().first_wrong_step is not None]
    shared = set.intersection(*map(_terms, wrong)) if wrong else set()
    words = []
    for term in sorted(shared):
        asked = sum(term in _terms(b) for b in benches)
        if 2 * len(wrong) >= asked < len(benches):  # a term of most right cases explains nothing
            words.append(f"all {len(wrong)} wrong cases are among the {asked} with '{term}'")
    if wrong and wrong[0].precision.bits == 53:
        typical = float(np.median([b.relative_error() for b in wrong]))  # cancellation makes a few larger
        if typical < FLOAT32:
            words.append(f"errors are about {typical:.1g} of a step: as if a number were kept in float32")
    return "; ".join(words)


def _terms(bench: Bench) -> set[str]:
    return set(bench.regime.name.split(", "))


def _distance(variant: Any, benches: Sequence[Bench]) -> float:
    """Largest distance to the variant over the cases; it ends with the first that is too large."""
    largest = -1.0
    for bench in benches:
        found = bench.likeness(variant)
        if found is None and bench.judged().first_wrong_step is None:
            continue
        largest = max(largest, np.inf if found is None else found.distance)
        if largest > CONSISTENT:
            break
    return largest if largest >= 0 else np.inf


def _entry(variant: Any, cases: list[str]) -> dict[str, Any]:
    return {
        "name": variant.variant_name,
        "kind": variant.kind,
        "fault_class": variant.fault_class,
        "words": variant.words,
        "cases": cases,
    }
