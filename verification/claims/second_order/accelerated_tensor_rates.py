"""The accelerated tensor method: its estimating sequence, the rate that follows, and a lower bound next to it."""

from __future__ import annotations

import functools
from typing import Any

import numpy as np

from refimpl.problems import RidgePolynomial
from verification.claim import Kind, Standing, claim, named, without
from verification.claims.second_order.estimating import Weights, below_the_estimates, gaps_in_the_span
from verification.claims.second_order.quartic_settings import chain, constants, on_a_bowl, on_the_chain, root
from verification.evidence import bound
from verification.finding import Finding, worst
from verification.mutants.second_order.accelerated_tensor import MUTANTS

controls = functools.partial(named, MUTANTS)


@claim(
    "accelerated-tensor",
    theorem="estimating sequence",
    kind=Kind.STEP_INEQUALITY,
    standing=Standing.DERIVED,
    statement="A_k f(x_k) <= min psi_k + errors at every k: exact, with wrong derivatives, and with sampled gradients",
    controls=(
        *controls(
            "errors-ignored", "model-trusted", "moving-centre", "quartic-term-dropped", "quartic-term-too-large",
            "uphill", "estimate-uphill",
        ),
        *without("errors of at most delta", understated=1e-3),
        *without("L of the size of that of D^3 f", factor=1e-3),
    ),
)  # fmt: skip
def estimating_sequence(method: type, engine: str, understated: float = 1.0, factor: float = 1.0) -> Finding:
    """psi_k(x) = (C2_k/2) |x - x_0|^2 + (C3_k/3) |x - x_0|^3 + (C4/4) |x - x_0|^4 + sum a_i [f(x_i) + <g_i, x - x_i>],
    g_i = f'(x_i) + e_i.

    Convex model: f''(y) + D^3 f(y)[h] >= -(L/2) |h|^2, and 2 delta_2, delta_3 |h| and (2 L/3) |h|^2 are more than what
    B and T are wrong by and that. With D = 2 delta_2 + tau + delta_3 r + (2 L/3) r^2, r = |h|, it gives f'(x_k) = -D h
    + e, |e| <= |e_y| + delta_2 r + (delta_3/2) r^2 + (L/6) r^3 <= |e_y| + D r/2 with the Taylor remainder L r^3/6. So
    <f'(x_k), -h> >= G^2/(2 D) + D r^2/4 - |e_y|^2/tau, G = |f'(x_k)|. One of the three parts P of D is D/3 at least:

    - P = 2 delta_2 + tau: G^2/(6 P) is left;
    - P = delta_3 r: G^2/(6 delta_3 r) + delta_3 r^3/4 >= (4/3) 6^{-3/4} (3/4)^{1/4} G^{3/2}/sqrt(delta_3);
    - P = (2 L/3) r^2: G^2/(4 L r^2) + L r^4/6 >= (9/128)^{1/3} G^{4/3}/L^{1/3}.

    |x|^2/2, |x|^3/3 and |x|^4/4 are uniformly convex with 1/2, 1/6 and 1/12 (for the last, with s = <u, v>: s^2 +
    |u|^2 |v|^2/2 + s |v|^2 + |v|^4/4 >= (3/2) s^2 + s |v|^2 + |v|^4/4 >= |v|^4/12). From psi_{k-1} to psi_k at most
    a^2 G^2/(2 C2), (2 sqrt2/3) (a G)^{3/2}/sqrt C3 or (3/4) (a G)^{4/3} (3/C4)^{1/3} is lost. A_k times what is left
    covers that for C2 >= 3 P a^2/A, C3 >= 6 sqrt2 delta_3 a^3/A^2 and C4 >= 18 L a^4/A^3 of the step before, where
    a^2/A = (2/3) p_k, a^3/A^2 = (8/3) p_k/(k+3) and a^4/A^3 <= 32/3. All exact: |e| <= L r^3/6 = D r/4 leaves G^2/(2 D)
    + (15/32) D r^2, and C4 >= (512/45) L does. e_k costs a_k^2 |e_k|^2/(2 q) with its own part q = nu k^{7/2}/sqrt 126
    of C2, and -a_k <e_k, u_{k-1} - x_k>, of mean 0.
    """
    steps, findings = 20, []
    k = np.arange(1, steps + 1)
    draws = np.random.default_rng(1).integers(0, 2, 2 * steps)
    chains = [on_the_chain(*v) for v in ((0.0, 0.0, 0.0), (50.0, 1000.0, 0.0), (20.0, 20.0, 1.0))]
    for setting in (*chains, on_a_bowl()):
        problem, x0, delta, sigma = setting.problem, setting.start, setting.delta, setting.sigma
        L, R = problem.third_lipschitz(), float(np.linalg.norm(problem.minimizer() - x0))
        nu = sigma / R
        told = (understated * delta[0], understated * delta[1], nu)
        t = setting.followed(method, factor * L, told, steps, draws, engine)
        e = setting.noise()[draws[1::2]]
        g = np.array([problem.gradient(v) for v in t.x[1:]]) + e
        tau, C2, C3, C4 = constants(L, delta, nu, k)
        w = Weights(k * (k + 1) * (k + 2) / 6, k * (k + 1) * (k + 2) * (k + 3) / 24, C2, C3, C4)
        noise: Any = 0.0
        if sigma:
            noise = w.A * sigma**2 / tau + w.a**2 * sigma**2 * np.sqrt(126) / (2 * nu * k**3.5)

        def radius(size: np.ndarray, w: Weights = w) -> np.ndarray:
            return np.array([root(*v, w.C4) for v in zip(size, w.C2, w.C3)])

        findings.append(below_the_estimates(t, x0, g, e, w, radius, noise))
    return worst(findings)


