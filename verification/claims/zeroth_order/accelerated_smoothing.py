"""Accelerated descent of a smoothed function: what is claimed of it, with proofs, and what each claim must reject."""

from __future__ import annotations

from itertools import pairwise, product
from typing import Any, NamedTuple

import numpy as np

from refimpl.core.draws import tape
from refimpl.problems import Quadratic
from refimpl.zeroth_order.smoothing import CrossPolytope
from verification.arithmetic.randomisation import accelerated, on_the_cross_polytope, on_the_sphere
from verification.claim import Kind, Standing, claim, planted, without
from verification.claims.nonsmooth_nonconvex.capped import CappedL1
from verification.claims.zeroth_order import one_point_estimates, smoothed_functions
from verification.claims.zeroth_order.common import ROUNDING, deterministic, equal_iterates
from verification.claims.zeroth_order.smoothed_functions import FirstEntry, randomised
from verification.evidence import bound, exact_moments, step_inequality
from verification.finding import Finding, worst
from verification.mutants.zeroth_order import accelerated_smoothing as mutants
from verification.mutants.zeroth_order import smoothing
from verification.trial import complete_run


@claim(
    "accelerated-smoothing",
    theorem="AC-SA, l2 randomisation",
    kind=Kind.ITERATE,
    standing=Standing.DERIVED,
    statement="y_1, ..., y_6 with two estimates per step on the l2 sphere equal 80-digit decimals, same draws",
    engine="ball",
    controls=planted(*mutants.MUTANTS),
)
def first_iterates_on_the_sphere(method: type, engine: str) -> Finding:
    """The update is the definition; arrays of decimals evaluate it without this library, NumPy gives the draws."""
    return equal_iterates(method(16.0, 0.25, 2), accelerated(on_the_sphere), engine, steps=6)


@claim(
    "accelerated-smoothing",
    theorem="AC-SA, l1 randomisation",
    kind=Kind.ITERATE,
    standing=Standing.DERIVED,
    statement="y_1, ..., y_6 with two estimates per step on the l1 sphere equal 80-digit decimals, same draws",
    engine="ball",
    controls=(*planted(*mutants.STEP_MUTANTS), *randomised(*smoothing.MUTANTS)),
)
def first_iterates_on_the_cross_polytope(method: type, engine: str, law: Any = CrossPolytope) -> Finding:
    """The update is the definition; arrays of decimals evaluate it without this library, NumPy gives the draws."""
    return equal_iterates(method(16.0, 0.25, 2, law()), accelerated(on_the_cross_polytope), engine, steps=6)


@claim(
    "accelerated-smoothing",
    theorem="moments of l1 randomisation",
    kind=Kind.DISTRIBUTION,
    standing=Standing.DERIVED,
    statement="for linear f E g = p, E gg' = (2d/(d+1)) (|p|^2 I + pp' - diag(p_i^2)) on the l1 sphere, d = 2",
    controls=randomised(smoothing.DirectionForSign, smoothing.WithoutD, smoothing.UniformSizes),
)
def moments_on_the_cross_polytope(method: type, engine: str, law: Any = CrossPolytope) -> Finding:
    """g = d (p'e) n, n = sign(e): |e| is Dirichlet(1, ..., 1), E |e_i| = 1/d, E e_i^2 = 2/(d(d+1)), and

    E |e_i e_j| = 1/(d(d+1)); signs are independent. So E g = d E|e_1| p, and E g_i g_j = d^2 E (p'e)^2 n_i n_j, which
    for i = j is d^2 sum p_k^2 E e_k^2 = (2d/(d+1)) |p|^2 and for i != j is 2 d^2 p_i p_j E|e_i e_j|. In the plane
    |e_1| is uniform: three Gauss nodes are exact, here of a draw whose sizes t and 1 - t add to one.
    """
    p, x, found, weights = np.array([0.75, -0.5]), np.array([0.5, -0.25]), [], []
    nodes, masses = np.polynomial.legendre.leggauss(3)
    L = 0.25
    for t, mass in zip((nodes + 1) / 2, masses / 2, strict=True):
        for signs in np.array([[1, 1], [1, -1], [-1, 1], [-1, -1]]):
            # u = 2 r - 1 with the sizes -log(1 - |u|) of t and 1 - t
            u = signs * -np.expm1(-np.array([t, 1 - t]))
            run = complete_run(
                method(L, 0.5, 1, law()), deterministic(Quadratic(np.zeros((2, 2)), -p)), x, 1,
                engine=engine, rng=tape((u + 1) / 2, [0]),
            )  # fmt: skip
            found.append(2 * L * (x - run.x[1]))
            weights.append(mass / 4)
    second = 4 / 3 * (np.outer(p, p) + p @ p * np.eye(2) - np.diag(p**2))
    # a draw r next to one half has the relative error 2 u/|2r - 1|, below 32 roundings at these nodes
    return exact_moments(
        found, np.array(weights), mean=p, covariance=second - np.outer(p, p), tolerance=400 * ROUNDING
    )


