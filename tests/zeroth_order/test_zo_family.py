"""The zeroth-order methods: messages, costs and closed forms that the generic tests do not see."""

from __future__ import annotations

import numpy as np
import pytest

from refimpl import run
from refimpl.core.draws import tape
from refimpl.problems import FiniteNoise, Linear
from refimpl.problems.registry import EXAMPLES
from refimpl.zeroth_order.adazeta import AdaZeta
from refimpl.zeroth_order.cge import CGE
from refimpl.zeroth_order.estimators import Signs
from refimpl.zeroth_order.mezo import MeZO
from refimpl.zeroth_order.sensitive_zo import SensitiveZO
from refimpl.zeroth_order.sparse_mezo import SparseMeZO
from refimpl.zeroth_order.zo_adam import ZOAdam
from refimpl.zeroth_order.zo_adamu import ZOAdaMU
from refimpl.zeroth_order.zo_ae_ds import ZOAEDS
from refimpl.zeroth_order.zo_ae_ds_coordinates import ZOAEDSCoordinates
from refimpl.zeroth_order.zo_blockwise import ZOBlockwise
from refimpl.zeroth_order.zo_conservative import ZOConservative
from refimpl.zeroth_order.zo_hybrid import ZOHybrid
from refimpl.zeroth_order.zo_momentum import ZOMomentum
from refimpl.zeroth_order.zo_sign_sgd import ZOSignSGD
from refimpl.zeroth_order.zo_sparse import ZOSparse

EXAMPLE = EXAMPLES["quadratic-regression"]


@pytest.mark.parametrize(
    ("algorithm", "sentence"),
    [
        (MeZO(0.0, 1.0), "step_size must be positive and finite, got 0.0"),
        (MeZO(1.0, -1.0), "smoothing must be positive and finite, got -1.0"),
        (MeZO(1.0, 1.0, 0), "directions must be an integer of at least 1, got 0"),
        (MeZO(1.0, 1.0, 1, -1.0), "decay must be non-negative and finite, got -1.0"),
        (ZOSignSGD(1.0, 0.0), "smoothing must be positive and finite, got 0.0"),
        (ZOMomentum(1.0, 1.0, 1.0), r"momentum must lie in \[0.0, 0.999999\d+\], got 1.0"),
        (ZOConservative(-1.0, 1.0), "step_size must be positive and finite, got -1.0"),
        (ZOAdam(1.0, 1.0, 0.5, 0.5, 0.0), "epsilon must be positive and finite, got 0.0"),
        (ZOAdam(1.0, 1.0, 1.0, 0.5, 1.0), r"beta1 must lie in \[0, 1\), got 1.0"),
        (ZOBlockwise(1.0, 1.0, 0), "block must be an integer of at least 1, got 0"),
        (ZOHybrid(1.0, 1.0, 4), r"split must lie in \[0, 3\], got 4"),
        (ZOSparse(1.0, 1.0, 1.5), r"density must lie in \[0.0, 1.0\], got 1.5"),
        (SparseMeZO(1.0, 1.0, -1.0), "threshold must be non-negative and finite, got -1.0"),
        (SensitiveZO(1.0, 1.0, 4), r"kept must lie in \[0, 3\], got 4"),
        (CGE(1.0, 1.0, np.ones(2)), r"mask must have shape \(3,\), got \(2,\)"),
        (CGE(1.0, 1.0, np.array([1.0, 0.5, 0.0])), "mask must hold zeros and ones, got an entry 0.5"),
        (ZOAdaMU(1.0, 1.0, 1.5, 1.0, 0, 2, 3), r"share must lie in \[0.0, 1.0\], got 1.5"),
        (ZOAdaMU(1.0, 1.0, 0.5, 0.0, 0, 2, 3), "epsilon must be positive and finite, got 0.0"),
        (ZOAdaMU(1.0, 1.0, 0.5, 1.0, 2, 2, 3), "until must be an integer of at least 3, got 2"),
        (ZOAdaMU(1.0, 1.0, 0.5, 1.0, 0, 2, 1), "total must be an integer of at least 2, got 1"),
        (ZOAdaMU(1.0, 1.0, 0.5, 1.0, 0, 2, 6), "until must exceed total/3 = 2, got 2"),
        (AdaZeta(1.0, 1.0, 0.0, 1.0, 1, 1, 0.0), "growth must be positive and finite, got 0.0"),
        (AdaZeta(1.0, 1.0, 1.0, 0.0, 1, 1, 0.0), "exponent must be positive and finite, got 0.0"),
        (AdaZeta(1.0, 1.0, 1.0, 1.0, 0, 1, 0.0), "largest must be an integer of at least 1, got 0"),
        (AdaZeta(1.0, 1.0, 1.0, 1.0, 1, 0, 0.0), "epoch_length must be an integer of at least 1, got 0"),
        (AdaZeta(1.0, 1.0, 1.0, 1.0, 1, 1, -1.0), "decay must be non-negative and finite, got -1.0"),
        (MeZO(1.0, 1.0, 1, 0.0, 2.0), r"law must be Normal\(\), Sphere\(\) or Signs\(\), got float"),
    ],
)
def test_unusable_hyper_parameters_are_told(algorithm, sentence):
    with pytest.raises(ValueError, match=sentence):
        run(algorithm, EXAMPLE.build(), np.array(EXAMPLE.start), 1)


