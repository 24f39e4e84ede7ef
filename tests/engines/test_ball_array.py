"""Rigour of the ball arrays: enclosures against exact rationals, closed forms and higher precision."""

from __future__ import annotations

import operator
from fractions import Fraction

import numpy as np
import pytest
from flint import acb, arb, ctx
from hypothesis import given, settings
from hypothesis import strategies as st

from refimpl.core import dialect
from refimpl.engines import ball_linalg
from refimpl.engines.ball import Ball, Undecidable, precision
from refimpl.engines.ball_array import BallArray, contains, midpoints, overlaps, radii, to_balls

UNSURE = Ball(arb(0, 0.5))  # 0 +- 1/2
floats = st.floats(-1e3, 1e3).map(lambda v: v if abs(v) > 1e-100 else 0.0)


def vector(rng, n=5):
    return to_balls(rng.standard_normal(n))


@pytest.fixture
def rng():
    return np.random.default_rng(7)


@pytest.fixture(autouse=True)
def _double_precision():
    with precision(53):
        yield


# --- scalars


@given(st.lists(st.tuples(st.sampled_from("+-*/m"), floats), min_size=1, max_size=12), floats)
@settings(max_examples=200, deadline=None)
def test_arithmetic_encloses_the_exact_rational(program, start):
    operations = {"+": operator.add, "-": operator.sub, "*": operator.mul, "/": operator.truediv}
    with precision(30):  # less than a float holds: every operation rounds
        ball, exact = Ball(start), Fraction(start)
        for name, value in program:
            if name == "/" and value == 0:
                continue
            if name == "m":
                ball, exact = np.maximum(ball, value), max(exact, Fraction(value))
            else:
                ball, exact = operations[name](ball, value), operations[name](exact, Fraction(value))
        assert contains(ball, exact).all()


@pytest.mark.parametrize("value", [3, 3**80, 0.1, np.float32(0.1), np.float16(0.1), np.int64(-7), True])
def test_conversion_is_exact(value):
    with precision(20):
        ball = Ball(value)
    assert ball.value.is_exact()
    assert contains(ball, Fraction(float(value)) if isinstance(value, np.floating) else Fraction(value)).all()


@pytest.mark.parametrize("value", ["0.1", None, 1j, np.longdouble(1) / 3])
def test_what_is_no_exact_real_number_is_refused(value):
    with pytest.raises(TypeError, match="real number"):
        Ball(value)


@pytest.mark.parametrize("n", range(-3, 6))
@pytest.mark.parametrize("member", [Fraction(-1, 2), Fraction(-1, 3), Fraction(1, 2)])
def test_integer_powers_of_a_ball_around_zero(n, member):
    if n < 0:
        with pytest.raises(Undecidable, match="power"):
            UNSURE**n
    else:
        assert contains(UNSURE**n, member**n).all()
        assert (UNSURE**n).radius() <= 0.5 ** max(1, n) * 1.001  # arb's own power is NaN here


def test_powers_of_exact_zero_and_fractional_powers():
    assert Ball(0) ** 2 == 0
    assert UNSURE**0 == 1
    assert contains((Ball(2) ** 0.5) ** 2, 2.0).all()
    assert contains(2.0 ** Ball(-3), Fraction(1, 8)).all()
    assert not (Ball(-2) ** 0.5).is_finite()


@pytest.mark.parametrize(
    "compare", [operator.lt, operator.le, operator.gt, operator.ge, operator.eq, operator.ne]
)
def test_a_comparison_that_arb_would_guess_is_undecidable(compare):
    assert not (UNSURE.value < arb(0))  # the guess: arb answers False both ways
    assert not (UNSURE.value >= arb(0))
    for other in (0, 0.25, Ball(0.25), np.float64(0.25), UNSURE):
        with pytest.raises(Undecidable):
            compare(UNSURE, other)
    with pytest.raises(Undecidable):
        compare(np.float64(0.25), UNSURE)
    with pytest.raises(Undecidable):
        compare(Ball(float("nan")), 0)


