"""DP-SAT: what is claimed of it, with proofs, and what each claim must reject."""

from __future__ import annotations

import numpy as np

from refimpl.dp.dp_sam import DPSAM
from refimpl.dp.dp_sgd import DPSGD
from refimpl.problems import LeastSquares
from verification.arithmetic.private import Instance, iterates
from verification.claim import Kind, Standing, claim, planted, without
from verification.claims.dp.audit import LOUD, STEPS, epsilon, shifts
from verification.claims.dp.descent import SPECTRUM, is_gradient_descent, orthogonal_sum
from verification.claims.dp.moments import step_moments
from verification.claims.dp.noise_cost import noise_costs
from verification.evidence import bound, identity, step_inequality, tight
from verification.finding import Finding, worst
from verification.mutants.dp import dp_sat as mutants
from verification.trial import complete_run, first_iterates

LEAKS = (
    mutants.CurrentGradientAscent,
    mutants.AscentWithoutNoise,
    mutants.WithoutClipping,
    mutants.CoordinatesClipped,
)
SIGMA = 0.5


@claim(
    "dp-sat",
    theorem="the update",
    kind=Kind.ITERATE,
    standing=Standing.DERIVED,
    statement="x_1, ..., x_6 on four examples, some clipped, some samples empty, equal DP-SAT in 80-digit decimals",
    engine="ball",
    controls=planted(*(m for m in mutants.MUTANTS if m is not mutants.UnguardedNorm)),
)
def first_iterates_on_four_examples(method: type, engine: str) -> Finding:
    """The update is the definition; lists of decimals evaluate it without this library, NumPy gives the draws."""
    where = Instance()
    algorithm = method(*where.parameters(radius=True))
    expected = iterates(where, 6, "last release")
    return first_iterates(algorithm, where.problem(), np.array(where.x0), expected, engine, rng=where.seed)


@claim(
    "dp-sat",
    theorem="sensitivity",
    kind=Kind.BOUND,
    standing=Standing.DERIVED,
    statement="noise moved by at most 1/sigma hides a missing example, by exactly that where its gradient is clipped",
    controls=(
        *planted(*LEAKS, mutants.NoiseAfterTheMean, mutants.SquaredClip),
        *without("the example is clipped", loud=3),
    ),
)
def noise_hides_an_example(method: type, engine: str, loud: int = LOUD) -> Finding:
    """e_t depends on p_{t-1} alone, which both runs have released, so both take gradients at one point; there the sum

    lacks clip(g_j) and z' = z + clip(g_j)/(sigma C) gives the same output, at a distance min(1, |g_j|/C)/sigma. An
    ascent along anything that was not released moves all other gradients too.
    """
    algorithm = method(0.0625, 1.5, SIGMA, 1.0, 0.5)
    findings = [
        bound(SIGMA * shifts(algorithm, j)[:, 0], np.ones(STEPS), ylabel="sigma |z' - z|") for j in range(5)
    ]
    # a few roundings of x over the noise in x, 0.01: below 1e-12
    findings.append(
        tight(SIGMA * shifts(algorithm, loud)[:, 0], np.ones(STEPS), tolerance=1e-11, ylabel="sigma |z' - z|")
    )
    return worst(findings)


@claim(
    "dp-sat",
    theorem="privacy of a run",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="T steps have the epsilon of T steps of DP-SGD, less than that of T steps of DP-SAM; delta = 1e-5",
    controls=(
        *planted(*LEAKS, mutants.NoiseAfterTheMean, mutants.SquaredClip),
        *without("the noise of DP-SGD", sigma=0.52),
    ),
)
def privacy_of_dp_sgd(method: type, engine: str, sigma: float = SIGMA) -> Finding:
    """Given the releases before, every release is Gaussian with a shift; the squares of the shifts add up to mu^2,

    T/sigma^2 at most, and a Gaussian mechanism of parameter mu has the epsilon of Dong, Roth & Su 2022. The missing
    example is clipped at every step, which attains the maximum. DP-SAM releases twice per step: mu^2 doubles.
    """
    common = (0.0625, 1.5)
    own = shifts(method(*common, sigma, 1.0, 0.5), LOUD)
    sgd = shifts(DPSGD(*common, SIGMA, 1.0), LOUD)
    sam = shifts(DPSAM(*common, SIGMA, 1.0, 0.5), LOUD, ("ascent", "x"))
    mu = [float(np.sqrt(np.sum(s**2))) for s in (own, sgd, sam)]
    if not np.isfinite(mu[0]):
        return bound([np.nan], [1.0], ylabel="epsilon")
    ours, theirs, double = (epsilon(m, 1e-5) for m in mu)
    # shifts are known to 1e-11 of themselves, d eps/d mu is below 2 mu
    return worst(
        [
            identity([mu[0] ** 2], [STEPS / SIGMA**2], tolerance=1e-10),
            identity([ours], [theirs], tolerance=1e-10),
            step_inequality([1.5 * ours], [double], label="1.5 eps of DP-SAT"),
        ]
    )


@claim(
    "dp-sat",
    theorem="cost of the noise",
    kind=Kind.DISTRIBUTION,
    standing=Standing.DERIVED,
    statement="on a quadratic E f(x+) - f(x+ without noise) = eta^2 sigma^2 C^2 tr(H)/(2 B^2), also with normal draws",
    alpha=1e-6,
    controls=(
        *planted(mutants.NoiseAfterTheMean, mutants.SquaredClip, mutants.StepTooLong),
        *without("noise of the stated scale", excess=1.25),
    ),
)
def expected_cost_of_noise(method: type, engine: str, excess: float = 1.0) -> Finding:
    """x+ = m - s z with s = eta sigma C/B and m = x - (eta/B) sum clip(g_i) free of this z: f(x+) - f(m) is
    -s <grad f(m), z> + s^2 z'Hz/2, of mean s^2 tr(H)/2. The state has a release, so e is not zero.
    """
    eta, C, sigma = 0.5, 1.5, 2.0
    algorithm = method(eta, C, excess * sigma, 1.0, 0.5)
    state = algorithm.init(None, np.array([0.5, -0.25, 1.0]))._replace(released=np.array([1.0, -2.0, 0.5]))
    return noise_costs(algorithm, state, eta * sigma * C / 4, 1, engine)


