from __future__ import annotations

import numpy as np
import pytest

from refimpl import problems as p

SAMPLED = p.random_least_squares(n=6, d=3, noise=0.5, seed=0)
PROBLEM = p.Constrained(SAMPLED, p.L2Ball(4.0))
X, V = np.array([1.0, -2.0, 0.5]), np.array([0.5, 1.0, -1.0])


def test_oracles_and_constants_are_those_of_the_parts():
    of_objective = [
        *((n, (X,)) for n in ("value", "gradient", "hessian", "suboptimality")),
        *((n, ()) for n in ("dimension", "smoothness", "strong_convexity", "hessian_lipschitz")),
        *((n, ()) for n in ("noise_variance", "minimizer", "minimum")),
        *((n, (X, 3)) for n in ("sample_value", "sample_gradient")),
        ("hessian_vector", (X, V)),
    ]
    of_domain = [
        ("linear_minimizer", (V,)),
        ("projection", (9 * X,)),
        ("diameter", ()),
        ("contains", (X, 0.1)),
    ]
    for part, calls in ((PROBLEM.objective, of_objective), (PROBLEM.domain, of_domain)):
        for name, arguments in calls:
            assert np.array_equal(getattr(PROBLEM, name)(*arguments), getattr(part, name)(*arguments)), name
    assert PROBLEM.sample(np.random.default_rng(5)) == SAMPLED.sample(np.random.default_rng(5))


@pytest.mark.parametrize("name", ["minimizer", "minimum"])
def test_a_minimum_elsewhere_is_not_claimed(name):
    outside = PROBLEM._replace(domain=p.L2Ball(0.1))
    sentence = "^the minimiser must lie in the domain for a known minimum, got one outside$"
    with pytest.raises(ValueError, match=sentence):
        getattr(outside, name)()


def test_the_parts_are_validated():
    PROBLEM.validate()
    with pytest.raises(ValueError, match=r"^radius must be positive and finite, got 0.0$"):
        PROBLEM._replace(domain=p.L2Ball(0.0)).validate()
    with pytest.raises(ValueError, match=r"^low must have shape \(3,\), got \(2,\)$"):
        PROBLEM._replace(domain=p.Box(np.zeros(2), np.ones(2))).validate()
