"""Accelerated cubic Newton: what is claimed of it, with proofs, and what each claim must reject."""

from __future__ import annotations

import functools
from decimal import Decimal, localcontext
from itertools import product

import numpy as np

from refimpl.core.draws import tape
from refimpl.core.observables import Suboptimality
from refimpl.problems import Chain, CubicChain, FiniteNoise, Quadratic
from verification.arithmetic.cubic import minimiser
from verification.arithmetic.newton import Vector, derivatives, plane_quartic
from verification.claim import Kind, Standing, claim, named, planted, without
from verification.claims.second_order.cubic import Restarted, in_the_plane, steps_minimise
from verification.claims.second_order.inexact import Inexact, quiet, reflection
from verification.evidence import bound, identity, step_inequality
from verification.finding import Finding, worst
from verification.mutants.second_order.accelerated_cubic_newton import MUTANTS
from verification.trial import complete_run, first_iterates

controls = functools.partial(named, MUTANTS)

SIGNS = np.array([[1.0, -0.5], [-1.0, 0.5]])  # of the noise
DRAWS = [0, 1, 1, 0, 1, 1, 0, 1, 0, 0]
TURN = np.array([[0.6, 0.8], [0.8, -0.6]])  # the error of the Hessian, of norm 1


@claim(
    "accelerated-cubic-newton",
    theorem="definition of the method",
    kind=Kind.ITERATE,
    standing=Standing.DERIVED,
    statement="x_1, ..., x_5 on a quartic in the plane, with an exact and an inexact Hessian, and of the first step "
    "from indefinite ones, equal bisection in 80-digit decimals",
    engine="ball",
    controls=controls(
        "gradient-at-point", "moving-centre", "weights-swapped", "unaccelerated", "half-of-cubic-term", "model-trusted",
        "uphill", "without-quadratic-term", "quadratic-term-late", "cubic-term-of-exact", "error-counted-once",
    ),
)  # fmt: skip
def first_iterates_on_a_plane_quartic(method: type, engine: str) -> Finding:
    """The definition: `path` in decimals. The first step is that of cubic Newton with M = 2 L from anywhere."""
    first = in_the_plane(lambda M: Restarted(method(M / 2, 0.0, 0.0)), 1, engine, serve=quiet)
    return worst([first, *(on_a_plane_quartic(method, delta, 0.0, engine) for delta in (0.0, 0.5))])


@claim(
    "accelerated-cubic-newton",
    theorem="definition of the method, sampled gradients",
    kind=Kind.ITERATE,
    standing=Standing.DERIVED,
    statement="x_1, ..., x_5 on a quartic in the plane with an inexact Hessian and sampled gradients",
    engine="ball",
    controls=planted(*MUTANTS),
)
def first_iterates_with_sampled_gradients(method: type, engine: str) -> Finding:
    """The definition: `path` solves for every step by bisection on its length and Cramer's rule, and for every u_k as
    the root of a quadratic, in decimals.
    """
    return on_a_plane_quartic(method, 0.25, 0.75, engine)


def on_a_plane_quartic(method: type, delta: float, noise: float, engine: str) -> Finding:
    """Both paths with L = 2 from (1, 2)."""
    problem = Inexact(FiniteNoise(plane_quartic(), SIGNS), delta * TURN, np.zeros(2))
    start, draws = np.array([1.0, 2.0]), tape([], DRAWS)
    return first_iterates(method(2.0, delta, noise), problem, start, path(delta, noise), engine, rng=draws)


@claim(
    "accelerated-cubic-newton",
    theorem="global minimiser of the model, hard case included",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="from anywhere the first step minimises the model with M = 2 L, also where g is orthogonal to v_min or "
    "0; minimisers are kept",
    controls=controls("half-of-cubic-term", "uphill"),
)
def first_step_minimises_the_model(method: type, engine: str) -> Finding:
    """y = x_0 at k = 1. At a minimiser g = 0, so h = 0 (the model is convex), s = 0 and u = x_0 for ever."""
    first = steps_minimise(lambda M: Restarted(method(M / 2, 0.0, 0.0)), 1, engine, serve=quiet)
    flat, rest = Quadratic(np.diag([2.0, 0.0]), np.zeros(2)), np.array([0.0, 3.0])
    kept = complete_run(method(1.0, 0.0, 0.0), quiet(flat), rest, 3, engine=engine).x
    return worst([first, identity(kept, np.tile(rest, (4, 1)), tolerance=0.0, scale=1.0)])


