from __future__ import annotations

import numpy as np
import pytest
from constants import catches, is_maximum_of, near
from derivatives import curvatures, hessian_slopes, is_supremum

from refimpl import problems as p

ONE = p.GaussianWells(np.array([2.0]), np.array([[1.0, -1.0]]), np.array([[0.5, 2.0]]))
TWO = p.GaussianWells(np.array([1.0, 0.8]), np.array([[-8.0], [8.0]]), np.array([[0.3], [1.2]]))


def second(t):
    """|phi''| of phi = exp(-t^2/2); it falls beyond t = sqrt 3."""
    return abs((1 - t * t) * (-t * t / 2).exp())


def third(t):
    """|phi'''|; it falls beyond the largest root of t^4 - 6 t^2 + 3."""
    return abs(t * (3 - t * t) * (-t * t / 2).exp())


def test_constants_of_a_single_well_are_certified_suprema():
    """Along the narrowest axis phi(t/k): A/k^2 and A/k^3 times the suprema of phi'' and phi'''."""
    assert catches(lambda q: is_maximum_of(q.smoothness() / 8, second, 0.0, 8.0), ONE, "smoothness")
    assert catches(
        lambda q: is_maximum_of(q.hessian_lipschitz() / 16, third, 0.0, 8.0), ONE, "hessian_lipschitz"
    )


def test_no_direction_is_worse_than_the_narrow_axis():
    rng = np.random.default_rng(0)
    points = [*(np.array([1.0, -1.0]) + rng.standard_normal((300, 2))), np.array([1.0, -1.0])]
    assert is_supremum(curvatures(ONE, points), ONE.smoothness(), attained=True)
    t = np.sqrt(3 - np.sqrt(6.0))
    steep = np.array([1 + 0.5 * t, -1.0])
    pairs = [(x, x + 1e-4 * rng.standard_normal(2)) for x in points] + [
        (steep, steep + np.array([1e-5, 0.0]))
    ]
    assert is_supremum(hessian_slopes(ONE, pairs), ONE.hessian_lipschitz(), attained=True)


def test_several_wells_stay_below_the_sums():
    close = p.GaussianWells(
        np.array([1.0, 0.5]), np.array([[0.0, 0.0], [0.5, 0.25]]), np.array([[1.0, 2.0], [0.5, 1.0]])
    )
    points = np.random.default_rng(1).standard_normal((300, 2))
    assert is_supremum(curvatures(close, points), close.smoothness(), attained=False)
    assert min(map(close.value, points)) >= close.lower_bound() == -1.5


def test_a_single_well_has_its_minimum_at_the_centre():
    centre = ONE.centres[0]
    assert ONE.value(centre) == ONE.lower_bound() == -2.0
    assert not ONE.gradient(centre).any()
    np.testing.assert_allclose(ONE.hessian(centre), np.diag([8.0, 0.5]), rtol=1e-15)


def test_worst_values_are_those_of_a_search_around_the_centre():
    angles = np.linspace(0, 2 * np.pi, 4001)
    circle = ONE.centres[0] + 0.75 * np.stack([np.cos(angles), np.sin(angles)], axis=1)
    inside = ONE.centres[0] + (circle - ONE.centres[0]) * 0.5
    worst = max(map(ONE.value, [*circle, *inside]))
    assert near(worst, ONE.worst_value(0.75)[0], 64)


def test_the_switch_radius_is_where_the_best_worst_value_changes_wells():
    """min over x of max over |x' - x| <= r, both on a grid, moves from the narrow to the wide well."""
    r = TWO.switch_radius()
    assert r == pytest.approx(0.20699, abs=5e-6)
    assert near(*TWO.worst_value(r), 64)

    def argmin(radius):
        x = np.concatenate([c + np.linspace(-1, 1, 81) for c in (-8.0, 8.0)])
        around = x[:, None] + radius * np.linspace(-1, 1, 41)
        f = -np.sum(
            TWO.depths * np.exp(-(((around[..., None] - TWO.centres[:, 0]) / TWO.widths[:, 0]) ** 2) / 2),
            axis=-1,
        )
        return x[np.argmin(f.max(axis=1))]

    assert argmin(0.97 * r) == -8.0
    assert argmin(1.03 * r) == 8.0


@pytest.mark.parametrize(
    "wells",
    [
        TWO._replace(widths=np.array([[0.3], [0.3]])),
        TWO._replace(depths=np.array([0.8, 1.0])),
        ONE,
    ],
)
def test_without_a_switch_there_is_no_radius(wells):
    with pytest.raises(
        ValueError, match=r"^wells must be two, the deeper one narrower, for a switch radius$"
    ):
        wells.switch_radius()
