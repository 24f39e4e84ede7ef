"""TRAM with input noise: what is claimed of it, with proofs, and what each claim must reject."""

from __future__ import annotations

import numpy as np

from refimpl.core.draws import tape
from refimpl.problems import SoftmaxRegression
from verification.arithmetic import softmax
from verification.claim import Kind, Standing, claim, planted, without
from verification.claims.flatness.divergence_radius import (
    CLASSES,
    HALVES,
    START,
    descends_to_the_radius,
    divergence,
    predictions,
)
from verification.claims.stationary import is_fixed
from verification.evidence import bound, identity
from verification.finding import Finding, worst
from verification.mutants.flatness import tram_input_noise as mutants
from verification.trial import complete_run, first_iterates

AT_REGULAR_POINTS = tuple(m for m in mutants.MUTANTS if m is not mutants.UnguardedNorm)


@claim(
    "tram-input-noise",
    theorem="the update",
    kind=Kind.ITERATE,
    standing=Standing.DERIVED,
    statement="x_1, ..., x_5 on softmax regression with three classes equal 80-digit decimals with the same draws",
    engine="ball",
    controls=planted(*AT_REGULAR_POINTS),
)
def first_iterates_on_three_classes(method: type, engine: str) -> Finding:
    """The update is the definition; lists of decimals with their own exponentials and logarithms evaluate it."""
    where, deviation = softmax.Instance(), 0.5
    z = np.round(16 * np.random.default_rng(2).standard_normal((5, 4, 2))) / 16
    expected = softmax.iterates(where, softmax.noised_inputs((deviation * z).tolist()), 5)
    algorithm = method(where.step_size, deviation)
    return first_iterates(
        algorithm, where.problem(), np.array(where.x0), expected, engine, rng=tape(z.ravel())
    )


@claim(
    "tram-input-noise",
    theorem="SAM with the divergence as radius",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="each step is SAM's with r = KL(clean || noised) of the predictions, the noise s times the draws",
    controls=(*planted(*AT_REGULAR_POINTS), *without("the deviation", believed=0.26)),
)
def sam_with_the_divergence(method: type, engine: str, believed: float = 0.25) -> Finding:
    """x+ = x - eta grad f(x + r g/|g|), r from the clean and the noised inputs in plain NumPy."""
    eta, steps = 0.5, 10
    z = np.random.default_rng(3).standard_normal((steps, *CLASSES.X.shape))
    x = complete_run(method(eta, 0.25), CLASSES, START, steps, engine=engine, rng=tape(z.ravel())).x
    expected = []
    for v, noise in zip(x[:-1], z):
        r = divergence(predictions(v, CLASSES.X), predictions(v, CLASSES.X + believed * noise))
        g = CLASSES.gradient(v)
        expected.append(v - eta * CLASSES.gradient(v + r * g / np.linalg.norm(g)))
    # r is a sum of terms of order 1, good to 1e-15; hundred operations
    return identity(x[1:], expected, tolerance=1e-13)


