"""L-BFGS: what the tests of every method do not see, and the libraries it is named after."""

from __future__ import annotations

from decimal import Decimal

import numpy as np
import pytest

from refimpl import run
from refimpl.first_order_adaptive.lbfgs import LBFGS
from refimpl.problems import Linear, Quadratic, diagonal_quadratic, random_quadratic
from verification.arithmetic.quasi_newton import conjugate_gradients, dot, inverse_hessian, lbfgs
from verification.claims.first_order_adaptive.lbfgs import STEP_SIZES, TAPE, taped
from verification.dialects.first_order_adaptive.lbfgs import EuclideanFirstStep
from verification.tape import follow

ENGINES = ["numpy", "ball", pytest.param("numba", marks=pytest.mark.compiled)]


@pytest.mark.parametrize(
    ("algorithm", "message"),
    [
        (LBFGS(0.0, 3), "step_size must be positive and finite, got 0.0"),
        (LBFGS(np.inf, 3), "step_size must be positive and finite, got inf"),
        (LBFGS(1.0, 0), "memory must be an integer of at least 1, got 0"),
    ],
)
def test_unusable_hyper_parameters_are_told(algorithm, message):
    with pytest.raises(ValueError, match=message):
        run(algorithm, diagonal_quadratic([1.0, 2.0]), np.ones(2), 2)


def test_one_gradient_per_step():
    t = run(LBFGS(1.0, 3), diagonal_quadratic([1.0, 2.0]), np.ones(2), 7, count=True)
    assert t.calls is not None
    assert {name: n for name, n in t.calls.items() if n} == {"gradient": 7}


@pytest.mark.parametrize("engine", ENGINES)
def test_a_stationary_point_stays(engine):
    flat = Quadratic(np.diag([2.0, 0.0]), np.zeros(2))
    t = run(LBFGS(1.0, 2), flat, np.array([0.0, 3.0]), 4, engine=engine)
    assert t.stopped_at == 4
    assert np.array_equal(t.x, np.tile([0.0, 3.0], (5, 1)))


@pytest.mark.parametrize("engine", ENGINES)
def test_without_curvature_every_step_after_the_first_is_a_gradient_step(engine):
    """y = 0 on a linear function: no pair is kept. The first step has 1-norm eta, since |g|_1 = 4 > 1."""
    t = run(LBFGS(0.5, 2), Linear(np.array([1.0, -3.0])), np.zeros(2), 3, engine=engine)
    assert t.x.tolist() == [[0.0, 0.0], [-0.125, 0.375], [-0.625, 1.875], [-1.125, 3.375]]


def test_in_one_dimension_the_full_step_is_the_secant_method():
    """One pair suffices: H = s/y. On a quadratic it is exact, so x_2 is the minimiser, here 0."""
    t = run(LBFGS(1.0, 4), diagonal_quadratic([4.0]), np.array([8.0]), 2)
    assert np.array_equal(t.x, [[8.0], [7.0], [0.0]])


@pytest.mark.parametrize(("curvature", "kept"), [(0.99e-10, False), (1.01e-10, True)])
def test_pairs_are_kept_above_the_threshold_only(curvature, kept):
    """From x_0 = 0 with g_1 = (1,) and eta = 1: s = -1. Then y = -curvature, so that s'y = curvature."""
    x, _ = follow(LBFGS(1.0, 2), np.zeros(1), [[1.0], [1.0 - curvature]])
    expected = -(1.0 - curvature) * (1 / curvature if kept else 1.0)
    # y is a difference of numbers near 1, known to 1e-16 / 1e-10
    np.testing.assert_allclose(x[2] - x[1], expected, rtol=1e-5)


def test_the_memory_does_not_matter_before_it_is_full():
    problem = random_quadratic([3.0, 1.0, 0.5], seed=0)
    x = run(LBFGS(0.5, 6), problem, np.ones(3), 7).x
    np.testing.assert_array_equal(run(LBFGS(0.5, 9), problem, np.ones(3), 7).x, x)
    assert not np.allclose(run(LBFGS(0.5, 5), problem, np.ones(3), 7).x, x, rtol=1e-6)