@functools.cache
def path(delta: float, noise: float) -> list[Vector]:
    """x_1, ..., x_5 for L = 2. Each u_k solves C2 rho + C3 rho^2 = |s|, rho = |u - x_0|, of a root of either sign."""
    L, d, nu, expected = Decimal(2), Decimal(delta), Decimal(noise), []
    with localcontext() as context:
        context.prec = 80
        start = [Decimal(1), Decimal(2)]
        x, u, s = start, start, [Decimal(0), Decimal(0)]
        C3 = L * (12 * Decimal(3).sqrt() if nu else 12 * Decimal(2).sqrt() if d else 6)
        for k in range(1, 6):
            A, a = Decimal(k * (k + 1) * (k + 2)) / 6, Decimal(k * (k + 1)) / 2
            y = [((A - a) * p + a * q) / A for p, q in zip(x, u)]
            g, H = sampled(y, SIGNS[DRAWS[2 * k - 2]])
            tau = [(Decimal(2) / 45).sqrt() * nu * Decimal(i**3).sqrt() for i in (k, k + 1)]
            for i in range(2):
                H[i] = [H[i][j] + d * Decimal(TURN[i, j]) + (2 * d + tau[0]) * (i == j) for j in range(2)]
            x = [p + h for p, h in zip(y, minimiser(H, g, 2 * L))]
            s = [p + a * q for p, q in zip(s, sampled(x, SIGNS[DRAWS[2 * k - 1]])[0])]
            C2 = 3 * (2 * d + tau[1]) * (k + 1) * (k + 2) / (k + 3)
            C2 += nu * Decimal((k + 1) ** 5).sqrt() / Decimal(10).sqrt()
            size = (s[0] * s[0] + s[1] * s[1]).sqrt()
            rho = (-C2 + (C2 * C2 + 4 * C3 * size).sqrt()) / (2 * C3)
            u = [p - rho * q / size for p, q in zip(start, s)]
            expected.append(x)
    return expected


def sampled(x: Vector, z: np.ndarray) -> tuple[Vector, list[Vector]]:
    """Sampled gradient and Hessian of the plane quartic."""
    g, H = derivatives(x)
    return [p + Decimal(q) for p, q in zip(g, z)], H


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
        x, f, e = t.x[1:], t.observed["Suboptimality"][1:], Z[draws[1::2]]
        g = np.array([chain.gradient(v) for v in x]) + e
        A, a = k * (k + 1) * (k + 2) / 6, k * (k + 1) / 2
        s, c = np.cumsum(a[:, None] * g, axis=0), np.cumsum(a * (f - np.sum(g * x, axis=1)))
        tau = np.sqrt(2 / 45) * nu * np.arange(1, steps + 2) ** 1.5
        C2 = 3 * (2 * delta + tau[1:]) * (k + 1) * (k + 2) / (k + 3) + nu * (k + 1) ** 2.5 / np.sqrt(10)
        C3 = L * (12 * np.sqrt(3) if sigma else 12 * np.sqrt(2) if delta else 6)
        size = np.linalg.norm(s, axis=1)
        rho = (-C2 + np.sqrt(C2 * C2 + 4 * C3 * size)) / (2 * C3)
        psi = c + C2 / 2 * rho**2 + C3 / 3 * rho**3 - size * rho
        u = np.vstack([np.zeros(d), -(rho / size)[:, None] * s])[:-1]
        lost = -a * np.sum(e * (u - x), axis=1)
        if sigma:
            lost = lost + A * sigma**2 / tau[:-1] + a**2 * sigma**2 * np.sqrt(10) / (2 * nu * k**2.5)
        # some hundred roundings of terms of the size of the sums
        terms = A * f + np.cumsum(a * (f + np.abs(np.sum(g * x, axis=1)))) + size * rho
        findings.append(
            step_inequality(
                A * f, psi + np.cumsum(lost), allowance=1e-13 * terms, x=k, label="A_k (f(x_k) - f*)"
            )
        )
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


@claim(
    "accelerated-cubic-newton",
    theorem="lower bound, exact oracles",
    kind=Kind.BOUND,
    standing=Standing.DERIVED,
    statement="cubic chain of dimension 2 T + 1, T = 2 t - 1 oracle points: f(x_t) - f* >= (2/3) (T + 1), and that is "
    "0.0135 L R^3/(T + 1)^{7/2} at least",
    controls=without("start at 0", start=0.9),
    shows=("P402/2",),
)
def lower_bound_of_exact_oracles(method: type, engine: str, start: float = 0.0) -> Finding:
    """Where x is in span(e_1, ..., e_s) the gradient is in span(e_1, ..., e_{s+1}) and the Hessian maps that to itself:
    a point more adds one coordinate, also to u and y, so x_t has T at most. There f is the chain of dimension T with
    minimum -2T/3: the gap is (2/3) (d - T) at least. R^2 = d(d+1)(2d+1)/6 gives R^3 <= (8/3)^{3/2} (T + 1)^{9/2}, and
    L <= 8 sqrt 2. The control starts at a tenth of the way from the minimiser.
    """
    gaps, exact, rates, t = [], [], [], np.arange(1, 5)
    for steps in t:
        T = 2 * int(steps) - 1
        chain = CubicChain(2 * T + 1)
        L, R = chain.hessian_lipschitz(), np.linalg.norm(chain.minimizer())
        run = complete_run(
            method(1.0, 0.0, 0.0), quiet(chain), start * chain.minimizer(), int(steps),
            engine=engine, record=[Suboptimality()],
        )  # fmt: skip
        gaps.append(run.observed["Suboptimality"][-1])
        exact.append(2 / 3 * (T + 1))
        rates.append(0.0135 * L * R**3 / (T + 1) ** 3.5)
    limits = (np.array(exact), np.array(rates))
    return worst(
        [bound(1 / np.array(gaps), 1 / v, x=t, xlabel="t", ylabel="1/(f(x_t) - f*)") for v in limits]
    )


