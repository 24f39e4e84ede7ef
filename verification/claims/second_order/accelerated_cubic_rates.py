"""Accelerated cubic Newton: its estimating sequence, and the rate that follows."""

from __future__ import annotations

import functools
from typing import Any

import numpy as np

from refimpl.core.draws import tape
from refimpl.core.observables import Suboptimality
from refimpl.problems import CubicChain, FiniteNoise
from verification.claim import Kind, Standing, claim, named, without
from verification.claims.second_order.estimating import Weights, below_the_estimates
from verification.claims.second_order.inexact import Inexact, quiet, reflection
from verification.evidence import bound
from verification.finding import Finding, worst
from verification.mutants.second_order.accelerated_cubic_newton import MUTANTS
from verification.trial import complete_run

controls = functools.partial(named, MUTANTS)


@claim(
    "accelerated-cubic-newton",
    theorem="estimating sequence",
    kind=Kind.STEP_INEQUALITY,
    standing=Standing.DERIVED,
    statement="A_k f(x_k) <= min psi_k + errors at every k: exact, Hessian wrong by delta, and with sampled gradients",
    controls=(
        *controls(
            "errors-ignored", "model-trusted", "moving-centre", "cubic-term-too-large", "uphill", "estimate-uphill"
        ),
        *without("error of the Hessian at most delta", understated=1e-3),
        *without("L of the size of that of the Hessian", factor=1e-2),
    ),
)  # fmt: skip
def estimating_sequence(method: type, engine: str, understated: float = 1.0, factor: float = 1.0) -> Finding:
    """psi_k(x) = (C2_k/2) |x - x_0|^2 + (C3/3) |x - x_0|^3 + sum a_i [f(x_i) + <g_i, x - x_i>], g_i = f'(x_i) + e_i.

    With D = 2 delta + tau + L r, r = |h|, the model gives f'(x_k) = -D h + e, |e| <= delta r + L r^2/2 + |e_y|, so
    <f'(x_k), -h> >= G^2/(2 D) + D r^2/4 - |e_y|^2/tau with G = |f'(x_k)| (3/8 for 1/4 and no last term without noise).
    Either D <= 2 (2 delta + tau): G^2/(4 (2 delta + tau)) is left; or D <= 2 L r: (sqrt3/9)^{1/2} G^{3/2}/sqrt L (for
    3/8 (sqrt2/6)^{1/2}, for D = L r the root of 2/3). From psi_{k-1} to psi_k at most a^2 G^2/(2 C2) or
    (2 sqrt2/3) (a G)^{3/2}/sqrt C3 is lost, |x|^3/3 being uniformly convex with 1/6: C2 of the step before covers the
    first, C3 >= (8/9) L (a_k^3/A_k^2)/c^2 with c the constant above and a_k^3/A_k^2 <= 9/2 the second. e_k costs
    a_k^2 |e_k|^2/(2 q) with its own part q = nu k^{5/2}/sqrt 10 of C2, and -a_k <e_k, u_{k-1} - x_k>, of mean 0.
    """
    d, steps, findings = 6, 40, []
    chain, k = CubicChain(d), np.arange(1, steps + 1)
    L, R = chain.hessian_lipschitz(), np.linalg.norm(chain.minimizer())
    draws = np.random.default_rng(1).integers(0, 2, 2 * steps)
    for delta, sigma in ((0.0, 0.0), (100.0, 0.0), (20.0, 1.0)):
        nu, z = sigma / R, np.full(d, sigma / np.sqrt(d))
        Z, E = np.array([z, -z]), delta * reflection(d)
        t = complete_run(
            method(factor * L, understated * delta, nu), Inexact(FiniteNoise(chain, Z), E, np.zeros(d)), np.zeros(d),
            steps, engine=engine, rng=tape([], draws), record=[Suboptimality()],
        )  # fmt: skip
        e = Z[draws[1::2]]
        g = np.array([chain.gradient(v) for v in t.x[1:]]) + e
        tau = np.sqrt(2 / 45) * nu * np.arange(1, steps + 2) ** 1.5
        C2 = 3 * (2 * delta + tau[1:]) * (k + 1) * (k + 2) / (k + 3) + nu * (k + 1) ** 2.5 / np.sqrt(10)
        C3 = L * (12 * np.sqrt(3) if sigma else 12 * np.sqrt(2) if delta else 6)
        w = Weights(k * (k + 1) / 2, k * (k + 1) * (k + 2) / 6, C2, C3, 0.0)
        noise: Any = 0.0
        if sigma:
            noise = w.A * sigma**2 / tau[:-1] + w.a**2 * sigma**2 * np.sqrt(10) / (2 * nu * k**2.5)

        def radius(size: np.ndarray, C2: np.ndarray = C2, C3: float = C3) -> np.ndarray:
            return (-C2 + np.sqrt(C2 * C2 + 4 * C3 * size)) / (2 * C3)

        findings.append(below_the_estimates(t, np.zeros(d), g, e, w, radius, noise))
    return worst(findings)


@claim(
    "accelerated-cubic-newton",
    theorem="rate",
    kind=Kind.BOUND,
    standing=Standing.DERIVED,
    statement="cubic chain: f(x_k) - f* <= 12 L R^3/(k(k+1)(k+2)); with a Hessian wrong by delta at most "
    "18 delta R^2/(k(k+3)) + 24 sqrt2 L R^3/(k(k+1)(k+2))",
    controls=(
        *controls("uphill", "cubic-term-too-large", "estimate-uphill", "errors-ignored"),
        *without("L of the size of that of the Hessian", factor=1e4),
    ),
)
def rate(method: type, engine: str, factor: float = 1.0) -> Finding:
    """A_k f(x_k) <= min psi_k <= psi_k(x*) <= A_k f* + C2_k R^2/2 + C3 R^3/3, by the estimating sequence."""
    d, steps, findings = 6, 60, []
    chain, k = CubicChain(d), np.arange(1, steps + 1)
    L, R = chain.hessian_lipschitz(), np.linalg.norm(chain.minimizer())
    cubic = L * R**3 / (k * (k + 1) * (k + 2))
    for delta in (0.0, 1.0, 100.0):
        problem = Inexact(quiet(chain), delta * reflection(d), np.zeros(d))
        t = complete_run(
            method(factor * L, delta, 0.0),
            problem,
            np.zeros(d),
            steps,
            engine=engine,
            record=[Suboptimality()],
        )
        limit = 18 * delta * R**2 / (k * (k + 3)) + (24 * np.sqrt(2) if delta else 12) * cubic
        findings.append(
            bound(t.observed["Suboptimality"][1:], limit, allowance=1e-9, x=k, ylabel="f(x_k) - f*")
        )
    return worst(findings)


RATES = (estimating_sequence, rate)
