"""What a problem does not know it does not offer, however it is wrapped."""

from typing import NamedTuple

import numpy as np
import pytest

from refimpl import problems as p
from refimpl.core.known import Forwarded, known
from refimpl.engines.fingerprint import fingerprint
from refimpl.first_order_adaptive.nesterov import Nesterov
from refimpl.second_order.clipped_newton import ClippedNewton


class ValuesOnly(NamedTuple):
    """x_1 + x_2: no derivative, no constant."""

    def dimension(self):
        return 2

    def value(self, x):
        return x[0] + x[1]


Z = np.array([[0.5, -1.0], [-0.5, 1.0]])
SET = {"linear_minimizer", "projection", "diameter", "contains"}
WRAPPERS = {  # what it adds to an objective, and what is left of its methods around values alone
    "finite-noise": (lambda f: p.FiniteNoise(f, Z), {"value", "sample_value"}),
    "linear-noise": (lambda f: p.LinearNoise(f, 0.5), {"value", "sample_value"}),
    "set": (lambda f: p.Constrained(f, p.L2Ball(4.0)), {"value"}),
    "noise on a set": (
        lambda f: p.LinearNoise(p.Constrained(f, p.L2Ball(4.0)), 0.5),
        {"value", "sample_value", *SET},
    ),
    "gated": (lambda f: p.gated(f, np.eye(2)), {"gated_value"}),
    "affine-image": (lambda f: p.AffineImage(f, np.eye(2)), {"value"}),
}


@pytest.mark.parametrize(("wrap", "left"), WRAPPERS.values(), ids=WRAPPERS)
def test_a_wrapper_has_of_what_it_forwards_what_its_objective_has(wrap, left):
    bare = wrap(ValuesOnly())
    forwarded = {name for name, member in vars(type(bare)).items() if isinstance(member, Forwarded)}
    assert {name for name in forwarded if hasattr(bare, name)} == left
    assert all(callable(getattr(type(bare), name)) for name in forwarded)
    full = wrap(p.diagonal_quadratic([2.0, 1.0]))
    assert "smoothness" not in forwarded or full.smoothness() == 2.0


def test_a_missing_oracle_is_the_objectives():
    with pytest.raises(AttributeError, match="'ValuesOnly' object has no attribute 'gradient'"):
        p.FiniteNoise(ValuesOnly(), Z).sample_gradient(np.zeros(2), 0)


def test_known_asks_only_where_the_problem_can_answer():
    noisy = WRAPPERS["finite-noise"][0]
    assert known(noisy(p.diagonal_quadratic([2.0, 0.0])), "strong_convexity", 7.0) == 0.0
    assert known(noisy(ValuesOnly()), "strong_convexity", 7.0) == 7.0


def test_methods_take_noise_around_an_objective_of_unknown_curvature():
    valley = p.FiniteNoise(p.GaussianWells(np.ones(1), np.zeros((1, 2)), np.ones((1, 2))), Z)
    assert not hasattr(valley, "strong_convexity")
    assert Nesterov.prescribed(valley).momentum == pytest.approx(0.9, rel=2.0**-50)
    ClippedNewton.prescribed(valley).validate(valley)


def test_a_forwarded_method_is_part_of_the_key_of_compiled_code(monkeypatch):
    problem = p.FiniteNoise(p.diagonal_quadratic([2.0, 1.0]), Z)
    before = fingerprint(problem)
    doubled = Forwarded(lambda self, x: 2 * self.objective.gradient(x), "objective", "gradient")
    monkeypatch.setattr(p.FiniteNoise, "gradient", doubled)
    assert fingerprint(problem) != before
