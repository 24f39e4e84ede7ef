"""Methods with drawn hyper-gradients: what the tests of every method do not see."""

from __future__ import annotations

import numpy as np
import pytest

from refimpl import run
from refimpl.bilevel.bo_rep import BOREP
from refimpl.bilevel.ma_soba import MASOBA
from refimpl.bilevel.stocbio import StocBiO
from refimpl.bilevel.ttsa import TTSA
from refimpl.problems import Box, NoisyLevels, coupled_levels_example
from verification.dialects.bilevel.bo_rep import OneSystemStep, RefinedByEpochs

EVERYWHERE = (Box(np.full(2, -1e6), np.full(2, 1e6)), Box(np.full(3, -1e6), np.full(3, 1e6)))
STILL = NoisyLevels(coupled_levels_example(), *EVERYWHERE, 0.0, 0.0)
START, X0 = np.array([0.25, 0.5, -0.25]), np.array([0.5, 0.25])
GOOD = {
    BOREP: BOREP(0.125, 0.25, 0.25, 0.5, 2, 3, 2, 3, START),
    StocBiO: StocBiO(0.125, 0.25, 0.25, 2, 2, START),
    TTSA: TTSA(0.125, 0.25, 0.25, 3, 0.5, START),
    MASOBA: MASOBA(0.125, 0.25, 0.25, 0.5, START),
}


@pytest.mark.parametrize(
    ("method", "change", "message"),
    [
        (BOREP, {"step_size": 0.0}, "step_size must be positive and finite, got 0.0"),
        (BOREP, {"lower_step_size": -1.0}, r"lower_step_size must be positive and finite, got -1\.0"),
        (BOREP, {"series_step_size": np.inf}, "series_step_size must be positive and finite, got inf"),
        (BOREP, {"momentum": 1.5}, r"momentum must lie in \[0, 1\], got 1\.5"),
        (BOREP, {"period": 0}, "period must be"),
        (BOREP, {"refinements": -1}, "refinements must be"),
        (BOREP, {"inner_steps": 0}, "inner_steps must be"),
        (BOREP, {"terms": 0}, "terms must be"),
        (BOREP, {"start": np.zeros(2)}, r"start must have shape \(3,\), got \(2,\)"),
        (StocBiO, {"series_step_size": 0.0}, "series_step_size must be positive"),
        (StocBiO, {"inner_steps": 0}, "inner_steps must be"),
        (StocBiO, {"products": -1}, "products must be an integer of at least 0, got -1"),
        (TTSA, {"series_step_size": -1.0}, "series_step_size must be positive"),
        (TTSA, {"terms": 0}, "terms must be an integer of at least 1, got 0"),
        (TTSA, {"growth": -0.5}, "growth must be non-negative"),
        (MASOBA, {"lower_step_size": 0.0}, "lower_step_size must be positive"),
        (MASOBA, {"system_step_size": 0.0}, "system_step_size must be positive"),
        (MASOBA, {"averaging": 0.0}, "averaging must be positive"),
        (MASOBA, {"averaging": 1.5}, r"averaging must lie in \[0, 1\], got 1\.5"),
        (MASOBA, {"start": np.zeros(2)}, r"start must have shape \(3,\), got \(2,\)"),
    ],
)
def test_unusable_hyper_parameters_are_told(method, change, message):
    with pytest.raises(ValueError, match=message):
        run(GOOD[method]._replace(**change), STILL, X0, 2)


def test_every_step_of_bo_rep_has_the_length_eta():
    noisy = STILL._replace(upper_noise=2.0, lower_noise=0.5)
    moved = np.diff(run(GOOD[BOREP], noisy, X0, 30, rng=3).x, axis=0)
    np.testing.assert_allclose(np.linalg.norm(moved, axis=1), 0.125, rtol=1e-12)


def test_bo_rep_stays_where_the_momentum_vanishes():
    """f_y = 0 and f_x = 0 at the origin of levels without linear terms."""
    levels = STILL.objective._replace(p=np.zeros(2), q=np.zeros(3))
    problem = STILL._replace(objective=levels)
    t = run(GOOD[BOREP]._replace(start=np.zeros(3)), problem, np.zeros(2), 3)
    assert not t.x.any()


def test_one_system_step_per_iteration_reaches_the_series():
    """With x held by a tiny step both estimates of the inverse tend to the exact direction: equal moves."""
    long = GOOD[BOREP]._replace(step_size=1e-9, momentum=0.0, period=1, terms=200, refinements=200)
    ends = [run(m(*long), STILL, X0, 200).x for m in (BOREP, OneSystemStep)]
    moves = [(x[-1] - x[-2]) / 1e-9 for x in ends]
    np.testing.assert_allclose(moves[0], moves[1], atol=1e-6)
    exact = STILL.objective.hypergradient(X0)
    np.testing.assert_allclose(moves[0], -exact / np.linalg.norm(exact), atol=1e-6)


def test_refinement_by_epochs_averages():
    """R = 1: y_1 = y - gamma g_y, then the mean of two half steps from it."""
    levels, gamma = STILL.objective, 0.25
    y = START - gamma * levels.lower_y(X0, START)
    a = y - gamma / 2 * levels.lower_y(X0, y)
    b = a - gamma / 2 * levels.lower_y(X0, a)
    algorithm = RefinedByEpochs(*GOOD[BOREP]._replace(refinements=1))
    found = algorithm.step(STILL, algorithm.init(STILL, X0), np.random.default_rng(0)).y
    np.testing.assert_allclose(found, (a + b) / 2, rtol=1e-14)


@pytest.mark.parametrize(
    "algorithm",
    [
        GOOD[StocBiO]._replace(products=0, series_step_size=0.5),
        GOOD[TTSA]._replace(terms=1, series_step_size=0.5, growth=0.0),
        GOOD[MASOBA],
    ],
)
def test_limits_without_noise(algorithm):
    """Where f_x + B'N f_y = 0 at Ay = Bx; one term is N = nu, and MA-SOBA has N = A^{-1}: the minimiser."""
    P, C, Q, A, B = (getattr(STILL.objective, name) for name in "PCQAB")
    N = np.linalg.inv(A) if isinstance(algorithm, MASOBA) else 0.5 * np.eye(3)
    W = np.linalg.solve(A, B)
    limit = np.linalg.solve(
        P + C @ W + B.T @ N @ (C.T + Q @ W), STILL.objective.p + B.T @ N @ STILL.objective.q
    )
    algorithm = algorithm._replace(step_size=0.125 / STILL.objective.smoothness())
    np.testing.assert_allclose(run(algorithm, STILL, X0, 900).x[-1], limit, atol=1e-10)


def test_one_term_of_ttsa_is_stocbio_without_products():
    """Q = 1 leaves the length out of account; after the first step the draws differ, by that of the length."""
    noisy = STILL._replace(upper_noise=0.5, lower_noise=0.25)
    a = run(TTSA(0.125, 0.25, 0.25, 1, 0.0, START), noisy, X0, 1, rng=4).x
    b = run(StocBiO(0.125, 0.25, 0.25, 1, 0, START), noisy, X0, 1, rng=4).x
    np.testing.assert_allclose(a, b, rtol=1e-14)
    assert np.abs(a[1] - a[0]).min() > 0.01
