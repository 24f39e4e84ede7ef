"""One path of iterates by two ways, which must agree before it counts: balls, and decimals from the data alone."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import Any, NamedTuple

import numpy as np

from refimpl import Outcome, Trajectory, get_engine, run
from refimpl.core.draws import tape
from verification.vectors import second_way
from verification.vectors.instances import Instance
from verification.vectors.numbers import encoded, exact, rounded, upward

BITS = 200
WAYS = ["ball arithmetic, 200 bits", "decimal arithmetic, 80 digits"]
# a few hundred operations in 80 digits whose condition is below 1e6 leave more than 70 digits
SECOND_WAY = Fraction(1, 10**70)


class NotPublished(ValueError):
    """A variant that is not published; the message says why."""


class Path(NamedTuple):
    """Iterates (steps + 1, d): nearest float64, 40 digits, and two radii.

    `radius` bounds the distance from the float64 number to the exact iterate; `rounding` is the unit in which
    float64 evaluations are judged: the radius of the same run in 53-bit balls, at least the
    spacing of floats at the largest entry.
    """

    x: np.ndarray
    decimal: list[list[str]]
    radius: list[list[str]]
    rounding: np.ndarray

    @property
    def bound(self) -> np.ndarray:
        """The radii as numbers."""
        return np.array(self.radius, np.float64)


def inputs_of(instance: Instance) -> dict[str, Any]:
    """What a consumer needs to repeat the run, as the vector file spells it."""
    return {
        "algorithm": instance.name,
        "parameters": encoded(instance.algorithm)["fields"],
        "problem": encoded(instance.problem),
        "start": exact(instance.start),
        "steps": instance.steps,
        "draws": {"reals": exact(instance.draws), "integers": []},
    }


def path_of(instance: Instance, cls: Any, variant: str) -> Path:
    """The iterates of `cls` on the instance, if both ways give them; NotPublished with the reason otherwise."""
    if variant not in second_way.FORMULAS.get(instance.name, {}):
        raise NotPublished("no second arithmetic knows it")
    algorithm = cls(*instance.algorithm)
    sharp, plain = _run(algorithm, instance, BITS), _run(algorithm, instance, 53)
    expected = second_way.iterates(instance.name, variant, inputs_of(instance))
    finite = len(sharp.x)  # a mistake may end in NaN
    if _finite_rows(expected) != finite or len(plain.x) != finite:
        raise NotPublished(f"the ways end differently: balls after {finite - 1} steps, decimals not")
    x, decimal, radius = [], [], []
    for row, wanted in zip(sharp.enclosures, expected):
        entries = [_agreed(ball.value, want) for ball, want in zip(row, wanted, strict=True)]
        x.append([entry[0] for entry in entries])
        decimal.append([entry[1] for entry in entries])
        radius.append([entry[2] for entry in entries])
    missing, d = instance.steps + 1 - finite, instance.start.size
    # other orders of evaluation pass through numbers of the size of the whole vector
    floor = np.spacing(np.abs(x).max(axis=1, keepdims=True))
    rounding = np.maximum(np.asarray(plain.radius), floor)
    return Path(
        np.concatenate([x, np.full((missing, d), np.nan)]),
        decimal + [["nan"] * d] * missing,
        radius + [["0"] * d] * missing,
        np.concatenate([rounding, np.zeros((missing, d))]),
    )


def _run(algorithm: Any, instance: Instance, bits: int) -> Trajectory:
    engine, draws = get_engine("ball", bits=bits), tape(instance.draws)
    try:
        trajectory = run(
            algorithm, instance.problem, instance.start, instance.steps, engine=engine, rng=draws
        )
    except IndexError:
        raise NotPublished("it asks for more draws than the instance has") from None
    if trajectory.outcome not in (Outcome.COMPLETED, Outcome.NON_FINITE):
        raise NotPublished(
            f"its run in {bits}-bit balls ended {trajectory.outcome.value}: {trajectory.reason}"
        )
    return trajectory


def _finite_rows(rows: list[list[Decimal]]) -> int:
    finite = [all(v.is_finite() for v in row) for row in rows]
    return finite.index(False) if False in finite else len(rows)


def _agreed(ball: Any, want: Decimal) -> tuple[float, str, str]:
    """Nearest float64, 40 digits and radius of an enclosure that holds the number of the second way."""
    if not np.isfinite(float(ball.mid())):
        raise NotPublished("its iterates leave the range of float64")
    middle, radius = _fraction(ball.mid()), _fraction(ball.rad())
    if abs(Fraction(want) - middle) > radius + SECOND_WAY * (1 + abs(middle)):
        raise NotPublished(f"the two ways disagree: {ball} and {want:.50g}")
    low, high = middle - radius, middle + radius
    try:
        decimal = rounded(low, high)
    except ValueError as error:
        raise NotPublished(str(error)) from None
    x = float(decimal)
    return x, decimal, upward(max(abs(Fraction(x) - low), abs(high - Fraction(x))))


def _fraction(number: Any) -> Fraction:
    mantissa, exponent = number.man_exp()
    return Fraction(int(mantissa)) * Fraction(2) ** int(exponent)