@given(floats, floats)
@settings(deadline=None)
def test_exact_balls_compare_as_the_numbers(a, b):
    for compare in (operator.lt, operator.le, operator.gt, operator.ge, operator.eq, operator.ne):
        assert compare(Ball(a), b) is compare(a, b)
        assert compare(np.float64(a), Ball(b)) is compare(a, b)


def test_touching_balls():
    low, high = Ball(arb(0.5, 0.5)), Ball(arb(1.5, 0.25))  # [0, 1] and [1.25, 1.75]
    assert low < high
    assert low != high
    assert not low >= 1.25
    with pytest.raises(Undecidable):
        _ = low < 1
    with pytest.raises(Undecidable):
        _ = low == low


def test_truth_and_conversions():
    assert Ball(2)
    assert not Ball(0)
    with pytest.raises(Undecidable):
        bool(UNSURE)
    for convert in (float, int, complex, hash, round, operator.index, np.float64):
        with pytest.raises(TypeError):
            convert(Ball(2))


@pytest.mark.parametrize(
    ("name", "undefined"),
    [("sqrt", -1.0), ("log", -1.0), ("log1p", -2.0), ("arccosh", 0.5), ("arcsin", 2.0), ("arctanh", -3.0)],
)
def test_functions_outside_their_domain(name, undefined):
    function = getattr(np, name)
    wide = Ball(undefined) + Ball(arb(0, 2.0**-40))
    assert not function(Ball(undefined)).is_finite()
    assert not function(wide).is_finite()  # certainly undefined, whichever member
    with pytest.raises(Undecidable, match="not defined on all"):
        function(Ball(undefined) + Ball(arb(0, 4.0)))


def test_division_by_a_ball_that_holds_zero():
    with pytest.raises(Undecidable, match="division"):
        1 / UNSURE
    assert not (Ball(1) / 0).is_finite()


def test_precision_is_restored_after_an_error():
    before = ctx.prec
    with pytest.raises(ZeroDivisionError), precision(333):
        _ = 1 / 0
    assert ctx.prec == before


# --- arrays


UNARY = (
    "sqrt exp expm1 log log1p sin cos tan sinh cosh tanh arcsin arccos arctan arcsinh arctanh square "
    "absolute negative positive reciprocal conjugate"
)


@pytest.mark.parametrize("name", [*UNARY.split(), "arccosh"])
@pytest.mark.parametrize("wide", [0.0, 2.0**-30])
def test_unary_ufuncs_enclose_the_value_at_300_bits(rng, name, wide):
    function = getattr(np, name)
    exact = rng.uniform(0.05, 0.95, 40) + (name == "arccosh")
    if name in ("sin", "exp", "absolute", "tanh"):
        exact = exact - 0.5
    inflated = to_balls(exact) + Ball(arb(0, wide))
    at_53 = function(inflated)
    with precision(300):
        for shift in (-wide, 0.0, wide):  # members of the argument
            at_300 = function(to_balls(exact) + shift)
            assert np.isfinite(at_53).all()
            assert all(a.value.contains(b.value) for a, b in zip(at_53, at_300, strict=True))
    assert isinstance(at_53, BallArray)
    assert radii(at_53).max() < 1e-10 + 500 * wide
    np.testing.assert_allclose(midpoints(at_53), function(exact), rtol=1e-6 if wide else 1e-13, atol=1e-15)


@pytest.mark.parametrize("seed", range(8))
def test_random_expressions_at_53_bits_enclose_those_at_300(seed):
    def expression(rng):
        x, A = vector(rng), to_balls(rng.standard_normal((5, 5)))
        for kind in rng.integers(0, 7, 12):
            x = (
                lambda x: A @ x,
                lambda x: np.tanh(x) * 2.0,
                lambda x: x / (1.0 + np.dot(x, x)),
                lambda x: np.maximum(x, 0.1) - np.minimum(x, -0.1),
                lambda x: np.log1p(np.exp(x)) + np.sum(x),
                lambda x: np.sqrt(np.abs(x) + 1.0) - np.mean(x),
                lambda x: np.linalg.solve(A @ A.T + 10.0 * np.diag(np.ones_like(x)), x) + x[::-1],
            )[kind](x)
        return x

    narrow = expression(np.random.default_rng(seed))
    with precision(300):
        reference = expression(np.random.default_rng(seed))
        assert radii(reference).max() < 1e-13  # float64 midpoints: the rounding of the midpoint counts
    assert np.isfinite(narrow).all()
    assert all(a.value.contains(b.value) for a, b in zip(narrow, reference, strict=True))