@claim(
    "dp-sat",
    theorem="moments of the first release",
    kind=Kind.DISTRIBUTION,
    standing=Standing.DERIVED,
    statement="mean and covariance of the first step over all samples and signs: those of DP-SGD, since e = 0",
    controls=(
        *planted(
            mutants.CurrentGradientAscent,
            mutants.WithoutClipping,
            mutants.CoordinatesClipped,
            mutants.NoiseAfterTheMean,
            mutants.SquaredClip,
            mutants.SkipKeepsPerturbation,
            mutants.StepTooLong,
        ),
        *without("Poisson sampling", fixed_size=True),
    ),
)
def moments_of_the_first_step(method: type, engine: str, fixed_size: bool = False) -> Finding:
    """Nothing has been released, so e = 0; the indicators of the sample are independent with mean q and variance

    q (1 - q), and a step is affine in z: the signs +-1 have the moments of the normal law.
    """
    return step_moments(method(*Instance().parameters(radius=True)), engine, fixed_size=fixed_size)


@claim(
    "dp-sat",
    theorem="SAM with an ascent direction one step old",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="without noise and clipping x+ = x - eta H (x + e - x*), e = rho u, u the unit vector of x_{t-1} - x_t",
    controls=(
        *planted(
            mutants.CurrentGradientAscent,
            mutants.PerturbationNotUndone,
            mutants.NormPerParameter,
            mutants.UnnormalisedAscent,
            mutants.DescendingPerturbation,
            mutants.WithoutPerturbation,
            mutants.RadiusTooLarge,
            mutants.UnguardedNorm,
            mutants.StepTooLong,
        ),
        *without("C above all gradients", clip=2.0),
    ),
)
def lagged_ascent(method: type, engine: str, clip: float = 1e6) -> Finding:
    """p_{t-1} = (x_{t-1} - x_t)/eta is then the gradient at the last perturbed point, and e_0 = 0.

    Hence also: with a constant step size the direction may be taken from the weights, as some code does.
    """
    eta, rho, minimiser = 0.25, 0.5, np.array([1.0, -2.0, 3.0])
    algorithm = method(eta, clip, 0.0, 1.0, rho)
    x = complete_run(algorithm, orthogonal_sum(), np.array([2.0, -4.0, 6.0]), 20, engine=engine).x
    back = x[:-2] - x[1:-1]
    e = np.concatenate([np.zeros((1, 3)), rho * back / np.linalg.norm(back, axis=1)[:, None]])
    expected = x[:-1] - eta * SPECTRUM * (x[:-1] + e - minimiser)
    # roundings of numbers of size 8; the direction of differences of size 0.1 is good to 100 of them
    return identity(x[1:], expected, tolerance=1e-13, scale=8.0)


@claim(
    "dp-sat",
    theorem="limit in one dimension",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="on x^2/2 without noise x_t + rho = (1-eta)^{t-1} (x_1 + rho), x_1 = (1-eta) x_0 > 0: the limit is -rho",
    controls=(
        *planted(
            mutants.CurrentGradientAscent,
            mutants.PerturbationNotUndone,
            mutants.UnnormalisedAscent,
            mutants.DescendingPerturbation,
            mutants.WithoutPerturbation,
            mutants.RadiusTooLarge,
            mutants.StepTooLong,
        ),
        *without("eta < 1", step_size=1.25),
    ),
)
def stops_beside_the_minimiser(method: type, engine: str, step_size: float = 0.25) -> Finding:
    """p_t = x_t + rho sign(p_{t-1}): as long as p > 0, p+ = x - eta p + rho = (1 - eta) p, which stays positive.

    So p tends to 0 and x to -rho: the point from which the ascent leads to the minimiser. SAM itself, whose ascent
    has the sign of x, ends on the cycle +-eta rho/(2 - eta).
    """
    rho, t = 0.5, np.arange(1, 31)
    algorithm = method(step_size, 1e6, 0.0, 1.0, rho)
    x = complete_run(
        algorithm, LeastSquares(np.ones((1, 1)), np.zeros(1)), np.array([3.0]), 30, engine=engine
    ).x
    expected = (1 - step_size) ** (t - 1) * ((1 - step_size) * 3 + rho) - rho
    return identity(x[1:, 0], expected, tolerance=60 * 2.0**-53)


@claim(
    "dp-sat",
    theorem="reduction to gradient descent",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="without noise, clipping and radius: x_t - x* = (I - eta A'A/n)^t (x_0 - x*)",
    controls=planted(mutants.StepTooLong) + without("rho = 0", rho=1e-6),
)
def without_radius_gradient_descent(method: type, engine: str, rho: float = 0.0) -> Finding:
    """rho = 0 gives e = 0; no factor min(1, C/|g|) is below 1, every example is drawn: p is the gradient of f."""
    return is_gradient_descent(method(0.25, 1e6, 0.0, 1.0, rho), engine)


CLAIMS = (
    first_iterates_on_four_examples,
    noise_hides_an_example,
    privacy_of_dp_sgd,
    expected_cost_of_noise,
    moments_of_the_first_step,
    lagged_ascent,
    stops_beside_the_minimiser,
    without_radius_gradient_descent,
)