@claim(
    "accelerated-tensor",
    theorem="rate",
    kind=Kind.BOUND,
    standing=Standing.DERIVED,
    statement="quartic chain: f(x_k) - f* <= 72 L R^4/(k(k+1)(k+2)(k+3)); with derivatives wrong by delta_2 and "
    "delta_3 at most (C2_k R^2/2 + C3_k R^3/3 + 48 L R^4)/A_k ~ delta_2 R^2/k^2 + delta_3 R^3/k^3 + L R^4/k^4",
    controls=(
        *controls("uphill", "quartic-term-too-large", "estimate-uphill", "errors-ignored"),
        *without("L of the size of that of D^3 f", factor=1e5),
    ),
)
def rate(method: type, engine: str, factor: float = 1.0) -> Finding:
    """A_k f(x_k) <= min psi_k <= psi_k(x*) <= A_k f* + C2_k R^2/2 + C3_k R^3/3 + C4 R^4/4 by that sequence."""
    steps, findings = 40, []
    k = np.arange(1, steps + 1)
    for setting in (on_the_chain(0.0, 0.0, 0.0), on_the_chain(100.0, 100.0, 0.0), on_a_bowl()):
        problem, delta = setting.problem, setting.delta
        L, R = problem.third_lipschitz(), np.linalg.norm(problem.minimizer() - setting.start)
        t = setting.followed(method, factor * L, (*delta, 0.0), steps, [0] * 2 * steps, engine)
        _, C2, C3, C4 = constants(L, delta, 0.0, k)
        limit = (C2 * R**2 / 2 + C3 * R**3 / 3 + C4 * R**4 / 4) * 24 / (k * (k + 1) * (k + 2) * (k + 3))
        findings.append(
            bound(t.observed["Suboptimality"][1:], limit, allowance=1e-9, x=k, ylabel="f(x_k) - f*")
        )
    return worst(findings)


@claim(
    "accelerated-tensor",
    theorem="lower bound, exact oracles",
    kind=Kind.BOUND,
    standing=Standing.DERIVED,
    statement="quartic chain of dimension 2 T + 1, T = 2 t - 1 oracle points: f(x_t) - f* >= (3/4) (T + 1), and that "
    "is 0.0021 L R^4/(T + 1)^5 at least",
    controls=without("start at 0", start=0.9),
    shows=("P402/2",),
)
def lower_bound_of_exact_oracles(method: type, engine: str, start: float = 0.0) -> Finding:
    """Where z is in span(e_1, ..., e_s) and h in span(e_1, ..., e_{s+1}) the gradient, f'' h and D^3 f[h, h] = B' (6
    z_i (Bh)_i^2) are in the latter, since only differences with i <= s are not 0: a point more adds one coordinate,
    also to u and y, so x_t has T at most. There f is the chain of dimension T with minimum -3T/4: the gap is (3/4) (d -
    T) at least. R^2 = d(d+1)(2d+1)/6 gives R^4 <= (64/9) (T + 1)^6, and L <= 12 |B|^2 < 48. The control starts at a
    tenth of the way from the minimiser.
    """

    def started(d: int) -> tuple[RidgePolynomial, np.ndarray, np.ndarray]:
        problem, origin = chain(d)
        return problem, origin, (1 - start) * origin

    def limits(problem: RidgePolynomial, R: float, T: int) -> tuple[float, float]:
        return 3 / 4 * (T + 1), 0.0021 * problem.third_lipschitz() * R**4 / (T + 1) ** 5

    return gaps_in_the_span(method(1.0, 0.0, 0.0, 0.0), started, range(1, 4), limits, engine)


RATES = (estimating_sequence, rate, lower_bound_of_exact_oracles)
