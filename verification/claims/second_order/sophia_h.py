"""Sophia-H: what is claimed of it, with proofs, and what each claim must reject."""

from __future__ import annotations

from functools import partial
from itertools import product

import numpy as np

from refimpl.core.draws import tape
from refimpl.problems import LogQuadratic, Quadratic, RidgePolynomial
from verification.arithmetic import sophia as decimals
from verification.arithmetic.newton import derivatives, plane_quartic
from verification.claim import Kind, Standing, claim, named, planted, without
from verification.dialects.second_order.sophia_h import DIALECTS
from verification.evidence import bound, exact_moments, identity, tight
from verification.finding import Finding, worst
from verification.mutants.second_order.sophia_h import MUTANTS, ModulusOfCurvature
from verification.trial import complete_run, first_iterates

# signs count, sizes do not
PROBES = [[0.5, -1.25], [1.0, 0.75], [-2.0, 0.25], [-0.75, -1.5], [1.5, -0.5], [0.25, 1.0], [-1.0, 2.0], [2.5, -0.25],
          [-0.5, 0.75]]  # fmt: skip
PARAMETERS = (0.125, 0.75, 0.5, 0.25, 1.0, 0.25, 2)  # step size, betas, gamma, epsilon, decay, period
NEEDS_LARGE_NEGATIVE = (ModulusOfCurvature,)  # gamma |h| above epsilon


controls = partial(named, (*MUTANTS, *DIALECTS))


@claim(
    "sophia-h",
    theorem="Algorithm 3",
    kind=Kind.ITERATE,
    standing=Standing.DERIVED,
    statement="x_1, ..., x_8 on a quartic in the plane, probes recorded, equal Sophia-H in 80-digit decimal arithmetic",
    engine="ball",
    controls=planted(*(m for m in (*MUTANTS, *DIALECTS) if m not in NEEDS_LARGE_NEGATIVE)),
)
def first_iterates_on_a_plane_quartic(method: type, engine: str) -> Finding:
    """The update is the definition; lists of decimals evaluate it with weighted sums over all gradients and
    estimates. The Hessian changes from point to point, its off-diagonal makes some estimates negative, and some
    quotients are clipped, others not.
    """
    signs = [[1 if v > 0 else -1 for v in row] for row in PROBES]
    estimate = decimals.hutchinson(lambda x: derivatives(x)[1], signs)
    expected = decimals.trajectory(lambda x: derivatives(x)[0], estimate, [1, -2], 8, PARAMETERS)
    return first_iterates(
        method(*PARAMETERS), plane_quartic(), np.array([1.0, -2.0]), expected, engine,
        rng=tape(np.ravel(PROBES)).rewound(),
    )  # fmt: skip


@claim(
    "sophia-h",
    theorem="no dependence on the condition number",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="on diagonal quadratics of condition 1, 2^20 and 2^40, without averaging, the iterates are the same to "
    "the last bit: |x_i| falls by eta per step down to gamma, and is halved by every step from there on",
    engine_fixed=True,
    controls=(
        *controls(
            "old-curvature", "stale-momentum", "clip-forgotten", "clipped-before-division", "scaled-together",
            "gamma-forgotten", "gamma-above", "root-of-curvature", "curvature-fades", "refreshed-late", "ascent",
            "step-too-long", "probe-forgotten", "estimate-squared", "squared-gradient", "gaussian-probes",
            "gamma-as-threshold",
        ),
        *without("diagonal Hessian", coupling=2.0**-10),
    ),
)  # fmt: skip
def the_spectrum_does_not_matter(method: type, engine: str, coupling: float = 0.0) -> Finding:
    """u_i (H u)_i = u_i^2 lambda_i = lambda_i, so m / (gamma h) = lambda_i x_i / (gamma lambda_i) = x_i / gamma, where
    lambda_i > 0 has gone. A step is eta where |x_i| >= gamma, else eta |x_i|/gamma, half of |x_i| for eta = gamma/2.

    All numbers are small multiples of powers of two: there is no rounding.
    """
    gamma, steps = 4.0, 20
    x0, clipped = np.array([16.0, -12.0, 3.0]), np.array([6, 4, 0])
    t = np.arange(steps + 1)[:, None]
    size = np.maximum(np.abs(x0) - gamma / 2 * np.minimum(t, clipped), 0) * 0.5 ** np.maximum(t - clipped, 0)
    findings = []
    for exponent in (0, 10, 20):
        spectrum = 2.0 ** np.array([exponent, 0, -exponent])
        A = np.diag(spectrum) + coupling * (np.ones((3, 3)) - np.eye(3))
        algorithm = method(gamma / 2, 0.0, 0.0, gamma, 2.0**-40, 0.0, 3)
        x = complete_run(algorithm, Quadratic(A, np.zeros(3)), x0, steps, engine=engine, rng=5).x
        findings.append(identity(x, np.sign(x0) * size, tolerance=0.0))
    return worst(findings)