@claim(
    "tram-input-noise",
    theorem="expected radius",
    kind=Kind.BOUND,
    standing=Standing.DERIVED,
    statement="one input: |E r - (s^2/2) tr(W'CW)| <= s^4 (sqrt 2 |W|)^4/192, s = 2^-1, ..., 2^-7, r read off the step",
    controls=(
        *planted(
            mutants.DeviationAsVariance,
            mutants.ConstantRadius,
            mutants.TwiceTheDivergence,
            mutants.RadiusTooLarge,
            mutants.GradientAtIterate,
            mutants.DescendingPerturbation,
            mutants.UnnormalisedAscent,
            mutants.PerturbationNotUndone,
            mutants.StepTooLong,
        ),
        *without("the factor 1/2", factor=1.0),
    ),
)
def expected_radius(method: type, engine: str, factor: float = 0.5) -> Finding:
    """r is a Bregman divergence of log sum exp: (s^2/2) v'Cv + (s^3/6) T(v, v, v) + a rest, v = W z, the rest at most

    s^4/24 times a fourth cumulant along v, which for a variable of range D <= sqrt 2 |v| is at most D^4/8 in modulus.
    T is odd in z, so symmetric noise has no third order; signs have the covariance I, as the normal law. One input of
    length one and weights (w, -w): g is a multiple of (1, -1), and the step is solved for r.
    """
    w, eta = 0.75, 1.0
    problem = SoftmaxRegression(np.ones((1, 1)), np.array([[0.0, 1.0]]), 0.0)
    x0 = np.array([w, -w])
    s, gaps, limits = 2.0 ** -np.arange(1, 8), [], []
    p = 1 / (1 + np.exp(-2 * w))  # the probability of class 0, and the modulus of its gradient
    for deviation in s:
        radii = []
        for sign in (-1.0, 1.0):
            x = complete_run(method(eta, deviation), problem, x0, 1, engine=engine, rng=tape([sign])).x[1]
            # at x + e, e = r (1, -1)/sqrt 2, the probability is 1/(1 + exp(-2w - sqrt 2 r))
            q = (x0[0] - x[0]) / eta
            radii.append((np.log(q / (1 - q)) - 2 * w) / np.sqrt(2.0))
        v = np.array([w, -w])
        C = p * (1 - p) * np.array([[1.0, -1.0], [-1.0, 1.0]])
        gaps.append(abs(np.mean(radii) - factor * deviation**2 * v @ C @ v))
        limits.append(deviation**4 * (np.sqrt(2.0) * np.linalg.norm(v)) ** 4 / 8 / 24)
    # q is good to a few roundings of x/eta, and the logarithm has the slope 1/(q (1 - q)) < 8
    return bound(
        gaps, limits, allowance=np.full(7, 2e-14), x=s, xlabel="s", ylabel="distance of the mean radius"
    )


@claim(
    "tram-input-noise",
    theorem="one-step descent",
    kind=Kind.STEP_INEQUALITY,
    standing=Standing.DERIVED,
    statement="f(x_{t+1}) <= f(x_t) - (eta/2) |g_t|^2 + (eta/2) (L r_t)^2 at every step, for eta <= 1/L",
    controls=(
        *planted(mutants.ConstantRadius, mutants.StepTooLong),
        *without("eta <= 1/L", step_factor=2.5),
    ),
)
def descent_up_to_the_radius(method: type, engine: str, step_factor: float = 1.0) -> Finding:
    """Descent lemma with the perturbed gradient G: for eta <= 1/L f(x+) <= f - (eta/2)|g|^2 + (eta/2)|G - g|^2 and
    |G - g| <= L |e| = L r_t, the radius computed from the iterates and the draws.
    """
    L = HALVES.smoothness()
    eta = step_factor / L
    z = np.random.default_rng(7).standard_normal((6, *HALVES.X.shape))

    def floors(x: np.ndarray) -> list[float]:
        clean = [predictions(v, HALVES.X) for v in x]
        noised = [predictions(v, HALVES.X + 0.5 * noise) for v, noise in zip(x, z)]
        return [(L * divergence(a, b)) ** 2 for a, b in zip(clean, noised)]

    return descends_to_the_radius(method(eta, 0.5), eta, engine, floors, rng=tape(z.ravel()))


@claim(
    "tram-input-noise",
    theorem="without noise",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="with s = 0 the steps are gradient descent; with any s a point with zero gradient stays, exactly",
    controls=(
        *planted(mutants.StepTooLong, mutants.UnguardedNorm),
        *without("s = 0", deviation=0.01),
    ),
)
def without_noise_gradient_descent(method: type, engine: str, deviation: float = 0.0) -> Finding:
    """Clean and noised predictions are the same, so r = 0 and e = 0: x+ = x - eta grad f(x).

    The second entry of all inputs is 0, so weights on it change no clean prediction: these are 1/2, as the labels are,
    and every gradient is zero exactly, but noise on that entry gives r > 0.
    """
    x = complete_run(method(0.5, deviation), CLASSES, START, 10, engine=engine).x
    expected = [v - 0.5 * CLASSES.gradient(v) for v in x[:-1]]
    problem = SoftmaxRegression(np.array([[1.0, 0.0], [-2.0, 0.0]]), np.full((2, 2), 0.5), 0.0)
    still = np.array([0.0, 1.0, 0.0, -1.0])
    return worst(
        [
            identity(x[1:], expected, tolerance=1e-14),  # some thirty operations
            is_fixed(method(0.5, 0.25), 0.0, engine, problem, still),
        ]
    )


CLAIMS = (
    first_iterates_on_three_classes,
    sam_with_the_divergence,
    expected_radius,
    descent_up_to_the_radius,
    without_noise_gradient_descent,
)
