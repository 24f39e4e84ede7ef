"""The accelerated tensor method: what is claimed of it, with proofs, and what each claim must reject."""

from __future__ import annotations

import functools
from typing import Any, NamedTuple

import numpy as np

from refimpl import Trajectory
from refimpl.core.draws import tape
from refimpl.core.observables import Suboptimality
from refimpl.problems import FiniteNoise, RidgePolynomial
from verification.arithmetic.newton import plane_quartic
from verification.arithmetic.quartic import path
from verification.claim import Kind, Standing, claim, named, planted, without
from verification.claims.second_order.inexact import Inexact, quiet, reflection
from verification.evidence import bound, identity, step_inequality
from verification.finding import Finding, worst
from verification.mutants.second_order.accelerated_tensor import MUTANTS
from verification.trial import complete_run, first_iterates

controls = functools.partial(named, MUTANTS)

SIGNS = ((1.0, -0.5), (-1.0, 0.5))  # of the noise
DRAWS = (0, 1, 1, 0, 1, 1, 0, 1)
TURN = ((0.6, 0.8), (0.8, -0.6))  # half the error of the Hessian, of norm 1
FORM = (0.75, -0.5)  # w, of the error of the third derivative


def chain(d: int) -> tuple[RidgePolynomial, np.ndarray]:
    """(1/4) sum (Bz)_i^4 - z_1, (Bz)_i = z_i - z_{i+1}, as a function of x = z - z*, and the x of z = 0.

    z*_i = d - i + 1, since (Bz*)_i = 1 and B'(1, ..., 1) = e_1: with u = Bx that is sum (3/2) u^2 + u^3 + u^4/4 - 3d/4.
    """
    B = np.eye(d) - np.eye(d, k=1)
    return RidgePolynomial(3 * B.T @ B, B, 6 * np.ones(d), 3 * np.ones(d)), -np.arange(d, 0.0, -1.0)


@claim(
    "accelerated-tensor",
    theorem="definition of the method",
    kind=Kind.ITERATE,
    standing=Standing.DERIVED,
    statement="x_1, ..., x_4 on a quartic in the plane, with exact derivatives, equal 80-digit decimals",
    engine="ball",
    controls=controls(
        "gradient-at-point", "derivatives-at-iterate", "cubic-weights", "unaccelerated", "half-of-quartic-term",
        "sixth-in-gradient", "without-third-derivative", "quartic-term-dropped",
    ),
)  # fmt: skip
def first_iterates_of_exact_derivatives(method: type, engine: str) -> Finding:
    """The definition: `path` minimises every model by a damped Newton method in decimals, until its gradient vanishes
    to 70 digits, and finds every u_k by bisection.
    """
    return on_a_plane_quartic(method, (0.0, 0.0), 0.0, engine)


@claim(
    "accelerated-tensor",
    theorem="definition of the method, inexact derivatives",
    kind=Kind.ITERATE,
    standing=Standing.DERIVED,
    statement="x_1, ..., x_4 on a quartic in the plane, with a wrong Hessian, a wrong third derivative and sampled "
    "gradients, equal 80-digit decimals",
    engine="ball",
    controls=planted(*MUTANTS),
)
def first_iterates_of_inexact_derivatives(method: type, engine: str) -> Finding:
    """The definition: `path` minimises every model by a damped Newton method in decimals, until its gradient vanishes
    to 70 digits, and finds every u_k by bisection.
    """
    return on_a_plane_quartic(method, (0.5, 0.75), 0.25, engine)


@claim(
    "accelerated-tensor",
    theorem="definition of the method, one error alone",
    kind=Kind.ITERATE,
    standing=Standing.DERIVED,
    statement="x_1, ..., x_4 on a quartic in the plane, where one of Hessian, third derivative and gradients is "
    "inexact, equal 80-digit decimals",
    engine="ball",
    controls=controls("quartic-term-of-exact"),
)
def first_iterates_of_one_error_alone(method: type, engine: str) -> Finding:
    """The definition, by `path` in decimals as above. Each error alone takes C4 from that of exact ones to 192 L:

    a method that asks for one or two of the three only takes the wrong constant in the other cases.
    """
    alone = (((0.5, 0.0), 0.0), ((0.0, 0.75), 0.0), ((0.0, 0.0), 0.25))
    return worst([on_a_plane_quartic(method, delta, noise, engine) for delta, noise in alone])


