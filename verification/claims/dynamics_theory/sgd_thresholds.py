"""Which step sizes leave a minimum stable for SGD: trace, norm, largest eigenvalue, coherence (P118, P287)."""

from __future__ import annotations

from typing import Any

import numpy as np

from refimpl.dynamics_theory.sampling import Bernoulli, WithoutReplacement, WithReplacement
from refimpl.problems import (
    HessianFamily,
    ReLU,
    TwoLayerNetwork,
    random_hessian_family,
    rank_one_family,
    squared_regression,
)
from verification.claim import Kind, Standing, claim, planted, without
from verification.evidence import bound, identity, tight
from verification.finding import Curve, Finding, Picture, worst
from verification.mutants.dynamics_theory import sgd_stability as mutants
from verification.trial import complete_run

U = 2.0**-53


def growth(algorithm: Any, problem: Any, engine: str, steps: int) -> np.ndarray:
    """The growth of every step from S = I, shape (steps,)."""
    d = problem.mean_hessian().shape[0]
    t = complete_run(algorithm, problem, np.eye(d).ravel(), steps, engine=engine)
    return np.linalg.norm(t.x[1:], axis=1)


def _at_least_one(g: np.ndarray, rounding: float = 256 * U) -> Finding:
    """Growth at every step >= 1, as an upper bound of its inverse."""
    return bound(1 / g, np.ones(len(g)), allowance=rounding, ylabel="1/growth", yscale="linear")


@claim(
    "sgd-stability",
    theorem="stable minima have a small trace",
    kind=Kind.BOUND,
    standing=Standing.DERIVED,
    statement="eta >= 2 tr H/((1 - g)|H|_F^2 + g E|H_i|_F^2) grows from S = I on; so stable => tr H <= 2/eta",
    shows=("P118/1",),
    controls=(
        *planted(
            mutants.NoNoise, mutants.AlwaysWithReplacement, mutants.OneSided, mutants.NotNormalised,
            mutants.MeanSubtractedOnceMore,
        ),
        *without("batches of one in the bound of the trace", batch=6),
        *without("eta at the bound, 2 % below", factor=0.98),
    ),
)  # fmt: skip
def trace_frobenius_and_spectral_sharpness(
    method: type, engine: str, batch: int = 0, factor: float = 1.0
) -> Finding:
    """Let g = alpha = gamma. <I, T(I)> = d - 2 eta tr H + eta^2 ((1 - g) tr H^2 + g E tr H_i^2), and |T(I)| is at least
    <I, T(I)>/|I|, so at this eta the first growth is >= 1, and growth never falls. Batches of one rank-one example:
    E|a|^4 >= (E|a|^2)^2 = (tr H)^2, so 2/tr H is beyond. Full batch: g = 0, and v_1 v_1' gives 2/lambda_1 exactly.

    On a tight frame, a_i of one length with H = h I, T(I) is a multiple of I and the bound is the threshold, from
    both sides: d h, sqrt(d) h and h are the trace, the Frobenius norm and the largest eigenvalue.
    """
    found = []
    for seed in range(8):
        problem = random_hessian_family(6, 3, 1, seed)
        for B in (batch,) if batch else (1, 2, 4):
            g = (6 - B) / (B * 5)
            trace, frobenius = problem.trace(), problem.frobenius()
            eta = 2 * trace / ((1 - g) * frobenius**2 + g * problem.fourth_moment())
            eta = 2 / trace if batch else factor * eta
            found.append(_at_least_one(growth(method(eta, WithoutReplacement(B)), problem, engine, 12)))
    frame = rank_one_family(np.array([[2.0, 0, 0], [0, 2, 0], [0, 0, 2], [-2, 0, 0], [0, -2, 0], [0, 0, -2]]))
    for B in (1, 2, 4, 6):
        g = (6 - B) / (B * 5)
        eta = 2 * frame.trace() / ((1 - g) * frame.frobenius() ** 2 + g * frame.trace() ** 2)
        at = growth(method(factor * eta, WithoutReplacement(B)), frame, engine, 5)
        found.append(tight(at, np.ones(5), tolerance=256 * U, ylabel="growth"))
    lam = np.linalg.svd(frame.mean_hessian(), compute_uv=False)
    found.append(
        identity(
            [frame.trace(), frame.frobenius(), frame.spectral()],
            [lam.sum(), np.sqrt(np.sum(lam**2)), lam[0]], tolerance=16 * U,
        )
    )  # fmt: skip
    return worst(found)


