"""ZO-AE-DS: what is claimed of it, with proofs, and what each claim must reject."""

from __future__ import annotations

from functools import cache
from itertools import product
from statistics import NormalDist
from typing import Any

import numpy as np

from refimpl.core.draws import tape
from refimpl.problems import BlackBoxDefense
from refimpl.zeroth_order.zo_ae_ds import State
from verification.arithmetic.zeroth_order import decimals
from verification.claim import Control, Kind, Standing, claim, planted, without
from verification.claims.zeroth_order.common import QUARTER, ROUNDING
from verification.claims.zeroth_order.defense import (
    CLEAN,
    DECODER,
    LENGTH,
    ONE,
    PROBLEM,
    SCORES,
    X0,
    Loss,
    equal_iterates,
    gradient_of_code,
    gradient_seen,
)
from verification.claims.zeroth_order.directions import sphere
from verification.evidence import exact_moments, identity, tight
from verification.finding import Finding, worst
from verification.mutants.zeroth_order import zo_ae_ds as mutants
from verification.trial import complete_run

_, ANOTHER = mutants.SHARED
SEEN = tuple(m for m in mutants.MUTANTS if m is not ANOTHER)  # on one sample


def rule(loss: Loss, u: np.ndarray, rng: Any) -> np.ndarray:
    """g along two directions with c = 1/4."""
    g = 0 * u
    for _ in range(2):
        z = decimals(rng.standard_normal(2))
        v = z / (z @ z).sqrt()
        g = g + (loss(u + QUARTER * v) - loss(u)) / QUARTER * v
    return g


@claim(
    "zo-ae-ds",
    theorem="update",
    kind=Kind.ITERATE,
    standing=Standing.DERIVED,
    statement="x_1, ..., x_4 with two directions equal the method in 80-digit decimals, same draws",
    engine="ball",
    controls=planted(*mutants.MUTANTS),
)
def first_iterates_in_decimals(method: type, engine: str) -> Finding:
    """The update is the definition, k/Q = 1; arrays of decimals evaluate it without this library, NumPy draws."""
    return equal_iterates(method(0.0625, 0.25, 2), rule, engine)


def estimates(algorithm: Any, problem: BlackBoxDefense, x: np.ndarray, count: int) -> Any:
    """g of one step from x for all outcomes of `count` directions, and the probabilities."""
    listed, found, weights = sphere(problem.D.shape[1]), [], []
    for rows in product(range(len(listed.weights)), repeat=count):
        draws = tape(listed.reals[list(rows)].ravel(), [0])
        after = algorithm.step(problem, State(x), draws).x
        found.append(gradient_seen(problem, x, (x - after) / algorithm.step_size))
        weights.append(np.prod(listed.weights[list(rows)]))
    return np.array(found), np.array(weights)


@claim(
    "zo-ae-ds",
    theorem="mean and second moment in the code",
    kind=Kind.DISTRIBUTION,
    standing=Standing.DERIVED,
    statement="E g = D'p_image, E|g|^2 = |p|^2 + [(k-1)|p|^2 + k c^2 ((tr B)^2 + 2 tr B^2)/(4(k+2))]/Q, k = 2, "
    "Q = 1, 2; k = 3 without an encoder",
    engine_fixed=True,
    controls=(*planted(*SEEN), *without("the dimension of the code", dimension=3)),
)
def moments_in_the_code(method: type, engine: str, dimension: int = 0) -> Finding:
    """s = p'v + (c/2) v'Bv on quadratics. E vv' = I/k gives E k p'v v = p, and odd moments vanish. E|k s v|^2 =

    k^2 [p'p/k + (c^2/4) E (v'Bv)^2] with E (v'Bv)^2 = ((tr B)^2 + 2 tr B^2)/(k (k + 2)). A mean of Q keeps p and has
    1/Q of the variance. With D = I the code is the image: the factor is q = 3 there.
    """
    found, c = [], 0.25
    x3 = np.concatenate([X0, [0.25, -0.75, 0.5]])
    for problem, x, count in ((ONE, X0, 1), (ONE, X0, 2), (ONE._replace(D=np.eye(3)), x3, 1)):
        p, B = gradient_of_code(problem, x)
        k = dimension or len(p)
        curved = (np.trace(B) ** 2 + 2 * np.trace(B @ B)) * k * c**2 / (4 * (k + 2))
        square = p @ p + ((k - 1) * (p @ p) + curved) / count
        g, weights = estimates(method(0.5, c, count), problem, x, count)
        # losses of order ten over c, times k, over eta
        found.append(exact_moments(g, weights, mean=p, tolerance=400 * ROUNDING))
        found.append(identity([weights @ np.sum(g * g, axis=1)], [square], tolerance=400 * ROUNDING))
    return worst(found)


