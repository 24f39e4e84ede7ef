"""One case judged: every step from the implementation's own previous iterate, in units of measured rounding.

In float64 the unit is the rigorous radius of that very step in 53-bit balls. In the smaller formats it is the
scatter of the reference step, rounded at random to the format eight times, around the step in 128-bit balls.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from refimpl.core.leaves import convert
from refimpl.engines import Engine, get_engine
from verification.oracle.cases import Case
from verification.oracle.precision import NotApplicable, Precision, RoundedOracles
from verification.oracle.regimes import Regime
from verification.scatter import OutOfRange, RandomRounding, RoundedEngine

# |user - reference| / unit: up to CONSISTENT any legitimate re-association passes, above WRONG none does
CONSISTENT, WRONG = 8.0, 16.0
RUNS = 8


class Steps(NamedTuple):
    """Steps taken from an implementation's iterates: where they end (n, d), and a unit for the errors there."""

    x: np.ndarray
    unit: np.ndarray


class Judged(NamedTuple):
    """One case judged: largest ratio of error to unit and the first wrong step (None if none)."""

    name: str
    steps: int
    ratio: float
    first_wrong_step: int | None


class Likeness(NamedTuple):
    """A variant in one case, with D = user - reference and M = variant - reference in units.

    `power` is the sum of M^2, `projection` that of D M, `distance` the largest |user - variant|.
    """

    power: float
    projection: float
    distance: float