class Mirror(NamedTuple):
    """z_k in one dimension."""

    def measure(self, problem, state):
        return state.z[0]


def huber(y: np.ndarray, radius: float) -> np.ndarray:
    """f_gamma - f_gamma* for f = |x| in one dimension: the mean over [-gamma, gamma], 1/gamma-smooth."""
    t = np.abs(y)
    return np.where(t < radius, t**2 / (2 * radius), t - radius / 2)


@claim(
    "accelerated-smoothing",
    theorem="one step",
    kind=Kind.STEP_INEQUALITY,
    standing=Standing.DERIVED,
    statement="h+ <= (1 - tau) h + L tau^2 (R^2 - R+^2) - (L/2) tau^2 |z+ - z|^2 at every step, where G is exact",
    controls=(
        *planted(
            mutants.StepTwiceAsLong,
            mutants.Ascent,
            mutants.EstimatesAtMirror,
            mutants.OutputOfMirror,
            mutants.NoTwoInDenominator,
            mutants.NotNormalised,
        ),
        *without("L-smooth f_gamma", L=0.25),
    ),
)
def one_step(method: type, engine: str, L: float = 1.0) -> Finding:
    """f(y+) <= f(x) + <g, y+ - x> + (L/2)|y+ - x|^2 with y+ - x = tau (z+ - z), and by convexity

    f(x) + <g, (1 - tau) y + tau x* - x> <= (1 - tau) f(y) + tau f*. So h+ <= (1 - tau) h + tau <g, z+ - x*>
    + (L/2) tau^2 |z+ - z|^2, where with 1/alpha = 2 L tau the step gives 2 alpha <G, z+ - x*> = R^2 - R+^2
    - |z+ - z|^2. In one dimension the sphere has two points and the estimate is the derivative of the Huber function.
    """
    radius, found = 0.25, []
    for x0 in (1.0, 0.3125, -2.5):
        run = complete_run(
            method(L / radius, radius, 1), deterministic(CappedL1(1, 64.0)), np.array([x0]), 24,
            engine=engine, record=[Mirror()],
        )  # fmt: skip
        h, z = huber(run.x[:, 0], radius), run.observed["Mirror"]
        tau = 2 / (np.arange(24) + 2.0)
        curvature = L / radius * tau**2
        right = (1 - tau) * h[:-1] + curvature * (z[:-1] ** 2 - z[1:] ** 2) - curvature / 2 * np.diff(z) ** 2
        # squares of numbers up to 8 times up to 4
        found.append(step_inequality(h[1:], right, allowance=1024 * ROUNDING))
    return worst(found)


def disc(y: np.ndarray, radius: float) -> tuple[np.ndarray, np.ndarray]:
    """E|y + gamma u_1| and its derivative, u uniform in the disc: u_1 has the density 2 sqrt(1 - u^2)/pi."""
    t = np.clip(y / radius, -1, 1)
    root, arc = np.sqrt(1 - t * t), np.arcsin(t)
    inside = 2 * radius / np.pi * ((2 + t * t) * root / 3 + t * arc)
    return np.where(np.abs(y) < radius, inside, np.abs(y)), 2 / np.pi * (t * root + arc)


@claim(
    "accelerated-smoothing",
    theorem="law of l2 randomisation",
    kind=Kind.DISTRIBUTION,
    standing=Standing.DERIVED,
    statement="for f = |x_1| in the plane E g = grad f_gamma on the sphere, and E|g|^2 <= d M^2, equal where linear",
    controls=planted(
        mutants.WithoutD,
        mutants.NoTwoInDenominator,
        mutants.NotNormalised,
        mutants.Ascent,
        mutants.RadiusDoubled,
    ),
)
def law_on_the_sphere(method: type, engine: str) -> Finding:
    """(d/gamma) E f(x + gamma e) e = grad f_gamma by the divergence theorem. The odd part phi of e -> f(x + gamma e)

    has int over the sphere of phi^2 <= int over the ball of |grad phi|^2, the first Steklov eigenvalue of the ball
    being 1, and |sphere| = d |ball|: E phi^2 <= gamma^2 M^2/d. Between the kinks cos = +-x_1/gamma the estimate is a
    trigonometric polynomial of the angle: Gauss nodes on every piece, and draws of length two.
    """
    radius, L, found = 0.5, 0.25, []
    problem = deterministic(FirstEntry())
    nodes, masses = np.polynomial.legendre.leggauss(10)
    for s in (0.0625, 0.375, 0.75):
        kink = np.arccos(min(s / radius, 1.0))
        ends = np.unique([0.0, kink, np.pi - kink, np.pi])
        angles = np.concatenate([(b - a) / 2 * nodes + (a + b) / 2 for a, b in pairwise(ends)])
        weights = np.concatenate([(b - a) / 2 * masses for a, b in pairwise(ends)]) / np.pi / 2
        outcomes = []
        for angle in [*angles, *(angles + np.pi)]:
            draws = tape([2 * np.cos(angle), 2 * np.sin(angle)], [0])
            x = complete_run(
                method(L, radius, 1), problem, np.array([s, 0.25]), 1, engine=engine, rng=draws
            ).x
            outcomes.append(2 * L * (x[0] - x[1]))
        both = np.concatenate([weights, weights])
        mean = np.array([disc(np.array(s), radius)[1], 0.0])
        # ten nodes integrate these pieces, shorter than pi, to 1e-12
        found.append(exact_moments(outcomes, both / both.sum(), mean=mean, tolerance=1e-11))
        found.append(bound(both @ np.sum(np.square(outcomes), axis=1), 2.0, xlabel="x_1", ylabel="E|g|^2"))
    return worst(found)


