"""What three model-based methods share: iterates in fractions, and the descent of the Moreau envelope."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from typing import Any, NamedTuple

import numpy as np

from refimpl.core.draws import tape
from refimpl.problems import Box, Constrained, PhaseRetrieval
from verification.arithmetic.weakly_convex import Step, envelope, expected
from verification.claim import Claim, Control, Kind, Standing, claim, without
from verification.evidence import bound, step_inequality
from verification.finding import Finding, worst
from verification.trial import complete_run, first_iterates

UNIT = 2.0**-53
PLANE = PhaseRetrieval(np.array([[1.0, 0.5], [-0.5, 1.5], [0.75, -1.0]]), np.array([1.0, 4.0, 0.25]))
LINE = PhaseRetrieval(np.array([[1.0], [1.5]]), np.array([1.0, 0.5]))
ONE = PhaseRetrieval(np.array([[1.0]]), np.array([1.0]))  # |x^2 - 1|
LOW, HIGH = 0.25, 0.875  # steps on both terms leave it
DRAWS = [0, 1, 2, 1, 0, 2, 2, 1]

Lipschitz = Callable[[float, np.ndarray, np.ndarray], np.ndarray]
Value = Callable[[float, np.ndarray, float, float], np.ndarray]


class Model(NamedTuple):
    """Of a method: whether its model overestimates (tau) or is weakly convex itself (eta), its set, L_i, and the model
    of |a^2 y^2 - b| at x, for y of shape (m,).
    """

    implicit: bool
    low: float
    high: float
    lipschitz: Lipschitz
    value: Value

    def constants(self, problem: PhaseRetrieval) -> tuple[float, float]:
        """tau and eta: 2 mean a_i^2 in the mean over the terms, or 2 max a_i^2 for every term."""
        square = problem.A[:, 0] ** 2
        return (0.0, float(2 * np.max(square))) if self.implicit else (float(2 * np.mean(square)), 0.0)

    def on_its_set(self, problem: PhaseRetrieval) -> Any:
        """The problem, on an interval where there is one."""
        if self.low == -np.inf:
            return problem
        return Constrained(problem, Box(np.array([self.low]), np.array([self.high])))

    def outside(self, y: float) -> bool:
        """Whether y has left the set."""
        return bool(y < self.low - 1e-12 or y > self.high + 1e-12)


def slope_at(x: float, following: np.ndarray, a: np.ndarray) -> np.ndarray:
    """|G_i| at x, the Lipschitz constant of the linear and of the prox-linear model."""
    return 2 * a**2 * abs(x)


def slope_between(x: float, following: np.ndarray, a: np.ndarray) -> np.ndarray:
    """|f_i(x) - f_i(x+)| <= a_i^2 |x^2 - x+^2| = a_i^2 (|x| + |x+|) |x - x+| where they have one sign."""
    return a**2 * np.abs(x + following)


def linear(x: float, y: np.ndarray, a: float, b: float) -> np.ndarray:
    """f + <g, y - x>."""
    r = a * a * x * x - b
    return abs(r) + np.sign(r) * 2 * a * a * x * (y - x)


def linear_inside(x: float, y: np.ndarray, a: float, b: float) -> np.ndarray:
    """|c + c'(y - x)|."""
    return np.abs(a * a * x * x - b + 2 * a * a * x * (y - x))


def exactly(x: float, y: np.ndarray, a: float, b: float) -> np.ndarray:
    """f itself."""
    return np.abs(a * a * y * y - b)


LINEAR = Model(False, LOW, HIGH, slope_at, linear)
PROX_LINEAR = Model(False, -np.inf, np.inf, slope_at, linear_inside)
PROXIMAL = Model(True, -np.inf, np.inf, slope_between, exactly)


