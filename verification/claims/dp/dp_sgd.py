"""DP-SGD: what is claimed of it, with proofs, and what each claim must reject."""

from __future__ import annotations

import numpy as np

from verification.arithmetic.private import Instance, iterates
from verification.claim import Kind, Standing, claim, planted, without
from verification.claims.dp.audit import LOUD, shifts
from verification.claims.dp.descent import is_clipped_descent, is_gradient_descent
from verification.claims.dp.moments import step_moments
from verification.evidence import bound, tight
from verification.finding import Finding, worst
from verification.mutants.dp import dp_sgd as mutants
from verification.trial import first_iterates


@claim(
    "dp-sgd",
    theorem="Algorithm 1",
    kind=Kind.ITERATE,
    standing=Standing.DERIVED,
    statement="x_1, ..., x_6 on four examples, some clipped, some samples empty, equal DP-SGD in 80-digit decimals",
    engine="ball",
    controls=planted(*mutants.MUTANTS),
)
def first_iterates_on_four_examples(method: type, engine: str) -> Finding:
    """The update is the definition; lists of decimals evaluate it without this library, NumPy gives the draws."""
    where = Instance()
    algorithm = method(*where.parameters(radius=False))
    expected = iterates(where, 6, "none")
    return first_iterates(algorithm, where.problem(), np.array(where.x0), expected, engine, rng=where.seed)


@claim(
    "dp-sgd",
    theorem="sensitivity",
    kind=Kind.BOUND,
    standing=Standing.DERIVED,
    statement="noise moved by at most 1/sigma hides a missing example, by exactly that where its gradient is clipped",
    controls=(
        *planted(
            mutants.WithoutClipping,
            mutants.ClippedMean,
            mutants.CoordinatesClipped,
            mutants.SquaredFactor,
            mutants.NoiseAfterTheMean,
            mutants.NoiseWithoutClip,
            mutants.SquaredClip,
            mutants.WithoutNoise,
        ),
        *without("the example is clipped", loud=3),
    ),
)
def noise_hides_an_example(method: type, engine: str, loud: int = LOUD) -> Finding:
    """The release is x - (eta/(q n)) (sum clip(g_i) + sigma C z): without example j the sum lacks clip(g_j), so the

    same output needs z' = z + clip(g_j)/(sigma C), at a distance min(1, |g_j|/C)/sigma. The first of the examples is
    clipped at every step, which gives equality: noise that is too large is seen as well.
    """
    sigma = 0.5
    algorithm = method(0.0625, 1.5, sigma, 1.0)
    # a few roundings of x over the noise in x, 0.01: below 1e-12
    findings = [
        bound(sigma * shifts(algorithm, j)[:, 0], np.ones(12), ylabel="sigma |z' - z|") for j in range(5)
    ]
    findings.append(
        tight(sigma * shifts(algorithm, loud)[:, 0], np.ones(12), tolerance=1e-11, ylabel="sigma |z' - z|")
    )
    return worst(findings)


@claim(
    "dp-sgd",
    theorem="moments of a release",
    kind=Kind.DISTRIBUTION,
    standing=Standing.DERIVED,
    statement="mean and covariance of a step over all samples and signs: those of independent draws and of the noise",
    controls=(
        *planted(
            mutants.WithoutClipping,
            mutants.ClippedMean,
            mutants.CoordinatesClipped,
            mutants.Normalised,
            mutants.SquaredFactor,
            mutants.NoiseAfterTheMean,
            mutants.SquaredClip,
            mutants.NoiseWithoutClip,
            mutants.WithoutNoise,
            mutants.ActualSampleSize,
            mutants.DividedByAll,
            mutants.EmptySampleSkipped,
            mutants.Complement,
            mutants.StepTooLong,
        ),
        *without("Poisson sampling", fixed_size=True),
    ),
)
def moments_of_a_step(method: type, engine: str, fixed_size: bool = False) -> Finding:
    """Indicators are independent with mean q and variance q (1 - q); so the sum of c_i = clip(g_i) over the sample

    has the mean q sum c_i and the covariance q (1 - q) sum c_i c_i'. z has mean 0 and covariance I, and a step is
    affine in it: the signs +-1 have the moments of the normal law.
    """
    algorithm = method(*Instance().parameters(radius=False))
    return step_moments(algorithm, engine, fixed_size=fixed_size)


@claim(
    "dp-sgd",
    theorem="clipping",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="on (x - b)^2/2 without noise: the step is eta C while |x - b| > C, then the error falls by 1 - eta",
    controls=(
        *planted(
            mutants.WithoutClipping,
            mutants.Normalised,
            mutants.SquaredFactor,
            mutants.StepTooLong,
        ),
        *without("noise off", noise_multiplier=1e-6),
    ),
)
def clipped_descent(method: type, engine: str, noise_multiplier: float = 0.0) -> Finding:
    """One example: p = clip(x - b), exact in binary until |x - b| <= C, then x+ - b = (1 - eta)(x - b)."""
    return is_clipped_descent(method(0.25, 1.0, noise_multiplier, 1.0), engine)


@claim(
    "dp-sgd",
    theorem="reduction to gradient descent",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="without noise, with C above all gradients and q = 1: x_t - x* = (I - eta A'A/n)^t (x_0 - x*)",
    controls=(
        *planted(mutants.Normalised, mutants.Complement, mutants.StepTooLong),
        *without("C above all gradients", clip=1.0),
    ),
)
def without_privacy_gradient_descent(method: type, engine: str, clip: float = 1e6) -> Finding:
    """No factor min(1, C/|g|) is below 1, every example is drawn: p is the gradient, x+ - x* = (I - eta H)(x - x*)."""
    return is_gradient_descent(method(0.25, clip, 0.0, 1.0), engine)


CLAIMS = (
    first_iterates_on_four_examples,
    noise_hides_an_example,
    moments_of_a_step,
    clipped_descent,
    without_privacy_gradient_descent,
)
