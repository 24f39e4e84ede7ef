"""Drawn problems offer what the methods need, on every registered method and class."""

from __future__ import annotations

import subprocess
import sys

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from refimpl import METHODS, get_method, run
from refimpl import problems as p
from refimpl.core.leaves import settle
from verification import strategies as s
from verification.settings import by_theory
from verification.strategies.inputs import FAMILIES

FIXED = settings(derandomize=True, deadline=None, database=None, max_examples=30)


def arguments(problem, oracle, x):
    """What an oracle is asked with at x."""
    rng = np.random.default_rng(0)
    if oracle == "joint_projection":
        return (np.concatenate([x, np.ones(problem.lower_dimension())]),)
    if oracle.endswith("_projection"):
        return (x if oracle.startswith("upper") else np.ones(problem.lower_dimension()),)
    if oracle.startswith(("upper", "lower", "constraint")):
        y = np.ones(problem.lower_dimension())
        return (x, y, y) if oracle.endswith("vector") else (x, y)
    asked = {
        "sample": lambda: (rng,),
        "realisation": lambda: (rng,),
        "block": lambda: (0, 2, rng),
        "task_count": tuple,
        "block_count": tuple,
        "input_dimension": tuple,
        "support_inputs": lambda: (0,),
        "support_targets": lambda: (0,),
        "support_gradient": lambda: (x, 0),
        "support_hessian_vector": lambda: (x, 0, x),
        "query_gradient": lambda: (x, 0),
        "query_value": lambda: (x, 0),
        "mean_hessian": tuple,
        "sample_count": tuple,
        "input_moment": tuple,
        "feature_pullback": lambda: (x, problem.features(x)),
        "outer_gradient": lambda: (np.ones(problem.feature_count()),),
        "latent_code": lambda: (x, problem.sample(rng)),
        "latent_value": lambda: (np.ones(problem.latent_dimension()), problem.sample(rng)),
        "latent_pullback": lambda: (x, problem.sample(rng), np.ones(problem.latent_dimension())),
        "noisy_value": lambda: (x, problem.sample(rng), np.ones(problem.noise_size())),
        "noise_score": lambda: (x, problem.sample(rng), np.ones(problem.noise_size())),
        "hessian_vector": lambda: (x, x),
        "curvature_gradient": lambda: (x, x),
        "third_derivative": lambda: (x, x),
        "sample_value": lambda: (x, problem.sample(rng)),
        "sample_prox": lambda: (x, problem.sample(rng), 2 * problem.sample_weak_convexity()),
        "sample_gradient": lambda: (x, problem.sample(rng)),
        "sample_hessian_vector": lambda: (x, problem.sample(rng), x),
        "sample_jacobian": lambda: (x, problem.sample(rng)),
        "sample_output_gradient": lambda: (x, problem.sample(rng)),
        "sample_output_hessian": lambda: (x, problem.sample(rng)),
        "jacobian_vector": lambda: (x, x),
        "jacobian_transpose_vector": lambda: (x, problem.residual(x)),
        "sample_hessian_vectors": lambda: (x, problem.sample_gradients(x)),
        "gates": tuple,
        "gated_gradient": lambda: (x, np.ones(problem.gates().shape[1])),
        "gated_hessian_vector": lambda: (x, np.ones(problem.gates().shape[1]), x),
        "label_gradient": lambda: (x, problem.model_labels(x, rng)),
        "mean_conjugation": lambda: (x.reshape((round(x.size**0.5), -1)),),
        "prediction_kl": lambda: (x, x + 1),
        "input_kl": lambda: (x, problem.input_noise(rng)),
        "shifted_gradient": lambda: (x, problem.input_gradients(x)),
        "policy": lambda: (x, 0),
        "reward": lambda: (0, 0),
        "score": lambda: (x, 0, 0),
    }
    return asked.get(oracle, lambda: (x,))()


