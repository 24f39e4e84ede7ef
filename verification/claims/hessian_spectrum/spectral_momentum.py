"""Heavy ball with a learned step and momentum: what is claimed of it, with proofs, and what each claim must reject."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import numpy as np

from refimpl.core.draws import tape
from refimpl.problems import LogQuadratic, Quadratic, diagonal_quadratic, random_quadratic
from verification.arithmetic.newton import derivatives, plane_quartic
from verification.claim import Kind, Standing, claim, planted, without
from verification.evidence import geometric_rate, identity
from verification.finding import Finding, worst
from verification.mutants.hessian_spectrum import spectral_momentum as mutants
from verification.trial import complete_run, first_iterates
from verification.vectors.second_way.decimals import precise

ON_QUADRATICS = tuple(
    m for m in mutants.MUTANTS
    if m not in (mutants.HessianBefore, mutants.NeverRenewed, mutants.OneStepLate)
)  # fmt: skip


def separable(x: list[Decimal]) -> tuple[list[Decimal], list[list[Decimal]]]:
    """Gradient and Hessian of sum log(1 + x_i^2) in the plane."""
    h = [2 * (1 - v * v) / (1 + v * v) ** 2 for v in x]
    return [2 * v / (1 + v * v) for v in x], [[h[0], Decimal(0)], [Decimal(0), h[1]]]


def in_decimals(
    oracle: Any, start: Any, steps: int, order: int, period: int, floor: str
) -> list[list[Decimal]]:
    """x_1, ..., x_steps in the plane: eigenvalues by the quadratic formula, one node by z'Hz/2, z = (1, -1)."""
    found, x = [], [Decimal(v) for v in start]
    with precise():
        before = x
        for k in range(steps):
            g, H = oracle(x)
            if k % period == 0:
                if order == 2:
                    mean, product = (H[0][0] + H[1][1]) / 2, H[0][0] * H[1][1] - H[0][1] * H[1][0]
                    root = (mean * mean - product).sqrt()
                    nodes = (mean - root, mean + root)
                else:
                    nodes = ((H[0][0] - 2 * H[0][1] + H[1][1]) / 2,) * 2
                mu, L = (max(v, Decimal(floor)) for v in nodes)
                kappa = (L / mu).sqrt()
                eta, beta = 4 / (mu * (kappa + 1) ** 2), ((kappa - 1) / (kappa + 1)) ** 2
            following = [v - eta * s + beta * (v - w) for v, s, w in zip(x, g, before)]
            before, x = x, following
            found.append(x)
    return found


def follows_decimals(method: type, engine: str, problem: Any, oracle: Any, settings: Any) -> Finding:
    """x_1, ..., x_6 from a start with an order, a period and a floor, for each of the settings."""
    findings = []
    for start, order, period, floor in settings:
        expected = in_decimals(oracle, start, 6, order, period, floor)
        algorithm, draws = method(order, period, float(floor)), tape([0.5, -1.25] * 8)
        findings.append(first_iterates(algorithm, problem, np.array(start), expected, engine, rng=draws))
    return worst(findings)


@claim(
    "spectral-momentum",
    theorem="the iteration",
    kind=Kind.ITERATE,
    standing=Standing.DERIVED,
    statement="x_1, ..., x_6 on a quartic in the plane, one and two nodes, two floors, equal 80-digit decimals",
    engine="ball",
    controls=planted(*mutants.MUTANTS),
)
def first_iterates_on_a_plane_quartic(method: type, engine: str) -> Finding:
    """Two nodes are all eigenvalues of a 2 x 2 matrix, one is the quotient of the probe. The Hessian changes with x."""
    start = (1.0, -2.0)
    settings = ((start, 2, 2, "0.0625"), (start, 2, 3, "4"), (start, 1, 2, "0.0625"))
    return follows_decimals(method, engine, plane_quartic(), derivatives, settings)


