"""Central flow of scalar RMSProp: what is claimed of it, with proofs, and what each claim must reject."""

from __future__ import annotations

from decimal import Decimal, localcontext
from typing import NamedTuple

import numpy as np

from refimpl.core.observables import HessianEigenvalue
from refimpl.problems import SharpeningValley
from verification.claim import Kind, Standing, claim, planted, without
from verification.claims.dynamics_theory.rmsprop_paths import (
    BEND,
    FLOOR,
    PULL,
    Scale,
    follows_in_the_mean,
    one_moment,
    two_cycle,
)
from verification.evidence import identity, step_inequality
from verification.finding import Finding, worst
from verification.mutants.dynamics_theory import scalar_rmsprop_central_flow as mutants
from verification.trial import complete_run, first_iterates

U = 2.0**-53


class SecondMoment(NamedTuple):
    """u, an observable."""

    def measure(self, problem, state):
        return state.u


@claim(
    "scalar-rmsprop-central-flow",
    theorem="central flow on the floor of a valley",
    kind=Kind.ITERATE,
    standing=Standing.DERIVED,
    statement="y_1, ..., y_6 equal the reduced flow of (y, u) in 80-digit decimals, below the edge and along it",
    engine="ball",
    controls=planted(*mutants.MUTANTS),
)
def first_iterates_on_the_floor(method: type, engine: str) -> Finding:
    """On x_1 = 0: grad f = (0, grad l), grad S = (1, 2 b y_2), and x_1 stays 0; written out for (y_1, y_2, u).

    s solves eta (S + <a, dy>) = 2 (sqrt(u) + du/(2 sqrt(u))) with dy and du affine in s, by the values at s = 0 and 1.
    """
    e, eta, h, beta2 = Decimal("0.125"), Decimal("0.5"), Decimal("2"), Decimal("0.75")
    b, p, expected = Decimal(BEND), Decimal(PULL), []
    with localcontext() as context:
        context.prec = 80
        y, u, c = [Decimal("2.125"), Decimal("0.25")], Decimal("0.75"), (1 - beta2) / beta2
        for _ in range(6):
            S, a = 1 + y[0] + b * y[1] ** 2, [Decimal(1), 2 * b * y[1]]
            g, root = [-e, 2 * e * p * (y[1] - 2)], u.sqrt()

            def moved(s: Decimal, g=g, a=a, root=root, u=u, S=S) -> tuple[list[Decimal], Decimal]:
                dy = [-h * eta / root * (v + s * w / 2) for v, w in zip(g, a)]
                return dy, h * c * (g[0] ** 2 + g[1] ** 2 + S * S * s - u)

            def over(s: Decimal, a=a, root=root, S=S, moved=moved) -> Decimal:
                dy, du = moved(s)
                return eta * (S + a[0] * dy[0] + a[1] * dy[1]) - 2 * root - du / root

            at, per = over(Decimal(0)), over(Decimal(1)) - over(Decimal(0))
            dy, du = moved(max(Decimal(0), -at / per))
            y, u = [v + d for v, d in zip(y, dy)], u + du
            expected.append([Decimal(0), *y])
    problem = SharpeningValley(0.125, BEND, PULL)
    return first_iterates(
        method(0.5, 0.75, 0.75, 2.0), problem, np.array([0.0, 2.125, 0.25]), expected, engine
    )


@claim(
    "scalar-rmsprop-central-flow",
    theorem="the edge is kept",
    kind=Kind.STEP_INEQUALITY,
    standing=Standing.DERIVED,
    statement="eta S - 2 sqrt(u) <= eta b (dy_2)^2 + (d sqrt(u))^2/sqrt(u) after every step; equal from the edge on",
    controls=(
        *planted(*(m for m in mutants.MUTANTS if m is not mutants.RateOneMinusBeta2)),
        *without("the edge at 2 sqrt(u), that of gradient descent", fixed=1),
    ),
)
def edge_is_kept(method: type, engine: str, fixed: int = 0) -> Finding:
    """The step keeps eta (S + <a, dw>) <= 2 sqrt(u) + du/sqrt(u), with equality if s > 0. On the floor
    S(y + dy) = S + <a, dy> + b (dy_2)^2, and sqrt(u) + du/(2 sqrt(u)) - sqrt(u + du) = (d sqrt(u))^2/(2 sqrt(u)).
    """
    e, eta, steps = 0.02, 0.4, 200
    problem, initial = SharpeningValley(e, BEND, PULL), (eta * 5 / 2) ** 2
    t = complete_run(
        method(eta, 0.96, initial, 5.0), problem, FLOOR, steps, engine=engine,
        record=[HessianEigenvalue(), SecondMoment()],
    )  # fmt: skip
    root = np.sqrt(np.full(steps + 1, initial) if fixed else t.observed["SecondMoment"])
    over = eta * t.observed["HessianEigenvalue"][1:] - 2 * root[1:]
    right = eta * BEND * np.diff(t.x[:, 2]) ** 2 + np.diff(root) ** 2 / root[:-1]
    # the eigenvalue and the root are good to some ten units of numbers below 5
    allowance = 64 * U * 5
    kept = step_inequality(over, right, allowance=allowance, label="eta S - 2 sqrt(u)")
    return worst([kept, identity(over[20:], right[20:], tolerance=allowance, scale=1.0)])


