"""DP-SAM: what is claimed of it, with proofs, and what each claim must reject."""

from __future__ import annotations

import numpy as np

from refimpl.dp.dp_sgd import DPSGD
from refimpl.problems import LeastSquares
from verification.arithmetic.private import Instance, iterates
from verification.claim import Kind, Standing, claim, planted, without
from verification.claims.dp.audit import LOUD, STEPS, epsilon, shifts
from verification.claims.dp.descent import is_gradient_descent
from verification.claims.dp.moments import step_moments
from verification.claims.dp.noise_cost import noise_costs
from verification.claims.stationary import is_fixed
from verification.evidence import bound, identity, tight
from verification.finding import Finding, worst
from verification.mutants.dp import dp_sam as mutants
from verification.trial import complete_run, first_iterates

RELEASED = ("ascent", "x")
SIGMA = 0.5


@claim(
    "dp-sam",
    theorem="the update",
    kind=Kind.ITERATE,
    standing=Standing.DERIVED,
    statement="x_1, ..., x_6 on four examples, some clipped, some samples empty, equal DP-SAM in 80-digit decimals",
    engine="ball",
    controls=planted(*(m for m in mutants.MUTANTS if m is not mutants.UnguardedNorm)),
)
def first_iterates_on_four_examples(method: type, engine: str) -> Finding:
    """The update is the definition; lists of decimals evaluate it without this library, NumPy gives the draws."""
    where = Instance()
    algorithm = method(*where.parameters(radius=True))
    expected = iterates(where, 6, "own release")
    return first_iterates(algorithm, where.problem(), np.array(where.x0), expected, engine, rng=where.seed)


@claim(
    "dp-sam",
    theorem="sensitivity",
    kind=Kind.BOUND,
    standing=Standing.DERIVED,
    statement="each noise, moved by at most 1/sigma, hides a missing example, by exactly that where it is clipped",
    controls=(
        *planted(
            mutants.AscentWithoutNoise,
            mutants.NoiseReused,
            mutants.WithoutClipping,
            mutants.NoiseAfterTheMean,
            mutants.SquaredClip,
        ),
        *without("the example is clipped", loud=3),
    ),
)
def noise_hides_an_example(method: type, engine: str, loud: int = LOUD) -> Finding:
    """Both releases are sums of clipped gradients at points that are known from earlier releases: without example j

    either lacks one clip(g_j), so z moves by min(1, |g_j|/C)/sigma in each.
    """
    algorithm = method(0.0625, 1.5, SIGMA, 1.0, 0.5)
    moved = [SIGMA * shifts(algorithm, j, RELEASED).ravel() for j in (*range(5), loud)]
    findings = [bound(m, np.ones(2 * STEPS), xlabel="release", ylabel="sigma |z' - z|") for m in moved[:-1]]
    # a few roundings of x over the noise in x, 0.01: below 1e-12
    findings.append(
        tight(moved[-1], np.ones(2 * STEPS), tolerance=1e-11, xlabel="release", ylabel="sigma |z' - z|")
    )
    return worst(findings)


@claim(
    "dp-sam",
    theorem="privacy of a run",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="T steps have the epsilon of T steps of DP-SGD with the noise divided by sqrt 2, delta = 1e-5",
    controls=(
        *planted(
            mutants.AscentWithoutNoise,
            mutants.NoiseReused,
            mutants.WithoutClipping,
            mutants.NoiseAfterTheMean,
            mutants.SquaredClip,
        ),
        *without("the factor sqrt 2", factor=1.0),
    ),
)
def twice_the_releases(method: type, engine: str, factor: float = 2.0**0.5) -> Finding:
    """The squares of the shifts of all releases add up to mu^2 = 2 T/sigma^2 where the example is clipped; DP-SGD has

    T/s^2, the same for s = sigma/sqrt 2.
    """
    own = shifts(method(0.0625, 1.5, SIGMA, 1.0, 0.5), LOUD, RELEASED)
    sgd = shifts(DPSGD(0.0625, 1.5, SIGMA / factor, 1.0), LOUD)
    mu, other = (float(np.sqrt(np.sum(s**2))) for s in (own, sgd))
    if not np.isfinite(mu):
        return bound([np.nan], [1.0], ylabel="epsilon")
    found = identity([mu**2], [2 * STEPS / SIGMA**2], tolerance=1e-10)
    # shifts are known to 1e-11 of themselves
    return worst([found, identity([epsilon(mu, 1e-5)], [epsilon(other, 1e-5)], tolerance=1e-10)])


