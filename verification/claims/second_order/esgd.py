"""ESGD: what is claimed of it, with proofs, and what each claim must reject."""

from __future__ import annotations

from functools import partial
from itertools import pairwise

import numpy as np

from refimpl.core.draws import tape
from refimpl.problems import Quadratic, random_robust_regression
from verification.arithmetic import diagonal, spectral
from verification.claim import Kind, Standing, claim, named, planted, without
from verification.claims.hessian_spectrum.probes import normal_nodes
from verification.evidence import exact_moments, identity, step_inequality
from verification.finding import Finding, worst
from verification.mutants.second_order.esgd import MUTANTS
from verification.trial import complete_run, first_iterates

PAPER = "Dauphin, de Vries & Bengio 2015"
PARAMETERS = (0.375, 0.25, 2)


controls = partial(named, MUTANTS)


@claim(
    "esgd",
    paper=PAPER,
    theorem="Algorithm 1",
    kind=Kind.ITERATE,
    standing=Standing.DERIVED,
    statement="x_1, ..., x_8 on a quartic in four variables, probes recorded, equal ESGD in 80-digit decimals",
    engine="ball",
    controls=planted(*MUTANTS),
)
def first_iterates_on_a_quartic(method: type, engine: str) -> Finding:
    """The update is the definition; four products are asked for in eight steps, and their squares are averaged from all
    that was seen, at the points where they were asked.
    """
    expected = diagonal.esgd(spectral.NORMALS, spectral.START, 8, PARAMETERS)
    return first_iterates(
        method(*PARAMETERS), spectral.quartic(), np.array(spectral.START), expected, engine,
        rng=tape(np.tile(np.ravel(spectral.NORMALS), 2)).rewound(),
    )  # fmt: skip


@claim(
    "esgd",
    paper=PAPER,
    theorem="equilibration",
    kind=Kind.DISTRIBUTION,
    standing=Standing.DERIVED,
    statement="normal probes: E (H v)^2 = the squared norms of the rows of H, covariances 2 (H H')_ij^2",
    engine_fixed=True,
    controls=(
        *controls(
            "square-forgotten", "probe-multiplied", "unit-probe", "sign-probe", "squared-gradient", "root-forgotten",
            "damping-inside-root",
        ),
        *without("independent entries of the probe", tied=True),
    ),
)  # fmt: skip
def squared_products(method: type, engine: str, tied: bool = False) -> Finding:
    """y = H v has the covariance C = H H', so E y_i^2 = C_ii and, by Wick, Cov(y_i^2, y_j^2) = 2 C_ij^2. Nodes of
    Gauss-Hermite quadrature integrate these polynomials, of degree four, exactly.

    The first step from a point with gradient g is eta g/(|y| + lambda), from which |y| is read off.
    """
    H = np.array([[2.0, 1.0, -1.0], [1.0, 3.0, 0.5], [-1.0, 0.5, 1.0]])
    g, eta, damping = np.array([1.0, -2.0, 0.5]), 0.25, 2.0
    nodes, weights = normal_nodes(3)
    if tied:
        nodes = np.column_stack([nodes[:, 0], nodes[:, 0], nodes[:, 2]])
    seen = []
    for v in nodes:
        x = complete_run(
            method(eta, damping, 1), Quadratic(H, -g), np.zeros(3), 1, engine=engine, rng=tape(v)
        ).x[1]
        seen.append((-eta * g / x - damping) ** 2)
    C = H @ H.T
    # roundings of squares of up to 400
    return exact_moments(seen, weights, mean=np.diag(C), covariance=2 * C**2, tolerance=1e-12)


@claim(
    "esgd",
    paper=PAPER,
    theorem="diagonal quadratics",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="probes of modulus one, tiny damping: coordinates of diagonal quadratics shrink by 1 - eta at every "
    "step where H_ii > 0 and grow by 1 + eta where H_ii < 0, for any spectrum and period",
    engine_fixed=True,
    controls=(
        *controls(
            "square-forgotten", "unit-probe", "squared-gradient", "sum-instead-of-mean", "root-forgotten",
            "steps-counted", "ascent", "step-too-long",
        ),
        *without("a diagonal Hessian", coupling=2.0**-10),
        *without("tiny damping", damping=2.0**-8),
    ),
)  # fmt: skip
def the_spectrum_does_not_matter(
    method: type, engine: str, coupling: float = 0.0, damping: float = 2.0**-80
) -> Finding:
    """(H v)_i^2 = H_ii^2, so the step is eta H_ii x_i/|H_ii|. Five roundings a step, 10 steps."""
    spectrum, x0 = np.array([2.0**20, 0.75, -(2.0**-10)]), np.array([3.0, -1.25, 0.5])
    A = np.diag(spectrum) + coupling * (np.ones((3, 3)) - np.eye(3))
    k, findings = np.arange(11)[:, None], []
    for eta, period in ((0.25, 1), (0.5, 3)):
        algorithm = method(eta, damping, period)
        draws = tape(np.tile([1.0, -1.0, -1.0, 1.0, 1.0, -1.0], 5))
        x = complete_run(algorithm, Quadratic(A, np.zeros(3)), x0, 10, engine=engine, rng=draws).x
        expected = x0 * (1 - eta * np.sign(spectrum)) ** k
        findings.append(identity(x, expected, tolerance=64 * 2.0**-53, scale=np.abs(expected)))
    return worst(findings)


@claim(
    "esgd",
    paper=PAPER,
    theorem="descent of a preconditioned step",
    kind=Kind.STEP_INEQUALITY,
    standing=Standing.DERIVED,
    statement="f L-smooth, not convex, eta = lambda/L: f(x) - f(x+) >= g'(x - x+)/2 > 0 at every step, for any draws",
    engine_fixed=True,
    controls=(
        *controls("ascent"),
        *without("smoothness L", understated=2.0**-9),
    ),
)
def descent_with_damping_as_least_divisor(method: type, engine: str, understated: float = 1.0) -> Finding:
    """x+ - x = -eta B^{-1} g with B >= lambda I: |x+ - x|^2 <= (eta/lambda) g'(x - x+), and f(x+) <= f(x) - g'(x - x+)
    + L |x+ - x|^2/2. Values are means of 6 numbers below one.
    """
    problem = random_robust_regression(n=6, d=3, noise=1.0, seed=3)
    damping = 2.0**-6
    eta = damping / (understated * problem.smoothness())
    x = complete_run(
        method(eta, damping, 2), problem, np.array([1.0, -0.5, 0.25]), 20, engine=engine, rng=5
    ).x
    f = np.array([problem.value(v) for v in x])
    slope = np.array([np.dot(problem.gradient(a), a - b) for a, b in pairwise(x)])
    descends = step_inequality(slope / 2, f[:-1] - f[1:], allowance=16 * 2.0**-53)
    return worst([descends, step_inequality(np.zeros(20), slope - 1e-12)])


CLAIMS = (
    first_iterates_on_a_quartic,
    squared_products,
    the_spectrum_does_not_matter,
    descent_with_damping_as_least_divisor,
)