def test_maximum_and_minimum_need_no_decision():
    x = to_balls([1.0, 0.0])
    x[1] = UNSURE
    assert contains(np.maximum(UNSURE, 0.25), Fraction(1, 4)).all()
    assert contains(np.maximum(UNSURE, 0.25), Fraction(1, 2)).all()
    assert not contains(np.maximum(UNSURE, 0.25), Fraction(1, 8)).any()
    assert contains(np.min(x), Fraction(-1, 2)).all()
    assert np.max(x) == 1
    assert (x.max(), x.min().radius()) == (1, np.min(x).radius())


def test_sign_is_exact_or_undecidable():
    assert midpoints(np.sign(to_balls([-2.0, 0.0, 3.0]))).tolist() == [-1.0, 0.0, 1.0]
    with pytest.raises(Undecidable):
        np.sign(UNSURE)


def test_where_takes_decided_conditions_only():
    x = to_balls([1.0, -2.0])
    assert midpoints(np.where(x > 0, x, 0.0)).tolist() == [1.0, 0.0]
    assert np.where(x[0] > 0, x[0], 5.0) == 1
    with pytest.raises(TypeError, match="must be bool"):
        np.where(x, x, x)
    x[0] = UNSURE
    with pytest.raises(Undecidable):
        np.where(x > 0, x, 0.0)


def test_argmin_argmax_sort():
    x = to_balls([3.0, 1.0, 2.0, 1.0])
    assert (np.argmin(x), np.argmax(x), x.argmin(), x.argmax()) == (1, 0, 1, 0)  # exact ties: the first
    assert midpoints(np.sort(x)).tolist() == [1.0, 1.0, 2.0, 3.0]
    x[0], x[2] = Ball(arb(5, 1)), Ball(arb(5.5, 1))
    assert np.argmin(x) == 1  # those two are undecided, but neither is the smallest
    for function in (np.argmax, np.sort, lambda v: v.copy().sort()):
        with pytest.raises(Undecidable):
            function(x)
    x[3] = Ball(arb(1, 0.5))
    with pytest.raises(Undecidable):
        np.argmin(x)


@pytest.mark.parametrize("zeros", [np.zeros_like, lambda x: 0 * x, lambda x: x - x])
def test_functions_of_zero_entries(zeros):
    x = zeros(to_balls([1.0, 2.0]))
    assert midpoints(np.sqrt(x)).tolist() == [0.0, 0.0]
    assert (np.exp(x) == 1).all()
    assert dialect.norm(x) == 0
    assert (dialect.scale_to_norm(x, Ball(0.5)) == 0).all()


def test_isfinite():
    x = to_balls([1.0, np.inf, np.nan])
    finite = np.isfinite(x)
    assert finite.dtype == bool
    assert finite.tolist() == [True, False, False]
    assert np.isfinite(x[0]) is True


def test_kinds_of_results(rng):
    x, H = vector(rng), to_balls(rng.standard_normal((5, 5)))
    for scalar in (
        x[0],
        x @ x,
        np.dot(x, x),
        np.sum(x),
        x.sum(),
        x.mean(),
        H[1, 2],
        np.max(x),
        2 * x[0],
        x[0] ** 2,
    ):
        assert isinstance(scalar, Ball)
    arrays = [
        *(x[1:], H[0], H.T, H @ x, x @ H, H @ H, x.copy(), np.copy(x), x.reshape(5, 1), np.outer(x, x)),
        *(np.zeros_like(H), np.ones_like(x), 2.0 * x, x * x[0], x[0] * x, np.ones(5) - x, x / 3, -x, abs(x)),
        *(x**2, x**-1, np.cumsum(x), np.sum(H, axis=0), np.concatenate([x, np.ones(2)]), np.diag(x)),
    ]
    for array in arrays:
        assert type(array) is BallArray
        assert all(isinstance(entry, Ball) for entry in array.ravel())
    for array in (x > 0, x == x, x <= x + 1, x != 0.0):
        assert type(array) is np.ndarray
        assert array.dtype == bool