@claim(
    "accelerated-cubic-newton",
    theorem="lower bound, inexact Hessian",
    kind=Kind.BOUND,
    standing=Standing.DERIVED,
    statement="quadratic chain of dimension 2 T + 1, T = 2 t - 1, with the matrix 0 for its Hessian, |H| <= delta: "
    "f(x_t) - f* >= (3/32) delta R^2/(T + 1)^2",
    controls=without("nothing known of the Hessian", known=1.0),
    shows=("P402/2",),
)
def lower_bound_of_an_inexact_hessian(method: type, engine: str, known: float = 0.0) -> Finding:
    """With B = 0 every vector is in the span of gradients at earlier points: T coordinates at most are not 0, and the
    bound of the chain is (delta/8) (1/(T + 1) - 1/(d + 1)) = delta/(16 (T + 1)), delta = 1; R^2 <= (d + 1)/3. The
    control sees the Hessian and trusts it.
    """
    gaps, limits, t = [], [], np.arange(1, 5)
    for steps in t:
        T = 2 * int(steps) - 1
        chain = Chain(1.0, 2 * T + 1)
        E = (known - 1) * chain.hessian(np.zeros(chain.d))
        problem = Inexact(quiet(chain), E, np.zeros(chain.d))
        run = complete_run(
            method(1e-3, 1e-3 if known else 1.0, 0.0), problem, np.zeros(chain.d), int(steps), engine=engine,
            record=[Suboptimality()],
        )  # fmt: skip
        gaps.append(run.observed["Suboptimality"][-1])
        limits.append(3 / 32 * np.sum(chain.minimizer() ** 2) / (T + 1) ** 2)
    return bound(np.array(limits) / np.array(gaps), np.ones(4), x=t, xlabel="t", ylabel="bound/(f(x_t) - f*)")


@claim(
    "accelerated-cubic-newton",
    theorem="lower bound, sampled gradients",
    kind=Kind.BOUND,
    standing=Standing.DERIVED,
    statement="of two parabolas with minimisers R and -R, told apart by signs in gradients only, one has "
    "E f(x_t) - f* >= sigma R/(10 sqrt T), T = 2 t - 1 draws: all 2^T sequences enumerated",
    controls=without("one start for both", informed=1.0),
    shows=("P402/2",),
)
def lower_bound_of_sampled_gradients(method: type, engine: str, informed: float = 0.0) -> Finding:
    """f(x) = (lambda/2) (x - c R)^2, c = 1 or -1; gradients lambda x + a and lambda x - a, with the chances
    (1 - c eps)/2 and (1 + c eps)/2, lambda = a eps/R, sigma^2 = a^2 (1 - eps^2). The two gaps of any x add up to
    lambda R^2 at least, so their mean over c and the draws is (lambda R^2/2) sum min(p_+, p_-) at least, which is
    (a eps R/2) (1 - TV). For eps = 1/(2 sqrt T) KL = T eps log((1 + eps)/(1 - eps)) <= 2 T eps^2/(1 - eps^2) <= 2/3 and
    TV <= sqrt(KL/2) < 0.58: more than a R/(10 sqrt T). The control starts at the minimiser and moves little.
    """
    a, R, t, ratios = 1.0, 1.0, np.arange(1, 4), []
    noise = 100.0 if informed else a / R
    for steps in t:
        T = 2 * int(steps) - 1
        eps, mean = 1 / (2 * np.sqrt(T)), 0.0
        curvature = a * eps / R
        problem = FiniteNoise(Quadratic(np.array([[curvature]]), np.zeros(1)), np.array([[a], [-a]]))
        for c in (1.0, -1.0):
            for signs in product((0, 1), repeat=T):  # the last draw, at x_t itself, changes nothing
                rng = tape([], [*signs, 0])
                x0 = np.array([c * informed * R])
                x = complete_run(method(0.1, 0.0, noise), problem, x0, int(steps), engine=engine, rng=rng).x[
                    -1, 0
                ]
                chance = np.prod([(1 + c * eps) / 2 if sign else (1 - c * eps) / 2 for sign in signs])
                mean += chance * curvature / 4 * (x - c * R) ** 2
        ratios.append(a * R / (10 * np.sqrt(T)) / mean)
    return bound(ratios, np.ones(3), x=t, xlabel="t", ylabel="bound/mean gap")


CLAIMS = (
    first_iterates_on_a_plane_quartic,
    first_iterates_with_sampled_gradients,
    first_step_minimises_the_model,
    estimating_sequence,
    rate,
    lower_bound_of_exact_oracles,
    lower_bound_of_an_inexact_hessian,
    lower_bound_of_sampled_gradients,
)
