"""Stochastic USAM at a saddle (P107): one step amplifies the noise there, and still the saddle attracts."""

from __future__ import annotations

from typing import Any

import numpy as np

from refimpl.core.draws import tape
from refimpl.problems import LinearNoise, Quadratic, diagonal_quadratic
from verification.claim import Kind, Standing, claim, planted, without
from verification.evidence import identity, step_inequality
from verification.finding import Curve, Finding, Picture, worst
from verification.mutants.flatness import stochastic_usam as mutants
from verification.trial import complete_run

U = 2.0**-53
ETA, S, STEPS = 0.0625, 0.125, 120


@claim(
    "stochastic-usam",
    paper="P107",
    theorem="correlation with an eigenvector",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="<v, D>^2 = (1 + rho lambda)^2 <v, g>^2 along every eigenvector, g = Ax - b + xi and D = (x - x+)/eta",
    controls=(*planted(*mutants.MUTANTS), *without("the eigenvalue", shift=0.05)),
)
def correlation_with_an_eigenvector(method: type, engine: str, shift: float = 0.0) -> Finding:
    """The gradient of the draw is g(x) = Ax - b + xi, and at x + rho g it is g + rho A g = (I + rho A) g, with one xi.

    So the row's inequality for the direction of least curvature is an equality on quadratics, in every direction. It
    amplifies where |1 + rho lambda| > 1: for lambda < 0 where rho |lambda| > 2, and reduces below.
    """
    A, rho, steps = np.array([[2.0, 1.0, 0.0], [1.0, -1.0, 0.5], [0.0, 0.5, -0.25]]), 1.5, 12
    problem = LinearNoise(Quadratic(A, np.array([1.0, -1.0, 0.5])), 0.5)
    z = np.random.default_rng(4).standard_normal((2 * steps, 3))
    t = complete_run(
        method(ETA, rho), problem, np.array([0.5, -1.0, 2.0]), steps, engine=engine, rng=tape(z.ravel())
    )
    g = t.x[:-1] @ A - problem.objective.b + 0.5 * z[:steps]
    D = (t.x[:-1] - t.x[1:]) / ETA
    lam, V = np.linalg.eigh(A)
    factors = 1 + rho * (lam + shift)
    # thirty operations on numbers of size |x|/eta, squared
    size = (np.abs(t.x).max() / ETA) ** 2
    return identity((D @ V) ** 2, (factors * (g @ V)) ** 2, tolerance=200 * U, scale=size)


def impulse(method: type, rho: float, engine: str, curvature: float = -1.0) -> np.ndarray:
    """x_1, ..., x_T from 0 on curvature x^2/2 with xi_0 = S and no other noise: the response to the noise of a step."""
    problem = LinearNoise(diagonal_quadratic([curvature]), S)
    draws = tape([1.0, *np.zeros(2 * STEPS)])
    return complete_run(method(ETA, rho), problem, np.zeros(1), STEPS, engine=engine, rng=draws).x[1:, 0]


def variances(rho: float, curvature: float = -1.0) -> np.ndarray:
    """eta^2 (1 + rho lambda)^2 s^2 (1 - q^{2T})/(1 - q^2), q = 1 - eta lambda (1 + rho lambda), T = 1, ..., STEPS."""
    q = 1 - ETA * curvature * (1 + rho * curvature)
    return (ETA * (1 + rho * curvature) * S) ** 2 * (1 - q ** (2 * np.arange(1.0, STEPS + 1))) / (1 - q**2)


@claim(
    "stochastic-usam",
    paper="P107",
    theorem="variance at a saddle",
    kind=Kind.DISTRIBUTION,
    standing=Standing.DERIVED,
    statement="Var x_T on -x^2/2 in closed form; rho > 1 attracts: Var -> eta a^2 s^2/(2a - eta a^2), a = rho - 1",
    controls=(
        *planted(*(m for m in mutants.MUTANTS if m is not mutants.NormalisedAscent)),
        *without("lambda = -1", curvature=-0.98),
    ),
)
def variance_at_a_saddle(method: type, engine: str, curvature: float = -1.0) -> Finding:
    """x+ = q x - eta (1 + rho lambda) xi is linear: x_T is the sum of independent noises times the impulse response,

    and Var x_T is s^2 times the sum of its squares. With a = lambda (1 + rho lambda): 1 - q^2 = 2 eta a - eta^2 a^2.
    Where rho |lambda| > 1 the drift a is positive although lambda < 0, and the variance has a limit: no escape.
    """
    findings = []
    for rho in (0.25, 0.5, 1.5, 3.0):
        measured = np.cumsum(impulse(method, rho, engine, curvature) ** 2)
        # one product per step, and T squares summed: 4 T roundings, all terms positive
        findings.append(identity(measured, variances(rho), tolerance=4 * STEPS * U, scale=variances(rho)))
    a, rho = 0.5, 1.5
    limit = ETA * (1 - rho) ** 2 * S**2 / (2 * a - ETA * a**2)
    left = (1 - ETA * a) ** (2 * STEPS)
    findings.append(identity(variances(rho)[-1:] / (1 - left), [limit], tolerance=1e-13))
    return worst(findings)


@claim(
    "stochastic-usam",
    paper="P107",
    theorem="who leaves the saddle sooner",
    kind=Kind.STEP_INEQUALITY,
    standing=Standing.DERIVED,
    statement="on -x^2/2 Var x_T is at most that of rho = 0 at every T for rho <= 2; for rho = 3 larger at first only",
    controls=(
        *planted(mutants.FullAscent, mutants.PerturbationNotUndone),
        *without("rho <= 2", amplified=3.0),
    ),
)
def leaves_later(method: type, engine: str, amplified: float = 2.0) -> Finding:
    """The impulse responses are eta |1 - rho| s q^k, q = 1 + eta (1 - rho), against eta s (1 + eta)^k.

    For 0 < rho <= 2 |1 - rho| <= 1 and |q| < 1 + eta: the variance is smaller (at rho = 2 and T = 1 equal). For
    rho > 2 the first noise is larger by rho - 1, but q < 1: the variance is bounded, that of rho = 0 is not, and they
    cross once, since the ratio of their increments falls. "SAM escapes faster" is false on quadratics beyond that T.
    """
    plain = variances(0.0)
    findings, T = [], np.arange(1, STEPS + 1)
    for rho in (0.5, 1.5, amplified):
        measured = np.cumsum(impulse(method, rho, engine) ** 2)
        findings.append(_below(measured, plain, T, rho))
    measured, above = np.cumsum(impulse(method, 3.0, engine) ** 2), variances(3.0) > plain
    assert above[0], "the instance begins above"
    assert not above[-1], "and crosses within the run"
    findings.append(_below(plain[above], measured[above], T[above], 3.0))
    findings.append(_below(measured[~above], plain[~above], T[~above], 3.0))
    return worst(findings)


def _below(left: np.ndarray, right: np.ndarray, T: np.ndarray, rho: float) -> Finding:
    # as above: 4 T roundings of positive terms
    found = step_inequality(left, right, allowance=4 * STEPS * U * right, x=T, xlabel="T", label="smaller")
    curves = (
        Curve("rho = 0", np.arange(1, STEPS + 1), variances(0.0), "theory"),
        Curve(f"rho = {rho:g}", np.arange(1, STEPS + 1), variances(rho), "theory"),
        Curve("measured, smaller side", T, left, "measured"),
    )
    return found._replace(picture=Picture(curves, "T", "Var x_T", "linear", "log"))


SADDLE_CLAIMS: tuple[Any, ...] = (correlation_with_an_eigenvector, variance_at_a_saddle, leaves_later)