@claim(
    "zo-ae-ds",
    theorem="decrease in the dimension of the code",
    kind=Kind.STEP_INEQUALITY,
    standing=Standing.DERIVED,
    statement="E f(x+) = f - eta |v|^2 |p|^2 + (eta^2 L/2)|v|^4 [|p|^2 + ((k-1)|p|^2 + k^2 c^2 L^2/4)/Q] where B = L I",
    engine_fixed=True,
    controls=(*planted(*SEEN), *without("the Hessian L I of the code", stretched=1.25)),
)
def expected_decrease(method: type, engine: str, stretched: float = 1.0) -> Finding:
    """f is quadratic along the code: u moves by -eta |v|^2 g. (v'Bv)^2 = L^2 on the sphere; g as in the moments.

    Scores with orthonormal rows times 2 on the range of the decoder have B = 4 I.
    """
    values, wanted = [], []
    problem = ONE._replace(C=2 * np.diag([1.0, stretched]) @ DECODER.T)
    p, L, k, c = gradient_of_code(problem, X0)[0], 4.0, 2, 0.25
    u = X0.reshape(2, 3) @ problem.V[0]
    for count, eta in ((1, 1 / 16), (2, 1 / 16), (1, 1 / 64)):
        g, weights = estimates(method(eta, c, count), problem, X0, count)
        ends = u - eta * LENGTH * g
        values.append(weights @ [problem.latent_value(end, 0) for end in ends])
        square = p @ p + ((k - 1) * (p @ p) + k**2 * c**2 * L**2 / 4) / count
        decrease = eta * LENGTH * (p @ p) - eta**2 * L / 2 * LENGTH**2 * square
        wanted.append(problem.latent_value(u, 0) - decrease)
    return tight(values, wanted, tolerance=400 * ROUNDING, xlabel="case", ylabel="E f(x+)")


@cache
def legendre() -> tuple[np.ndarray, np.ndarray]:
    """Sixty-four nodes and weights."""
    return np.polynomial.legendre.leggauss(64)


def smoothed(w: np.ndarray, x: np.ndarray, sigma: float) -> float:
    """P(w'(x + sigma n) > 0) by Gauss-Legendre quadrature of the density up to ten standard deviations."""
    nodes, weights = legendre()
    low = max(-(w @ x) / (sigma * np.linalg.norm(w)), -10.0)
    half = (10.0 - low) / 2
    t = low + half * (nodes + 1)
    return float(half * weights @ np.exp(-t * t / 2) / np.sqrt(2 * np.pi))


@claim(
    "zo-ae-ds",
    theorem="randomised smoothing certificate",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="trained encoder, two linear classes: sigma/2 (Phi^{-1}(p_A) - Phi^{-1}(p_B)) is the margin, and "
    "p_A = 1/2 at that distance",
    controls=(
        Control("whole-sigma", "CERT", "the factor 1/2 is missing", {"factor": 1.0}),
        Control("sigma-squared", "CERT", "the variance in place of sigma", {"power": 2}),
        Control("probabilities", "CERT", "probabilities in place of their quantiles", {"quantiles": False}),
        *without("a unit of length of the input", scaled=2.0),
    ),
    shows=("P370/2",),
)
def smoothing_certificate(
    method: type,
    engine: str,
    factor: float = 0.5,
    power: int = 1,
    quantiles: bool = True,
    scaled: float = 1.0,
) -> Finding:
    """w'(x + sigma n) > 0 iff n_1 > -m/sigma, n_1 ~ N(0, 1), with the signed margin m = w'x/|w|, w = T'D'(c_1 - c_2):

    p_A = Phi(m/sigma), p_B = Phi(-m/sigma), so the certificate is m, the distance to the decision boundary; from
    there, at x - m w/|w|, p_A = 1/2: no larger radius holds. p_A is integrated; quantiles are the standard library's.
    """
    one = complete_run(method(0.05, 0.25, 2), PROBLEM, X0, 10, engine=engine, rng=5)
    w = (SCORES[0] - SCORES[1]) @ PROBLEM.D @ one.x[-1].reshape(2, 3)
    quantile = NormalDist().inv_cdf if quantiles else float
    found, margins, ends = [], [], []
    for x, sigma in ((CLEAN[0], 0.25), (CLEAN[0], 0.5), (CLEAN[1], 0.75)):
        sign = 1.0 if w @ x > 0 else -1.0
        p_a, p_b = smoothed(sign * w, scaled * x, sigma), smoothed(-sign * w, scaled * x, sigma)
        found.append(factor * sigma**power * (quantile(p_a) - quantile(p_b)))
        margins.append(abs(w @ x) / np.linalg.norm(w))
        ends.append(smoothed(sign * w, x - sign * margins[-1] * w / np.linalg.norm(w), sigma))
    # p_A is within 1e-15 and its quantile, of slope below 1e5 up to 4 sigma, within 1e-9
    return worst([identity(found, margins, tolerance=1e-9), identity(ends, np.full(3, 0.5), tolerance=1e-13)])


CLAIMS = (
    first_iterates_in_decimals,
    moments_in_the_code,
    expected_decrease,
    smoothing_certificate,
)