def on_a_plane_quartic(method: type, delta: tuple[float, float], noise: float, engine: str) -> Finding:
    """The path from (1, 2) with L = 54 >= 2 sum a_i |w_i|^4, errors delta_2 TURN and, if delta_3 > 0, w x w x w."""
    L, start, w = 54.0, (1.0, 2.0), np.array(FORM) * bool(delta[1])
    E, Z = delta[0] * np.array(TURN), np.array(SIGNS) * bool(noise)
    expected = path(L, delta, noise, start, 4, rows(Z), DRAWS, rows(E), tuple(w.tolist()))
    problem = Inexact(FiniteNoise(plane_quartic(), Z), E, w)
    algorithm, draws = method(L, *delta, noise), tape([], list(DRAWS))
    return first_iterates(algorithm, problem, np.array(start), expected, engine, rng=draws)


def rows(matrix: np.ndarray) -> Any:
    """The same numbers as nested tuples."""
    return tuple(map(tuple, matrix.tolist()))


def constants(L: float, delta: tuple[float, float], nu: float, k: np.ndarray) -> tuple[Any, Any, Any, Any]:
    """tau_k, C2_k, C3_k and C4."""
    tau, j = [nu * i**1.5 / np.sqrt(84) for i in (k, k + 1)], k + 1
    weight = j * (j + 1) * (j + 2) / (j + 3)
    C2 = 2 * (2 * delta[0] + tau[1]) * weight + nu * j**3.5 / np.sqrt(126)
    return tau[0], C2, 16 * np.sqrt(2) * delta[1] * weight / (j + 3), L * (192 if any(delta) or nu else 12)


class Setting(NamedTuple):
    """A problem with its start, the errors E and w x w x w of its derivatives, their sizes and sigma of its noise."""

    problem: Any
    start: np.ndarray
    E: np.ndarray
    w: np.ndarray
    delta: tuple[float, float] = (0.0, 0.0)
    sigma: float = 0.0

    def noise(self) -> np.ndarray:
        z = np.full(self.start.size, self.sigma / np.sqrt(self.start.size))
        return np.array([z, -z])

    def followed(
        self, method: type, L: float, told: tuple[float, float, float], steps: int, draws: Any, engine: str
    ) -> Trajectory:
        """The run of method(L, *told)."""
        served = Inexact(FiniteNoise(self.problem, self.noise()), self.E, self.w)
        rng, observed = tape([], draws), [Suboptimality()]
        return complete_run(
            method(L, *told), served, self.start, steps, engine=engine, rng=rng, record=observed
        )


def on_the_chain(delta2: float, delta3: float, sigma: float) -> Setting:
    """The chain of dimension 4."""
    w = np.array([-0.5, 0.5, 0.5, 0.5]) * np.cbrt(delta3)
    return Setting(*chain(4), delta2 * reflection(4), w, (delta2, delta3), sigma)


def on_a_bowl() -> Setting:
    """|x|^2/2 and a small quartic, with the Hessian of the latter alone: models are convex, and flat."""
    W = np.array([[0.25, 0.25], [0.0, 0.25]])
    problem = RidgePolynomial(np.eye(2), W, np.zeros(2), np.full(2, 0.125))
    return Setting(problem, np.array([1.0, -0.5]), -np.eye(2), np.zeros(2), (1.0, 0.0))


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
        x, f, e = t.x[1:] - x0, t.observed["Suboptimality"][1:], setting.noise()[draws[1::2]]
        g = np.array([problem.gradient(v) for v in t.x[1:]]) + e
        A, a = k * (k + 1) * (k + 2) * (k + 3) / 24, k * (k + 1) * (k + 2) / 6
        s, c = np.cumsum(a[:, None] * g, axis=0), np.cumsum(a * (f - np.sum(g * x, axis=1)))
        tau, C2, C3, C4 = constants(L, delta, nu, k)
        size = np.linalg.norm(s, axis=1)
        rho = np.array([root(*v, C4) for v in zip(size, C2, C3)])
        psi = c + C2 / 2 * rho**2 + C3 / 3 * rho**3 + C4 / 4 * rho**4 - size * rho
        u = np.vstack([0 * x0, -(rho / size)[:, None] * s])[:-1]
        lost = -a * np.sum(e * (u - x), axis=1)
        if sigma:
            lost = lost + A * sigma**2 / tau + a**2 * sigma**2 * np.sqrt(126) / (2 * nu * k**3.5)
        # some hundred roundings of terms of the size of the sums
        terms = A * f + np.cumsum(a * (f + np.abs(np.sum(g * x, axis=1)))) + size * rho
        findings.append(
            step_inequality(
                A * f, psi + np.cumsum(lost), allowance=1e-13 * terms, x=k, label="A_k (f(x_k) - f*)"
            )
        )
    return worst(findings)