@pytest.mark.parametrize("family", FAMILIES, ids=lambda f: f.__name__)
def test_every_problem_of_a_family_answers_every_oracle_it_is_listed_with(family):
    @FIXED
    @given(st.data())
    def check(data):
        problem = settle(data.draw(family()))
        problem.validate()
        x = data.draw(s.starts(problem))
        for oracle in FAMILIES[family]:
            found = getattr(problem, oracle)(*arguments(problem, oracle, x))
            if oracle in ("realisation", "block"):
                found = found.upper_y(x, np.ones(problem.lower_dimension()))
            assert np.all(np.isfinite(found)), oracle

    check()


@pytest.mark.parametrize("method", METHODS, ids=lambda m: m.name)
def test_every_method_takes_steps_on_what_is_drawn_for_it(method):
    prescribed = []

    @FIXED
    @given(st.data())
    def check(data):
        problem = data.draw(s.problems_for(method.name))
        assert all(hasattr(problem, oracle) for oracle in method.needs)
        x0 = data.draw(s.starts(problem))
        try:
            algorithm = by_theory(method.load(), problem, type(problem).__name__)
            algorithm.validate(problem)
        except ValueError:
            return  # theory prescribes nothing there
        prescribed.append(type(problem).__name__)
        assert run(algorithm, problem, x0, 2).x.shape == (3, problem.dimension())

    check()
    assert len(prescribed) >= 5, f"hyper-parameters were prescribed on {prescribed} only"


def test_problems_on_a_set_are_for_methods_that_use_the_set():
    drawn = set()

    @settings(FIXED, max_examples=100)
    @given(s.problems_for("sam"))
    def collect(problem):
        drawn.add(type(problem))

    collect()
    assert {p.Quadratic, p.LeastSquares, p.Logistic, p.Huber, p.RobustRegression} <= drawn
    assert not any(hasattr(cls, "projection") for cls in drawn)


def test_a_name_that_is_not_registered_and_needs_that_nothing_offers_are_told(monkeypatch):
    with pytest.raises(ValueError, match="algorithm must be a registered name, got 'smm'; did you mean sam"):
        s.problems_for("smm")
    odd = get_method("sam")._replace(needs=("crystal_ball",))
    monkeypatch.setattr("verification.strategies.inputs.get_method", lambda name: odd)
    with pytest.raises(
        ValueError, match=r"must have a family of problems that offers \['crystal_ball'\], got 'sam'"
    ):
        s.problems_for("sam")


PARTS = {
    "Tanh",
    "ReLU",
    "ChannelAttention",
    "FrozenAttention",
    "IdentityAttention",
}  # validated by their owners
CLASSES = [cls for name in p.__all__ if isinstance(cls := getattr(p, name), type) and name not in PARTS]


@pytest.mark.parametrize("cls", CLASSES, ids=lambda cls: cls.__name__)
def test_every_class_is_drawn_by_its_type(cls):
    """Through the entry point, so the package must be installed."""

    @FIXED
    @given(st.data())
    def check(data):
        value = data.draw(st.from_type(cls))
        assert type(value) is cls
        value.validate()
        if hasattr(value, "value"):
            x = data.draw(s.starts(value))
            assert np.isfinite(value.value(x))

    check()


HEAVY = "('numba', 'flint', 'matplotlib', 'scipy', 'cupy', 'click', 'rich')"
LIGHT = {
    "hypothesis": f"""
import sys, hypothesis
assert not [m for m in {HEAVY} if m in sys.modules]
assert 'verification.strategies' not in sys.modules
from refimpl.problems import Huber
assert hypothesis.strategies.from_type(Huber).validate() is None
assert 'verification.strategies' in sys.modules
""",
    "verification": "import sys, verification; assert 'hypothesis' not in sys.modules and 'numpy' not in sys.modules",
    "strategies first": """
import verification.strategies as s
from hypothesis import strategies as st
from refimpl.problems import Huber
st.from_type(Huber).validate()
""",
}


@pytest.mark.parametrize("program", LIGHT.values(), ids=LIGHT)
def test_registering_is_light_in_any_order_of_imports(program):
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