@claim(
    "sophia-h",
    theorem="negative curvature",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="where the curvature is negative every step is eta sign(m), and the iterates go to the minimum of "
    "log(1 + x^2) from where Newton's method goes to infinity",
    engine_fixed=True,
    controls=(
        *controls("floor-forgotten", "floor-added", "modulus-of-curvature", "estimate-squared", "ascent"),
        *without("negative curvature", start=1.0),
    ),
)
def negative_curvature_repels(method: type, engine: str, start: float = 3.0) -> Finding:
    """gamma h < 0 < epsilon makes the divisor epsilon, and |m| >= epsilon the quotient a sign: log(1 + x^2) has
    negative curvature for |x| > 1, and there x_t = x_0 - t eta sign(x_0).

    Without averaging x+ = x - f'/(2 f'') follows where that is shorter than eta, for eta = gamma/2. There
    f'/f'' = x (1 + x^2)/(1 - x^2) lies between x and 2 x for |x| <= 1/sqrt 3, so |x| is halved by every step at least:
    100 steps, of which 15 reach that interval, leave less than 2^-84.
    """
    x0, eta = start + np.array([0.0, 1.0, 0.5]), 0.25
    averaging = method(eta, 0.875, 0.75, 8.0, 2.0**-10, 0.0, 2)
    x = complete_run(averaging, LogQuadratic(3), x0 * [1, -1, 1], 6, engine=engine, rng=3).x
    signs = identity(x, [1, -1, 1] * (x0 - eta * np.arange(7)[:, None]), tolerance=0.0)
    newton = method(eta, 0.0, 0.0, 0.5, 2.0**-10, 0.0, 1)
    end = complete_run(newton, LogQuadratic(3), x0 * [1, -1, 1], 100, engine=engine, rng=3).x[-1]
    return worst([signs, identity(end, np.zeros(3), tolerance=2.0**-84, scale=1.0)])


@claim(
    "sophia-h",
    theorem="the longest step",
    kind=Kind.BOUND,
    standing=Standing.DERIVED,
    statement="|x+ - x| <= eta (1 + lambda |x|) in every coordinate, attained at every step where all are clipped",
    engine_fixed=True,
    controls=(
        *controls(
            "clip-forgotten", "clipped-before-division", "decay-in-gradient", "decay-unscaled", "decay-clipped",
            "decay-forgotten", "ascent", "step-too-long", "correction-outside", "gamma-as-threshold",
        ),
        *without("quotients above 1", gamma=2.0**40),
    ),
)  # fmt: skip
def longest_step(method: type, engine: str, gamma: float = 0.5) -> Finding:
    """x+ - x = -eta (u + lambda x) with |u| <= 1. Equality where u has the sign of x and modulus 1: on a nearly linear
    function that grows with |x|, whose quotients exceed 1 throughout.
    """
    eta, decay, steps = 0.25, 0.25, 12
    algorithm = method(eta, 0.875, 0.75, gamma, 2.0**-10, decay, 2)
    x0 = np.array([24.0, -32.0])
    steep = Quadratic(2.0**-20 * np.eye(2), np.array([-1.0, 1.0]))
    x = complete_run(algorithm, steep, x0, steps, engine=engine, rng=1).x
    k = np.arange(1, steps + 1)
    longest = [
        # up to eight roundings of numbers that are at most eight times the step
        tight(
            np.abs(step),
            eta * (1 + decay * np.abs(at)),
            tolerance=64 * 2.0**-53,
            x=k,
            ylabel="|x_k - x_{k-1}|",
        )
        for step, at in zip(np.diff(x, axis=0).T, x[:-1].T)
    ]
    y = complete_run(algorithm, LogQuadratic(4), np.array([3.0, -0.5, 1.5, -6.0]), 40, engine=engine, rng=1).x
    right = eta * (1 + decay * np.abs(y[:-1]))
    anywhere = bound(
        np.abs(np.diff(y, axis=0)).ravel(), right.ravel(), allowance=64 * 2.0**-53, ylabel="|x_k - x_{k-1}|"
    )
    return worst([*longest, anywhere])


