"""Constraint sets and problems on them, noise, two levels, two players."""

from __future__ import annotations

from typing import Any

import numpy as np
from hypothesis import strategies as st

from refimpl import problems as p
from verification.strategies.matrices import (
    DIMENSIONS,
    given,
    integer_matrices,
    orthogonal_matrices,
    powers_of_two,
    spd_matrices,
    vectors,
)
from verification.strategies.smooth import quadratics

RADII = powers_of_two(-4, 4)


def boxes(d: int) -> st.SearchStrategy[p.Box]:
    """Boxes (d,) with sides 1/8 .. 8 and corners within 4; shrinks to the unit cube."""
    sides = st.lists(powers_of_two(-3, 3), min_size=d, max_size=d)
    return st.builds(lambda low, side: p.Box(low, low + np.array(side)), vectors(d), sides)


def constraint_sets(d: int) -> st.SearchStrategy[Any]:
    """Every set of `refimpl.problems` that exists in dimension d, radii 1/16 .. 16; shrinks to the unit ball."""
    rows = st.sampled_from([r for r in range(1, d + 1) if d % r == 0])
    found = [
        st.builds(p.L2Ball, RADII),
        st.builds(p.L1Ball, RADII),
        boxes(d),
        st.builds(p.NuclearNormBall, RADII, rows),
    ]
    return st.one_of(*found, *([st.just(p.Simplex())] if d > 1 else []))


@st.composite
def constrained_quadratics(draw: st.DrawFn, d: Any = DIMENSIONS) -> p.ConstrainedQuadratic:
    """Quadratics of condition at most 16 on a set, with a minimiser inside or on the boundary.

    Shrinks to x^2/2 on the unit ball in dimension 1. Drawing one runs the projected gradient method to the end.
    """
    size = given(draw, d)
    f = draw(quadratics(size, draw(powers_of_two(-4, 0)), 1.0))
    return p.constrained_quadratic(f.A, f.b, draw(constraint_sets(size)))


@st.composite
def interior_quadratics(draw: st.DrawFn, d: Any = DIMENSIONS) -> p.Constrained:
    """Quadratics of condition at most 16 on a set that contains their minimiser; shrinks to x^2/2 on [-1, 1]."""
    size = given(draw, d)
    A = draw(spd_matrices(size, draw(powers_of_two(-4, 0)), 1.0))
    domain = draw(constraint_sets(size))
    return p.Constrained(p.Quadratic(A, A @ domain.projection(draw(vectors(size)))), domain)


def constrained_problems(d: Any = DIMENSIONS) -> st.SearchStrategy[Any]:
    """Constrained and interior quadratics, and the worst case of Frank-Wolfe; all know their minimum."""
    return (
        constrained_quadratics(d) | interior_quadratics(d) | st.builds(p.SimplexWorstCase, st.integers(2, 8))
    )


@st.composite
def phase_retrievals(draw: st.DrawFn) -> p.PhaseRetrieval:
    """Up to four non-zero rows in sixteenths of 1 and powers of two as values; shrinks to |x^2 - 1|."""
    d, n = draw(DIMENSIONS), draw(st.integers(1, 4))
    rows = [draw(vectors(d, 1.0)) for _ in range(n)]
    A = np.array([row if row.any() else np.eye(d)[0] for row in rows])
    return p.PhaseRetrieval(A, np.array([draw(powers_of_two(-4, 4)) for _ in range(n)]))


@st.composite
def log_portfolios(draw: st.DrawFn) -> p.LogPortfolio:
    """Positive portfolios in which every asset alone and the even mixture matter; shrinks to d = 2 and two rows.

    Rows come in pairs 1 +- z with z orthogonal to the even mixture and |z_j| < 1, so that this is the minimiser.
    """
    d = draw(st.integers(2, 6))
    Z = np.array([draw(vectors(d, 0.4)) for _ in range(draw(st.integers(1, 3)))])
    Z = Z - np.mean(Z, axis=1, keepdims=True)
    return p.LogPortfolio(np.concatenate([1 + Z, 1 - Z]), np.full(d, 1 / d))


def noisy_problems(d: Any = DIMENSIONS) -> st.SearchStrategy[p.LinearNoise]:
    """Constrained problems with linear noise of scale 2^-10 .. 2 or none; shrinks to scale 0."""
    return st.builds(p.LinearNoise, constrained_problems(d), st.just(0.0) | powers_of_two(-10, 1))


