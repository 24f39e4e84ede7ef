"""Cubic Newton: what is claimed of it, with proofs, and what each claim must reject."""

from __future__ import annotations

from functools import partial

import numpy as np

from refimpl.core.observables import GradientNorm, Suboptimality, Value
from refimpl.problems import CubicChain, CubicPerturbation, CubicPower, LogQuadratic, random_robust_regression
from verification.claim import Kind, Standing, claim, named, planted, without
from verification.claims.second_order.cubic import in_general, in_the_plane, steps_minimise
from verification.evidence import bound, local_order, step_inequality, tight
from verification.finding import Finding, worst
from verification.mutants.second_order.cubic_newton import MUTANTS
from verification.trial import complete_run, run_to_the_floor

PAPER = "Nesterov & Polyak 2006"
controls = partial(named, MUTANTS)


@claim(
    "cubic-newton",
    paper=PAPER,
    theorem="definition of the method",
    kind=Kind.ITERATE,
    standing=Standing.DERIVED,
    statement="x_1, ..., x_5 in the plane, from an indefinite Hessian, equal bisection and Cramer's rule in decimals",
    engine="ball",
    controls=planted(*in_general(MUTANTS)),
)
def first_iterates_in_the_plane(method: type, engine: str) -> Finding:
    """h minimises the model iff (H + s I) h = -g, H + s I >= 0 and s = M |h|/2: bisection in s."""
    return in_the_plane(method, 1, engine)


@claim(
    "cubic-newton",
    paper=PAPER,
    theorem="global minimiser of the model, hard case included",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="(H + (M r/2) I) h = -g and H + (M r/2) I >= 0 at every step, also where g is orthogonal to v_min or 0",
    controls=planted(*MUTANTS),
)
def every_step_minimises_the_model(method: type, engine: str) -> Finding:
    """With K = H + (M r/2) I the model at h + v exceeds that at h by v'Kv/2 + (M/12)(|h + v| - r)^2 (2 |h + v| + r),
    which is not negative: expand, with <h, v> = (|h + v|^2 - r^2 - |v|^2)/2. So the two conditions are sufficient.
    """
    return steps_minimise(method, 1, engine)


@claim(
    "cubic-newton",
    paper=PAPER,
    theorem="decrease of one step",
    kind=Kind.STEP_INEQUALITY,
    standing=Standing.DERIVED,
    statement="f - f+ >= (M/4 - L/6) r^3 and |g+| <= (L + M) r^2/2 at every step, M = L, f not convex",
    controls=(
        *controls(
            "uphill",
            "without-regularisation",
            "newton-where-convex",
            "gradient-regularised",
            "step-too-long",
            "stale-gradient",
            "stale-hessian",
        ),
        *without("M >= L", factor=1e-2),
    ),
)
def decrease_of_one_step(method: type, engine: str, factor: float = 1.0) -> Finding:
    """<g, h> = -h'Hh - (M/2) r^3 and H >= -(M r/2) I give <g, h> + h'Hh/2 <= -(M/4) r^3; Taylor costs L r^3/6.

    g+ = g + H h + e with |e| <= L r^2/2, and g + H h = -(M r/2) h.
    """
    findings = []
    instances = ((random_robust_regression(15, 5, 2.0, seed=0), 5), (LogQuadratic(3), 3))
    for problem, d in instances:
        L = problem.hessian_lipschitz()
        x0 = 2 * np.random.default_rng(1).standard_normal(d)
        t = complete_run(method(factor * L), problem, x0, 20, engine=engine, record=[Value(), GradientNorm()])
        f, g = t.observed["Value"], t.observed["GradientNorm"]
        r = np.linalg.norm(np.diff(t.x, axis=0), axis=1)
        # f <= 10 by a few dozen roundings; gradients likewise, with x of about 5
        findings.append(step_inequality(L / 12 * r**3, f[:-1] - f[1:], allowance=1e-14))
        findings.append(step_inequality(g[1:], L * r**2, allowance=1e-14))
    return worst(findings)


@claim(
    "cubic-newton",
    paper=PAPER,
    theorem="global rate for convex functions",
    kind=Kind.BOUND,
    standing=Standing.DERIVED,
    statement="on the cubic chain with M = L: F_k <= 9 L D^3/(k + 4)^2, D = max_k |x_k - x*|, k >= 1",
    controls=(
        *controls("uphill"),
        *without("M of the size of L", factor=1e6),
    ),
)
def global_rate(method: type, engine: str, factor: float = 1.0) -> Finding:
    """Both Taylor models hold within L |y - x|^3/6, so F+ <= min_y f(y) - f* + (L/3) |y - x|^3. On y = x + tau (x* - x)
    u = F/(L D^3) falls to at most (1 - tau) u + tau^3/3: to 1/3 where u >= 1, and to u - (2/3) u^{3/2} with tau =
    sqrt(u) otherwise, so u+^{-1/2} >= u^{-1/2} + 1/3 and u_k <= 9/(k + 4)^2.
    """
    findings = []
    for d in (2, 4):
        problem = CubicChain(d)
        L = problem.hessian_lipschitz()
        t = complete_run(
            method(factor * L), problem, np.zeros(d), 80, engine=engine, record=[Suboptimality()]
        )
        D = np.linalg.norm(t.x - problem.minimizer(), axis=1).max()
        k = np.arange(1, 81)
        findings.append(
            bound(t.observed["Suboptimality"][1:], 9 * L * D**3 / (k + 4) ** 2, x=k, ylabel="f(x_k) - f*")
        )
    return worst(findings)


