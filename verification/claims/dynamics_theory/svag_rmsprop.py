"""SVAG for RMSProp: what is claimed of it, with proofs, and what each claim must reject."""

from __future__ import annotations

from decimal import Decimal
from itertools import product
from typing import Any

import numpy as np

from refimpl import get_engine
from refimpl.core.draws import tape
from refimpl.problems import FiniteNoise, Linear
from verification.arithmetic import adaptive_sdes as exact
from verification.arithmetic import sam_sdes as instance
from verification.claim import Control, Kind, Standing, claim, planted, without
from verification.claims.dynamics_theory.sam_sdes import SQUARES, UNIT, X
from verification.evidence import bound, identity
from verification.finding import Finding, worst
from verification.mutants.dynamics_theory import svag_rmsprop as mutants
from verification.trial import complete_run, first_iterates


@claim(
    "svag-rmsprop",
    theorem="the update",
    kind=Kind.ITERATE,
    standing=Standing.DERIVED,
    statement="x_1, ..., x_6 on least squares equal SVAG at level 3/2 in 80-digit decimals, same indices",
    engine="ball",
    controls=planted(*mutants.MUTANTS),
)
def first_iterates_on_least_squares(method: Any, engine: str) -> Finding:
    """The update is the definition, written out with r = (1 +- sqrt(2 l^2 - 1))/2 and without this library."""
    expected = exact.svag(
        Decimal("0.125"), Decimal("0.75"), Decimal("0.375"), Decimal("1.5"), Decimal("4"), 6, seed=1
    )
    algorithm = method(0.125, 0.75, 0.375, 1.5, 4.0)
    return first_iterates(algorithm, instance.problem(), instance.start(), expected, engine, rng=1)


@claim(
    "svag-rmsprop",
    theorem="law of one step at every level",
    kind=Kind.DISTRIBUTION,
    standing=Standing.DERIVED,
    statement="at l = 1, 2, 5 a step has the mean and covariance of the SDE's with h = (eta/l)^2; E v+ as stated",
    controls=planted(
        mutants.WrongAmplification, mutants.OneSample, mutants.StepNotDivided, mutants.EpsilonNotScaled,
        mutants.RateByLevel, mutants.InitialNotScaled,
    ),
)  # fmt: skip
def law_of_one_step_at_every_level(method: Any, engine: str) -> Finding:
    """r_1 + r_2 = 1 and r_1^2 + r_2^2 = l^2: g has mean gbar and covariance l^2 Sigma.

    v_0 = l^2 u gives x - (eta/l^2) gbar/(sqrt u + epsilon) in the mean and (eta/l)^2 Sigma/(sqrt u + epsilon)^2, the
    step h gbar/P and h s^2 Sigma/P^2 with s = eta, e = epsilon eta; E v+/l^2 = u + (1 - beta2)/l^2 (diag Sigma +
    gbar^2/l^2 - u). All pairs of indices are replayed.
    """
    eta, beta2, epsilon, u, findings = 0.25, 0.75, 0.5, 2.25, []
    G = SQUARES.sample_gradients(X)
    n, middle = len(G), G.mean(axis=0)
    Sigma = (G - middle).T @ (G - middle) / n
    for level in (1.0, 2.0, 5.0):
        ends, averages = [], []
        for pair in product(range(n), repeat=2):
            t = complete_run(
                method(eta, beta2, epsilon, level, u), SQUARES, X, 1, engine=engine, rng=tape(integers=pair)
            )
            ends.append(t.x[1])
            averages.append(get_engine(engine).unload(t.state.v)[0])
        spread = np.array(ends) - np.mean(ends, axis=0)
        scale = np.sqrt(u) + epsilon
        wanted = u + (1 - beta2) / level**2 * (np.diag(Sigma) + middle**2 / level**2 - u)
        findings += [
            identity(
                np.mean(ends, axis=0), X - eta / level**2 * middle / scale, tolerance=200 * UNIT, scale=4.0
            ),
            identity(spread.T @ spread / n**2, (eta / level / scale) ** 2 * Sigma, tolerance=1e4 * UNIT),
            identity(np.mean(averages, axis=0) / level**2, wanted, tolerance=1e4 * UNIT),
        ]
    return worst(findings)


def pure_noise(sigma: float) -> FiniteNoise:
    """No gradient but the noise +-sigma, in one dimension."""
    return FiniteNoise(Linear(np.zeros(1)), sigma * np.array([[1.0], [-1.0]]))