@st.composite
def quadratic_bilevels(draw: st.DrawFn) -> p.QuadraticBilevel:
    """dx <= 4, dy <= 6, lower condition up to 2^10, weight r within 2^-10 .. 1; shrinks to A = B = r = 1, t = 0."""
    dx, dy = draw(st.integers(1, 4)), draw(DIMENSIONS)
    A = draw(spd_matrices(dy, draw(powers_of_two(-10, 0)), 1.0))
    return p.QuadraticBilevel(
        A, draw(integer_matrices(dy, dx)), draw(vectors(dy)), draw(powers_of_two(-10, 0))
    )


@st.composite
def log_cosh_bilevels(draw: st.DrawFn) -> p.LogCoshBilevel:
    """dx <= 4, dy <= 6, mu within 2^-6 .. 1; shrinks to B = mu = 1, t = 0."""
    dx, dy = draw(st.integers(1, 4)), draw(DIMENSIONS)
    return p.LogCoshBilevel(draw(integer_matrices(dy, dx)), draw(vectors(dy)), draw(powers_of_two(-6, 0)))


def bilevel_problems() -> st.SearchStrategy[Any]:
    """Bilevel problems whose lower level is strongly convex, as penalty theory asks for."""
    return quadratic_bilevels() | log_cosh_bilevels()


@st.composite
def rank_deficient_bilevels(draw: st.DrawFn) -> p.RankDeficientBilevel:
    """Many lower solutions: dx < dy <= 6; shrinks to the first of two coordinates, t = 0."""
    dy = draw(st.integers(2, 6))
    P = draw(orthogonal_matrices(dy))[: draw(st.integers(1, dy - 1))]
    return p.RankDeficientBilevel(P, draw(vectors(dy)))


@st.composite
def overparameterised_bilevels(draw: st.DrawFn) -> p.OverparameterisedBilevel:
    """More lower variables than equations, m < dy <= 6; shrinks to y_1 = 0 with an immovable matrix."""
    dy = draw(st.integers(2, 6))
    m = draw(st.integers(1, dy - 1))
    P = draw(orthogonal_matrices(dy))[:m]
    return p.OverparameterisedBilevel(P, draw(integer_matrices(m, dy)), draw(vectors(m)), draw(vectors(dy)))


@st.composite
def ridge_tunings(draw: st.DrawFn) -> p.RidgeTuning:
    """Up to four training and validation examples of up to three features; shrinks to one of each, y = 1/2."""
    n, m, d = (draw(st.integers(1, top)) for top in (4, 4, 3))
    return p.RidgeTuning(
        draw(integer_matrices(n, d)), draw(vectors(n)), draw(integer_matrices(m, d)), draw(vectors(m))
    )


@st.composite
def dataset_distillations(draw: st.DrawFn) -> p.DatasetDistillation:
    """One or two examples of dimension one or two, as many features and points; shrinks to zeros."""
    n, d, m = (draw(st.integers(1, 2)) for _ in range(3))
    X, W = draw(vectors(n * d, 1.0)).reshape(n, d), draw(vectors(d * d, 1.0)).reshape(d, d)
    return p.DatasetDistillation(X, draw(vectors(n, 1.0)), W, draw(st.sampled_from([0.0, 0.5])), m)


def hyper_cleanings() -> st.SearchStrategy[p.HyperCleaning]:
    """Example weights for the data of `ridge_tunings`, mu within 2^-6 .. 1."""
    return st.builds(
        lambda data, mu: p.HyperCleaning._make((*data, mu)), ridge_tunings(), powers_of_two(-6, 0)
    )


def degenerate_bilevel_problems() -> st.SearchStrategy[Any]:
    """Many lower solutions, or a lower level too flat for the error bound of the theory."""
    slopes = st.lists(powers_of_two(-4, 4), min_size=1, max_size=6)
    return rank_deficient_bilevels() | slopes.map(lambda c: p.QuarticBilevel(np.array(c)))