def claims(
    name: str,
    model: Model,
    first_iterates_on_phase_retrieval: Any,
    proof: str,
    betas: tuple[float, float],
    controls: tuple[tuple[Control, ...], tuple[Control, ...], tuple[Control, ...]],
    shows: tuple[str, ...] = (),
) -> tuple[Claim, ...]:
    """The claims of a method: its first iterates, and what the envelope does in one step and in many.

    `proof` is that of the inequality of its model; `betas` are those of the two claims on the envelope, `controls` of
    these and of the claim on the model.
    """

    def model_from_one_side(method: Any, engine: str, overestimate: float = 1.0) -> Finding:
        """x+ minimises m + (beta/2)|. - x|^2, which is (beta - eta)-strongly convex: at y it exceeds its minimum by

        (beta - eta)/2 |x+ - y|^2. One-sided accuracy, m(y) <= f(y) + (tau/2)|y - x|^2: the square in f is linearised
        with an error of a^2 (y - x)^2, tau = 2 a^2, or not at all, when f itself has eta = 2 a^2.
        """
        return one_sided(method, engine, model, betas[0], overestimate)

    def one_step(method: Any, engine: str, share: float = 1.0) -> Finding:
        return descent(method, engine, model, betas[0], share)

    one_step.__doc__ = f"""{proof}

    With y = the proximal point of x: phi(x+) <= f(y) + (r/2)|y - x+|^2, and f(y) - f(x) <= -(2r - rho)/2 |y - x|^2.
    The envelope is exact: on the line its minimiser is a kink or stationary for one choice of signs.
    """

    def stationarity(method: Any, engine: str) -> Finding:
        """Sum the descent of the envelope over t < T and use phi_{1/r}(x_T) >= min phi.

        It is r/(r - rho) (beta - eta) [phi(x_0) - min phi + sum r L_t^2/(2 beta (beta - eta))]/T, which is
        O(T^(-1/2)) with beta ~ sqrt T.
        """
        return mean_of_gradients(method, engine, model, betas[1])

    return (
        first_iterates_on_phase_retrieval,
        claim(
            name,
            theorem="one-sided model",
            kind=Kind.STEP_INEQUALITY,
            standing=Standing.DERIVED,
            statement="m(x+) + (beta/2)|x+ - x|^2 + ((beta-eta)/2)|x+ - y|^2 <= f(y) + ((beta+tau)/2)|y - x|^2, any y",
            controls=controls[2],
        )(model_from_one_side),
        claim(
            name,
            theorem="descent of the envelope",
            kind=Kind.STEP_INEQUALITY,
            standing=Standing.DERIVED,
            statement="E phi(x+) <= phi(x) - (r-rho)/(r (beta-eta)) |grad phi|^2 + r L^2/(2 beta (beta-eta)), "
            "phi = phi_{1/r}",
            controls=(*controls[0], *without("weak convexity in the coefficient", share=0.0)),
            shows=shows,
        )(one_step),
        claim(
            name,
            theorem="stationarity",
            kind=Kind.BOUND,
            standing=Standing.DERIVED,
            statement="on |x^2 - 1| the mean of |grad phi(x_t)|^2 over t < T is at most the telescoped sum, every T",
            controls=controls[1],
        )(stationarity),
    )


def iterates(method: Any, engine: str, step: Step, beta: float, box: bool = False) -> Finding:
    """x_1, ..., x_8 in the plane against fractions, with given draws."""
    problem: Any = PLANE
    if box:
        problem = Constrained(PLANE, Box(np.full(2, -0.125), np.full(2, 8.0)))
    x0 = [1.5, 0.25]
    wanted = expected(PLANE, x0, DRAWS, beta, step, low=-0.125 if box else -1e9)
    return first_iterates(method(beta), problem, np.array(x0), wanted, engine, rng=tape([], DRAWS * 2))