@claim(
    "scalar-rmsprop-central-flow",
    theorem="two-cycle on a quadratic",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="constant S: the flow ends at sqrt(u) = eta S/2, where RMSProp has the cycle |x| = eta/2, any b2 and S",
    controls=planted(mutants.MomentOfTheMeanOnly, mutants.NoVariance, mutants.EdgeAtOne)
    + without("a second moment that starts below the edge", above=1),
)
def two_cycle_on_a_quadratic(method: type, engine: str, above: int = 0) -> Finding:
    """RMSProp, second moment first: on the cycle +-A of f = S x^2/2, u = S^2 A^2 and eta S/sqrt(u) = 2, so A = eta/2.

    Flow, a = 0: below the edge u falls towards |g|^2 = 0 until eta S = 2 sqrt(u), and then s = u/S^2 = eta^2/4 holds
    it: du = 0. The linearised edge approaches sqrt(u) = eta S/2 as Newton's method does. The cycle itself is run
    here by its own two lines.
    """
    found = []
    for beta2, S, h in ((0.9, 1.0, 2.0), (0.99, 7.0, 20.0)):
        eta = 0.5
        # l as small as possible: its gradient is 1e-12 of the numbers below
        problem = SharpeningValley(2.0**-40, 0.0, PULL, 0.0, S)
        start = 0.5 if above else 4.0
        algorithm = method(eta, beta2, start * (eta * S / 2) ** 2, h)
        t = complete_run(
            algorithm, problem, np.array([0.0, 0.0, 2.0]), 60, engine=engine, record=[SecondMoment()]
        )
        root = np.sqrt(t.observed["SecondMoment"])
        late = root[1:] if above else root[-30:]
        found.append(identity(late / (eta * S / 2), np.ones(len(late)), tolerance=1e-9))
        found.append(identity(two_cycle(eta, beta2, S), [eta / 2, eta * S / 2], tolerance=1e-9))
    return worst(found)


@claim(
    "scalar-rmsprop-central-flow",
    theorem="scalar RMSProp follows the flow in the mean",
    kind=Kind.RATE,
    standing=Standing.OBSERVED,
    statement="means of (y, sqrt(u)) over 2/e steps are within 0.01 of the flow for e = 0.02 and 0.005",
    controls=planted(*(m for m in mutants.MUTANTS if m is not mutants.RateOneMinusBeta2)),
)
def scalar_rmsprop_in_the_mean(method: type, engine: str) -> Finding:
    """As for gradient descent: y and u move by O(e) per step if eta^2 and 1 - b2 are of order e, and feel x_1^2 only in
    the mean, which keeps eta S/sqrt(u) = 2 in the mean. How near the paths are is observed; y moves by 2.5.

    The factor (1 - b2)/b2 is exact for the moment that the step uses: S^2 x^2 = u_{k+1} + (u_{k+1} - u_k) b2/(1 - b2).
    Against 1 - b2 it is a shift of u by one step, below what this comparison sees.
    """
    scales = []
    for e in (0.02, 0.005):
        eta = float(np.sqrt(6 * e))
        scales.append(Scale(e, eta, 1 - 2 * e, (eta * 5 / 2) ** 2, round(40 / e), round(2 / e)))
    return follows_in_the_mean(method, one_moment, scales, SecondMoment(), engine)


CLAIMS = (
    first_iterates_on_the_floor,
    edge_is_kept,
    two_cycle_on_a_quadratic,
    scalar_rmsprop_in_the_mean,
)
