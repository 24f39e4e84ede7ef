"""Entropy-MCMC: what is claimed of it, with proofs, and what each claim must reject."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import numpy as np

from refimpl.problems import LinearNoise, Quadratic, SimplexWorstCase
from verification.arithmetic import langevin as exact
from verification.claim import Kind, Standing, claim, planted, without
from verification.claims.flatness.langevin import (
    GRID,
    UNIT,
    affine_map,
    double_well,
    mean_curvature,
    one_step,
    posterior,
    signs,
)
from verification.evidence import identity, variance_test
from verification.finding import Finding, worst
from verification.mutants.flatness import entropy_mcmc as mutants
from verification.trial import complete_run, first_iterates

A = np.array([[2.0, 0.5], [0.5, 1.0]])
LINEAR = tuple(m for m in mutants.MUTANTS if m is not mutants.GuideFromZero)


@claim(
    "entropy-mcmc",
    theorem="Algorithm 1",
    kind=Kind.ITERATE,
    standing=Standing.DERIVED,
    statement="x_1, ..., x_6 on a noisy quadratic equal Entropy-MCMC in exact rationals on the same draws",
    engine="ball",
    controls=planted(*mutants.MUTANTS),
)
def first_iterates_on_a_noisy_quadratic(method: Any, engine: str) -> Finding:
    """The update is the definition; a = 1/8 makes the root in the noise rational. The guide shows in x_2 and later."""
    expected = exact.entropy_mcmc(Fraction(1, 8), Fraction(1, 2), Fraction(3, 4), 6, seed=5)
    return first_iterates(method(0.125, 0.75), exact.problem(), exact.start(), expected, engine, rng=5)


@claim(
    "entropy-mcmc",
    theorem="stationary covariance",
    kind=Kind.DISTRIBUTION,
    standing=Standing.DERIVED,
    statement="on a quadratic the discrete chain keeps (Q (I - a Q / 2))^{-1} exactly, Q the joint precision",
    controls=(*planted(*LINEAR), *without("exact gradients", noise=0.5)),
)
def stationary_covariance(method: Any, engine: str, noise: float = 0.0) -> Finding:
    """The negative log-density is s'Qs/2 in s = (x, z), Q = [[A + I/eta, -I/eta], [-I/eta, I/eta]].

    One step is s+ = (I - a Q) s + sqrt(2 a) xi, so S = (I - a Q) S (I - a Q) + 2 a I with S a function of Q:
    S (2 a Q - a^2 Q^2) = 2 a I. The matrices are the responses of a step to unit states and unit draws.
    """
    a, eta, eye = 0.125, 0.5, np.eye(2)
    problem = LinearNoise(Quadratic(A, np.array([1.0, -2.0])), noise)
    chain = affine_map(method(a, eta), problem, 2, 6, engine)
    Q = np.block([[A + eye / eta, -eye / eta], [-eye / eta, eye / eta]])
    expected = np.linalg.inv(Q @ (np.eye(4) - a * Q / 2))
    # the Lyapunov system has condition 2 / (a mu) < 50; some thousand operations
    return identity(chain.stationary(), expected, tolerance=1e4 * UNIT)


@claim(
    "entropy-mcmc",
    theorem="marginals of the joint law",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="as a -> 0 x has the posterior covariance A^{-1} and the guide A^{-1} + eta I, its convolution",
    controls=planted(*(m for m in LINEAR if m is not mutants.NewIterateInGuide)),
)
def marginals_of_the_joint_law(method: Any, engine: str) -> Finding:
    """exp(-f(x) - |x - z|^2/(2 eta)) integrates over z to exp(-f(x)); given x the guide is N(x, eta I).

    Drift D = (I - T)/a and diffusion N N'/a of the step do not depend on a; the law that the limiting diffusion keeps
    solves D S + S D' = N N'/a. Without the coupling in the step of x the block of x is the same A^{-1}: the guide
    tells, with A^{-1}(I + eta A)^{-1} + eta I.
    """
    a, eta = 0.125, 0.5
    problem = LinearNoise(Quadratic(A, np.array([1.0, -2.0])), 0.0)
    chain = affine_map(method(a, eta), problem, 2, 6, engine)
    S, inverse = chain.diffusion(a), np.linalg.inv(A)
    return worst(
        [
            identity(
                S[:2, :2], inverse, tolerance=1e4 * UNIT
            ),  # condition L / mu of the joint precision < 20
            identity(S[2:, 2:], inverse + eta * np.eye(2), tolerance=1e4 * UNIT),
            identity(S[:2, 2:], inverse, tolerance=1e4 * UNIT),
        ]
    )


@claim(
    "entropy-mcmc",
    theorem="invariance of the joint law",
    kind=Kind.DISTRIBUTION,
    standing=Standing.DERIVED,
    statement="from the joint law one step changes E x^2, E xz, E z^2 by a^2 times E f'' + 1/eta, -1/eta, 1/eta",
    controls=planted(*LINEAR),
)
def joint_law_is_kept_to_second_order(method: Any, engine: str) -> Finding:
    """U = f(x) + (x - z)^2/(2 eta), s+ = s - a U' + sqrt(2 a) xi: E s+ s+' - E s s' = a^2 E U'U'' + O(a) terms.

    The terms of order a are 2 a I - a E (s U'' + U' s') = 0, and E U_i U_j = E U_ij, both by parts; U_xx = f'' + 1/eta,
    U_xz = -1/eta, U_zz = 1/eta. Means over exp(-f) are sums over a grid whose points are the coordinates of one
    problem; those over z given x and over the draws are over signs, exact for second moments.
    """
    a, eta, p, n = 0.125, 0.5, posterior(), GRID.size
    found = np.zeros(3)
    for of_z, first, second in signs(3):
        z = GRID + np.sqrt(eta) * of_z
        draws = [0.0] * n + [first] * n + [second] * n
        x_next, z_next = one_step(method(a, eta), double_well(), [GRID, z], draws, engine)
        found += [p @ (x_next**2 - GRID**2), p @ (x_next * z_next - GRID * z), p @ (z_next**2 - z**2)]
    expected = a**2 * np.array([mean_curvature() + 1 / eta, -1 / eta, 1 / eta])
    # eight sums of 181 differences of squares up to 40
    return identity(found / 8, expected, tolerance=2000 * UNIT, scale=40.0)


@claim(
    "entropy-mcmc",
    theorem="law of the iterate, by simulation",
    kind=Kind.DISTRIBUTION,
    standing=Standing.DERIVED,
    statement="4000 independent chains have the exact variances of iterate and guide after 40 steps",
    alpha=2e-6,
    controls=planted(
        mutants.UncoupledIterate, mutants.QuietGuide, mutants.NoiseNotDoubled, mutants.RepelledIterate,
        mutants.CouplingInverted, mutants.UncoupledGuide,
    ),
)  # fmt: skip
def simulated_variances(method: Any, engine: str) -> Finding:
    """Coordinates of |x|^2/2 are independent chains; s_k has covariance sum_{j<k} T^j 2 a I (T')^j, T = I - a Q.

    Gaussian in every step, so the sums of squares are chi-square: each of the two tests errs with probability 1e-6.
    """
    n, steps, a, eta = 4000, 40, 0.25, 0.5
    problem = LinearNoise(SimplexWorstCase(n), 0.0)  # |x|^2 / 2; its set is not used
    end = complete_run(method(a, eta), problem, np.zeros(n), steps, engine=engine, rng=11).state
    Q = np.array([[1 + 1 / eta, -1 / eta], [-1 / eta, 1 / eta]])
    T, S = np.eye(2) - a * Q, np.zeros((2, 2))
    for _ in range(steps):
        S = T @ S @ T.T + 2 * a * np.eye(2)
    return worst([variance_test(end.x, S[0, 0], margin=0.2), variance_test(end.guide, S[1, 1], margin=0.2)])


CLAIMS = (
    first_iterates_on_a_noisy_quadratic,
    stationary_covariance,
    marginals_of_the_joint_law,
    joint_law_is_kept_to_second_order,
    simulated_variances,
)
