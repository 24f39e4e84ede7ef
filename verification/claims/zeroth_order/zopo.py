"""ZOPO: what is claimed of it, with proofs, and what each claim must reject."""

from __future__ import annotations

import math
from decimal import Decimal, localcontext
from functools import partial

import numpy as np

from refimpl.core.draws import tape
from refimpl.problems import Box, Constrained, GaussianWells, Linear, Quadratic
from verification.arithmetic import gaussian_process as exact
from verification.claim import Kind, Standing, claim, named, planted, without
from verification.claims.zeroth_order.kernel_bumps import CENTRES, HEIGHTS, NOISE, certificate
from verification.evidence import identity, step_inequality
from verification.finding import Finding
from verification.mutants.zeroth_order.zopo import MUTANTS
from verification.trial import complete_run, first_iterates

controls = partial(named, MUTANTS)
QUADRATIC = Quadratic(np.array(exact.A, float), np.array(exact.B, float))
WIDE = Box(np.full(2, -64.0), np.full(2, 64.0))


@claim(
    "zopo",
    theorem="the step",
    kind=Kind.ITERATE,
    standing=Standing.DERIVED,
    statement="x_1, ..., x_8 on a quadratic over a box, with explorations and a full memory, equal 90-digit arithmetic",
    engine="ball",
    controls=planted(*MUTANTS),
)
def first_iterates_on_a_box(method: type, engine: str) -> Finding:
    """Gaussian elimination in decimals; the gradient and the variance are those of central differences."""
    problem = Constrained(QUADRATIC, Box(np.array(exact.LOWER), np.array(exact.UPPER)))
    setting = (0.75, 2.0, 0.0625, 0.44, 2, 3, 0.5, 5)
    wanted = exact.zopo(*setting, steps=8)
    draws = tape(exact.NORMALS)
    return first_iterates(method(*setting), problem, np.array(exact.START, float), wanted, engine, rng=draws)


@claim(
    "zopo",
    theorem="the derived process",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="the step is eta times the central difference of the posterior mean of x and four probes, at 6 points",
    engine_fixed=True,
    controls=controls(
        "lengthscale-x4", "two-missing", "gradient-of-prior", "slopes-over-length", "noise-squared", "ascends",
        "step-too-long", "variance-without-dd-term", "explores-where-certain", "gradient-before-probes",
    ),
)  # fmt: skip
def gradient_of_the_posterior_mean(method: type, engine: str) -> Finding:
    """Differentiation is linear, so that the derivative of a Gaussian process is one, of mean grad m.

    cond A <= (n + noise)/noise = 21 for five queries; solving and summing twenty terms loses less than
    100 cond A roundings of the largest entry.
    """
    found, wanted, rng = [], [], np.random.default_rng(8)
    for x in np.round(16 * rng.standard_normal((6, 2))) / 16:
        z = np.round(16 * rng.standard_normal((4, 2))) / 16
        algorithm = method(1.0, 1.5, 0.25, 0.125, 1, 4, 0.5, 9)
        after = complete_run(
            algorithm, Constrained(QUADRATIC, WIDE), x, 1, engine=engine, rng=tape(z.ravel())
        ).x[1]
        with localcontext() as context:
            context.prec = exact.DIGITS
            points = [[Decimal(v) for v in row.tolist()] for row in np.vstack([x, x + 0.5 * z])]
            values = [exact.value(point) for point in points]
            slope = exact.gradient(points, values, points[0], Decimal("1.5"), Decimal("0.25"))
        found.append(x - after)
        wanted.append([float(v) for v in slope])
    return identity(found, wanted, tolerance=2100 * 2.0**-53)


@claim(
    "zopo",
    theorem="certificate of the gradient",
    kind=Kind.STEP_INEQUALITY,
    standing=Standing.DERIVED,
    statement="|g_k - grad f(x_k)|^2 <= |f|_k^2 tr Cov(x_k) at every step, f three bumps of the kernel, exact values",
    controls=(
        *controls("lengthscale-x4", "gradient-of-prior", "slopes-over-length", "ascends"),
        *without("f in the RKHS of the kernel", width=0.5),
    ),
)
def error_below_the_certificate(method: type, engine: str, width: float = 2.0) -> Finding:
    """d_i f(x) - d_i m(x) = <f, r>, r = d_i k(., x) - sum w_j k(., X_j), w = A^{-1} D_i, by the reproducing property.

    |r|^2 = 1/l^2 - 2 w'D_i + w'K w = Cov_ii - noise |w|^2 <= Cov_ii with K = A - noise I: Cauchy and Schwarz, then the
    sum over i. |f|_k^2 = c'k(Z, Z)c for f = sum c_j k(., Z_j); with `width` for l the bumps are no such sum.
    """
    problem = GaussianWells(HEIGHTS, CENTRES, np.full((3, 2), width))
    left, right = [], []
    for start in ([1.5, 1.0], [-1.0, -1.5]):
        algorithm = method(1.0, 2.0, NOISE, 0.05, 1, 3, 1.0, 64)
        run = complete_run(algorithm, Constrained(problem, WIDE), np.array(start), 10, engine=engine, rng=3)
        asked = np.asarray(run.state.X)
        for x, after in zip(run.x[:-1], run.x[1:], strict=True):
            left.append(np.sum((x - after - problem.gradient(x)) ** 2))
            # all that was asked before x+
            right.append(certificate(asked[: int(np.argmax((asked == after).all(axis=1)))], x))
    # cond A <= (41 + noise)/noise for 41 queries, times a hundred roundings of numbers up to one
    return step_inequality(left, right, allowance=100 * 42 / NOISE * 2.0**-53, label="|g - grad f|^2")


@claim(
    "zopo",
    theorem="local exploration",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="f = 0: one probe at each distance, then none just above the closed form of sqrt tr Cov, one just below",
    controls=controls(
        "lengthscale-x4", "two-missing", "noise-squared", "variance-without-dd-term", "prior-variance",
        "variance-of-value", "threshold-on-variance", "explores-where-certain", "radius-one", "probes-forgotten",
    ),
)  # fmt: skip
def asks_while_uncertain(method: type, engine: str) -> Finding:
    """m = 0 and x rests. The queries are x, a probe at x + r e_1, and x again: the first step must explore, d/l^2.

    Two values at x with noise s are one with noise s/2. D is zero at x and r kappa/l^2 at the probe, kappa =
    exp(-r^2/2l^2); elimination of x gives tr Cov = d/l^2 - r^2 kappa^2/l^4 / (1 + s - kappa^2/(1 + s/2)).
    """
    found, wanted, s, l2 = [], [], 0.25, 4.0
    for r in (0.5, 1.0, 2.0):
        kappa = math.exp(-r * r / (2 * l2))
        left = 2 / l2 - r * r * kappa**2 / l2**2 / (1 + s - kappa**2 / (1 + s / 2))
        for factor, probes in ((1.0001, 1), (0.9999, 2)):
            algorithm = method(1.0, 2.0, s, factor * math.sqrt(left), 1, 1, r, 9)
            problem, draws = Constrained(Linear(np.zeros(2)), WIDE), tape([1.0, 0.0, 0.0, 1.0])
            run = complete_run(algorithm, problem, np.ones(2), 2, engine=engine, rng=draws, count=True)
            found.append(float((run.calls or {})["value"]))
            wanted.append(3.0 + probes)
    return identity(found, wanted, tolerance=0.0)


CLAIMS = (
    first_iterates_on_a_box,
    gradient_of_the_posterior_mean,
    error_below_the_certificate,
    asks_while_uncertain,
)
