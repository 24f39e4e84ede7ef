"""Central flow of gradient descent: what is claimed of it, with proofs, and what each claim must reject."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import numpy as np

from refimpl.core.observables import HessianEigenvalue
from refimpl.dynamics_theory.gd_central_flow import Variance
from refimpl.first_order_adaptive.gradient_descent import GradientDescent
from refimpl.problems import SharpeningValley
from verification.claim import Kind, Standing, claim, planted, without
from verification.evidence import bound, identity, step_inequality
from verification.finding import Curve, Finding, Picture, worst
from verification.mutants.dynamics_theory import gd_central_flow as mutants
from verification.trial import complete_run, first_iterates

U = 2.0**-53
ETA, BEND, PULL = 0.4, 0.3125, 1.25
FLOOR = np.array([0.0, 3.9375, 0.0])  # S = 4.9375 just below the edge 2/eta = 5


@claim(
    "gd-central-flow",
    theorem="central flow on the floor of a valley",
    kind=Kind.ITERATE,
    standing=Standing.DERIVED,
    statement="y_1, ..., y_6 equal the reduced flow of (y_1, y_2) in fractions, below the edge and along it",
    engine="ball",
    controls=planted(*mutants.MUTANTS),
)
def first_iterates_on_the_floor(method: type, engine: str) -> Finding:
    """On x_1 = 0: grad f = (0, grad l), grad S = (1, 2 b y_2), and x_1 stays 0.

    eta = 1/2 with the edge at S = 4; from S = 3.1 it takes two steps to meet it.
    """
    e, eta, h = Fraction(1, 8), Fraction(1, 2), Fraction(4)
    b, p = Fraction(BEND), Fraction(PULL)
    y, expected = [Fraction(17, 8), Fraction(1, 4)], []
    for _ in range(6):
        S, a = 1 + y[0] + b * y[1] ** 2, [Fraction(1), 2 * b * y[1]]
        g = [-e, 2 * e * p * (y[1] - 2)]
        rise = S - h * eta * (a[0] * g[0] + a[1] * g[1]) - 2 / eta
        s = max(Fraction(0), 2 * rise / (h * eta * (a[0] ** 2 + a[1] ** 2)))
        y = [v - h * eta * (c + s / 2 * d) for v, c, d in zip(y, g, a)]
        expected.append([Fraction(0), *y])
    problem = SharpeningValley(0.125, BEND, PULL)
    return first_iterates(method(0.5, 4.0), problem, np.array([0.0, 2.125, 0.25]), expected, engine)


@claim(
    "gd-central-flow",
    theorem="the edge is kept",
    kind=Kind.STEP_INEQUALITY,
    standing=Standing.DERIVED,
    statement="S(w_{k+1}) <= 2/eta + b (dy_2)^2 at every step, and equal wherever the variance is positive",
    controls=(
        *planted(mutants.NoVariance, mutants.TimeWithoutStepSize, mutants.HalfForgotten, mutants.EdgeAtOne),
        *planted(mutants.VarianceBelowTheEdge),
        *without("a start below the edge", raised=2.0),
    ),
)
def edge_is_kept(method: type, engine: str, raised: float = 0.0) -> Finding:
    """The step's s is the smallest s >= 0 with S + <a, dw> <= 2/eta; if s > 0 this is an equality. On the floor
    S(y + dy) = S + <a, dy> + b (dy_2)^2 exactly.
    """
    problem, start = SharpeningValley(0.02, BEND, PULL), FLOOR + np.array([0.0, raised, 0.0])
    record = [HessianEigenvalue(), Variance(ETA, 5.0)]
    t = complete_run(method(ETA, 5.0), problem, start, 200, engine=engine, record=record)
    S, s = t.observed["HessianEigenvalue"], t.observed["Variance"][:-1]
    right = 2 / ETA + BEND * np.diff(t.x[:, 2]) ** 2
    # S is an eigenvalue of size 5, good to some ten units
    kept = step_inequality(S[1:] if not raised else S[:-1], right, allowance=64 * U * 5, label="S(w_k+1)")
    met = np.flatnonzero(s > 0)
    equal = identity(S[1:][met], right[met], tolerance=64 * U)
    return worst([kept, equal])


@claim(
    "gd-central-flow",
    theorem="where the flow ends",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="it ends at the minimum of l on S = 2/eta, y_2 = 2 p/(b + p), with the multiplier s = 2 e",
    controls=planted(
        mutants.NoVariance,
        mutants.EdgeAtOne,
        mutants.VarianceBelowTheEdge,
        mutants.HalfForgotten,
    )
    + without("time enough", steps=200),
)
def ends_at_the_constrained_minimum(method: type, engine: str, steps: int = 1500) -> Finding:
    """At rest grad l + (s/2) grad S = 0: -e + s/2 = 0 and 2 e p (y_2 - 2) + (s/2) 2 b y_2 = 0, on S = 2/eta.

    With b = 5/16, p = 5/4 and 2/eta = 5: y = (3.2, 1.6). Along the edge the distance shrinks by 2 e eta h (p + b) or
    less per step, a factor of 0.9 and below here, so that after 1500 steps it is rounding.
    """
    e, h = 0.02, 5.0
    t = complete_run(
        method(ETA, h), SharpeningValley(e, BEND, PULL), FLOOR, steps, engine=engine, every=steps,
        record=[Variance(ETA, h)],
    )  # fmt: skip
    found = np.array([*t.x[-1], t.observed["Variance"][-1] / e])
    # an error of u in S is one of u/h in the variance over eta |a|^2/2: 5 u/(0.4 e) per e
    return identity(found, np.array([0.0, 3.2, 1.6, 2.0]), tolerance=1e-11)


@claim(
    "gd-central-flow",
    theorem="below the edge",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="below the edge the variance is zero and h steps of gradient flow pass: x+ = x - h eta grad f",
    controls=planted(mutants.TimeWithoutStepSize, mutants.NegativeVariance, mutants.VarianceBelowTheEdge)
    + without("a start below the edge", raised=2.0),
)
def below_the_edge_gradient_flow(method: type, engine: str, raised: float = 0.0) -> Finding:
    """There S + <a, dw> < 2/eta for s = 0. The floor's l is quadratic and linear: both coordinates in closed form.

    From y_1 = -1 - b/4 on, where S = 0, the largest eigenvalue is 2 e p at first, and a = 0.
    """
    e, h, steps, found = 0.02, 5.0, 20, []
    for low in (1.0, -1.0 - BEND / 4):
        start = np.array([0.0, low + raised, 0.5])
        t = complete_run(method(ETA, h), SharpeningValley(e, BEND, PULL), start, steps, engine=engine)
        k = np.arange(steps + 1)
        y1 = low + raised + k * h * ETA * e
        y2 = 2 + (0.5 - 2) * (1 - h * ETA * 2 * e * PULL) ** k
        # twenty sums of a few roundings each on numbers below 4
        found.append(identity(t.x, np.column_stack([0 * k, y1, y2]), tolerance=400 * U))
    return worst(found)


@claim(
    "gd-central-flow",
    theorem="gradient descent follows the flow in the mean",
    kind=Kind.RATE,
    standing=Standing.OBSERVED,
    statement="mean of GD - flow over windows of 2/e halves from e = 0.02 to 0.005, gradient flow is 100 times as far",
    controls=planted(
        mutants.NoVariance,
        mutants.HalfForgotten,
        mutants.TimeWithoutStepSize,
        mutants.EdgeAtOne,
        mutants.VarianceBelowTheEdge,
    )
    + without("the edge of gradient descent, another step size", step_size=0.3),
)
def gradient_descent_in_the_mean(method: type, engine: str, step_size: float = ETA) -> Finding:
    """x_1+ = (1 - eta S(y)) x_1 and y+ = y - eta (grad l + (x_1^2/2) grad S): y moves by O(e) per step and feels x_1^2
    only through its mean over windows of 1/e steps. That mean keeps log|x_1| bounded, thus S = 2/eta in the mean, and
    then it is the multiplier s = max(0, -<grad l, grad S>)/(|grad S|^2/2) of the flow.

    Around it d^2 log|x_1|/dk^2 ~ -eta^2 (x_1^2 - s)/2 with x_1^2 = O(e): S swings around the edge with the amplitude
    and the frequency sqrt(e), so that an average over 2/e steps leaves sqrt(e) or less: half of it at e/4. How much
    less, and the factor of 100, are observed. The mean of x_1^2 over the second half is s within a tenth, s = 2 e.
    """
    found, largest = [], []
    picture: Picture | None = None
    for e in (0.02, 0.005):
        N, window = round(40 / e), round(2 / e)
        h = N / 800
        problem, x0 = SharpeningValley(e, BEND, PULL), FLOOR + np.array([0.9 * np.sqrt(2 * e), 0, 0])
        descent = complete_run(GradientDescent(step_size), problem, x0, N, engine=engine).x
        t = complete_run(method(ETA, h), problem, FLOOR, 800, engine=engine, record=[Variance(ETA, h)])
        k = np.arange(N + 1)
        flow = np.column_stack([np.interp(k, t.steps * h, t.x[:, i]) for i in (1, 2)])
        apart = np.linalg.norm(_mean(descent[:, 1:], window) - _mean(flow, window), axis=1)
        largest.append(np.max(apart))
        gradient_flow = FLOOR[1] + 16 - descent[-1, 1]  # y_1 rises by eta e per step, for ever
        picture = picture or _picture(e, descent, flow)
        squares = np.mean(descent[N // 2 :, 0] ** 2) - np.mean(t.observed["Variance"][400:])
        found += [
            bound(largest[-1:], np.array([gradient_flow / 100]), ylabel="|mean GD - central flow|"),
            bound(np.array([abs(squares)]), np.array([0.1 * 2 * e]), ylabel="|mean of x_1^2 - s|"),
        ]
    found.append(bound(largest[1:], np.array([largest[0] / 2]), ylabel="distance at e/4"))
    return worst(found)._replace(picture=picture)


def _mean(values: np.ndarray, window: int) -> np.ndarray:
    sums = np.cumsum(np.vstack([np.zeros(values.shape[1]), values]), axis=0)
    return (sums[window:] - sums[:-window]) / window


def _picture(e: float, descent: np.ndarray, flow: np.ndarray) -> Picture:
    def S(y: np.ndarray) -> Any:
        return 1 + y[:, 0] + BEND * y[:, 1] ** 2

    k = np.arange(len(flow))
    few = slice(None, None, max(1, len(flow) // 400))
    curves = (
        Curve("edge 2/eta", k[[0, -1]] * e, np.full(2, 2 / ETA), "theory"),
        Curve("central flow", k[few] * e, S(flow)[few], "theory"),
        Curve(f"gradient descent, e = {e:g}", k[few] * e, S(descent[:, 1:])[few], "measured"),
    )
    return Picture(curves, "k e", "S", "linear", "linear")


CLAIMS = (
    first_iterates_on_the_floor,
    edge_is_kept,
    ends_at_the_constrained_minimum,
    below_the_edge_gradient_flow,
    gradient_descent_in_the_mean,
)
