"""Sets: linear minimisers against vertices, projections against their variational inequality, diameters."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest
from constants import catches, near
from scipy.optimize import linprog

from refimpl import problems as p

D = 4
SETS = {
    "simplex": p.Simplex(),
    "l1": p.L1Ball(1.5),
    "l2": p.L2Ball(1.5),
    "box": p.Box(np.array([-1.0, 0.0, -2.0, 1.0]), np.array([1.0, 0.5, -1.0, 1.0])),
    "nuclear": p.NuclearNormBall(1.5, 2),
}


def vertices(name):
    """Points whose convex hull is the set, or for round sets points dense enough to bracket it."""
    eye = np.eye(D)
    if name == "simplex":
        return eye
    if name == "l1":
        return np.concatenate([1.5 * eye, -1.5 * eye])
    if name == "box":
        return np.array(list(product(*zip(SETS["box"].low, SETS["box"].high, strict=True))))
    rng = np.random.default_rng(0)
    if name == "l2":
        z = rng.standard_normal((2000, D))
        return 1.5 * z / np.linalg.norm(z, axis=1, keepdims=True)
    u, v = rng.standard_normal((2, 2000, 2))
    u, v = u / np.linalg.norm(u, axis=1, keepdims=True), v / np.linalg.norm(v, axis=1, keepdims=True)
    return 1.5 * (u[:, :, None] * v[:, None, :]).reshape(2000, 4)


@pytest.mark.parametrize("name", SETS)
def test_linear_minimiser_beats_every_point_and_lies_in_the_set(name):
    domain, rng = SETS[name], np.random.default_rng(1)
    hull = vertices(name)
    for _ in range(50):
        s = rng.standard_normal(D)
        v = domain.linear_minimizer(s)
        assert domain.contains(v, 1e-14)
        assert s @ v <= np.min(hull @ s) + 1e-14
        if name in ("simplex", "l1", "box"):  # polytopes: equal to the best vertex
            assert s @ v == pytest.approx(np.min(hull @ s), abs=1e-14)
        if name == "l2":
            assert s @ v == pytest.approx(-1.5 * np.linalg.norm(s), rel=1e-14)
        if name == "nuclear":
            top = np.linalg.svd(s.reshape(2, 2), compute_uv=False)[0]
            assert s @ v == pytest.approx(-1.5 * top, rel=1e-12)


@pytest.mark.parametrize("name", SETS)
def test_projection_satisfies_its_variational_inequality(name):
    """y = P(x) iff y lies in the set and <x - y, v - y> <= 0 for all v in it."""
    domain, rng = SETS[name], np.random.default_rng(2)
    hull = vertices(name)
    for scale in (0.1, 1.0, 10.0):
        for _ in range(20):
            x = scale * rng.standard_normal(D)
            y = domain.projection(x)
            assert domain.contains(y, 1e-13)
            slack = 1e-13 * (1 + scale**2)
            assert np.max((hull - y) @ (x - y)) <= slack
            np.testing.assert_allclose(domain.projection(y), y, atol=1e-14)
            # the check sees a point that is not the projection
            other = domain.projection(y + 0.1 * (hull[0] - y))
            if np.linalg.norm(x - y) > 0.5 and np.linalg.norm(other - y) > 0.05:
                assert np.max((hull - other) @ (x - other)) > slack


@pytest.mark.parametrize("name", SETS)
def test_points_inside_stay(name):
    domain = SETS[name]
    inside = np.mean(vertices(name), axis=0)
    np.testing.assert_allclose(domain.projection(inside), inside, atol=1e-15)
    assert domain.contains(inside, 1e-15)


@pytest.mark.parametrize("name", SETS)
def test_diameter_is_the_largest_distance(name):
    hull = vertices(name)[:300]
    largest = max(np.linalg.norm(u - v) for u in hull for v in (hull if name != "nuclear" else -hull))
    diameter = SETS[name].diameter()
    assert largest <= diameter * (1 + 1e-14)
    if name in ("simplex", "l1", "box"):
        assert largest == pytest.approx(diameter, rel=1e-14)
    else:
        v = SETS[name].linear_minimizer(np.ones(D))
        assert np.linalg.norm(2 * v) == pytest.approx(diameter, rel=1e-14)


@pytest.mark.parametrize(
    ("name", "outside"),
    [
        ("simplex", [0.5, 0.5, 0.5, -0.5]),
        ("simplex", [0.5, 0.5, 0.1, 0.0]),
        ("l1", [1.0, 0.6, 0.0, 0.0]),
        ("l2", [1.2, 1.2, 0.0, 0.0]),
        ("box", [0.0, 0.2, -1.5, 1.1]),
        ("box", [0.0, 0.2, -2.1, 1.0]),
        ("nuclear", [1.0, 0.0, 0.0, 1.0]),
    ],
)
def test_points_outside_are_outside(name, outside):
    assert not SETS[name].contains(np.array(outside), 1e-9)


def test_ties_take_the_lowest_index():
    assert p.Simplex().linear_minimizer(np.array([1.0, 0.0, 0.0])).tolist() == [0.0, 1.0, 0.0]
    assert p.L1Ball(2.0).linear_minimizer(np.array([1.0, -1.0])).tolist() == [-2.0, 0.0]
    assert p.L1Ball(2.0).linear_minimizer(np.zeros(2)).tolist() == [2.0, 0.0]
    assert p.L2Ball(2.0).linear_minimizer(np.zeros(2)).tolist() == [0.0, 0.0]


def support(name, s):
    """max <s, v> over the set, by its dual norm: zero gap with a member proves that the member is the best."""
    if name == "simplex":
        return np.max(s)
    if name == "box":
        return np.sum(np.maximum(s * SETS["box"].low, s * SETS["box"].high))
    sizes = {"l1": np.abs(s), "l2": [np.linalg.norm(s)], "nuclear": [np.linalg.norm(s.reshape(2, 2), 2)]}
    return 1.5 * np.max(sizes[name])


@pytest.mark.parametrize("name", SETS)
def test_both_oracles_attain_the_support_function(name):
    """<x - y, v - y> <= 0 for every v of the set, not only for the sampled ones; a set 2 % off is seen."""
    domain, rng = SETS[name], np.random.default_rng(3)
    for x in 5 * rng.standard_normal((20, D)):
        assert x @ domain.linear_minimizer(x) == pytest.approx(-support(name, -x), rel=1e-12)
        y = domain.projection(x)
        scale = np.linalg.norm(x - y) * (1 + np.linalg.norm(y))
        assert abs(support(name, x - y) - (x - y) @ y) <= 1e-14 * 16 * scale
        if name in ("l1", "l2", "nuclear"):
            wrong = domain._replace(radius=1.02 * domain.radius).projection(x)
            assert abs(support(name, x - wrong) - (x - wrong) @ wrong) > 1e-3 * scale
        # contains: y lies on the boundary, and just outside it
        beyond = y + 1e-6 * (x - y) / np.linalg.norm(x - y)
        assert domain.contains(y, 1e-14)
        assert not domain.contains(beyond, 1e-8)
        assert domain.contains(beyond, 1e-5)


@pytest.mark.parametrize("name", ["simplex", "l1", "box"])
def test_linear_minimiser_solves_the_linear_programme(name):
    domain, rng = SETS[name], np.random.default_rng(4)
    bounds = {"simplex": (0, None), "box": np.stack([SETS["box"].low, SETS["box"].high], axis=1)}
    for s in rng.standard_normal((5, D)):
        if name == "l1":  # x = u - w with u, w >= 0 and sum u + w <= radius
            found = linprog(np.concatenate([s, -s]), A_ub=np.ones((1, 2 * D)), b_ub=[1.5])
        else:
            total = (np.ones((1, D)), [1.0]) if name == "simplex" else (None, None)
            found = linprog(s, A_eq=total[0], b_eq=total[1], bounds=bounds[name])
        assert s @ domain.linear_minimizer(s) == pytest.approx(found.fun, rel=1e-9)


@pytest.mark.parametrize("name", SETS)
def test_a_wrong_diameter_is_caught(name):
    """The longest segment of the set, by hand."""
    far = {"simplex": np.sqrt(2), "l1": 3.0, "l2": 3.0, "box": np.sqrt(4 + 0.25 + 1), "nuclear": 3.0}
    assert catches(lambda q: near(q.diameter(), far[name]), SETS[name], "diameter")