def test_floor_is_exact_or_undecidable():
    assert midpoints(np.floor(to_balls([-2.5, -2.0, 0.0, 3.75]))).tolist() == [-3.0, -2.0, 0.0, 3.0]
    assert float(radii(np.floor(to_balls([3.75]) / 7))[0]) == 0
    with pytest.raises(Undecidable, match=r"the integer part of .* depends on the member"):
        np.floor(UNSURE)
    with pytest.raises(Undecidable, match="the integer part of nan depends on the member"):
        np.floor(to_balls([np.nan]))


def test_views_and_assignment(rng):
    x = to_balls(np.arange(6.0).reshape(2, 3))
    row, copy = x[0], x.copy()
    row[0] = 7
    x[1] = np.array([0.1, 0.2, 0.3])
    x[0, 1:] = Ball(1) / 3
    assert x[0, 0] == 7
    assert contains(x[0, 1:], Fraction(1, 3)).all()
    assert contains(x[1], np.array([0.1, 0.2, 0.3])).all()
    assert (copy == np.arange(6.0).reshape(2, 3)).all()
    x += 1
    x.fill(0.5)
    assert type(x) is BallArray
    assert (x == 0.5).all()
    with pytest.raises(TypeError, match="real number"):
        x[0, 0] = "1"


def test_plain_entries_smuggled_in_come_out_as_balls_or_are_refused():
    x = to_balls([2.0, 2.0, 2.0])
    x.flat[0] = 1
    x.put(1, 3)
    assert all(isinstance(x[i], Ball) for i in range(3))
    assert contains(x[0] / x[1], Fraction(1, 3)).all()  # as ints this would be a rounded float
    with pytest.raises(TypeError, match="doesn't apply to a 'int' object"):
        _ = x / 3


@pytest.mark.parametrize(
    "drop",
    [
        lambda x: x.astype(float),
        lambda x: np.asarray(x, float),
        lambda x: np.zeros(3) + np.array([float(x[0])] * 3),
        lambda x: np.zeros(3).__setitem__(0, x[0]),
        lambda x: np.zeros(3).__iadd__(x),
        lambda x: np.add(x, x, out=np.zeros(3)),
        lambda x: np.less(x, x + 1, out=np.zeros(3, bool)),
        np.ceil,
        np.round,
        lambda x: x.round(),
        lambda x: x.clip(0, 1),
        lambda x: x.std(),
        np.linalg.norm,
        np.linalg.det,
        np.median,
        lambda x: np.einsum("i,i", x, x),
        lambda x: np.interp(x, x, x),
        lambda x: np.add(x, x, where=np.array([True, False, True])),
        lambda x: np.sum(x, dtype=float),
        lambda x: np.add.at(x, 0, 1.0),
        lambda x: np.zeros_like(x, dtype=float),
        lambda x: np.full_like(x, 2.0),
        lambda x: np.allclose(x, x),
        lambda x: np.copyto(x, 1.0),
        np.fft.fft,
        lambda x: x * 1j,
    ],
)
def test_what_would_drop_the_radii_raises(drop):
    with pytest.raises(TypeError):
        drop(to_balls([0.25, 0.5, 0.75]))


# --- linear algebra


def fraction_matrix(rng, n):
    return [
        [Fraction(int(v), int(w)) for v, w in zip(*rng.integers(1, 9, (2, n)), strict=True)] for _ in range(n)
    ]


@pytest.mark.parametrize("n", [1, 2, 4])
def test_solve_and_inv_enclose_the_rational_solution(rng, n):
    exact = fraction_matrix(rng, n)
    for i in range(n):
        exact[i][i] += 50
    wanted = [Fraction(k + 1, 7) for k in range(n)]
    right = [sum(a * w for a, w in zip(row, wanted, strict=True)) for row in exact]
    A, b = to_balls(np.array(exact, object)), to_balls(np.array(right, object))
    found = np.linalg.solve(A, b)
    assert contains(found, np.array(wanted, object)).all()
    assert radii(found).max() < 1e-14
    assert contains(A @ np.linalg.inv(A), np.eye(n)).all()
    assert np.linalg.solve(A, b.reshape(n, 1)).shape == (n, 1)