def test_the_tapes_of_the_claim_have_curvature_of_every_sign():
    for factor in ("1", "0.125"):
        tape = [[Decimal(factor) * Decimal(v) for v in row.split()] for row in TAPE]
        _, curvatures = lbfgs(taped(tape), [1, 0, -2], STEP_SIZES, 2)
        signs = [(c > 0) - (c < 0) for c in curvatures]
        assert signs == [1, 1, -1, 1, -1, 1, 0, -1, 1]


def test_decimal_matrices_satisfy_the_secant_equation_and_are_symmetric():
    pairs = [
        ([Decimal(1), Decimal(2)], [Decimal(3), Decimal(1)]),
        ([Decimal(-1), Decimal(1)], [Decimal(1), Decimal(2)]),
    ]
    H = inverse_hessian(pairs, 2)
    s, y = pairs[-1]
    assert all(abs(dot(row, y) - v) < Decimal("1e-25") for row, v in zip(H, s))
    assert abs(H[0][1] - H[1][0]) < Decimal("1e-25")


def test_exact_conjugate_gradients_end_at_the_minimiser():
    A, b = [[4, 1, 0], [1, 3, 1], [0, 1, 5]], [1, -1, 2]
    x = conjugate_gradients(A, b, [2, -1, 1])[-1]
    assert [sum(a * v for a, v in zip(row, x)) for row in A] == b


LIBRARY = random_quadratic([3.0, 1.0, 0.5, 0.25, 2.0], seed=4)
START = np.array([1.0, -2.0, 0.5, 3.0, -1.0])


@pytest.mark.peers
@pytest.mark.parametrize(("eta", "memory"), [(1.0, 3), (0.5, 2), (0.75, 20)])
@pytest.mark.parametrize("scale", [1.0, 2.0**-6])
def test_torch_without_line_search(eta, memory, scale):
    torch = pytest.importorskip("torch", reason="PyTorch is not installed")
    A, b = torch.tensor(scale * LIBRARY.A), torch.tensor(scale * LIBRARY.b)
    parameter = torch.nn.Parameter(torch.tensor(START))
    optimiser = torch.optim.LBFGS(
        [parameter], lr=eta, max_iter=1, history_size=memory, tolerance_grad=0.0, tolerance_change=0.0
    )

    def closure():
        optimiser.zero_grad()
        loss = parameter @ (A @ parameter) / 2 - b @ parameter
        loss.backward()
        return loss

    found = []
    for _ in range(10):
        optimiser.step(closure)
        found.append(parameter.detach().numpy().copy())
    ours = run(LBFGS(eta, memory), Quadratic(scale * LIBRARY.A, scale * LIBRARY.b), START, 10).x[1:]
    # ten steps, each amplifying the rounding of the one before by the condition number 12 at most for a few of them
    np.testing.assert_allclose(ours, found, rtol=0, atol=1e-11)


@pytest.mark.peers
@pytest.mark.parametrize(("eta", "memory"), [(1.0, 3), (0.5, 2), (0.75, 20)])
def test_optax_without_line_search_is_the_dialect(eta, memory):
    optax = pytest.importorskip("optax", reason="optax is not installed: pip install 'refimpl[peers]'")
    import jax

    with jax.enable_x64(True):
        optimiser = optax.lbfgs(learning_rate=eta, memory_size=memory, linesearch=None)
        tape = np.random.default_rng(0).standard_normal((12, 4))
        x = jax.numpy.zeros(4)
        state, found = optimiser.init(x), []
        for g in tape:
            updates, state = optimiser.update(jax.numpy.asarray(g), state, x)
            x = optax.apply_updates(x, updates)
            found.append(np.asarray(x))
    ours, _ = follow(EuclideanFirstStep(eta, memory), np.zeros(4), tape)
    largest = np.abs(np.array(found)).max()
    # indefinite pairs amplify: relative to the largest iterate of the tape
    np.testing.assert_allclose(ours[1:], found, rtol=0, atol=1e-9 * largest)
    reference, _ = follow(LBFGS(eta, memory), np.zeros(4), tape)
    assert np.abs(reference[1:] - found).max() > 1e-3 * largest
