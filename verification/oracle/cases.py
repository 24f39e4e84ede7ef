"""What an implementation is asked to do: starts, parameters, oracles, tapes and draws."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from refimpl.core.draws import Recorder, Tape
from verification.oracle.precision import PRECISIONS, Precision, RoundedOracles, TapedGradients
from verification.oracle.regimes import Regime, regimes


class Case(NamedTuple):
    """What an implementation is given.

    `start` (d,), `steps` iterates to return, `parameters` the hyper-parameters by name, `step_sizes` (steps,)
    the step size of every step (None for methods without one; equal to the parameter unless the method has
    memory), `oracles` the problem (call `case.oracles.gradient(x)` with NumPy vectors), `draws` a fresh tape
    with the very random numbers that the reference consumes (`draws.standard_normal(n)`, `random()`,
    `integers(low, high)`). On a gradient tape `gradients` (steps, d) holds what `oracles.gradient` returns
    step by step. All data are exact in `precision` ('float64', 'float32', 'float16', 'bfloat16').
    `layout` is one of the implementation's own `layouts`, if it has that attribute: ways to hold the parameters
    (two tensors, transposed memory) that must not change the iterates; they take turns over the cases.
    """

    name: str
    start: np.ndarray
    steps: int
    parameters: dict[str, Any]
    step_sizes: np.ndarray | None
    oracles: Any
    gradients: np.ndarray | None
    draws: Tape
    precision: str
    layout: str = ""


def cases_of(
    algorithm: str,
    steps: int = 12,
    precision: str = "float64",
    reference: Any = None,
    seed: int = 0,
    strict: bool = False,
) -> list[tuple[Regime, Case]]:
    """The regimes of an algorithm (or of `reference`, a dialect of it), each with the case as the user sees it."""
    chosen = PRECISIONS[precision]
    found = regimes(algorithm, steps, chosen, reference, seed, strict)
    return [(r, case_of(r, chosen)) for r in found]


def case_of(regime: Regime, precision: Precision) -> Case:
    """A fresh case: nothing that an implementation does to it reaches the next one."""
    parameters = dict(regime.algorithm._asdict())
    if regime.gradients is None:
        exact = precision.bits == 53
        oracles = regime.problem if exact else RoundedOracles(regime.problem, precision.array)
        gradients = None
    else:
        gradients = regime.gradients.astype(precision.dtype)
        oracles = TapedGradients(gradients, np.copy)
    return Case(
        regime.name, regime.start.astype(precision.dtype), regime.steps, parameters,
        None if regime.step_sizes is None else regime.step_sizes.copy(), oracles, gradients, _draws(regime),
        precision.name,
    )  # fmt: skip


def _draws(regime: Regime) -> Tape:
    recorder = Recorder(np.random.default_rng(0))
    state = None
    with np.errstate(all="ignore"):
        for k in range(regime.steps):
            algorithm, problem = regime.at(k, np.copy)
            state = algorithm.init(problem, regime.start) if state is None else state
            state = algorithm.step(problem, state, recorder)
    return recorder.tape()
