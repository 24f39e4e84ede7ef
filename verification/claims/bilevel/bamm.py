"""sl-BAMM: what is claimed of it, with proofs, and what each claim must reject."""

from __future__ import annotations

from decimal import Decimal, localcontext

import numpy as np

from refimpl.problems import descent_aggregation_example, many_solutions_example
from verification.arithmetic.levels import curved, exact, plus, root, scaled, times
from verification.claim import Kind, Standing, claim, planted, without
from verification.evidence import identity, step_inequality, tight
from verification.finding import Finding, worst
from verification.mutants.bilevel import bamm as mutants
from verification.oracle.curved import curved_levels
from verification.trial import complete_run, first_iterates

PROBLEM = many_solutions_example()
X0, START = np.array([1.0, -0.5]), np.array([0.5, -1.0, 0.25])
SCHEDULES = (mutants.AveragingNotDecreased, mutants.LinearStep)


@claim(
    "bamm",
    theorem="single-loop algorithm",
    kind=Kind.ITERATE,
    standing=Standing.DERIVED,
    statement="x_1, ..., x_5 equal sl-BAMM in 80-digit decimals where every second derivative moves with x and y",
    engine="ball",
    controls=planted(*mutants.MUTANTS),
)
def first_iterates_of_curved_levels(method: type, engine: str) -> Finding:
    """The update is the definition; lists of decimals evaluate it without this library."""
    problem, x0 = curved_levels()
    g, expected = curved(problem, Decimal), []
    with localcontext() as context:
        context.prec = 80
        x, y, v = exact(x0, Decimal), exact(START, Decimal), [Decimal(0)] * 3
        for k in range(5):
            s = 1 + Decimal("0.5") * k
            mu, eta = Decimal("0.75") * root(s, -1, 10), Decimal("0.25") * root(s, -1, 80)
            alpha = Decimal("0.5") * mu**3 * root(s, -3, 80)
            f_y, (f_yy, f_xy, g_yy, g_xy) = g.upper_y(x, y), g.curvatures(x, y)
            phi_y = plus(scaled(f_y, mu), g.lower_y(x, y), 1 - mu)
            system = plus(scaled(times(f_yy, v), mu), times(g_yy, v), 1 - mu)
            correction = plus(scaled(times(f_xy, v), mu), times(g_xy, v), 1 - mu)
            x, y, v = (
                plus(x, plus(g.upper_x(x, y), correction, -1), -alpha),
                plus(y, phi_y, Decimal("-0.1875")),
                plus(v, plus(system, f_y, -1), -eta),
            )
            expected.append(x)
    algorithm = method(0.5, 0.1875, 0.25, 0.75, 0.5, START)
    return first_iterates(algorithm, problem, x0, expected, engine)


@claim(
    "bamm",
    theorem="tracking of the linear system and descent of phi",
    kind=Kind.STEP_INEQUALITY,
    standing=Standing.DERIVED,
    statement="|v+ - v*| <= (1 - eta m)|v - v*|, m the least eigenvalue of phi_yy; phi(y+) <= phi - (beta/2)|phi_y|^2",
    engine_fixed=True,
    controls=(
        *planted(
            mutants.AveragedSource, mutants.WeightsExchanged, mutants.LowerLevelAlone, mutants.SumInsteadOfAverage
        ),
        *without("eta |phi_yy| <= 1", eta=1.5),
    ),
)  # fmt: skip
def tracking_and_descent(method: type, engine: str, eta: float = 0.375) -> Finding:
    """v* = phi_yy^{-1} f_y at the old (x, y): v+ - v* = (I - eta phi_yy)(v - v*), with eigenvalues in [0, 1 - eta m].

    Descent lemma for phi(x, .) with beta |phi_yy| <= 1. mu = 1/4 is frozen. Rounding: 64 units of terms below 8.
    """
    mu, beta = 0.25, 0.375
    H = mu * PROBLEM.Q + (1 - mu) * PROBLEM.A
    m = np.linalg.eigvalsh(H)[0]
    algorithm = method(2.0, beta, eta, mu, 0.0, START)
    state, left, right, lower, upper = algorithm.init(PROBLEM, X0), [], [], [], []
    for _ in range(40):
        old = state
        state = algorithm.step(PROBLEM, state, np.random.default_rng(0))
        f_y = PROBLEM.upper_y(old.x, old.y)
        target = np.linalg.solve(H, f_y)
        left.append(np.linalg.norm(state.v - target))
        right.append((1 - 0.375 * m) * np.linalg.norm(old.v - target))
        phi = [mu * PROBLEM.upper(old.x, y) + (1 - mu) * PROBLEM.lower(old.x, y) for y in (old.y, state.y)]
        g = mu * f_y + (1 - mu) * PROBLEM.lower_y(old.x, old.y)
        lower.append(phi[1])
        upper.append(phi[0] - beta / 2 * g @ g)
    allowance = 64 * 8 * 2.0**-53
    return worst(
        [
            step_inequality(left, right, allowance=allowance, label="|v+ - v*|"),
            step_inequality(lower, upper, allowance=allowance, label="phi(y+)"),
        ]
    )


