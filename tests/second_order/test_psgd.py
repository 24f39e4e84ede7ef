"""PSGD and its fits: what the tests of every method do not see."""

from __future__ import annotations

import numpy as np
import pytest

from refimpl import get_method, run
from refimpl.problems import Quadratic, random_quadratic
from refimpl.second_order.psgd import PSGD
from refimpl.second_order.psgd_bfgs import PSGDBFGS
from refimpl.second_order.psgd_closed_form import PSGDClosedForm
from refimpl.second_order.psgd_euclidean import PSGDEuclidean
from refimpl.second_order.psgd_spd import PSGDSPD
from refimpl.second_order.psgd_triangular import PSGDTriangular

GROUPS = (PSGD, PSGDTriangular, PSGDSPD)
SPECTRUM = [4.0, 1.0, 0.25]


def fitted(algorithm, H, steps, seed=0):
    """P after so many steps from the minimiser, where the iterate rests."""
    problem, rng = Quadratic(H, np.zeros(len(H))), np.random.default_rng(seed)
    state = algorithm.init(problem, np.zeros(len(H)))
    for _ in range(steps):
        state = algorithm.step(problem, state, rng)
    return np.column_stack([algorithm.applied(state[1], e) for e in np.eye(len(H))])


@pytest.mark.parametrize("name", ["psgd", "psgd-triangular", "psgd-spd", "psgd-euclidean"])
def test_messages(name):
    cls, problem = get_method(name).load(), random_quadratic(SPECTRUM, seed=0)
    for algorithm, words in (
        (cls(0.0, 0.5), "step_size must be positive and finite, got 0.0"),
        (cls(0.5, 0.0), "fit_step must be positive and finite, got 0.0"),
        (cls(0.5, 1.5), "fit_step must be at most 1, got 1.5"),
    ):
        with pytest.raises(ValueError, match=words):
            run(algorithm, problem, np.ones(3), 1)
    assert run(cls(0.5, 1.0), problem, np.zeros(3), 1).x.shape == (2, 3)


@pytest.mark.parametrize("cls", [PSGDClosedForm, PSGDBFGS])
def test_messages_without_a_step_of_the_fit(cls):
    with pytest.raises(ValueError, match=r"step_size must be positive and finite, got -1\.0"):
        run(cls(-1.0), random_quadratic(SPECTRUM, seed=0), np.ones(3), 1)


@pytest.mark.parametrize("cls", GROUPS)
def test_groups_find_the_inverse_to_rounding(cls):
    """With a constant step: the noise vanishes at P = H^{-1}, where every draw satisfies P h = v."""
    H = random_quadratic(SPECTRUM, seed=1).A
    P = fitted(cls(0.5, 0.5 if cls is PSGD else 0.25), H, 1200)
    assert np.max(np.abs(P @ H - np.eye(3))) < 1e-10


def test_bfgs_finds_the_inverse():
    """Random directions project the error: it is multiplied by 1 - 1/d per step in the mean, at least."""
    H = random_quadratic(SPECTRUM, seed=1).A
    assert np.max(np.abs(fitted(PSGDBFGS(0.5), H, 150) @ H - np.eye(3))) < 1e-10


def test_indefinite_hessians_leave_noise():
    """Around |H|^{-1}: near it for a small step, and not in the limit."""
    H = Quadratic(np.array([[1.0, 2.0], [2.0, -1.0]]), np.zeros(2)).A  # |H| = sqrt 5 I
    error = {mu: np.max(np.abs(fitted(PSGD(0.5, mu), H, 2000) * 5**0.5 - np.eye(2))) for mu in (0.5, 2.0**-7)}
    assert 1e-3 < error[2.0**-7] < 0.3
    assert error[0.5] > error[2.0**-7]


def test_the_closed_form_forgets_its_start_slowly():
    """|H| once more, with an error of order k^{-1/2}: between a tenth and ten standard deviations of k^{-1/2}."""
    H = np.array([[1.0, 2.0], [2.0, -1.0]])
    gap = np.max(np.abs(fitted(PSGDClosedForm(0.5), H, 2000) * 5**0.5 - np.eye(2)))
    assert 0.1 < gap * 2000**0.5 < 10


def test_euclidean_steps_lose_definiteness_where_groups_do_not():
    H = np.diag([16.0, 1.0])
    assert (
        min(np.linalg.eigvalsh(fitted(PSGDEuclidean(0.5, 2.0**-4), H, 1, seed))[0] for seed in range(3)) < 0
    )
    for cls in GROUPS:
        assert np.linalg.eigvalsh(fitted(cls(0.5, 0.9), H, 50))[0] > 0


def test_a_noisy_product_is_damped():
    """h = H v + s e has the mean square H^2 + s^2 I: the closed form tends to (H^2 + s^2 I)^{-1/2}, not to |H|^{-1}."""

    class Noisy(PSGDClosedForm):
        def pair(self, problem, x, rng):
            v, h = super().pair(problem, x, rng)
            return v, h + 2.0 * rng.standard_normal(len(x))

    P = fitted(Noisy(0.5), np.diag([2.0, 0.5]), 4000)
    expected = np.diag(1 / np.sqrt(np.array([4.0, 0.25]) + 4))
    assert (
        np.max(np.abs(P - expected)) < 0.03
    )  # six standard deviations of k^{-1/2} relative, a half of it after the root
    assert np.abs(P[1, 1] - 2.0) > 1