class Bench:
    """A case with the implementation's iterates (steps + 1, d), ready to be compared with any variant."""

    def __init__(self, regime: Regime, case: Case, x: np.ndarray, precision: Precision) -> None:
        self.regime, self.case, self.precision = regime, case, precision
        self.x = np.asarray(x, np.float64)
        finite = np.isfinite(self.x).reshape(len(x), -1).all(axis=1)
        # the step into NaN is judged, not those after it
        self._followed = len(x) - 1 if finite.all() else int(np.argmin(finite))
        self._known: dict[Any, Likeness | None] = {}
        self.reference = self._measured(regime.algorithm)
        self._error = self._difference(self.x[1:], self.reference.x, self.reference.unit)

    def judged(self) -> Judged:
        """The implementation's verdict in this case."""
        ratio = _largest(self._error)
        wrong = ratio > WRONG
        first = int(np.argmax(wrong)) + 1 if wrong.any() else None
        return Judged(self.regime.name, len(ratio), float(ratio.max(initial=0.0)), first)

    def relative_error(self) -> float:
        """Largest error of a wrong step in proportion to the step itself, in the largest entry."""
        n = len(self.reference.x)
        wrong = _largest(self._error) > WRONG  # of a tiny step rounding alone can be a large share
        with np.errstate(invalid="ignore"):
            error = _largest(self.x[1 : n + 1] - self.reference.x)
            step = _largest(self.reference.x - self.x[:n])
        share = np.divide(error, step, out=np.where(error > 0, np.inf, 0.0), where=step > 0)
        return float(share[wrong].max(initial=0.0))

    def likeness(self, cls: Any) -> Likeness | None:
        """How the iterates stand to a variant of the reference; None where it takes no step here."""
        if cls not in self._known:
            self._known[cls] = self._likeness(cls)
        return self._known[cls]

    def _likeness(self, cls: Any) -> Likeness | None:
        other = self._taken(cls(*self.regime.algorithm))
        n = min(len(other.x), len(self.reference.x))
        if not n:
            return None
        unit = np.maximum(
            self.reference.unit[:n], other.unit[:n]
        )  # what is itself known badly separates nothing
        M = self._difference(other.x, self.reference.x, unit)
        D = self._error[:n]
        distance = _largest(self._difference(self.x[1:], other.x, unit))
        cap = 1e100  # infinite differences count, but must not make 0 times infinity
        M, D = np.clip(M, -cap, cap), np.clip(D, -cap, cap)
        return Likeness(float(np.sum(M * M)), float(np.sum(M * D)), float(distance.max(initial=0.0)))

    def _measured(self, algorithm: Any) -> Steps:
        steps = self._taken(algorithm)
        if self.precision.bits == 53:
            return steps
        n, spread = len(steps.x), []
        for seed in range(RUNS):
            rounding = RandomRounding(seed, self.precision.bits, self.precision.limits)
            engine = RoundedEngine(rounding, numbers=True)
            rounded = self._follow(algorithm, engine, rounding).x
            n = min(n, len(rounded))
            spread.append(rounded)
        with np.errstate(over="ignore", invalid="ignore"):
            scatter = np.sqrt(np.mean([(run[:n] - steps.x[:n]) ** 2 for run in spread], axis=0))
        return Steps(steps.x[:n], np.maximum(scatter, self._floor(steps.x[:n])))

    def _taken(self, algorithm: Any) -> Steps:
        bits = 53 if self.precision.bits == 53 else 128
        steps = self._follow(algorithm, get_engine("ball", bits=bits), None)
        least = np.spacing(np.abs(steps.x)) if bits == 53 else self._floor(steps.x)
        return Steps(steps.x, np.maximum(steps.unit, least))

    def _floor(self, ends: np.ndarray) -> np.ndarray:
        """One rounding of a uniform error in the larger of both ends of the step."""
        size = np.maximum(np.abs(self.x[: len(ends)]), np.abs(ends))
        return self.precision.unit * np.maximum(size, np.finfo(float).tiny) / np.sqrt(3)

    def _follow(self, algorithm: Any, engine: Engine, rounding: Any) -> Steps:
        """Every step from the given iterates (other variables are the algorithm's own), with error radii.

        Ends early where a ball comparison is undecidable, a solve fails, draws or gradients run out, or the format's
        range is left.
        """
        ends: tuple[type[BaseException], ...] = (
            *engine.undecidable, np.linalg.LinAlgError, IndexError, NotApplicable, ZeroDivisionError, OutOfRange,
        )  # fmt: skip
        tape = engine.draws(self.case.draws.rewound())
        middles: list[Any] = []
        radii: list[Any] = []
        state = None
        with engine.context():
            fixed = self._oracles(engine, rounding)
            for k, before in enumerate(self.x[: self._followed]):
                now, problem = self.regime.at(k, engine.load, algorithm)
                now, problem = convert(now, engine.load), problem if fixed is None else fixed
                try:
                    state = now.init(problem, engine.load(before)) if state is None else state
                    state = now.step(problem, state._replace(x=engine.load(before)), tape)
                except ends:
                    break
                middle, radius = engine.unload(state.x)
                middles.append(middle)
                radii.append(np.zeros_like(middle) if radius is None else radius)
        shape = (len(middles), *self.case.start.shape)
        return Steps(np.reshape(middles, shape), np.reshape(radii, shape))

    def _oracles(self, engine: Engine, rounding: Any) -> Any:
        """The problem as the engine sees it at every step; None on a tape, which moves on."""
        if self.regime.gradients is not None:
            return None
        if rounding is None:
            return convert(self.regime.problem, engine.load)
        return RoundedOracles(self.regime.problem, lambda v: engine.load(rounding.result(v)))

    @staticmethod
    def _difference(a: np.ndarray, b: np.ndarray, unit: np.ndarray) -> np.ndarray:
        """(a - b) / unit over the steps that all have; non-finite on both sides is equal."""
        n = min(len(a), len(b), len(unit))
        a, b = a[:n], b[:n]
        both = ~np.isfinite(a) & ~np.isfinite(b)
        one = np.isfinite(a) != np.isfinite(b)
        with np.errstate(over="ignore", invalid="ignore"):  # what diverges is as far off as can be
            error = np.where(both | one, 0.0, a - b) / unit[:n]
        return np.where(both, 0.0, np.where(one, np.inf, error))


def _largest(error: np.ndarray) -> np.ndarray:
    """Largest modulus per step."""
    return np.abs(error).reshape(len(error), -1).max(axis=1) if error.size else np.zeros(0)