@claim(
    "sgd-stability",
    theorem="threshold for examples of one norm",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="|a_i|^2 = r^2, one example per batch: growth 1 at eta = 2/tr H, more beyond, and less before",
    controls=(
        *planted(
            mutants.NoNoise, mutants.OneSided, mutants.MeanSubtractedOnceMore, mutants.StepTooLong,
            mutants.NoiseOfFirstOrder, mutants.NotNormalised,
        ),
        *without("equal norms", stretch=1.1),
        *without("the trace, 2/lambda_1 instead", spectral=1),
    ),
)  # fmt: skip
def threshold_is_two_over_the_trace(
    method: type, engine: str, stretch: float = 1.0, spectral: int = 0
) -> Finding:
    """E (I - eta a a')^2 = I - eta (2 - eta r^2) H: T(I) = I at eta r^2 = 2 = eta tr H, and E|w+|^2 = |w|^2 -
    eta (2 - eta r^2) w'H w in any direction. So the growth is 1 there at every step; and it is below 1 for smaller
    steps, H being regular.
    """
    A = np.array([[0.6, 0.8, 0.0], [0.0, 0.6, 0.8], [0.8, 0.0, 0.6], [0.28, -0.96, 0.0], [0.0, 0.0, 1.0]])
    A[0] *= stretch
    problem = rank_one_family(A)
    eta = 2 / (problem.spectral() if spectral else problem.trace())
    at, below, above = (
        growth(method(factor * eta, WithReplacement(1)), problem, engine, 60) for factor in (1.0, 0.99, 1.01)
    )
    factors = np.linspace(0.5, 1.5, 11)
    ends = [growth(method(f * eta, WithReplacement(1)), problem, engine, 60)[-1] for f in factors]
    picture = Picture(
        (
            Curve("stable up to here", factors[[0, -1]], np.ones(2), "theory"),
            Curve("threshold 2/tr H", np.ones(2), np.array([0.5, 1.0]), "theory"),
            Curve("growth after 60 steps", factors, np.array(ends), "measured"),
        ),
        "eta tr H/2", "growth", "linear", "log",
    )  # fmt: skip
    sides = bound(
        np.array([below[-1], 1 / above[-1]]), np.ones(2), allowance=256 * U, ylabel="growth", yscale="linear"
    )
    equal = identity(at, np.ones(60), tolerance=256 * U)
    return worst([equal, sides])._replace(picture=picture)


@claim(
    "sgd-stability",
    paper="P287",
    theorem="instability by coherence",
    kind=Kind.BOUND,
    standing=Standing.DERIVED,
    statement="Bernoulli batches: unstable if lambda_1(H) > 2/eta or lambda_1(H) > (sigma/eta)(n/B - 1)^{-1/2}",
    shows=("P287/1",),
    controls=(
        *planted(mutants.NoNoise, mutants.OneSided, mutants.MeanSubtractedOnceMore),
        *without("sigma, 1 instead", ignored=1),
    ),
)
def coherence_bounds_stable_steps(method: type, engine: str, ignored: int = 0) -> Finding:
    """T(S) >= eta^2 alpha K(S) on semi-definite S, alpha = (n/B - 1)/n, hence radius >= eta^2 (n/B - 1) n^-2 times that
    of sum H_i (x) H_i >= eta^2 (n/B - 1)(max lambda_1(H_i)/n)^2. And H = (1/n) R R' with R = [H_1^{1/2} ... H_n^{1/2}],
    whose R'R has blocks of Frobenius norms C_ij: lambda_1(H) <= lambda_1(C)/n = sigma max lambda_1(H_i)/n. The first
    condition is the mean iterate's: T(S) >= (I - eta H) S (I - eta H).

    Families of rank 1 and 2, orthogonal and equal ones. Control: with sigma = 1 equal Hessians would be unstable from
    eta lambda_1 = 0.71 on, and they are stable up to 1.5 (n = 6, B = 2).
    """
    found = []
    families = [random_hessian_family(6, 3, rank, seed) for seed in range(6) for rank in (1, 2)]
    families += [rank_one_family(np.eye(6)), rank_one_family(np.tile([0.6, 0.8], (6, 1)))]
    for problem in families:
        for B in (1, 2, 4, 6):
            sigma = 1.0 if ignored else problem.coherence()
            steps = [2 / problem.spectral()]
            steps += [sigma / problem.spectral() / np.sqrt(6 / B - 1)] if B < 6 else []
            # just beyond, so that the power iteration, which comes from below, passes 1
            g = growth(method((1 + 2.0**-10) * min(steps), Bernoulli(B)), problem, engine, 60)
            found.append(_at_least_one(g[-1:]))
    extremes = [families[-2].coherence(), families[-1].coherence()]
    found.append(identity(extremes, [1.0, 6.0], tolerance=64 * U))
    return worst(found)


