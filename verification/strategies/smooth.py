"""Smooth problems without constraints. Every one passes its own validate(); see `matrices` for the bounds."""

from __future__ import annotations

from typing import Any

import numpy as np
from hypothesis import strategies as st

from refimpl import problems as p
from verification.strategies.matrices import (
    DIMENSIONS,
    data_matrices,
    given,
    integer_matrices,
    orthogonal_matrices,
    powers_of_two,
    spd_matrices,
    spectra,
    vectors,
)

SCALES = powers_of_two(-10, 10)


@st.composite
def quadratics(draw: st.DrawFn, d: Any = DIMENSIONS, mu: Any = None, L: Any = None) -> p.Quadratic:
    """L-smooth and mu-strongly convex quadratics, built from spectrum, rotation and minimiser.

    The minimiser x* is drawn from sixteenths of 4 and b = A x* is rounded, so `minimizer()` is x* up to that.
    Shrinks to L |x|^2/2 in dimension 1. `d`, `mu` and `L` as for `spd_matrices`.
    """
    A = draw(spd_matrices(d, mu, L))
    return p.Quadratic(A, A @ draw(vectors(len(A))))


@st.composite
def indefinite_quadratics(draw: st.DrawFn, d: Any = DIMENSIONS, L: Any = None) -> p.Quadratic:
    """Quadratics with at least one negative eigenvalue, all of modulus at most L; shrinks to -L x^2/2."""
    size = given(draw, d)
    signs = draw(st.lists(st.sampled_from([-1.0, 1.0]), min_size=size - 1, max_size=size - 1))
    Q = draw(orthogonal_matrices(size))
    A = (Q * (np.array([-1.0, *signs]) * draw(spectra(size, None, L)))) @ Q.T
    A = (A + A.T) / 2
    return p.Quadratic(A, A @ draw(vectors(size)))


@st.composite
def finite_sums(
    draw: st.DrawFn, d: Any = DIMENSIONS, mu: Any = None, L: Any = None, noise: Any = None
) -> p.LeastSquares:
    """Least squares with the spectrum of `spd_matrices` and a gradient noise of standard deviation `noise` at x*.

    Every row comes twice, with targets a'x* + c and a'x* - c: x* stays the minimiser whatever c is, and c is scaled
    so that `noise_variance()` is noise^2 up to rounding. noise = 0 interpolates. Where `noise` is not given it is 0 or
    a power of two within 2^-6 .. 2^4 times sqrt(L). Shrinks to one row twice, d = 1, noise 0, x* = 0.
    """
    size = given(draw, d)
    m = size + draw(st.integers(0, 3))
    rows = draw(data_matrices(m, size, mu, L))
    wanted = given(draw, noise)
    if wanted is None:
        wanted = draw(st.just(0.0) | powers_of_two(-6, 4)) * np.sqrt(np.linalg.norm(rows, 2) ** 2 / m)
    if not 0 <= wanted < np.inf:
        raise ValueError(f"noise must be non-negative and finite, got {wanted!r}")
    c = draw(vectors(m)) if wanted else np.zeros(m)
    deviation = np.sqrt(np.mean((c * np.linalg.norm(rows, axis=1)) ** 2))
    if wanted and not deviation:  # the simplest noise: the same in every row
        c, deviation = np.ones(m), np.sqrt(np.mean(np.linalg.norm(rows, axis=1) ** 2))
    c = c * (wanted / deviation) if wanted else c
    b = rows @ draw(vectors(size))
    return p.LeastSquares(np.concatenate([rows, rows]), np.concatenate([b + c, b - c]))


@st.composite
def logistic_regressions(draw: st.DrawFn, d: Any = DIMENSIONS, mu: Any = None) -> p.Logistic:
    """d to d + 3 rows, weight `mu` (2^-10 .. 1 where not given); shrinks to A = y = mu = 1 in dimension 1.

    The largest eigenvalue of A'A/n lies within 2^-4 .. 2^4, its condition up to 2^8.
    """
    size = given(draw, d)
    n = size + draw(st.integers(0, 3))
    A = draw(_rows(n, size))
    labels = draw(st.lists(st.sampled_from([1.0, -1.0]), min_size=n, max_size=n))
    weight = draw(powers_of_two(-10, 0)) if mu is None else given(draw, mu)
    return p.Logistic(A, np.array(labels), float(weight))


@st.composite
def log_sum_exps(draw: st.DrawFn, d: Any = DIMENSIONS) -> p.LogSumExp:
    """Rows come with both signs, so the minimiser exists; temperatures 2^-4 .. 2^4, offsets within one temperature.

    Shrinks to log(2 cosh x) in dimension 1.
    """
    size, t = given(draw, d), draw(powers_of_two(-4, 4))
    rows = draw(_rows(size, size))
    return p.LogSumExp(np.concatenate([rows, -rows]), draw(vectors(2 * size, t)), t)


