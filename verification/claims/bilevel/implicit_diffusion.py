"""Implicit Diffusion with Langevin particles: what is claimed of it, with proofs, and what each claim must reject."""

from __future__ import annotations

import functools
from decimal import localcontext

import numpy as np

from refimpl.core.draws import tape
from refimpl.problems import QuadraticBilevel
from verification.arithmetic import bilevel as lists
from verification.arithmetic import diffusion as exact
from verification.claim import Kind, Standing, claim, named, planted, without
from verification.claims.bilevel.diffusion import UNIT, ScaleFamily, gaussian_clouds
from verification.claims.bilevel.location_model import (
    expectation_of_three_steps,
    linear_map_of_mean_and_parameter,
    potential_of_the_location_model,
)
from verification.evidence import exact_moments, mean_test, variance_test
from verification.finding import Finding, worst
from verification.mutants.bilevel.implicit_diffusion import MUTANTS
from verification.trial import complete_run, first_iterates

controls = functools.partial(named, MUTANTS)


@claim(
    "implicit-diffusion",
    theorem="single loop",
    kind=Kind.ITERATE,
    standing=Standing.DERIVED,
    statement="x_1, ..., x_4 with three particles on curved, coupled levels equal the single loop in 80-digit decimals",
    engine="ball",
    controls=planted(*MUTANTS),
)
def first_iterates_with_three_particles(method: type, engine: str) -> Finding:
    """The step is the definition; gamma = 1/8 makes the root in the noise rational. The covariance is over pairs."""
    draws = np.random.default_rng(3).standard_normal(80)
    with localcontext() as context:
        context.prec = 80
        expected = exact.single_loop(draws.tolist(), 4)
    algorithm = method(0.25, 0.125, np.array(exact.CLOUD))
    return first_iterates(algorithm, lists.curved(), np.array(lists.X0), expected, engine, rng=tape(draws))


@claim(
    "implicit-diffusion",
    theorem="implicit gradient in covariance form",
    kind=Kind.DISTRIBUTION,
    standing=Standing.DERIVED,
    statement="independent particles of N(0, 1/x): E G = -6/x^3 + 2a/x^2 for N = 2 and 3, by enumeration",
    shows=("P449/2",),
    controls=(
        *controls("uncentred", "divided-by-n", "reward-flipped", "law-held-fixed", "step-too-long"),
        *without("particles of the law of x", wider=1.02),
    ),
)
def mean_of_the_covariance_form(method: type, engine: str, wider: float = 1.0) -> Finding:
    """d pi_x/dx = pi_x (E g_x - g_x), so l' = E f (E g_x - g_x) = -Cov(f, g_x), and the divisor N - 1 makes the sample

    covariance unbiased. Here f g_x has degree six in y, and four Gauss-Hermite points for each particle give its mean.
    The uncentred mean is off by E f E g_x = E f/(2x); for |y - x|^2/2 it would not be, as there E g_x = 0.
    """
    problem, findings = ScaleFamily(0.5), []
    for n in (2, 3):
        clouds, weights = gaussian_clouds(n)
        for x in (0.8, 1.5)[: 4 - n]:
            gradients = [
                x - complete_run(
                    method(1.0, 0.25, wider * cloud[:, None] / x**0.5), problem, np.array([x]), 1, engine=engine
                ).x[1]
                for cloud in clouds
            ]  # fmt: skip
            # Cov(f, g_x) sums terms of size E f g_x < 40 with some hundred roundings each
            findings.append(
                exact_moments(gradients, weights, mean=problem.hypergradient(x), tolerance=1e4 * UNIT)
            )
    return worst(findings)


@claim(
    "implicit-diffusion",
    theorem="law of the particles",
    kind=Kind.DISTRIBUTION,
    standing=Standing.DERIVED,
    statement="a potential without x: 400 coordinates have the mean and the variance of the chain after 8 steps",
    alpha=2e-6,
    controls=controls(
        "noise-not-doubled", "noise-without-root", "potential-climbed", "particles-forgotten"
    ),
)  # fmt: skip
def law_of_the_particles(method: type, engine: str) -> Finding:
    """g = |y|^2/2: y_k = (1 - gamma)^k + sum (1 - gamma)^j sqrt(2 gamma) xi, independent normal coordinates.

    Each of the two tests errs with probability 1e-6.
    """
    gamma, steps = 0.25, 8
    problem = QuadraticBilevel(np.eye(8), np.zeros((8, 1)), np.zeros(8), 0.0)
    algorithm = method(0.25, gamma, np.ones((50, 8)))
    end = complete_run(algorithm, problem, np.zeros(1), steps, engine=engine, rng=5).state.particles.ravel()
    mean, variance = (1 - gamma) ** steps, 2 * gamma * sum((1 - gamma) ** (2 * j) for j in range(steps))
    return worst(
        [
            mean_test(end, mean, covariance=variance, margin=0.4),
            variance_test(end - mean, variance, margin=0.55),
        ]
    )


CLAIMS = (
    first_iterates_with_three_particles,
    mean_of_the_covariance_form,
    linear_map_of_mean_and_parameter,
    potential_of_the_location_model,
    expectation_of_three_steps,
    law_of_the_particles,
)