@claim(
    "dp-sam",
    theorem="cost of the noise",
    kind=Kind.DISTRIBUTION,
    standing=Standing.DERIVED,
    statement="given e, on a quadratic E f(x+) - f(x+ without noise) = eta^2 sigma^2 C^2 tr(H)/(2 B^2), also drawn",
    alpha=1e-6,
    controls=(
        *planted(mutants.NoiseReused, mutants.NoiseAfterTheMean, mutants.SquaredClip, mutants.StepTooLong),
        *without("noise of the stated scale", excess=1.25),
    ),
)
def expected_cost_of_noise(method: type, engine: str, excess: float = 1.0) -> Finding:
    """Given the first release e is fixed and x+ = m - s z' with s = eta sigma C/B: f(x+) - f(m) is
    -s <grad f(m), z'> + s^2 z''Hz'/2, of mean s^2 tr(H)/2. The cost is that of DP-SGD with the same noise.
    """
    eta, C, sigma = 0.5, 1.5, 2.0
    algorithm = method(eta, C, excess * sigma, 1.0, 0.5)
    state = algorithm.init(None, np.array([0.5, -0.25, 1.0]))
    return noise_costs(algorithm, state, eta * sigma * C / 4, 2, engine)


@claim(
    "dp-sam",
    theorem="moments of a release",
    kind=Kind.DISTRIBUTION,
    standing=Standing.DERIVED,
    statement="with rho = 0 mean and covariance of a step over all samples and signs are those of DP-SGD",
    controls=(
        *planted(
            mutants.WithoutClipping,
            mutants.NoiseAfterTheMean,
            mutants.SquaredClip,
            mutants.SecondGradientOfAll,
            mutants.StepAlongTheAscent,
            mutants.StepTooLong,
        ),
        *without("Poisson sampling", fixed_size=True),
    ),
)
def moments_of_a_step(method: type, engine: str, fixed_size: bool = False) -> Finding:
    """e = 0, so the step is that of DP-SGD along the second release; the first draws its noise (zeros here) unused.

    The indicators of the sample are independent with mean q and variance q (1 - q); a step is affine in z'.
    """
    algorithm = method(*Instance(rho=0.0).parameters(radius=True))
    return step_moments(algorithm, engine, before=3, fixed_size=fixed_size)


@claim(
    "dp-sam",
    theorem="reduction to gradient descent",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="without noise, clipping and radius: x_t - x* = (I - eta A'A/n)^t (x_0 - x*)",
    controls=planted(mutants.StepTooLong) + without("rho = 0", rho=1e-6),
)
def without_radius_gradient_descent(method: type, engine: str, rho: float = 0.0) -> Finding:
    """rho = 0 gives e = 0; no factor min(1, C/|g|) is below 1, every example is drawn: p is the gradient of f."""
    return is_gradient_descent(method(0.25, 1e6, 0.0, 1.0, rho), engine)


@claim(
    "dp-sam",
    theorem="SAM without noise and clipping",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="on lambda x^2/2 it ends on SAM's cycle +-eta rho lambda/(2 - eta lambda) without noise and clipping",
    controls=(
        *planted(
            mutants.PerturbationNotUndone,
            mutants.StepAlongTheAscent,
            mutants.DescendingPerturbation,
            mutants.RadiusTooLarge,
            mutants.StepTooLong,
        ),
        *without("noise off", noise_multiplier=1e-3),
    ),
)
def sam_cycle(method: type, engine: str, noise_multiplier: float = 0.0) -> Finding:
    """x+ = x - eta lambda (x + rho sign x): once the sign alternates |x+| - A = -(1 - eta lambda)(|x| - A) with

    A = eta rho lambda/(2 - eta lambda).
    """
    eta, rho, curvature = 0.25, 0.5, 2.0
    problem = LeastSquares(np.array([[2.0], [0.0]]), np.zeros(2))  # the mean of 4 x^2/2 and 0
    algorithm = method(eta, 1e6, noise_multiplier, 1.0, rho)
    x = complete_run(algorithm, problem, np.array([3.0]), 80, engine=engine).x[-10:, 0]
    amplitude = eta * rho * curvature / (2 - eta * curvature)
    # the map contracts by 1/2: a few roundings of the amplitude
    return identity(x, amplitude * np.sign(x[0]) * (-1.0) ** np.arange(10), tolerance=1e-14)


@claim(
    "dp-sam",
    theorem="a release that is zero",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="without noise a minimiser that fits all examples is a fixed point: a = 0, e = 0 and x+ = x, exactly",
    controls=(*planted(mutants.UnguardedNorm), *without("zero gradients", offset=1e-3)),
)
def fitted_data_stay(method: type, engine: str, offset: float = 0.0) -> Finding:
    """All residuals are zero, exactly for small integers, so both releases are zero vectors and e = 0."""
    A, x = np.array([[1.0, 2.0], [-1.0, 1.0], [3.0, 0.0]]), np.array([1.0, 2.0])
    return is_fixed(method(0.25, 1.5, 0.0, 0.5, 0.5), offset, engine, LeastSquares(A, A @ x), x)


CLAIMS = (
    first_iterates_on_four_examples,
    noise_hides_an_example,
    twice_the_releases,
    expected_cost_of_noise,
    moments_of_a_step,
    without_radius_gradient_descent,
    sam_cycle,
    fitted_data_stay,
)
