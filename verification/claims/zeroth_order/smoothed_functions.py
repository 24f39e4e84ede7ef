"""Accelerated smoothing: laws of its estimates and constants of the smoothed function."""

from __future__ import annotations

import math
from itertools import pairwise
from typing import Any, NamedTuple

import numpy as np
from scipy.special import betainc

from refimpl.core.draws import tape
from refimpl.problems import Quadratic
from refimpl.zeroth_order.smoothing import CrossPolytope, EuclideanSphere
from verification.claim import Control, Kind, Standing, claim, planted
from verification.claims.zeroth_order.common import ROUNDING, deterministic
from verification.evidence import bound, exact_moments, identity, tight
from verification.finding import Finding, worst
from verification.mutants.zeroth_order import accelerated_smoothing as mutants
from verification.mutants.zeroth_order import smoothing
from verification.trial import complete_run

CURVATURE = 0.25  # of the estimates below: y_1 = x_0 - G/(2L)


def randomised(*laws: Any, **setting: Any) -> tuple[Control, ...]:
    """Controls that run the reference with a mistaken randomisation."""
    return tuple(Control(m.variant_name, m.fault_class, m.words, {"law": m, **setting}) for m in laws)


class FirstEntry(NamedTuple):
    """f = |x_1| in the plane: 1-Lipschitz."""

    def validate(self):
        """Nothing to check."""

    def dimension(self):
        return 2

    def value(self, x):
        return np.abs(x[0])


def estimate(
    method: Any, law: Any, radius: float, problem: Any, x: Any, reals: Any, engine: str
) -> np.ndarray:
    """G of the first step, for given draws."""
    run = complete_run(
        method(CURVATURE, radius, 1, law),
        deterministic(problem),
        np.array(x),
        1,
        engine=engine,
        rng=tape(reals, [0]),
    )
    return 2 * CURVATURE * (run.x[0] - run.x[1])


@claim(
    "accelerated-smoothing",
    theorem="law of l1 randomisation",
    kind=Kind.DISTRIBUTION,
    standing=Standing.DERIVED,
    statement="for f = |x_1| in the plane E g = grad f_gamma on the l1 sphere: (1 - (1 - |x_1|/gamma)^2) sign(x_1) e_1",
    controls=(
        *randomised(smoothing.DirectionForSign, smoothing.WithoutD, smoothing.EuclideanLength),
        *planted(mutants.Ascent, mutants.NoTwoInDenominator, mutants.RadiusDoubled),
    ),
)
def law_on_the_cross_polytope(method: type, engine: str, law: Any = CrossPolytope) -> Finding:
    """(d/gamma) E f(x + gamma e) sign(e) = grad f_gamma by the divergence theorem, as sign(e)/sqrt d is normal to it.

    In the l1 ball of the plane u_1 has the density 1 - |u|: P(x_1 + gamma u_1 > 0) - P(< 0) is as stated.
    |e_1| is uniform, and g linear in it on both sides of the kink |e_1| = |x_1|/gamma: two Gauss nodes on each.
    """
    radius, found = 0.5, []
    nodes, masses = np.polynomial.legendre.leggauss(2)
    for s in (0.125, -0.375):
        outcomes, weights = [], []
        for a, b in pairwise([0.0, abs(s) / radius, 1.0]):
            for t, mass in zip((b - a) / 2 * nodes + (a + b) / 2, (b - a) / 2 * masses, strict=True):
                for signs in np.array([[1, 1], [1, -1], [-1, 1], [-1, -1]]):
                    u = signs * -np.expm1(-np.array([t, 1 - t]))
                    outcomes.append(
                        estimate(method, law(), radius, FirstEntry(), [s, 0.25], (u + 1) / 2, engine)
                    )
                    weights.append(mass / 4)
        mean = [np.sign(s) * (1 - (1 - abs(s) / radius) ** 2), 0.0]
        # a draw r next to one half has the relative error 2 u/|2r - 1|, below 64 roundings at these nodes
        found.append(exact_moments(outcomes, np.array(weights), mean=mean, tolerance=800 * ROUNDING))
    return worst(found)


def steepness(d: int) -> float:
    """c_d = 2 V_{d-1}/V_d = (2/sqrt pi) Gamma(d/2 + 1)/Gamma((d+1)/2)."""
    return 2 / math.sqrt(math.pi) * math.exp(math.lgamma(d / 2 + 1) - math.lgamma((d + 1) / 2))