def root(size: float, C2: float, C3: float, C4: float) -> float:
    """The non-negative root of C2 rho + C3 rho^2 + C4 rho^3 = size: psi is stationary, so its error counts squared."""
    roots = np.roots([C4, C3, C2, -size])
    return float(roots[np.abs(roots.imag) <= 1e-9 * np.abs(roots)].real.max())


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
    theorem="the model is minimised",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="the gradient of the model vanishes at every step to rounding, from starts over eight decades and with "
    "errors; minimisers are kept",
    controls=controls(
        "half-of-quartic-term", "sixth-in-gradient", "third-derivative-negated", "model-trusted", "uphill",
        "moving-centre",
    ),
)  # fmt: skip
def every_step_minimises_the_model(method: type, engine: str) -> Finding:
    """The model is convex, so g + B h + T[h, h]/2 + (2 delta_2 + delta_3 r + (2 L/3) r^2) h = 0 says that h minimises
    it. y is that of the definition, with u by the roots of a cubic. At a minimiser g = 0: h = 0, s = 0 and u = x_0.
    """
    findings, L, E = [], 54.0, np.array(TURN)
    for size, delta in ((1e-4, 0.0), (1.0, 0.5), (1e4, 0.5)):
        problem = Inexact(quiet(plane_quartic()), delta * E, np.array(FORM) * bool(delta))
        algorithm = method(L, delta, 0.75 * bool(delta), 0.0)
        t = complete_run(algorithm, problem, size * np.array([1.0, 2.0]), 3, engine=engine)
        s, u, gaps = np.zeros(2), t.x[0], []
        for k in range(1, 4):
            y = ((k - 1) * t.x[k - 1] + 4 * u) / (k + 3)
            h, r = t.x[k] - y, np.linalg.norm(t.x[k] - y)
            T = problem.third_derivative(y, h)
            shift = 2 * delta + 0.75 * bool(delta) * r + 2 * L / 3 * r * r
            terms = [problem.sampled.gradient(y), problem.hessian(y) @ h, T @ h / 2, shift * h]
            # h carries the rounding of x and y: relative to the slope of the model, which is its Hessian times |y|
            scale = (np.linalg.norm(problem.hessian(y)) + np.linalg.norm(T) + 3 * shift) * np.linalg.norm(y)
            gaps.append(sum(terms) / (scale + sum(map(np.linalg.norm, terms))))
            s = s + k * (k + 1) * (k + 2) / 6 * problem.sampled.gradient(t.x[k])
            _, C2, C3, C4 = constants(L, (delta, 0.75 * bool(delta)), 0.0, np.array([k]))
            u = t.x[0] - root(float(np.linalg.norm(s)), C2[0], C3[0], C4) / np.linalg.norm(s) * s
        findings.append(identity(np.array(gaps), np.zeros((3, 2)), tolerance=1e-12, scale=1.0))
    kept = complete_run(method(L, 0.0, 0.0, 0.0), quiet(plane_quartic()), np.zeros(2), 3, engine=engine).x
    return worst([*findings, identity(kept, np.zeros((4, 2)), tolerance=0.0, scale=1.0)])


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
    gaps, exact, rates, t = [], [], [], np.arange(1, 4)
    for steps in t:
        T = 2 * int(steps) - 1
        problem, origin = chain(2 * T + 1)
        L, R = problem.third_lipschitz(), np.linalg.norm(origin)
        run = complete_run(
            method(1.0, 0.0, 0.0, 0.0), quiet(problem), (1 - start) * origin, int(steps), engine=engine,
            record=[Suboptimality()],
        )  # fmt: skip
        gaps.append(run.observed["Suboptimality"][-1])
        exact.append(3 / 4 * (T + 1))
        rates.append(0.0021 * L * R**4 / (T + 1) ** 5)
    limits = (np.array(exact), np.array(rates))
    return worst(
        [bound(1 / np.array(gaps), 1 / v, x=t, xlabel="t", ylabel="1/(f(x_t) - f*)") for v in limits]
    )


CLAIMS = (
    first_iterates_of_exact_derivatives,
    first_iterates_of_inexact_derivatives,
    first_iterates_of_one_error_alone,
    estimating_sequence,
    every_step_minimises_the_model,
    rate,
    lower_bound_of_exact_oracles,
)