def hubers(d: Any = DIMENSIONS) -> st.SearchStrategy[p.Huber]:
    """Curvature and bend within 2^-10 .. 2^10; shrinks to L = delta = 1 in dimension 1."""
    return st.builds(p.Huber, SCALES, SCALES, _strategy(d))


def chains(d: Any = DIMENSIONS) -> st.SearchStrategy[p.Chain]:
    """Nesterov's chain; shrinks to scale 1 in dimension 1."""
    return st.builds(p.Chain, SCALES, _strategy(d))


@st.composite
def robust_regressions(draw: st.DrawFn, d: Any = DIMENSIONS) -> p.RobustRegression:
    """Rows as for `logistic_regressions`, targets within 4; shrinks to x^2/(1 + x^2)."""
    size = given(draw, d)
    n = size + draw(st.integers(0, 3))
    return p.RobustRegression(draw(_rows(n, size)), draw(vectors(n)))


@st.composite
def batch_norm_neurons(draw: st.DrawFn) -> p.BatchNormNeuron:
    """One to four weights; rows as for `logistic_regressions`, each with both signs: centred. Targets within 4."""
    weights = draw(st.integers(1, 4))
    rows = draw(_rows(weights + draw(st.integers(0, 2)), weights))
    return p.BatchNormNeuron(np.concatenate([rows, -rows]), draw(vectors(2 * len(rows))))


@st.composite
def gaussian_wells(draw: st.DrawFn, d: Any = DIMENSIONS) -> p.GaussianWells:
    """One to three wells, depths and widths within 2^-3 .. 2^3, centres within 4; shrinks to -exp(-x^2/2)."""
    size, m = given(draw, d), draw(st.integers(1, 3))
    centres = np.array([draw(vectors(size)) for _ in range(m)])
    scales = st.lists(powers_of_two(-3, 3), min_size=m * (size + 1), max_size=m * (size + 1))
    drawn = np.array(draw(scales))
    return p.GaussianWells(drawn[:m], centres, drawn[m:].reshape(m, size))


@st.composite
def beacons(draw: st.DrawFn) -> p.Beacons:
    """Wells, and one to three beacons above a level of 2^-3 .. 1; shrinks to a well with a beacon of its own shape."""
    objective = draw(gaussian_wells())
    return p.Beacons(objective, draw(gaussian_wells(objective.dimension())), draw(powers_of_two(-3, 0)))


@st.composite
def ridge_polynomials(draw: st.DrawFn, d: Any = DIMENSIONS) -> p.RidgePolynomial:
    """A quadratic with up to three ridges, convex where the cubic terms are 0; shrinks to x^2/2 + x^4/12."""
    size, m = given(draw, d), draw(st.integers(1, 3))
    W = draw(integer_matrices(m, size))
    quartic = draw(st.lists(powers_of_two(-4, 4), min_size=m, max_size=m))
    return p.RidgePolynomial(draw(spd_matrices(size, None, SCALES)), W, draw(vectors(m)), np.array(quartic))


@st.composite
def noisy_ridges(draw: st.DrawFn) -> p.FiniteNoise:
    """A convex ridge polynomial with two linear terms that sum to zero; shrinks to terms of zero."""
    problem = draw(ridge_polynomials())
    z = draw(vectors(problem.dimension()))
    return p.FiniteNoise(problem._replace(cubic=0 * problem.cubic), np.array([z, -z]))


@st.composite
def softmax_regressions(draw: st.DrawFn, mu: Any = None) -> p.SoftmaxRegression:
    """Two or three classes, one to three inputs per row, rows and `mu` as for `logistic_regressions`.

    Shrinks to two classes and one input 1 of class 0.
    """
    size, k = draw(st.integers(1, 3)), draw(st.integers(2, 3))
    n = size + draw(st.integers(0, 3))
    X = draw(_rows(n, size))
    labels = draw(st.lists(st.integers(0, k - 1), min_size=n, max_size=n))
    weight = draw(powers_of_two(-10, 0)) if mu is None else given(draw, mu)
    return p.SoftmaxRegression(X, np.eye(k)[labels], float(weight))


@st.composite
def attention_forecasters(draw: st.DrawFn) -> p.AttentionForecaster:
    """One or two samples of two channels and two time steps, width 1, with channel or identity attention."""
    n = draw(st.integers(1, 2))
    attention = draw(st.sampled_from([p.ChannelAttention(1.0), p.IdentityAttention()]))
    X, y = draw(vectors(4 * n)).reshape(2 * n, 2), draw(vectors(2 * n)).reshape(2 * n, 1)
    return p.AttentionForecaster(X, y, 2, 1, attention)


@st.composite
def softmax_policies(draw: st.DrawFn) -> p.SoftmaxPolicy:
    """One to three states, two or three actions, rewards within 4; shrinks to one state without rewards."""
    states, actions = draw(st.integers(1, 3)), draw(st.integers(2, 3))
    return p.SoftmaxPolicy(draw(vectors(states * actions)).reshape(states, actions))