@claim(
    "accelerated-smoothing",
    theorem="constants of the smoothed function",
    kind=Kind.BOUND,
    standing=Standing.DERIVED,
    statement="f <= f_gamma <= f + gamma M d/(d+1), equal at 0 for M|x|; |E g(x) - E g(y)| <= (c_d M/gamma)|x - y|, "
    "attained next to 0 by M|x_1|",
    controls=(
        *planted(mutants.WithoutD, mutants.NoTwoInDenominator, mutants.BallForSphere, mutants.NotNormalised),
        Control(
            "sphere-for-ball", "NOISE", "f is averaged over the sphere, not over the ball", {"ball": False}
        ),
        Control("root-d", "SCALE", "sqrt d in the place of c_d, which is not attained", {"root": True}),
    ),
)
def constants_of_the_smoothed_function(
    method: type, engine: str, ball: bool = True, root: bool = False
) -> Finding:
    """Convexity and E u = 0 give the left side, the Lipschitz constant and E|u| = d/(d+1) the right one. Balls shifted

    by h differ in a volume of at most 2|h| V_{d-1} gamma^{d-1}, where the gradients differ by 2M at most and the rest
    cancels: c_d M/gamma. For |x_1| in the plane, t = s/gamma, E g_1 = (2/pi)(t sqrt(1-t^2) + arcsin t) at x_1 = s: the
    slope at 0 is 4/(pi gamma) = c_2/gamma, and the quotient at t is above it by the factor 1 - t^2/5.
    """
    radius, t, found = 0.5, 1 / 32, []
    nodes, masses = np.polynomial.legendre.leggauss(12)
    radii = (nodes + 1) / 2 if ball else np.ones(12)
    for d in (1, 2, 3, 10):
        density = masses / 2 * d * radii ** (d - 1) if ball else masses / 2
        # at 0 f_gamma is the mean of the length; elsewhere in one dimension it is that of a Huber function
        found.append(tight([radius * density @ radii], [radius * d / (d + 1)], tolerance=64 * ROUNDING))
    # between the kinks cos = +-t of the estimate there are trigonometric polynomials of the angle
    kink = np.arccos(t)
    ends = [0.0, kink, np.pi - kink, np.pi]
    angles = np.concatenate([(b - a) / 2 * nodes + (a + b) / 2 for a, b in pairwise(ends)])
    weights = np.concatenate([(b - a) / 2 * masses for a, b in pairwise(ends)]) / np.pi
    slope = 0.0
    for sign in (1, -1):
        g = [
            estimate(
                method, EuclideanSphere(), radius, FirstEntry(), [sign * t * radius, 0.25],
                [2 * np.cos(v), 2 * np.sin(v), *[0.5] * 2], engine,
            )[0]
            for v in angles
        ]  # fmt: skip
        slope += sign * float(weights @ g) / (2 * t * radius)
    wanted = (math.sqrt(2) if root else steepness(2)) / radius
    found.append(bound(slope, wanted, xlabel="case", ylabel="slope of E g"))
    found.append(bound(wanted * (1 - t * t / 5), slope, xlabel="case", ylabel="slope of E g"))
    return worst(found)


class Expectation(NamedTuple):
    """E g for f = |x_1| + x_1/2 in d dimensions, of which only the first is held: a batch without end."""

    d: int

    def estimate(self, problem, x, radius, sample, rng):
        t = np.minimum(np.abs(x) / radius, 1.0)
        return np.sign(x) * betainc(0.5, (self.d + 1) / 2, t * t) + 0.5


@claim(
    "accelerated-smoothing",
    theorem="iterations and dimension",
    kind=Kind.RATE,
    standing=Standing.DERIVED,
    statement="gamma = eps/(2M), L = c_d M/gamma, no noise: f(y_N) - f* <= eps at N = 4 sqrt(c_d) M R/eps; the first N "
    "grows like d^(1/4), 1 % in the exponent, d = 4, 64, 1024",
    controls=(
        *planted(mutants.StepNotGrowing, mutants.Ascent, mutants.EstimatesAtMirror),
        Control("gamma-fixed", "SCALE", "gamma = 1 whatever eps is", {"radius": 1.0}),
    ),
)
def iterations_and_dimension(method: type, engine: str, radius: float = 0.0) -> Finding:
    """f(y) - f* <= f_gamma(y) - f_gamma* + gamma M; 4 L R^2/(N+1)^2 <= eps/2 for (N+1)^2 >= 16 c_d M^2 R^2/eps^2.

    R is the distance to the minimiser of f_gamma, at most R_0 + gamma here. c_d ~ sqrt(2d/pi): d^(1/4) in N. u_1^2 is
    Beta(1/2, (d+1)/2) in law. The count is of whole steps, some thirty at least: 1 % of the exponent is undecided.
    """
    M, eps, x0 = 1.5, 2.0**-6, 1.0
    gamma, counts, left = radius or eps / (2 * M), [], []
    for d in (4, 64, 1024):
        L = steepness(d) * M / gamma
        last = math.ceil(4 * math.sqrt(steepness(d)) * M * (x0 + gamma) / eps)
        run = complete_run(
            method(L, gamma, 1, Expectation(d)), deterministic(Quadratic(np.eye(1), np.zeros(1))), np.array([x0]),
            last, engine=engine,
        )  # fmt: skip
        f = np.abs(run.x[:, 0]) + run.x[:, 0] / 2
        left.append(f[-1])
        counts.append(int(np.argmax(f <= eps)) or last)
    exponents = np.log2(np.array(counts[1:]) / counts[:-1]) / 4
    return worst([bound(left, np.full(3, eps)), identity(exponents, [0.25, 0.25], tolerance=0.01, scale=1.0)])


CLAIMS = (
    law_on_the_cross_polytope,
    constants_of_the_smoothed_function,
    iterations_and_dimension,
)