@st.composite
def quadratic_levels(draw: st.DrawFn) -> p.QuadraticLevels:
    """dx <= 3, dy <= 4, diagonal A with 0 to dy - 1 free coordinates, f strongly convex; shrinks to A = P = Q = 1."""
    dx, dy = draw(st.integers(1, 3)), draw(st.integers(1, 4))
    spectrum = np.array(draw(st.lists(powers_of_two(-3, 0), min_size=dy, max_size=dy)))
    free = np.arange(dy) >= dy - draw(st.integers(0, dy - 1))
    B = draw(integer_matrices(dy, dx)) * ~free[:, None]
    H = draw(spd_matrices(dx + dy, draw(powers_of_two(-4, 0)), 1.0))
    P, C, Q = H[:dx, :dx].copy(), H[:dx, dx:].copy(), H[dx:, dx:].copy()
    return p.QuadraticLevels(
        np.diag(spectrum * ~free),
        B,
        np.diag(free.astype(float)),
        np.eye(dx),
        P,
        C,
        Q,
        draw(vectors(dx)),
        draw(vectors(dy)),
    )


@st.composite
def noisy_levels(draw: st.DrawFn) -> p.NoisyLevels:
    """A bilevel problem of quadratic levels on two sets, deviations 2^-10 .. 1 or none; shrinks to none."""
    problem = draw(quadratic_bilevels())
    X, Y = draw(constraint_sets(problem.dimension())), draw(constraint_sets(problem.lower_dimension()))
    deviation = st.just(0.0) | powers_of_two(-10, 0)
    return p.NoisyLevels(problem, X, Y, draw(deviation), draw(deviation))


@st.composite
def block_levels(draw: st.DrawFn) -> p.BlockLevels:
    """One to three blocks, dx, dy <= 2, curvature that grows by at most |x|^2/32, noise at most 1/8; shrinks to one."""
    m, dx, dy = draw(st.integers(1, 3)), draw(st.integers(1, 2)), draw(st.integers(1, 2))
    A = np.array([draw(spd_matrices(dy, 0.5, 2.0)) for _ in range(m)])
    B = np.array([draw(integer_matrices(dy, dx)) for _ in range(m)]) / 4
    t, c = np.array([draw(vectors(dy)) for _ in range(m)]), np.full(m, float(draw(st.integers(0, 1))) / 32)
    return p.BlockLevels(A, B, t, c, draw(powers_of_two(-3, 0)), draw(st.just(0.0) | powers_of_two(-10, -3)))


@st.composite
def linear_tasks(draw: st.DrawFn) -> p.LinearTasks:
    """One to three tasks of up to two examples with entries in [-1, 1], n <= 2, width <= 2; shrinks to zero data."""
    m, k, q, n = (draw(st.integers(1, high)) for high in (3, 2, 2, 2))
    X, y, Z, s = (
        np.array(draw(vectors(int(np.prod(shape)), 1.0))).reshape(shape)
        for shape in ((m, k, n), (m, k), (m, q, n), (m, q))
    )
    return p.LinearTasks(X, y, Z, s, draw(st.integers(1, 2)))


@st.composite
def half_space_levels(draw: st.DrawFn) -> p.HalfSpaceLevels:
    """Quadratic levels with an affine constraint on the lower one; shrinks to y_1 + ... + y_dy <= 0."""
    problem = draw(quadratic_levels())
    a, b = draw(vectors(problem.dimension())), draw(vectors(problem.lower_dimension()))
    return p.HalfSpaceLevels(problem, a, b if b.any() else b + 1, float(draw(st.integers(-8, 8))) / 4)


@st.composite
def games(draw: st.DrawFn, mu: Any = None) -> p.BilinearGame:
    """Strongly monotone bilinear games with up to 4 coordinates per player, `mu` within 2^-10 .. 1 where not given.

    Shrinks to xy + (x^2 - y^2)/2. ValueError unless mu > 0.
    """
    m, n = draw(st.integers(1, 4)), draw(st.integers(1, 4))
    weight = draw(powers_of_two(-10, 0)) if mu is None else given(draw, mu)
    if not weight > 0:
        raise ValueError(f"mu must be positive for a unique saddle point, got {weight!r}")
    return p.BilinearGame(draw(integer_matrices(m, n)), draw(vectors(m)), draw(vectors(n)), float(weight))


@st.composite
def hessian_families(draw: st.DrawFn) -> p.HessianFamily:
    """One to four positive definite matrices of one dimension up to 3; shrinks to one of them."""
    d = draw(st.integers(1, 3))
    return p.HessianFamily(np.concatenate([draw(spd_matrices(d)) for _ in range(draw(st.integers(1, 4)))]))