@claim(
    "bamm",
    theorem="fixed points at frozen mu",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="mu frozen: x_k -> (3 w + s)/(w + s), s = (1 - mu)^2, on the counter-example: no bias for w = 0 only",
    controls=(
        *planted(
            mutants.AveragedSource, mutants.LowerMixedDerivatives, mutants.CorrectionAdded, mutants.NoCorrection,
            mutants.WeightsExchanged, mutants.SumInsteadOfAverage,
        ),
        *without("frozen mu", growth=0.5),
    ),
)  # fmt: skip
def fixed_points_at_frozen_mu(method: type, engine: str, growth: float = 0.0) -> Finding:
    """f = (x - y_2)^2/2 + (y_1 - 1)^2/2 + w (x - 3)^2/2, g = y_1^2/2 - x y_1; argmin_y phi = (mu + (1 - mu) x, x),

    where f = s (x - 1)^2/2 + w (x - 3)^2/2: stationary at (s + 3 w)/(s + w), next to x* = (1 + 3 w)/(1 + w). For w = 0
    no constant mu shows a bias: the published counter-example cannot tell a constant mu from a decreasing one.
    """
    found, expected = [], []
    for w, mu in ((0.0, 0.5), (1.0, 0.25)):
        algorithm = method(0.2 / mu**3, 0.5, 0.5, mu, growth, np.zeros(2))
        found.append(
            complete_run(algorithm, descent_aggregation_example(w), np.array([0.5]), 400, engine=engine).x[
                -1, 0
            ]
        )
        s = (1 - mu) ** 2
        expected.append((3 * w + s) / (w + s))
    return identity(np.array(found), np.array(expected), tolerance=1e-11)


@claim(
    "bamm",
    theorem="quasi-static value where mu decreases",
    kind=Kind.BOUND,
    standing=Standing.OBSERVED,
    statement="x_k - x*(mu_k), x*(mu) = (3 + s)/(1 + s), is (x*(mu_k) - x*(mu_k+1))/(alpha_k (1 + s_k)) within 15 %",
    controls=(
        *planted(
            *SCHEDULES, mutants.AveragedSource, mutants.CorrectionAdded,
            mutants.NoCorrection, mutants.WeightsExchanged,
        ),
        *without("a slow decrease of mu", first=20),
    ),
)  # fmt: skip
def decreasing_mu_is_followed(method: type, engine: str, first: int = 150) -> Finding:
    """psi_mu(x) = f(x, argmin_y phi) has psi_mu' = (1 + s)(x - x*(mu)), s = (1 - mu)^2, by `fixed_points_at_frozen_mu`.

    So e_k = x_k - x*(mu_k) obeys e_k+1 = (1 - alpha_k (1 + s_k)) e_k + x*(mu_k) - x*(mu_k+1), up to lags of y and v
    of the size of that difference: e_k is the difference over alpha_k (1 + s_k), to first order in 1/k and in alpha_k.
    The 15 % for these orders are observed, k = 150, ..., 250: x_k moves from 2.35 to 2.33, on its way to 2, the best x.
    """
    problem, k = descent_aggregation_example(1.0), np.arange(first, 251)
    x = complete_run(
        method(1.6, 0.5, 0.5, 0.5, 1.0, np.zeros(2)), problem, np.array([2.0]), 250, engine=engine
    ).x
    mu = 0.5 * (1.0 + np.arange(first, 252)) ** -0.1
    s = (1 - mu) ** 2
    quasi_static = (3 + s) / (1 + s)
    alpha = 1.6 * mu[:-1] ** 3 * (1.0 + k) ** (-3 / 80)
    lag = (quasi_static[:-1] - quasi_static[1:]) / (alpha * (1 + s[:-1]))
    return tight(x[first:, 0] - quasi_static[:-1], lag, tolerance=0.15, x=k, ylabel="x_k - x*(mu_k)")


CLAIMS = (
    first_iterates_of_curved_levels,
    tracking_and_descent,
    fixed_points_at_frozen_mu,
    decreasing_mu_is_followed,
)