@pytest.mark.parametrize(
    ("algorithm", "calls"),
    [
        (MeZO(0.125, 0.25), {"sample_value": 2}),
        (MeZO(0.125, 0.25, 3), {"sample_value": 6}),
        (ZOSignSGD(0.125, 0.25), {"sample_value": 2}),
        (ZOMomentum(0.125, 0.25, 0.5), {"sample_value": 2}),
        (ZOConservative(0.125, 0.25), {"sample_value": 5}),
        (ZOAdam(0.125, 0.25, 0.5, 0.5, 0.25), {"sample_value": 2}),
        (ZOBlockwise(0.125, 0.25, 1), {"sample_value": 6}),
        (ZOBlockwise(0.125, 0.25, 2), {"sample_value": 4}),
        (ZOHybrid(0.125, 0.25, 1), {"sample_value": 2, "sample_gradient": 1}),
        (ZOSparse(0.125, 0.25, 0.5), {"sample_value": 2}),
        (CGE(0.125, 0.25, np.ones(3)), {"sample_value": 4}),
        (CGE(0.125, 0.25, np.array([0.0, 1.0, 0.0])), {"sample_value": 2}),
        (ZOAdaMU(0.125, 0.25, 0.5, 0.5, 1, 2, 3), {"sample_value": 2}),
        (SparseMeZO(0.125, 0.25, 0.5), {"sample_value": 2}),
    ],
)
def test_cost_is_that_of_the_header(algorithm, calls):
    counted = run(algorithm, EXAMPLE.build(), np.array(EXAMPLE.start), 5, count=True).calls
    assert {name: n for name, n in counted.items() if n} == {name: 5 * n for name, n in calls.items()}


# f = x_1 - 2 x_2 + 4 x_3 at (1, 1, 1), z = (1, -1, 1): the slope is 7
@pytest.mark.parametrize(
    ("algorithm", "x"),
    [
        (MeZO(0.5, 0.25, law=Signs()), [-2.5, 4.5, -2.5]),
        (MeZO(0.5, 0.25, decay=1.0, law=Signs()), [-3.0, 4.0, -3.0]),
    ],
)
def test_a_step_of_mezo_by_hand(algorithm, x):
    problem = FiniteNoise(Linear(np.array([1.0, -2.0, 4.0])), np.zeros((1, 3)))
    one = run(algorithm, problem, np.ones(3), 1, rng=tape([1.0, -1.0, 1.0], [0, 1, 0, 1]))
    np.testing.assert_array_equal(one.x[1], x)