def test_products_are_exact_sums():
    a, b = [0.1, -0.2, 0.3], [0.7, 1e16, -1e16]
    exact = sum(Fraction(x) * Fraction(y) for x, y in zip(a, b, strict=True))
    for product in (to_balls(a) @ to_balls(b), np.dot(to_balls(a), np.array(b)), np.sum(to_balls(a) * b)):
        assert contains(product, exact).all()
    assert contains(np.outer(to_balls(a), to_balls(b))[1, 2], Fraction(-0.2) * Fraction(-1e16)).all()
    assert np.dot(Ball(2), to_balls(a)).shape == (3,)
    with pytest.raises(ValueError, match="matching shapes"):
        to_balls(a) @ to_balls([1.0, 2.0])


@pytest.mark.parametrize("solver", [lambda A: np.linalg.solve(A, A[0]), np.linalg.inv])
def test_singular_or_uncertain_matrices(solver):
    singular = to_balls([[1.0, 2.0], [2.0, 4.0]])
    uncertain = singular + Ball(arb(0, 0.125)) * np.eye(2)
    for A in (singular, uncertain, to_balls(np.ones((2, 3)))):
        with pytest.raises(np.linalg.LinAlgError):
            solver(A)


@pytest.mark.parametrize("n", [1, 2, 3, 8])
def test_eigh_of_the_second_difference_matrix(n):
    H = to_balls(2.0 * np.eye(n) - np.eye(n, k=1) - np.eye(n, k=-1))
    w, V = np.linalg.eigh(H)
    with precision(300):
        closed = [2 - 2 * (arb.pi() * k / (n + 1)).cos() for k in range(1, n + 1)]
        assert overlaps(w, closed).all()
    assert radii(w).max() < 1e-12
    assert contains(V @ (w.reshape(-1, 1) * V.T) - H, 0.0).all()
    assert contains(V.T @ V, np.eye(n)).all()
    assert radii(V).max() < 1e-11


@pytest.mark.parametrize("phase", [1, 1j, -0.25 + 2j])
def test_eigenvectors_lose_their_complex_phase(phase):
    unit = ball_linalg._real_unit([acb(phase) * 3, acb(phase) * -4])
    assert contains(np.array(unit, object) * (unit[0].sign() * 5), np.array([3.0, -4.0])).all()


@pytest.mark.parametrize("n", [2, 5, 10])
def test_eigh_of_random_matrices(rng, n):
    A = rng.standard_normal((n, n))
    H = to_balls(A + A.T)
    w, V = dialect.eigh(H)
    assert contains(V @ (w.reshape(-1, 1) * V.T), (A + A.T)).all()
    assert contains(V.T @ V, np.eye(n)).all()
    assert all(w[i] < w[i + 1] for i in range(n - 1))
    np.testing.assert_allclose(midpoints(w), np.linalg.eigvalsh(A + A.T), rtol=1e-10, atol=1e-12)


def test_eigh_encloses_every_member_of_a_wide_matrix(rng):
    A = rng.integers(-8, 8, (4, 4)) * 1.0
    A = A + A.T + np.diag([0.0, 40.0, 80.0, 120.0])
    w, _ = np.linalg.eigh(to_balls(A) + Ball(arb(0, 2.0**-20)))
    for _ in range(20):
        E = rng.uniform(-(2.0**-20), 2.0**-20, (4, 4))
        member, _ = np.linalg.eigh(to_balls(A + np.tril(E) + np.tril(E, -1).T))
        assert all(a.value.contains(b.value) for a, b in zip(w, member, strict=True))
    assert 2.0**-22 < radii(w).max() < 1e-3