@st.composite
def two_layer_networks(draw: st.DrawFn, activation: Any = None) -> p.TwoLayerNetwork:
    """One or two units on at most four inputs of dimension one or two, targets within 4; shrinks to (a tanh w)^2/2."""
    size, width = draw(st.integers(1, 2)), draw(st.integers(1, 2))
    n = size + draw(st.integers(0, 2))
    chosen = draw(st.sampled_from([p.Tanh(), p.ReLU()])) if activation is None else given(draw, activation)
    return p.TwoLayerNetwork(draw(_rows(n, size)), draw(vectors(n)), width, chosen)


@st.composite
def black_box_defenses(draw: st.DrawFn) -> p.BlackBoxDefense:
    """One or two inputs of dimension two with a code of one or two numbers; shrinks to zeros."""
    n, k = draw(st.integers(1, 2)), draw(st.integers(1, 2))
    A, V = (draw(vectors(2 * n, 1.0)).reshape(n, 2) for _ in range(2))
    C, D = draw(vectors(4, 1.0)).reshape(2, 2), draw(vectors(2 * k, 1.0)).reshape(2, k)
    return p.BlackBoxDefense(A, V, C, D)


@st.composite
def tensor_trains(draw: st.DrawFn) -> p.TensorTrainRegression:
    """One to three cores of rank one or two with indices below 2 on one or two examples; shrinks to one core."""
    n, order, rank = draw(st.integers(1, 2)), draw(st.integers(1, 3)), draw(st.integers(1, 2))
    A = draw(vectors(n * 2 ** (order - 1))).reshape(n, -1)
    return p.TensorTrainRegression(A, draw(vectors(2 * n)).reshape(n, 2), order, 2, rank)


@st.composite
def gated_problems(draw: st.DrawFn) -> p.Gated:
    """Least squares in dimension one to three with a gate on some coordinates; shrinks to one gate on the only one."""
    d = draw(st.integers(1, 3))
    gates = draw(st.integers(1, d))
    return p.gated(draw(finite_sums(d)), np.eye(d)[:, :gates])


def convex_problems(d: Any = DIMENSIONS) -> st.SearchStrategy[Any]:
    """L-smooth convex problems with known minimiser and minimum; shrinks to the simplest of one family.

    Quadratics, least squares, logistic regression, log-sum-exp, Huber's function and Nesterov's chain, strongly convex
    (`strong_convexity() > 0`) or not.
    """
    families = (quadratics, finite_sums, logistic_regressions, log_sum_exps, hubers, chains)
    return st.one_of(*(family(d) for family in families))


def nonconvex_problems(d: Any = DIMENSIONS) -> st.SearchStrategy[Any]:
    """L-smooth problems that are not convex and bounded below: sum log(1 + x_i^2) and robust regression.

    Shrinks to log(1 + x^2) or x^2/(1 + x^2). Unbounded ones: `indefinite_quadratics`.
    """
    return st.one_of(st.builds(p.LogQuadratic, _strategy(d)), robust_regressions(d))


def _rows(n: int, d: int) -> st.SearchStrategy[np.ndarray]:
    """Data of moderate scale and condition; shrinks to sqrt(n) times the first columns of the identity."""
    L = powers_of_two(-4, 4)
    return st.tuples(L, powers_of_two(-8, 0)).flatmap(lambda s: data_matrices(n, d, s[0] * s[1], s[0]))


def _strategy(d: Any) -> st.SearchStrategy[int]:
    return d if isinstance(d, st.SearchStrategy) else st.just(d)


def scalar_networks() -> st.SearchStrategy[p.ScalarNetwork]:
    """Scalar networks of depth 1 to 6; shrinks to depth 1."""
    return st.builds(p.ScalarNetwork, DIMENSIONS)


def sharpening_valleys() -> st.SearchStrategy[p.SharpeningValley]:
    """Valleys with a slow scale of at most 1/4 and a bend of at most 1; shrinks to the slowest one."""
    bend, pull = st.sampled_from([0.3125, 0.0, 1.0]), st.sampled_from([1.25, 0.5])
    slope, base = st.sampled_from([1.0, 0.0]), st.sampled_from([1.0, 4.0])
    return st.builds(p.SharpeningValley, powers_of_two(-8, -2), bend, pull, slope, base)


@st.composite
def quadratic_regressions(draw: st.DrawFn) -> p.QuadraticRegression:
    """Quadratic models of at most three residuals in sixteenths of 1; shrinks to the residual 0."""
    n, d = draw(st.integers(1, 3)), draw(DIMENSIONS)
    J = np.array([draw(vectors(d, 1.0)) for _ in range(n)])
    rows = np.array([draw(vectors(d, 1.0)) for _ in range(n * d)]).reshape(n, d, d)
    Q = (rows + rows.transpose(0, 2, 1)).reshape(n * d, d)
    return p.QuadraticRegression(draw(vectors(n, 1.0)), J, Q)