@claim(
    "accelerated-smoothing",
    theorem="rate without noise",
    kind=Kind.BOUND,
    standing=Standing.DERIVED,
    statement="f_gamma(y_N) - f_gamma* <= 4 L R^2/(N+1)^2 where the estimates are exact, N >= 1",
    controls=planted(mutants.StepNotGrowing, mutants.Ascent, mutants.OutputOfMirror),
)
def rate_without_noise(method: type, engine: str) -> Finding:
    """h_{k+1}/tau_k^2 + L R_{k+1}^2 <= h_k (1 - tau_k)/tau_k^2 + L R_k^2 and (1 - tau_k)/tau_k^2 <= 1/tau_{k-1}^2."""
    radius, found = 0.03125, []
    for x0 in (1.0, -0.5):
        run = complete_run(
            method(1 / radius, radius, 1), deterministic(CappedL1(1, 64.0)), np.array([x0]), 60, engine=engine
        )
        N = np.arange(1, 61)
        found.append(
            bound(
                huber(run.x[1:, 0], radius),
                4 / radius * x0**2 / (N + 1) ** 2,
                x=N,
                xlabel="N",
                ylabel="f_r(x_N)",
            )
        )
    return worst(found)


class TwoSlopes(NamedTuple):
    """|x| + noise x and |x| - noise x, by a fair coin: estimates are off by the noise."""

    noise: float

    def validate(self):
        """Nothing to check."""

    def dimension(self):
        return 1

    def sample(self, rng):
        return rng.integers(0, 2)

    def sample_value(self, x, draw):
        return np.abs(x[0]) + (2 * draw - 1) * self.noise * x[0]


@claim(
    "accelerated-smoothing",
    theorem="rate with noise",
    kind=Kind.BOUND,
    standing=Standing.DERIVED,
    statement="E f_gamma(y_N) - f_gamma* <= 4 L R^2/(N+1)^2 + s^2 (N+2)(2N+3)/(12 L (N+1)), N <= 6, by all coins",
    controls=(
        *planted(mutants.Ascent),
        *without("noise of the stated size", excess=8.0),
    ),
)
def rate_with_noise(method: type, engine: str, excess: float = 1.0) -> Finding:
    """The proof of `one_step` with g = G + (g - G): tau <g - G, z - x*> has the mean zero, and by Young's inequality

    tau <g - G, z+ - z> <= (L/2) tau^2 |z+ - z|^2 + |g - G|^2/(2L). Divided by tau_k^2 = 4/(k+2)^2 the noise adds up to
    s^2/(8L) times 2^2 + ... + (N+1)^2 < (N+1)(N+2)(2N+3)/6, and h_N/tau_{N-1}^2 is left. The mean is over 2^N paths.
    """
    radius, N, s, found = 0.25, 6, 2.0, []
    problem, L = TwoSlopes(excess * s), 1 / radius
    for x0 in (1.0,):
        mean = np.zeros(N)
        for coins in product((0, 1), repeat=N):
            draws = tape([1.0] * N, list(coins))
            x = complete_run(method(L, radius, 1), problem, np.array([x0]), N, engine=engine, rng=draws).x[
                1:, 0
            ]
            mean += huber(x, radius) / 2**N
        n = np.arange(1, N + 1)
        limit = 4 * L * x0**2 / (n + 1) ** 2 + s**2 * (n + 2) * (2 * n + 3) / (12 * L * (n + 1))
        found.append(bound(mean, limit, x=n, xlabel="N", ylabel="E f_gamma(y_N)"))
    return worst(found)


CLAIMS = (
    rate_with_noise,
    first_iterates_on_the_sphere,
    first_iterates_on_the_cross_polytope,
    moments_on_the_cross_polytope,
    law_on_the_sphere,
    one_step,
    rate_without_noise,
    *smoothed_functions.CLAIMS,
    *one_point_estimates.CLAIMS,
)