@claim(
    "sophia-h",
    theorem="Hutchinson's estimator",
    kind=Kind.DISTRIBUTION,
    standing=Standing.DERIVED,
    statement="over all signs u the estimate u o (H u) has the mean diag H, the variances sum_{k != i} H_ik^2 and the "
    "covariances H_ij^2",
    engine_fixed=True,
    controls=(
        *controls("probe-forgotten", "row-sums", "estimate-squared", "squared-gradient", "gaussian-probes"),
        *without("independent signs", tied=True),
    ),
)
def estimates_of_the_diagonal(method: type, engine: str, tied: bool = False) -> Finding:
    """u_i (H u)_i = H_ii + sum_{k != i} u_i u_k H_ik, as u_i^2 = 1. Products u_i u_k with k != i have mean zero; two of
    them, of i and k and of j and l, have mean one if they are the same pair and else zero: that leaves H_ik^2 for
    i = j, k = l, and H_ij H_ji for k = j, l = i.

    Without averaging and from x = 0 the first step is -eta g / (gamma h), so the estimate is read off it.
    """
    H = np.array([[8.0, 1.0, -2.0], [1.0, 6.0, 0.5], [-2.0, 0.5, 9.0]])
    g, eta, gamma = np.array([1.0, -2.0, 0.5]), 0.25, 2.0
    signs = [u for u in product([1.0, -1.0], repeat=3) if not tied or u[0] == u[1]]
    seen = []
    for u in signs:
        sizes = np.array([0.5, 2.0, 1.25])
        algorithm = method(eta, 0.0, 0.0, gamma, 2.0**-20, 0.0, 1)
        x = complete_run(algorithm, Quadratic(H, -g), np.zeros(3), 1, engine=engine, rng=tape(u * sizes)).x[1]
        seen.append(-eta * g / (gamma * x))
    off = H - np.diag(np.diag(H))
    covariance = off**2 + np.diag(np.sum(off**2, axis=1))
    weights = np.full(len(seen), 1 / len(seen))
    # ten roundings of numbers up to 12, in squares of up to 144
    return exact_moments(seen, weights, mean=np.diag(H), covariance=covariance, tolerance=64 * 2.0**-53)


@claim(
    "sophia-h",
    theorem="curvature every k steps",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="without averaging, on a separable function, the steps 3 j + 1, 3 j + 2 and 3 j + 3 divide by f'' at "
    "x_{3 j}, in every coordinate",
    engine_fixed=True,
    controls=(
        *controls("old-curvature", "refreshed-every-step", "refreshed-late", "curvature-fades", "momentum-corrected",
                  "stale-momentum", "clip-forgotten", "ascent", "step-too-long"),
        *without("a separable function", coupling=2.0**-6),
    ),
)  # fmt: skip
def curvature_of_the_last_refresh(method: type, engine: str, coupling: float = 0.0) -> Finding:
    """A diagonal Hessian is estimated exactly by any signs. For f = sum (x^2/2 + x^4/12) f' = x + x^3/3 and f'' = 1 +
    x^2, which both are worked out here from the iterates.
    """
    eta, gamma, decay, steps = 0.25, 1.0, 0.125, 24
    W = np.eye(3) + coupling * (np.ones((3, 3)) - np.eye(3))
    problem = RidgePolynomial(np.eye(3), W, np.zeros(3), np.ones(3))
    algorithm = method(eta, 0.5, 0.0, gamma, 2.0**-20, decay, 3)
    x = complete_run(algorithm, problem, np.array([3.0, -1.0, 0.25]), steps, engine=engine, rng=2).x
    m, expected = np.zeros(3), []
    for k in range(steps):
        m = m / 2 + (x[k] + x[k] ** 3 / 3) / 2
        u = np.clip(m / (gamma * (1 + x[k - k % 3] ** 2)), -1, 1)
        expected.append(x[k] - eta * u - eta * decay * x[k])
    # a dozen roundings of numbers up to 3
    return identity(x[1:], expected, tolerance=32 * 2.0**-53)


CLAIMS = (
    first_iterates_on_a_plane_quartic,
    curvature_of_the_last_refresh,
    the_spectrum_does_not_matter,
    negative_curvature_repels,
    longest_step,
    estimates_of_the_diagonal,
)