@claim(
    "cubic-newton",
    paper=PAPER,
    theorem="worst-case factor on L |x|^3/6",
    kind=Kind.BOUND,
    standing=Standing.DERIVED,
    statement="on L |x|^3/6 with M = c L: x_k = (1 - 1/(1 + sqrt(1 + c)))^k x_0, the factor 2 - sqrt 2 for c = 1",
    controls=controls(
        "third-convention",
        "newton-where-convex",
        "without-regularisation",
        "length-of-newton-step",
        "gradient-regularised",
        "uphill",
        "constant-too-large",
        "step-too-long",
        "stale-gradient",
        "stale-hessian",
    ),
)
def factor_on_a_cubic(method: type, engine: str) -> Finding:
    """H = L |x|, g = L x |x|/2: r = q |x| solves (1 + c q/2) q = 1/2, so q = 1/(1 + sqrt(1 + c)). H(x*) = 0: linear."""
    L, steps, findings = 2.0, 40, []
    for c in (1.0, 2.0):
        t = complete_run(method(c * L), CubicPower(L), np.array([1.5]), steps, engine=engine)
        k = np.arange(steps + 1)
        # about twenty roundings per step add up, the map being homogeneous
        findings.append(tight(np.abs(t.x[:, 0]), 1.5 * (1 - 1 / (1 + np.sqrt(1 + c))) ** k,
                              tolerance=40 * steps * 2.0**-53, x=k, ylabel="|x_k|"))  # fmt: skip
    return worst(findings)


@claim(
    "cubic-newton",
    paper=PAPER,
    theorem="lower bound on the chain",
    kind=Kind.BOUND,
    standing=Standing.DERIVED,
    statement="from 0 on the cubic chain f(x_t) - f* >= (2/3) (d - t), within 3 % of it for M = 1 and t <= 3",
    controls=(
        *controls("third-convention", "uphill", "gradient-regularised", "stale-gradient"),
        *without("start at 0", start=0.1),
    ),
)
def lower_bound_on_the_chain(method: type, engine: str, start: float = 0.0) -> Finding:
    """With x in span(e_1, ..., e_s) the gradient is in span(e_1, ..., e_{s+1}) and H maps it and its complement to
    themselves, so h stays there: x_t is in span(e_1, ..., e_t). f there is the chain of dimension t with minimum -2t/3.
    """
    d, findings = 12, []
    k = np.arange(1, d)
    for M in (1.0, 0.1):
        x0 = np.full(d, start)
        t = complete_run(method(M), CubicChain(d), x0, d, engine=engine, record=[Suboptimality()])
        F = t.observed["Suboptimality"]
        findings.append(bound(1 / F[k], 1.5 / (d - k), x=k, ylabel="1/(f(x_k) - f*)"))
        if M == 1.0:
            findings.append(tight(F[1:4], 2 * (d - k[:3]) / 3, tolerance=0.03, x=k[:3], ylabel="f(x_k) - f*"))
    return worst(findings)


@claim(
    "cubic-newton",
    paper=PAPER,
    theorem="local order",
    kind=Kind.RATE,
    standing=Standing.DERIVED,
    statement="on x^2/2 + x^3/6 the error has local order 2",
    engine="ball",
    engine_fixed=True,
    controls=controls("gradient-regularised", "stale-gradient", "stale-hessian", "step-too-long"),
)
def order_two(method: type, engine: str) -> Finding:
    """g + H h = -(M r/2) h, so |g+| <= (L + M) r^2/2 with r <= |g|/mu; M r/2 does not vanish faster than the error."""
    bits = 2500
    t = run_to_the_floor(method(1.0), CubicPerturbation(), np.array([0.25]), 10, bits)
    return local_order([abs(x[0]) for x in t.enclosures], 2.0, digits=bits * 0.301)


CLAIMS = (
    first_iterates_in_the_plane,
    every_step_minimises_the_model,
    decrease_of_one_step,
    global_rate,
    factor_on_a_cubic,
    lower_bound_on_the_chain,
    order_two,
)