def descent(method: Any, engine: str, model: Model, beta: float, share: float) -> Finding:
    """E phi(x+) <= phi(x) - (r - rho)/(r (beta - eta)) |grad phi|^2 + r L^2/(2 beta (beta - eta)) at 24 points x.

    r = 3 rho/2; the expectation is over the two terms of LINE. `share` of rho is accounted for in the coefficient.
    """
    tau, eta = model.constants(LINE)
    rho = tau + eta
    r, a, problem = 1.5 * rho, LINE.A[:, 0], model.on_its_set(LINE)
    left, right = [], []
    for x in np.linspace(0.25, min(2.0, model.high), 24):
        draws = [tape([], [i, i]) for i in range(2)]
        runs = [complete_run(method(beta), problem, np.array([x]), 1, engine=engine, rng=d) for d in draws]
        following = np.array([run.x[1, 0] for run in runs])
        here, nearest = envelope(LINE, r, x, model.low, model.high)
        square = (r * (x - nearest)) ** 2
        L2 = np.mean(model.lipschitz(x, following, a) ** 2)
        # a point that has left the set has no value
        ahead = [
            1e6 if model.outside(y) else envelope(LINE, r, y, model.low, model.high)[0] for y in following
        ]
        left.append(np.mean(ahead))
        right.append(
            here - (r - share * rho) / (r * (beta - eta)) * square + r * L2 / (2 * beta * (beta - eta))
        )
    # an envelope is good to a few roundings of numbers below 16
    return step_inequality(
        np.array(left), np.array(right), allowance=512 * UNIT, xlabel="point", label="E phi(x+)"
    )


def one_sided(method: Any, engine: str, model: Model, beta: float, overestimate: float) -> Finding:
    """The inequality of the model and its minimiser at twelve points x, both terms of LINE, 33 points y of the set."""
    problem, left, right = model.on_its_set(LINE), [], []
    high = min(2.0, model.high)
    for x in np.linspace(0.25, high, 12):
        y = np.linspace(max(-2.0, model.low), high, 33)
        for i, (a, b) in enumerate(zip(LINE.A[:, 0], LINE.b)):
            draws = tape([], [i, i])
            plus = complete_run(method(beta), problem, np.array([x]), 1, engine=engine, rng=draws).x[1]
            tau, eta = (0.0, 2 * a * a) if model.implicit else (2 * a * a * overestimate, 0.0)
            least = model.value(x, plus, a, b) + beta / 2 * (plus - x) ** 2
            # outside the set m is infinite
            left.append(np.where(model.outside(plus[0]), 1e6, least) + (beta - eta) / 2 * (plus - y) ** 2)
            right.append(np.abs(a * a * y * y - b) + (beta + tau) / 2 * (y - x) ** 2)
    # sums of a few products of numbers below 64
    return step_inequality(
        np.ravel(left), np.ravel(right), allowance=1024 * UNIT, xlabel="case", label="m(x+) + ..."
    )


def mean_of_gradients(method: Any, engine: str, model: Model, beta: float, steps: int = 100) -> Finding:
    """The mean of |grad phi(x_t)|^2 over t < T on |x^2 - 1| against the sum of the one-step bounds."""
    tau, eta = model.constants(ONE)
    rho = tau + eta
    r, problem, found = 1.5 * rho, model.on_its_set(ONE), []
    for x0 in (0.375, min(1.75, model.high)):
        x = complete_run(
            method(beta), problem, np.array([x0]), steps, engine=engine, rng=tape([], [0] * (2 * steps))
        ).x[:, 0]
        near = np.array([envelope(ONE, r, v, model.low, model.high) for v in x[:-1]])
        squares = (r * (x[:-1] - near[:, 1])) ** 2
        lipschitz = np.array([model.lipschitz(v, w, np.ones(1))[0] ** 2 for v, w in pairwise(x)])
        T = np.arange(1, steps + 1)
        noise = r * np.cumsum(lipschitz) / (2 * beta * (beta - eta))
        right = r / (r - rho) * (beta - eta) * (near[0, 0] + noise)  # min phi >= 0
        found.append(bound(np.cumsum(squares) / T, right / T, x=T, xlabel="T", ylabel="mean of |grad phi|^2"))
    return worst(found)