@claim(
    "svag-rmsprop",
    theorem="level one",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="at l = 1 under noise +-sigma |x_{k+1} - x_k| = eta sigma/(sqrt v_k + epsilon), v_k in closed form",
    controls=(
        *planted(mutants.NewAverage),
        *without("l = 1", level=2.0),
    ),
)
def level_one_is_rmsprop(method: Any, engine: str, level: float = 1.0) -> Finding:
    """sqrt(2 l^2 - 1) = 1 at l = 1: g = g_1, and g^2 = sigma^2 whatever the sign, so v is deterministic.

    x moves with the old v, unlike the RMSProp of the frameworks.
    """
    eta, beta2, epsilon, sigma, v0, steps = 0.125, 0.9375, 0.5, 2.0, 9.0, 30
    algorithm = method(eta, beta2, epsilon, level, v0)
    x = complete_run(algorithm, pure_noise(sigma), np.zeros(1), steps, engine=engine, rng=6).x[:, 0]
    v = sigma**2 + beta2 ** np.arange(steps) * (v0 - sigma**2)
    # differences of numbers below 2
    return identity(np.abs(np.diff(x)), eta * sigma / (np.sqrt(v) + epsilon), tolerance=200 * UNIT, scale=1.0)


def by_rule(words: str, rule: str) -> tuple[Control, ...]:
    """The same method scaled by another rule."""
    return (Control(rule, "SCALE", words, {"rule": rule}),)


@claim(
    "svag-rmsprop",
    theorem="square-root scaling rule",
    kind=Kind.BOUND,
    standing=Standing.DERIVED,
    statement="batch x k with eta sqrt k, k (1 - beta2), epsilon/sqrt k, steps/k keeps E x^2 up to O(k eta^2), k <= 16",
    controls=(
        *by_rule("the step size is multiplied by k: the linear rule of SGD", "linear"),
        *by_rule("beta2 stays as it is", "beta2 unchanged"),
        *by_rule("epsilon stays as it is", "epsilon unchanged"),
        *by_rule("nothing but the number of steps changes", "nothing"),
    ),
    shows=("P356/5",),
)  # fmt: skip
def square_root_scaling_rule(method: Any, engine: str, rule: str = "square root") -> Finding:
    """Noise alone: E x^2 = sum of squared steps, a Riemann sum of V = int_0^1 (s/P)^2 dt with step h = k eta^2.

    s = sigma eta, e = epsilon eta and c2 = (1 - beta2)/eta^2 are what the rule keeps, so V is the same for all k.
    In a step u changes by a factor of at most exp(c2 h), and 1 - c2 h against exp(-c2 h) costs c2^2 h/(2 (1 - c2 h)) in
    log u at t = 1; the integrand changes by no more than u does: |E x^2/V - 1| <= exp(c2 h + c2^2 h/(1 - c2 h)) - 1.
    u starts at 100: at its stationary value an unchanged beta2 could not be seen.
    """
    from scipy.integrate import quad

    n, s, e, c2, u0 = 512, 1.0, 2.0, 2.0, 100.0
    V = quad(lambda t: (s / (s * np.sqrt(1 + (u0 - 1) * np.exp(-c2 * t)) + e)) ** 2, 0, 1, epsabs=1e-13)[0]
    gaps, allowed = [], []
    for k in (1, 2, 4, 8, 16):
        eta, sigma = (k / n) ** 0.5, s * (n / k) ** 0.5
        beta2, epsilon = 1 - c2 * k / n, e * (n / k) ** 0.5
        if rule == "linear":
            eta *= k**0.5
        if rule in ("beta2 unchanged", "nothing"):
            beta2 = 1 - c2 / n
        if rule in ("epsilon unchanged", "nothing"):
            epsilon = e * n**0.5
        if rule == "nothing":
            eta = n**-0.5
        algorithm = method(eta, beta2, epsilon, 1.0, u0 * sigma**2)
        x = complete_run(algorithm, pure_noise(sigma), np.zeros(1), n // k, engine=engine, rng=k).x[:, 0]
        gaps.append(abs(float(np.sum(np.diff(x) ** 2)) / V - 1))
        h = k / n
        allowed.append(float(np.expm1(c2 * h + c2**2 * h / (1 - c2 * h))))
    return bound(gaps, allowed, x=np.array([1, 2, 4, 8, 16]), xlabel="k", ylabel="relative change of E x^2")


CLAIMS = (
    first_iterates_on_least_squares,
    law_of_one_step_at_every_level,
    level_one_is_rmsprop,
    square_root_scaling_rule,
)
