from __future__ import annotations

import numpy as np
from constants import BITS, catches, is_maximum_of, near
from derivatives import balls

from refimpl import problems as p
from refimpl.core.leaves import convert
from refimpl.engines.ball import precision

PROBLEM = p.LogCoshBilevel(np.array([[1.0, 2.0], [0.0, 0.5], [-3.0, 1.0]]), np.array([0.5, -1.0, 2.0]), 0.5)
X = np.array([0.75, -0.5])
ROW = np.sqrt(10.0)  # the longest row of B, shorter than |B| = 3.2...


def third_squared(w):
    """(d sech^2 u / du)^2 = 4 w^2 (1 - w^2)^2 with w = |tanh u| in [0, 1]."""
    return 4 * w**2 * (1 - w**2) ** 2


def test_l_g2_is_the_certified_supremum_times_the_longest_row():
    def check(problem):
        return is_maximum_of((problem.l_g2() / ROW) ** 2, third_squared, 0.0, 1.0)

    assert catches(check, PROBLEM, "l_g2")
    narrow = p.LogCoshBilevel(PROBLEM.B / 8, PROBLEM.t, 0.5)  # there g_yy leads, with 1 in place of the row
    assert catches(lambda q: is_maximum_of(q.l_g2() ** 2, third_squared, 0.0, 1.0), narrow, "l_g2")


def test_l_g2_is_attained_and_not_exceeded_along_y():
    """Slopes of g_yy and g_xy around u = artanh(1/sqrt 3), along coordinates and at random."""
    rng, centre = np.random.default_rng(0), PROBLEM.B @ X + np.arctanh(1 / np.sqrt(3))
    steps = [1e-4 * e for e in np.eye(3)] + [s * v for v in rng.standard_normal((60, 3)) for s in (1e-3, 1.0)]

    def slopes(oracle):
        gaps = [oracle(X, centre + s) - oracle(X, centre - s) for s in steps]
        return max(np.linalg.norm(g, 2) / np.linalg.norm(2 * s) for g, s in zip(gaps, steps))

    def check(problem):
        found = max(slopes(PROBLEM.lower_yy), slopes(PROBLEM.lower_xy))
        return (1 - 1e-3) * problem.l_g2() <= found <= problem.l_g2() * (1 + 1e-12)

    assert catches(check, PROBLEM, "l_g2")


def test_first_and_second_derivatives_attain_their_suprema():
    at = PROBLEM.B @ X  # sech^2 = 1
    far = PROBLEM.t + 1e9
    norm = np.sqrt(np.linalg.eigvalsh(PROBLEM.B.T @ PROBLEM.B)[-1])
    values = {
        "l_g1": np.linalg.norm(PROBLEM.lower_xy(X, at), 2),
        "lower_smoothness": np.linalg.norm(PROBLEM.lower_yy(X, at), 2),
        "lower_strong_convexity": np.linalg.eigvalsh(PROBLEM.lower_yy(X, at + 30))[0],
        "l_f0": np.linalg.norm(PROBLEM.upper_y(X, far)),
    }
    assert near(values["l_g1"], norm, 64)
    for name, value in values.items():
        assert catches(lambda q, n=name, v=value: near(getattr(q, n)(), v, 64), PROBLEM, name)
    rng = np.random.default_rng(1)
    for y in 3 * rng.standard_normal((50, 3)):
        H = np.linalg.eigvalsh(PROBLEM.lower_yy(X, y))
        assert PROBLEM.lower_strong_convexity() < H[0] <= H[-1] < PROBLEM.lower_smoothness()
        assert np.linalg.norm(PROBLEM.lower_xy(X, y), 2) <= PROBLEM.l_g1()
        assert np.linalg.norm(PROBLEM.upper_y(X, y)) < PROBLEM.l_f0()


def test_l_f1_is_the_curvature_of_the_upper_level():
    """f_yy = (1 + e^2)^{-3/2}: with c = 1/(1 + e^2) in [0, 1] its square is c^3, largest 1 at e = 0."""
    h = 2.0**-20
    slope = (PROBLEM.upper_y(X, PROBLEM.t + h) - PROBLEM.upper_y(X, PROBLEM.t - h)) / (2 * h)
    assert catches(lambda q: near(q.l_f1(), slope, 2**14), PROBLEM, "l_f1")


def test_lower_solution_is_right_to_the_last_digits():
    """Against the same equation in 320 bits; the sum c - u costs a rounding of the larger term."""
    y = PROBLEM.lower_solution(X)
    with precision(BITS):
        exact = convert(PROBLEM, balls)
        z = balls(y)
        for _ in range(8):
            z = z - np.linalg.solve(exact.lower_yy(balls(X), z), exact.lower_y(balls(X), z))
        size = np.abs(PROBLEM.B @ X) + np.abs(y)
        gap = np.array([abs(b - v).midpoint() for b, v in zip(z, y)])
    assert np.all(gap <= 8 * 2.0**-53 * size)


def test_no_curvature_of_the_hyperobjective_exceeds_its_smoothness_and_half_of_it_is_reached():
    """One row b = 1 and a target far below: |psi''| over many x, t; the bound drops terms that cannot meet."""
    h, found = 2.0**-16, []
    for mu in (0.03, 0.5, 2.0):
        for t in (-3.0, -0.5, 0.0, 1.0):
            problem = p.LogCoshBilevel(np.ones((1, 1)), np.array([t]), mu)
            for x in np.linspace(-6, 6, 241):
                slope = problem.hypergradient(np.array([x + h])) - problem.hypergradient(np.array([x - h]))
                found.append(abs(slope[0]) / (2 * h) / problem.smoothness())
    assert 0.5 < max(found) <= 1
