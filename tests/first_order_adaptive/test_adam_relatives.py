"""What Adam and its relatives have in common: messages, one gradient per step, rest where none was seen."""

from __future__ import annotations

import numpy as np
import pytest
from adam_peers import RELATIVES

from refimpl import run
from refimpl.problems import Linear, Quadratic, diagonal_quadratic

ENGINES = ["numpy", "ball", pytest.param("numba", marks=pytest.mark.compiled)]
UNUSABLE = [
    ({"step_size": 0.0}, "step_size must be positive and finite, got 0.0"),
    ({"step_size": np.nan}, "step_size must be positive and finite, got nan"),
    ({"beta1": 1.0}, r"beta1 must lie in \[0, 1\), got 1.0"),
    ({"beta1": -0.5}, r"beta1 must lie in \[0, 1\), got -0.5"),
    ({"beta2": 1.0}, r"beta2 must lie in \[0, 1\), got 1.0"),
    ({"beta2": np.nan}, "beta2 must be a finite number, got nan"),
    ({"epsilon": -1e-8}, "epsilon must be non-negative and finite, got -1e-08"),
    ({"epsilon": 0.0, "beta2": 0.0}, "epsilon must be positive where beta2 is 0 and beta1 is not, got 0"),
]
OWN = [
    ("adamw", {"weight_decay": -1.0}, "weight_decay must be non-negative and finite, got -1.0"),
    ("adabelief", {"epsilon": 0.0, "beta1": 0.0}, "epsilon must be positive where beta1 is 0, got 0"),
    ("yogi", {"epsilon": 0.0}, "epsilon must be positive where initial is 0, got 0"),
    ("yogi", {"initial": -1.0}, "initial must be non-negative and finite, got -1.0"),
    ("adan", {"beta3": 1.0}, r"beta3 must lie in \[0, 1\), got 1.0"),
    ("adan", {"weight_decay": -1.0}, "weight_decay must be non-negative and finite, got -1.0"),
    ("ademamix", {"beta3": 0.5}, r"beta3 must lie in \[beta1, 1\) = \[0.875, 1\), got 0.5"),
    ("ademamix", {"alpha": -1.0}, "alpha must be non-negative and finite, got -1.0"),
    ("ademamix", {"warmup": 0}, "warmup must be an integer of at least 1, got 0"),
    ("grams", {"weight_decay": -1.0}, "weight_decay must be non-negative and finite, got -1.0"),
    ("cautious-adam", {"weight_decay": -1.0}, "weight_decay must be non-negative and finite, got -1.0"),
    ("ano", {"beta2": 0.25}, r"beta2 must lie in \[0.5, 1.0\], got 0.25"),
    ("nadam", {"momentum_decay": -1.0}, "momentum_decay must be non-negative and finite, got -1.0"),
]
ALL = [(name, *case) for name in RELATIVES for case in UNUSABLE] + OWN


@pytest.mark.parametrize(("name", "change", "message"), ALL)
def test_unusable_hyper_parameters_are_told(name, change, message):
    with pytest.raises(ValueError, match=message):
        run(RELATIVES[name]._replace(**change), Linear(np.ones(2)), np.ones(2), 2)


@pytest.mark.parametrize("name", RELATIVES)
def test_one_gradient_per_step(name):
    t = run(RELATIVES[name], diagonal_quadratic([1.0, 2.0]), np.ones(2), 7, count=True)
    assert t.calls is not None
    assert {key: n for key, n in t.calls.items() if n} == {"gradient": 7}


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize(
    ("name", "epsilon"),  # AdamW decays; Yogi refuses 0/0
    [(n, e) for n in RELATIVES for e in (0.0, 1e-8) if n != "adamw" and (n, e) != ("yogi", 0.0)],
)
def test_nothing_moves_where_no_gradient_was_seen(name, engine, epsilon):
    flat = Quadratic(np.diag([2.0, 0.0]), np.zeros(2))
    t = run(RELATIVES[name]._replace(epsilon=epsilon), flat, np.array([0.0, 3.0]), 8, engine=engine)
    assert t.stopped_at == 8
    assert np.array_equal(t.x, np.tile([0.0, 3.0], (9, 1)))
