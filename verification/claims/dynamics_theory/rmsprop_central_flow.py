"""Central flow of RMSProp: what is claimed of it, with proofs, and what each claim must reject."""

from __future__ import annotations

from decimal import Decimal, localcontext
from typing import NamedTuple

import numpy as np

from refimpl.problems import SharpeningValley
from verification.claim import Kind, Standing, claim, planted, without
from verification.claims.dynamics_theory.rmsprop_paths import (
    BEND,
    FLOOR,
    PULL,
    Scale,
    follows_in_the_mean,
    three_moments,
    two_cycle,
)
from verification.evidence import identity, step_inequality
from verification.finding import Finding, worst
from verification.mutants.dynamics_theory import rmsprop_central_flow as mutants
from verification.trial import complete_run, first_iterates

U = 2.0**-53


class FirstMoment(NamedTuple):
    """u_1, an observable."""

    def measure(self, problem, state):
        return state.u[0]


@claim(
    "rmsprop-central-flow",
    theorem="central flow on the floor of a valley",
    kind=Kind.ITERATE,
    standing=Standing.DERIVED,
    statement="y_1, ..., y_6 equal the reduced flow of (y, u) in 80-digit decimals, below the edge and along it",
    engine="ball",
    controls=planted(*mutants.MUTANTS),
)
def first_iterates_on_the_floor(method: type, engine: str) -> Finding:
    """On x_1 = 0 the Hessian is diagonal and the critical direction e_1, l = S/sqrt(u_1). With the variance r of x_1,
    dy_i = -h eta (grad_i l + (r/2) grad_i S)/sqrt(u_i), du_1 = h c (S^2 r - u_1), du_i = h c ((grad_i l)^2 - u_i).

    r >= 0 is the smallest one with l + dS/sqrt(u_1) - S du_1/(2 u_1^{3/2}) <= 2/eta, affine in r.
    """
    e, eta, h, beta2 = Decimal("0.125"), Decimal("0.5"), Decimal("2"), Decimal("0.75")
    b, p, expected = Decimal(BEND), Decimal(PULL), []
    with localcontext() as context:
        context.prec = 80
        y, u = [Decimal("2.125"), Decimal("0.25")], [Decimal("0.75"), Decimal("0.5"), Decimal("1.25")]
        c = (1 - beta2) / beta2
        for _ in range(6):
            S, a = 1 + y[0] + b * y[1] ** 2, [Decimal(1), 2 * b * y[1]]
            g, root = [-e, 2 * e * p * (y[1] - 2)], [v.sqrt() for v in u]

            def moved(r: Decimal, g=g, a=a, root=root, u=u, S=S) -> tuple[list[Decimal], list[Decimal]]:
                dy = [-h * eta * (g[i] + r * a[i] / 2) / root[i + 1] for i in (0, 1)]
                squares = [S * S * r, g[0] ** 2, g[1] ** 2]
                return dy, [h * c * (q - v) for q, v in zip(squares, u)]

            def over(r: Decimal, a=a, root=root, u=u, S=S, moved=moved) -> Decimal:
                dy, du = moved(r)
                rise = a[0] * dy[0] + a[1] * dy[1]
                return (S + rise) / root[0] - S * du[0] / (2 * u[0] * root[0]) - 2 / eta

            at, per = over(Decimal(0)), over(Decimal(1)) - over(Decimal(0))
            dy, du = moved(max(Decimal(0), -at / per))
            y, u = [v + d for v, d in zip(y, dy)], [v + d for v, d in zip(u, du)]
            expected.append([Decimal(0), *y])
    algorithm = method(0.5, 0.75, np.array([0.75, 0.5, 1.25]), 2.0)
    problem = SharpeningValley(0.125, BEND, PULL)
    return first_iterates(algorithm, problem, np.array([0.0, 2.125, 0.25]), expected, engine)


@claim(
    "rmsprop-central-flow",
    theorem="the edge is kept",
    kind=Kind.STEP_INEQUALITY,
    standing=Standing.DERIVED,
    statement="S/sqrt(u_1) with its first-order change is at most 2/eta at every step, and equal from the edge on",
    controls=(
        *planted(*(m for m in mutants.MUTANTS if m is not mutants.RateOneMinusBeta2)),
        *without("the preconditioner of the run, that of the start", fixed=1),
    ),
)
def edge_is_kept(method: type, engine: str, fixed: int = 0) -> Finding:
    """The smallest s >= 0 of the step makes the linearised l at most 2/eta, and equal to it if s > 0.

    On the floor l = S/sqrt(u_1), dl = <grad S, dy>/sqrt(u_1) - S du_1/(2 u_1^{3/2}): read off y and u_1 alone.
    """
    e, eta, steps = 0.5, 0.016, 300
    initial = np.array([(eta * 5 / 2) ** 2, 1.0, 1.0])
    problem = SharpeningValley(e, BEND, PULL)
    t = complete_run(
        method(eta, 0.92, initial, 0.5), problem, FLOOR, steps, engine=engine, record=[FirstMoment()]
    )
    y1, y2, u = t.x[:, 1], t.x[:, 2], t.observed["FirstMoment"]
    u = np.full(steps + 1, u[0]) if fixed else u
    S = 1 + y1 + BEND * y2**2
    rise = np.diff(y1) + 2 * BEND * y2[:-1] * np.diff(y2)
    left = (S[:-1] + rise) / np.sqrt(u[:-1]) - S[:-1] * np.diff(u) / (2 * u[:-1] ** 1.5)
    right = np.full(steps, 2 / eta)
    # l is good to some ten units, and s divides its excess by h times as much again
    allowance = 256 * U * 2 / eta
    kept = step_inequality(left, right, allowance=allowance, label="l + dl")
    return worst([kept, identity(left[50:], right[50:], tolerance=256 * U)])