@pytest.mark.parametrize("diagonal", [[5.0], [0.0, 0.0], [3.0, -1.0, 3.0]])
def test_eigh_of_diagonal_matrices(diagonal):
    w, V = np.linalg.eigh(to_balls(np.diag(diagonal)))
    assert midpoints(w).tolist() == sorted(diagonal)
    assert radii(w).max() == radii(V).max() == 0
    assert (V @ (w.reshape(-1, 1) * V.T) == np.diag(diagonal)).all()


def test_eigh_reads_the_lower_triangle_as_numpy_does():
    w, _ = np.linalg.eigh(to_balls([[2.0, 99.0], [1.0, 2.0]]))
    assert contains(w, np.array([1.0, 3.0])).all()


@pytest.mark.parametrize(
    "H",
    [
        np.eye(3) - np.ones((3, 3)) / 4,  # the eigenvalue 1 is double
        np.ones((2, 3)),
        np.array([[np.nan, 1.0], [1.0, 0.0]]),
    ],
)
def test_eigh_without_a_certain_simple_spectrum(H):
    with pytest.raises(np.linalg.LinAlgError):
        np.linalg.eigh(to_balls(H))


# --- helpers


def test_radii_cover_the_rounding_of_the_midpoint():
    with precision(300):
        third = to_balls([1.0, 1e-310, 1e300]) / 3
        middle, radius = midpoints(third), radii(third)
        for m, r, start in zip(middle, radius, (1.0, 1e-310, 1e300), strict=True):
            error = abs(Fraction(float(m)) - Fraction(start) / 3)
            assert error <= Fraction(float(r))
            assert error > 0 or start != 1.0
            assert float(r) <= 2 * float(error) + 5e-324
    assert radii(to_balls([1.0, 0.1])).tolist() == [0.0, 0.0]
    assert radii(to_balls([np.inf, np.nan])).tolist() == [np.inf, np.inf]


def test_contains_counts_the_end_points_and_never_rounds():
    ball = Ball(1) + Ball(arb(0, 2.0**-40))
    parts = (part.man_exp() for part in (ball.value.mid(), ball.value.rad()))
    middle, radius = (int(mantissa) * Fraction(2) ** int(exponent) for mantissa, exponent in parts)
    for bits in (10, 53, 200):
        with precision(bits):
            for part in (0, Fraction(1, 3), Fraction(2, 3), 1):
                assert contains(ball, middle + part * radius).all()
                assert contains(ball, middle - part * radius).all()
            for sign in (-1, 1):
                assert not contains(ball, middle + sign * (radius + Fraction(1, 3**200))).any()
    assert not contains(Ball(-(2.0**20)).exp(), 0.0).any()


def test_contains_and_overlaps_decide_exactly():
    third = to_balls([1.0]) / 3
    assert contains(third, Fraction(1, 3)).all()
    assert not contains(third, Fraction(1, 3) + Fraction(1, 2**50)).any()
    assert overlaps(third, Fraction(1, 3)).all()
    assert overlaps(third, third * 3 / 3).all()
    assert not overlaps(third, third + 1e-15).any()
    for proof in (contains, overlaps):  # NaN holds everything: it must not count as evidence
        with pytest.raises(Undecidable, match="proves nothing"):
            proof(to_balls([np.nan]), 1.0)


def test_centres_are_exact_and_hulls_hold_both_ends():
    with precision(60):
        third = Ball(1) / 3
        middle = third.centre()
        assert third.radius() > 0
        assert middle.value.is_exact()
        assert contains(to_balls(np.zeros(1)) + third, [Fraction(1, 3)]).all()
        hull = third.hull(0.5)
        assert contains(to_balls(np.zeros(3)) + hull, [Fraction(1, 3), Fraction(2, 5), 0.5]).all()
        assert not contains(to_balls(np.zeros(2)) + hull, [0.33, 0.51]).any()
        hulls = to_balls(np.array([0.25, 2.0])).hull(np.array([0.5, -1.0]))
        assert contains(hulls, [0.375, 0.0]).all()
        assert not contains(hulls, [0.75, -1.5]).any()
        row = (to_balls(np.array([1.0, 2.0])) / 3).centre()
        assert all(entry.value.is_exact() for entry in row)