@pytest.mark.parametrize(
    ("algorithm", "draws", "x"),
    [
        (ZOSignSGD(0.5, 0.25), [1.0, -1.0, 1.0], [0.5, 1.5, 0.5]),
        (ZOMomentum(0.5, 0.25, 0.5), [1.0, -1.0, 1.0], [-2.5, 4.5, -2.5]),
        (ZOConservative(0.5, 0.25), [1.0, -1.0, 1.0], [-2.5, 4.5, -2.5]),
        (ZOAdam(0.5, 0.25, 0.5, 0.75, 7.0), [1.0, -1.0, 1.0], [0.75, 1.25, 0.75]),
        (ZOBlockwise(0.5, 0.25, 2), [1.0, -1.0, 2.0], [-0.5, 2.5, -7.0]),  # slopes 3 and 8
        (ZOHybrid(0.5, 0.25, 2), [1.0, -1.0], [-0.5, 2.5, -1.0]),
        (ZOSparse(0.5, 0.25, 0.5), [1.0, -1.0, 1.0, 0.25, 0.5, 0.0], [-1.5, 1.0, -1.5]),  # slope 5
        (SparseMeZO(0.5, 0.25, 1.0), [1.0, -1.0, 1.0], [-2.5, 4.5, -2.5]),
        (SparseMeZO(0.5, 0.25, 0.5), [1.0, -1.0, 1.0], [1.0, 1.0, 1.0]),
        (SensitiveZO(0.5, 0.25, 2), [1.0, -1.0, 1.0], [1.0, 4.0, -2.0]),  # slope 6, the last two kept
        (CGE(0.5, 0.25, np.ones(3)), [], [0.5, 2.0, -1.0]),
        (CGE(0.5, 0.25, np.array([0.0, 1.0, 0.0])), [], [1.0, 2.0, 1.0]),
        # share 1 and no annealing yet: the slope is 7 along the second draw, divided by sqrt(1 + 3)
        (ZOAdaMU(0.5, 0.25, 1.0, 3.0, 1, 2, 2), [0.0] * 3 + [1.0, -1.0, 1.0], [-0.75, 2.75, -0.75]),
    ],
    ids=lambda v: type(v).__name__ if hasattr(v, "step") else None,
)
def test_a_step_of_the_others_by_hand(algorithm, draws, x):
    problem = FiniteNoise(Linear(np.array([1.0, -2.0, 4.0])), np.zeros((1, 3)))
    one = run(algorithm, problem, np.ones(3), 1, rng=tape(draws, [0]))
    np.testing.assert_array_equal(one.x[1], x)


def test_equal_losses_keep_the_iterate():
    flat = FiniteNoise(Linear(np.zeros(2)), np.zeros((1, 2)))
    assert run(ZOConservative(1.0, 1.0), flat, np.ones(2), 3).x.tolist() == [[1.0, 1.0]] * 4
    assert run(ZOSignSGD(1.0, 1.0), flat, np.ones(2), 3).x.tolist() == [[1.0, 1.0]] * 4  # sign(0) = 0


def test_adazeta_asks_more_from_epoch_to_epoch():
    """floor(3/2 e^2) is 0, 1, 6, 13 in epochs of two steps: with at least 1 and at most 8 these are 1, 1, 6, 8."""
    algorithm = AdaZeta(2.0**-10, 0.25, 1.5, 2.0, 8, 2, 0.0)
    assert [algorithm.queries(t) for t in range(9)] == [1, 1, 1, 1, 6, 6, 8, 8, 8]
    counted = run(algorithm, EXAMPLE.build(), np.array(EXAMPLE.start), 7, count=True).calls
    assert counted["sample_value"] == 2 * (4 + 12 + 8)


DEFENSE = EXAMPLES["black-box-defense"]


@pytest.mark.parametrize(
    ("algorithm", "sentence"),
    [
        (ZOAEDSCoordinates(0.0, 1.0), "step_size must be positive and finite, got 0.0"),
        (ZOAEDS(1.0, 1.0, 0), "queries must be an integer of at least 1, got 0"),
    ],
)
def test_unusable_estimates_in_a_code_are_told(algorithm, sentence):
    with pytest.raises(ValueError, match=sentence):
        run(algorithm, DEFENSE.build(), np.array(DEFENSE.start), 1)


@pytest.mark.parametrize("algorithm", [ZOAEDS(0.0625, 0.25, 3), ZOAEDSCoordinates(0.0625, 0.25)])
def test_queries_in_a_code_are_those_of_the_header(algorithm):
    counted = run(algorithm, DEFENSE.build(), np.array(DEFENSE.start), 5, count=True).calls
    found = {name: n for name, n in counted.items() if n}
    assert found == {"latent_code": 5, "latent_value": 20, "latent_pullback": 5}


def test_training_through_the_code_reaches_the_least_loss():
    """One noisy input that the encoder can send anywhere: the scores of the clean one are met but for DD'."""
    problem = DEFENSE.build()
    problem = problem._replace(A=problem.A[:1], V=problem.V[:1])
    x = run(ZOAEDSCoordinates(0.125, 0.25), problem, np.array(DEFENSE.start), 800, engine="numpy").x
    u = np.linalg.lstsq(problem.C @ problem.D, problem.C @ problem.A[0])[0]
    assert problem.value(x[-1]) - problem.latent_value(u, 0) == pytest.approx(0.0, abs=1e-12)