@claim(
    "rmsprop-central-flow",
    theorem="the edge is kept to second order",
    kind=Kind.RATE,
    standing=Standing.DERIVED,
    statement="in general position, from the edge on, half the time step leaves a quarter of the excess l - 2/eta",
    controls=planted(
        mutants.HalfForgotten,
        mutants.MomentOfTheMeanOnly,
        mutants.NoVariance,
        mutants.EdgeAtOne,
        mutants.UnscaledEigenvector,
    )
    + without("a start at the edge", below=2.0),
)
def excess_is_of_second_order(method: type, engine: str, below: float = 0.0) -> Finding:
    """The step sets the linearised l to 2/eta, so that l differs by the second-order term of one step, C h^2 + O(h^3),
    whatever went before: nothing accumulates. Off the floor v has three components and g_1 is not zero.

    l is NumPy's largest eigenvalue of u^{-1/4} H u^{-1/4}. C h^2 dominates here: ratios are 4 up to h times numbers of
    order ten.
    """
    problem, x0, u0 = (
        SharpeningValley(0.5, BEND, PULL),
        np.array([0.1, 3.9 - below, 0.2]),
        np.array([1.0, 1.0, 0.5]),
    )

    def largest(x: np.ndarray, u: np.ndarray) -> float:
        return float(np.linalg.eigvalsh(problem.hessian(x) / np.sqrt(np.sqrt(np.outer(u, u))))[-1])

    eta = 2 / largest(np.array([0.1, 3.9, 0.2]), u0)
    excess = []
    for n in (16, 32, 64):
        t = complete_run(method(eta, 0.5, u0, 0.125 / n), problem, x0, n, engine=engine)
        excess.append(largest(t.x[-1], t.state.u) - 2 / eta)
    ratios = np.array(excess[:-1]) / np.array(excess[1:])
    return identity(ratios, np.full(2, 4.0), tolerance=10 * 0.125 / 16, scale=1.0)


@claim(
    "rmsprop-central-flow",
    theorem="two-cycle on a quadratic",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="constant S: the flow ends at sqrt(u_1) = eta S/2, where RMSProp has the cycle |x| = eta/2, any b2 and S",
    controls=planted(mutants.MomentOfTheMeanOnly, mutants.NoVariance, mutants.EdgeAtOne)
    + without("a second moment that starts below the edge", above=1),
)
def two_cycle_on_a_quadratic(method: type, engine: str, above: int = 0) -> Finding:
    """In the coordinate x_1 alone RMSProp is scalar RMSProp: on the cycle +-A, u = S^2 A^2 and eta S/sqrt(u) = 2.

    Flow: below the edge u_1 falls towards 0 until eta S = 2 sqrt(u_1), and then r = u_1/S^2 holds it: du_1 = 0.
    The linearised edge approaches it as Newton's method does. The cycle itself is run here by its own two lines.
    """
    found = []
    for beta2, S, h in ((0.9, 1.0, 2.0), (0.99, 7.0, 20.0)):
        eta = 0.5
        problem = SharpeningValley(2.0**-40, 0.0, PULL, 0.0, S)
        start = 0.5 if above else 4.0
        initial = np.array([start * (eta * S / 2) ** 2, 1.0, 1.0])
        t = complete_run(
            method(eta, beta2, initial, h), problem, np.array([0.0, 0.0, 2.0]), 60, engine=engine,
            record=[FirstMoment()],
        )  # fmt: skip
        root = np.sqrt(t.observed["FirstMoment"])
        late = root[1:] if above else root[-30:]
        found.append(identity(late / (eta * S / 2), np.ones(len(late)), tolerance=1e-9))
        found.append(identity(two_cycle(eta, beta2, S), [eta / 2, eta * S / 2], tolerance=1e-9))
    return worst(found)


@claim(
    "rmsprop-central-flow",
    theorem="RMSProp follows the flow in the mean",
    kind=Kind.RATE,
    standing=Standing.OBSERVED,
    statement="means of (y, sqrt(u_1)) over 1/q steps are within 0.01 of the flow for eta, 1 - b2 ~ q = 0.02 and 0.01",
    controls=planted(
        mutants.MomentOfTheMeanOnly, mutants.NoVariance, mutants.EdgeAtOne, mutants.UnscaledEigenvector
    ),
)
def rmsprop_in_the_mean(method: type, engine: str) -> Finding:
    """y moves by eta g/sqrt(u), of order q per step, and u by 1 - b2, of order q: both feel x_1^2 in the mean only.

    How near the paths are is observed. The factor (1 - b2)/b2 is exact for the moment that the step uses; against
    1 - b2 it is a shift of u by one step, and the term (s/2) a is of order q^2 here: this comparison sees neither.
    """
    scales = []
    for q in (0.02, 0.01):
        eta = 0.4 * q
        initial = np.array([(eta * 5 / 2) ** 2, 1.0, 1.0])
        scales.append(Scale(0.5, eta, 1 - 2 * q, initial, round(8 / q), round(1 / q)))
    return follows_in_the_mean(method, three_moments, scales, FirstMoment(), engine)


CLAIMS = (
    first_iterates_on_the_floor,
    edge_is_kept,
    excess_is_of_second_order,
    two_cycle_on_a_quadratic,
    rmsprop_in_the_mean,
)
