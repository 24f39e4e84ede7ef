"""Consensus methods and the minimising movement: what the tests of every method do not see."""

from __future__ import annotations

import numpy as np
import pytest

from refimpl import run
from refimpl.problems import Quadratic, diagonal_quadratic
from refimpl.zeroth_order.cbo import CBO, Anisotropic, Isotropic
from refimpl.zeroth_order.consensus import consensus_point
from refimpl.zeroth_order.consensus_hopping import ConsensusHopping
from refimpl.zeroth_order.minimizing_movement import MinimizingMovement

QUADRATIC = diagonal_quadratic([2.0, 1.0])
OFFSETS = np.array([[0.5, 0.25], [-1.0, 0.5], [0.25, -0.75]])


@pytest.mark.parametrize(
    ("algorithm", "sentence"),
    [
        (CBO(-1.0, 1.0, 1.0, 0.1, OFFSETS), "sharpness must be non-negative and finite, got -1.0"),
        (CBO(1.0, 0.0, 1.0, 0.1, OFFSETS), "drift must be positive and finite, got 0.0"),
        (CBO(1.0, 1.0, -1.0, 0.1, OFFSETS), "noise must be non-negative and finite, got -1.0"),
        (CBO(1.0, 1.0, 1.0, 0.0, OFFSETS), "time_step must be positive and finite, got 0.0"),
        (CBO(1.0, 1.0, 1.0, 0.1, OFFSETS[0]), r"offsets must have 2 dimension\(s\), got shape \(2,\)"),
        (CBO(1.0, 1.0, 1.0, 0.1, OFFSETS.T), r"offsets must have shape \(2, 2\), got \(2, 3\)"),
        (
            CBO(1.0, 1.0, 1.0, 0.1, OFFSETS, 2.0),
            r"diffusion must be Isotropic\(\) or Anisotropic\(\), got float",
        ),
        (ConsensusHopping(-1.0, 1.0, 3), "sharpness must be non-negative and finite, got -1.0"),
        (ConsensusHopping(1.0, 0.0, 3), "spread must be positive and finite, got 0.0"),
        (ConsensusHopping(1.0, 1.0, 0), "particles must be an integer of at least 1, got 0"),
        (MinimizingMovement(0.0), "step_size must be positive and finite, got 0.0"),
        (MinimizingMovement(1.0, 0), "inner must be an integer of at least 1, got 0"),
    ],
)
def test_unusable_hyper_parameters_are_told(algorithm, sentence):
    with pytest.raises(ValueError, match=sentence):
        run(algorithm, QUADRATIC, np.ones(2), 1)


@pytest.mark.parametrize(
    ("algorithm", "calls"),
    [
        (CBO(1.0, 1.0, 0.5, 0.1, OFFSETS), {"value": 15}),
        (ConsensusHopping(1.0, 0.5, 4), {"value": 20}),
        (MinimizingMovement(1.0, 3), {"gradient": 15, "hessian": 15}),
    ],
)
def test_cost_is_that_of_the_header(algorithm, calls):
    counted = run(algorithm, QUADRATIC, np.ones(2), 5, count=True).calls
    assert {name: n for name, n in counted.items() if n} == calls


def test_values_that_underflow_without_the_shift_are_no_difficulty():
    problem = Quadratic(2000 * np.eye(1), np.zeros(1))
    cloud = np.array([[3.0], [2.0], [-2.5]])
    assert consensus_point(problem, cloud, 10.0).tolist() == [2.0]


@pytest.mark.parametrize(("law", "grows"), [(Isotropic(), True), (Anisotropic(), False)])
def test_too_much_isotropic_noise_blows_the_cloud_up(law, grows):
    """d = 8, 2 lam - lam^2 dt = 1.9: kappa sigma^2 (1 - 1/N) is 5.5 for isotropic noise and 0.69 for the other."""
    offsets = np.random.default_rng(1).standard_normal((16, 8))
    algorithm = CBO(0.0, 1.0, 0.86, 0.1, offsets, law)
    cloud = run(algorithm, diagonal_quadratic(np.ones(8)), np.zeros(8), 100, rng=2).state.cloud
    spread = np.mean(np.sum((cloud - cloud.mean(axis=0)) ** 2, axis=1))
    assert (spread > 1e3) == grows
    assert grows or spread < 0.1


def test_a_large_cloud_hops_to_the_proximal_point():
    """tau = 1: x/(1 + l); the standard error of 4000 particles is below 0.03, and 0.15 is five of them."""
    x = run(ConsensusHopping(1.0, 1.0, 4000), QUADRATIC, np.ones(2), 1, rng=0).x[1]
    proximal = run(MinimizingMovement(1.0), QUADRATIC, np.ones(2), 1).x[1]
    np.testing.assert_allclose(proximal, [1 / 3, 1 / 2], rtol=1e-15)
    np.testing.assert_allclose(x, proximal, atol=0.15)