@claim(
    "spectral-momentum",
    theorem="negative curvature",
    kind=Kind.ITERATE,
    standing=Standing.DERIVED,
    statement="x_1, ..., x_6 on sum log(1 + x_i^2), at first with a negative eigenvalue, equal 80-digit decimals",
    engine="ball",
    controls=planted(*mutants.MUTANTS),
)
def first_iterates_on_a_log_quadratic(method: type, engine: str) -> Finding:
    """The negative eigenvalue at the start is replaced by the floor. The Hessian changes at every step."""
    settings = (((3.0, -0.5), 2, 1, "0.25"), ((3.0, -0.75), 1, 1, "0.25"))
    return follows_decimals(method, engine, LogQuadratic(2), separable, settings)


def learned_by_dense_algebra(A: np.ndarray, z: np.ndarray, order: int) -> tuple[float, float]:
    """Extreme eigenvalues of A projected on its Krylov space from z, by a QR decomposition of z, Az, A^2 z, ..."""
    columns = [z]
    for _ in range(order - 1):
        columns.append(A @ columns[-1])
    Q, _ = np.linalg.qr(np.stack([c / np.linalg.norm(c) for c in columns], axis=1))
    theta = np.linalg.eigvalsh(Q.T @ A @ Q)
    return float(theta[-1]), float(theta[0])


@claim(
    "spectral-momentum",
    theorem="stability beyond the largest node",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="three nodes, L < lambda_1 < L + mu: each coordinate is its closed form over 60 steps, and all decay",
    controls=(
        *planted(*ON_QUADRATICS),
        *without("lambda_1 < L + mu", probe=(1.0,) * 6, outlier=9.0),
    ),
)  # fmt: skip
def coordinates_in_closed_form(
    method: type,
    engine: str,
    probe: tuple[float, ...] = (1.0, -1.0, 1.0, 1.0, -1.0, 1.0),
    outlier: float = 3.0,
) -> Finding:
    """With roots r, s of t^2 - (1 + beta - eta lambda) t + beta and e_{-1} = e_0 a coordinate is

    e_k = ((1 - s) r^{k+1} - (1 - r) s^{k+1}) / (r - s). Both roots lie in the unit circle iff |1 + beta - eta lambda|
    < 1 + beta and beta < 1, that is 0 < lambda < 2 (1 + beta)/eta = L + mu. Tolerance: 60 steps of 6 roundings, times
    the condition k of nearly equal roots. The control's probe is orthogonal to the outlier, which no node sees then.
    """
    rows = np.outer(np.arange(1.0, 7), np.arange(1.0, 7)) + np.diag([5.0, 1, 2, 3, 1, 4])
    rows[:, 0] = [1.0, -1.0, 0, 0, 0, 0]  # the leading eigenvector
    Q = np.linalg.qr(rows)[0]
    spectrum = np.array([outlier, 2.5, 2.0, 1.25, 1.0, 0.5])
    A = (Q * spectrum) @ Q.T
    A = (A + A.T) / 2
    w, V = np.linalg.eigh(A)
    z, x0 = np.array(probe), np.array([1.0, -2.0, 0.5, 1.0, 3.0, -1.0])
    L, mu = learned_by_dense_algebra(A, z, 3)
    inside = identity(float(L < w[-1] < L + mu), 1.0, tolerance=0.0)
    t = complete_run(
        method(3, 100, 1e-3), Quadratic(A, np.zeros(6)), x0, 60, engine=engine, rng=tape(np.tile(z, 60))
    )
    eta = 4 / (np.sqrt(L) + np.sqrt(mu)) ** 2
    beta = ((np.sqrt(L) - np.sqrt(mu)) / (np.sqrt(L) + np.sqrt(mu))) ** 2
    b = 1 + beta - eta * w + 0j
    root = np.sqrt(b * b - 4 * beta)
    r, s = (b + root) / 2, (b - root) / 2
    k = np.arange(61)[:, None]
    e = (((1 - s) * r ** (k + 1) - (1 - r) * s ** (k + 1)) / (r - s)).real * (V.T @ x0)
    size = float(np.abs(x0).max())
    decayed = identity(np.abs(e[-1]), np.zeros(6), tolerance=0.05, scale=size)
    return worst([identity(t.x @ V, e, tolerance=1e-10, scale=size), decayed, inside])


