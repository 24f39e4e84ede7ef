"""The vectors of an instance: the right iterates, and those of every named mistake that it can tell apart."""

from __future__ import annotations

from decimal import Decimal
from typing import Any, NamedTuple

import numpy as np

from refimpl import get_method
from verification.claim import dialects_of, mutants_of
from verification.vectors.instances import Instance
from verification.vectors.numbers import nested, upward
from verification.vectors.second_way import REFERENCE
from verification.vectors.two_ways import WAYS, NotPublished, Path, inputs_of, path_of

# a step is trusted while a hundred times the spread of float64 runs, taken as 8 radii, stays below what tells
# the mistakes apart; a mistake nearer than 10 radii everywhere cannot be told from the reference
TRUST, POWER, FEWEST = 100 * 8, 10.0, 4


class Produced(NamedTuple):
    """Everything about one instance. `paths` and `powers` go by the name of the variant."""

    instance: Instance
    paths: dict[str, Path]
    horizons: dict[str, int]
    powers: dict[str, float]
    variants: dict[str, Any]
    unpublished: dict[str, str]


def produce(instance: Instance) -> Produced:
    """Run every variant both ways. ValueError where the instance itself is not fit to be published."""
    reference = path_of(instance, get_method(instance.name).load(), REFERENCE)
    variants = {v.variant_name: v for v in (*mutants_of(instance.name), *dialects_of(instance.name))}
    paths, unpublished = {}, {}
    for name, cls in variants.items():
        try:
            paths[name] = path_of(instance, cls, name)
        except NotPublished as reason:
            unpublished[name] = str(reason)
    apart = {name: _separation(path, reference) for name, path in paths.items()}
    horizon = trust_horizon(np.array(list(apart.values())), reference.rounding)
    powers = {name: _power(paths[name], reference, horizon) for name in paths}
    blind = [name for name in paths if powers[name] < POWER]
    for name in blind:
        unpublished[name] = "on this instance it does what the reference does"
        del paths[name]
    for name, twin in _twins(paths, variants, horizon).items():  # the same iterates cannot be wrong and right
        unpublished[name] = f"on this instance it does what the dialect {twin} does"
        del paths[name]
    if horizon < FEWEST or not any(variants[name].kind == "mutant" for name in paths):
        raise NotPublished(
            f"{instance.id} must tell a mistake apart for 4 steps, its trust horizon is {horizon}"
        )
    horizons = {n: trust_horizon(apart[n][None], paths[n].rounding) for n in paths}
    return Produced(
        instance,
        {REFERENCE: reference, **paths},
        {REFERENCE: horizon, **horizons},
        powers,
        variants,
        unpublished,
    )


def trust_horizon(separations: np.ndarray, rounding: np.ndarray) -> int:
    """Last step up to which rounding stays far below every separation (variants, steps + 1) seen so far.

    `rounding` (steps + 1, d) are the units of float64 evaluations. A variant counts from the step on at which
    it has been told apart; what it was apart by stays valid when it comes near again.
    """
    limit = TRUST * rounding.max(axis=1)
    reached = np.maximum.accumulate(separations, axis=1)
    told = np.logical_or.accumulate(separations > limit, axis=1)
    lost = (told & (reached <= limit)).any(axis=0)
    return int(np.argmax(lost)) - 1 if lost.any() else len(limit) - 1


def _separation(path: Path, other: Path) -> np.ndarray:
    """Largest distance per step, infinite where only one of the two is finite."""
    return _gap(path, other).max(axis=1)


def _power(path: Path, other: Path, horizon: int) -> float:
    """Largest distance within the horizon, in units of the wider of both roundings."""
    gap, unit = _gap(path, other), np.maximum(path.rounding, other.rounding)
    return float(np.divide(gap, unit, out=np.zeros_like(gap), where=gap > 0)[: horizon + 1].max())


def _gap(path: Path, other: Path) -> np.ndarray:
    one, two = np.isfinite(path.x), np.isfinite(other.x)
    gap = np.abs(np.where(one & two, path.x, 0.0) - np.where(one & two, other.x, 0.0))
    return np.where(one == two, gap, np.inf)


def _twins(paths: dict[str, Path], variants: dict[str, Any], horizon: int) -> dict[str, str]:
    """Mistakes with the iterates of a dialect."""
    dialects = [name for name in paths if variants[name].kind == "dialect"]
    return {
        name: dialect
        for name in paths
        for dialect in dialects
        if name not in dialects and _power(paths[name], paths[dialect], horizon) < POWER
    }


def as_json(produced: Produced) -> list[dict[str, Any]]:
    """The vectors as plain data, without the entries of the ledger."""
    instance, found = produced.instance, []
    mistakes = {
        n: p for n, p in produced.powers.items() if produced.variants[n].kind == "mutant" and p >= POWER
    }
    nearest = min(mistakes, key=mistakes.__getitem__)
    blind = [n for n, p in produced.powers.items() if p < POWER]
    for name, path in produced.paths.items():
        right = name == REFERENCE
        kind = "reference" if right else produced.variants[name].kind
        found.append(
            {
                "id": instance.id if right else f"{instance.id}:{name}",
                "case": instance.id,
                **inputs_of(instance),
                "expected": {"reference": "valid", "mutant": "invalid", "dialect": "acceptable"}[kind],
                "flags": [] if right else [name],
                "x": {"hex": nested(lambda v: float(v).hex(), path.x), "decimal": path.decimal},
                "radius": path.radius,
                "measured": {
                    "ways": WAYS,
                    "rounding": nested(upward, path.rounding),
                    "trust_horizon": produced.horizons[name],
                    "power": {
                        "radii": radii(mistakes[nearest] if right else produced.powers[name]),
                        "nearest": nearest if right else REFERENCE,
                        "blind_to": blind if right else [],
                    },
                },
            }
        )
    return found


def radii(value: float) -> str:
    """A number of radii with three digits, or 'inf' where only one side is finite."""
    return str(Decimal(f"{value:.3g}")) if np.isfinite(value) else "inf"