@claim(
    "sgd-stability",
    paper="P287",
    theorem="thresholds of extreme coherence",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="growth 1 at eta lambda_1 = 2 B/n (orthogonal, sigma = 1) and 2/(1 + (n/B - 1)/n) (equal, sigma = n)",
    controls=(
        *planted(
            mutants.NoNoise, mutants.AlwaysWithReplacement, mutants.MeanSubtractedOnceMore, mutants.OneSided,
            mutants.NoiseOfFirstOrder, mutants.StepTooLong,
        ),
        *without("Bernoulli batches", scheme=WithReplacement),
    ),
)  # fmt: skip
def thresholds_of_extreme_coherence(method: type, engine: str, scheme: Any = Bernoulli) -> Finding:
    """Orthogonal: H_i = e_i e_i', n = d, lambda_1 = 1/n. Each coordinate is multiplied by 1 - eta/B with probability
    B/n: the second moment by 1 - 2 eta/n + eta^2/(B n), which is 1 at eta = 2 B, eta lambda_1 = 2 B/n. The bound
    by coherence is (n/B - 1)^{-1/2} there, 6 % above for n = 6, B = 2.

    Equal: H_i = H, a batch of k gives (1 - eta k lambda/B)^2 with k binomial, E k = B, E k^2 = B^2 + B (1 - B/n):
    1 - 2 eta lambda + eta^2 lambda^2 (1 + (n/B - 1)/n). Full batch, B = n: 2 in both.
    """
    n, found = 6, []
    for B in (1, 2, 3, 6):
        orthogonal, equal = rank_one_family(np.eye(n)), HessianFamily(np.tile(np.array([[0.5]]), (n, 1)))
        for problem, eta in (
            (orthogonal, 2.0 * B),
            (equal, 2 / (1 + (n / B - 1) / n) / 0.5),
        ):
            g = growth(method(eta, scheme(B)), problem, engine, 5)
            found.append(tight(g, np.ones(5), tolerance=256 * U, ylabel="growth"))
    return worst(found)


@claim(
    "sgd-stability",
    theorem="equivalence with norms of the parameters",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="tr H = 4(|u|^2 + |v|^2) and (|W|^2 + d |a|^2)/2: what is stable for SGD has small parameters",
    shows=("P118/2",),
    controls=(
        *planted(mutants.NoNoise, mutants.OneSided, mutants.MeanSubtractedOnceMore),
        *without("whitened inputs", stretch=1.1),
        *without("inputs that come with both signs", both=0),
    ),
)
def norms_of_the_parameters(method: type, engine: str, stretch: float = 1.0, both: int = 1) -> Finding:
    """Where the data are fitted H is the mean of g_i g_i', g_i the gradient of output i, and tr H that of |g_i|^2.

    Diagonal linear network x_i'(u*u - v*v), entries of the x_i +-1 and X'X = n I: g_i = 2 (x_i*u, -x_i*v),
    |g_i|^2 = 4(|u|^2 + |v|^2) for every i. By the claim on equal norms it is stable iff
    |u|^2 + |v|^2 <= 1/(2 eta): the growth is 1 at that eta.

    Two-layer ReLU network without bias, inputs closed under x -> -x: of each pair w_j sees one, so the means of
    relu(w_j'x)^2 and of 1[w_j'x > 0]|x|^2 are half those without the ReLU: with mean x x' = I, tr H =
    (|W|_F^2 + d |a|^2)/2. From S = I the growth is >= 1 at eta = 2/tr H.
    """
    X = np.array([[1.0, 1, 1], [1, -1, 1], [1, 1, -1], [1, -1, -1]]) * np.array([stretch, 1, 1])
    u, v = np.array([1.5, 0.5, -0.25]), np.array([0.75, -1.0, 0.5])
    linear = squared_regression(X, X @ (u * u - v * v))
    J = linear.jacobian(np.concatenate([u, v]))
    small = 4 * (u @ u + v @ v)
    found = [
        identity(np.sum(J**2, axis=1), np.full(4, small), tolerance=32 * U),
        identity(
            growth(method(2 / small, WithReplacement(1)), rank_one_family(J), engine, 5),
            np.ones(5),
            tolerance=256 * U,
        ),
    ]
    half = np.sqrt(3.0) * np.eye(3)
    inputs = np.concatenate([half, -half]) if both else np.concatenate([half, half])
    W, a = np.array([[1.0, -0.5, 0.25], [-0.75, 1.5, 0.5]]), np.array([2.0, -1.0])
    network = TwoLayerNetwork(inputs, np.zeros(6), 2, ReLU())
    network = network._replace(y=network.output(np.concatenate([W.ravel(), a])))
    family = rank_one_family(network.jacobian(np.concatenate([W.ravel(), a])))
    wanted = (np.sum(W**2) + 3 * (a @ a)) / 2
    found.append(identity(family.trace(), wanted, tolerance=64 * U))
    found.append(_at_least_one(growth(method(2 / wanted, WithReplacement(1)), family, engine, 12)))
    return worst(found)


SGD_THRESHOLDS = (
    trace_frobenius_and_spectral_sharpness,
    threshold_is_two_over_the_trace,
    coherence_bounds_stable_steps,
    thresholds_of_extreme_coherence,
    norms_of_the_parameters,
)