@claim(
    "spectral-momentum",
    theorem="the double root",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="spectrum {L, mu}, or L and the floor: coordinates are (1 + (1 - r) k) r^k x_0, r = -+ sqrt(beta)",
    controls=(*planted(*ON_QUADRATICS), *without("all eigenvalues as nodes", order=1)),
)
def double_roots_at_the_ends(method: type, engine: str, order: int = 2) -> Finding:
    """1 + beta - eta mu = 2 sqrt(beta) and 1 + beta - eta L = -2 sqrt(beta): t^2 -+ 2 sqrt(beta) t + beta has a double

    root, and e_{-1} = e_0 = 1 fixes (a + b k) r^k. Here L = 4, mu = 1: eta = 4/9, beta = 1/9. For H = 2 I the Krylov
    space ends after one vector and the second node is 0, so mu is the floor 1/2: beta = 1/9 again. A relative error u
    of the nodes splits a double root by sqrt u, so e_k is off by k^2 u relative to k r^k: 40^2 times some 30 u.
    """
    x0 = np.array([1.0, -2.0])
    t = complete_run(
        method(order, 100, 1e-3),
        diagonal_quadratic([4.0, 1.0]),
        x0,
        40,
        engine=engine,
        rng=tape([1.0, 1.0] * 40),
    )
    k, r = np.arange(41)[:, None], np.array([-1.0, 1.0]) / 3
    expected = (1 + (1 - r) * k) * r**k * x0
    scale = 3.0**-k * (1 + k) * 2
    y0 = np.array([1.0, -2.0, 0.5, 1.0])
    other = diagonal_quadratic([2.0] * 4)
    y = complete_run(method(order, 100, 0.5), other, y0, 40, engine=engine, rng=tape([1.0] * 160)).x
    tolerance = 30 * 40**2 * 2.0**-53
    return worst(
        [
            identity(t.x, expected, tolerance=tolerance, scale=scale),
            identity(y, (1 + 4 / 3 * k) * (-1 / 3.0) ** k * y0, tolerance=tolerance, scale=scale),
        ]
    )


@claim(
    "spectral-momentum",
    theorem="rate",
    kind=Kind.RATE,
    standing=Standing.DERIVED,
    statement="all nodes, condition 25: |x_k - x*| falls like k (2/3)^k; gradient descent's best factor is 12/13",
    controls=(
        *planted(
            mutants.MomentumNotSquared, mutants.RootsForgotten, mutants.NoMomentum, mutants.MomentumBackwards,
            mutants.StepTooLong,
        ),
        *without("all eigenvalues as nodes", order=2),
    ),
)  # fmt: skip
def rate_of_the_distance(method: type, engine: str, order: int = 6) -> Finding:
    """All roots have modulus sqrt(beta) = (5 - 1)/(5 + 1), those at the ends are double, which multiplies by k.

    80 steps end at 1e-13 of the start: the fit knows the factor k, rounding is 1e-3 of the error there.
    """
    problem = random_quadratic([25.0, 16.0, 9.0, 4.0, 2.0, 1.0], seed=2, minimizer=np.zeros(6))
    x0, draws = np.array([1.0, -2.0, 0.5, 1.0, 3.0, -1.0]), tape([1.0, -1, 1, 1, 1, 1] * 80)
    t = complete_run(method(order, 200, 1e-3), problem, x0, 80, engine=engine, rng=draws)
    distance = np.linalg.norm(t.x[1:], axis=1)
    return geometric_rate(distance, 2 / 3, ylabel="|x_k - x*|")


CLAIMS = (
    first_iterates_on_a_plane_quartic,
    first_iterates_on_a_log_quadratic,
    coordinates_in_closed_form,
    double_roots_at_the_ends,
    rate_of_the_distance,
)
