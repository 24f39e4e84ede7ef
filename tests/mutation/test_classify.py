"""Stillborn, different, unobserved, same: on classes whose nature is known."""

from __future__ import annotations

import numpy as np
import pytest

from refimpl.core.dialect import norm, scale_to_norm
from refimpl.flatness.sam import SAM, State
from verification.claim import mutant
from verification.mutation.classify import classify
from verification.mutation.generate import generated
from verification.mutation.instances import instances


@mutant("NUMPATH", "every iterate is multiplied by one")
class TimesOne(SAM):
    def step(self, problem, state, rng):
        return State(super().step(problem, state, rng).x * 1.0)


@mutant("POWER", "a difference of squares over a sum")
class Rewritten(SAM):
    """(e^2 - h^2)/(e + h) = e - h for the scalars e and h: equal, though no rounding of it is."""

    def step(self, problem, state, rng):
        ascent = scale_to_norm(problem.gradient(state.x), self.rho)
        step = (self.step_size * self.step_size - 9) / (self.step_size + 3) + 3
        return State(state.x - step * problem.gradient(state.x + ascent))


@mutant("SCALE", "the step is 1e-60 too long")
class BarelyLonger(SAM):
    def step(self, problem, state, rng):
        ascent = scale_to_norm(problem.gradient(state.x), self.rho)
        g = problem.gradient(state.x + ascent)
        return State(state.x - self.step_size * g - g * 2.0**-200)


@mutant("EPS", "no guard")
class Unguarded(SAM):
    def step(self, problem, state, rng):
        g = problem.gradient(state.x)
        return State(state.x - self.step_size * problem.gradient(state.x + (self.rho / norm(g)) * g))


@mutant("SHAPE", "the iterate becomes a matrix")
class Outer(SAM):
    def step(self, problem, state, rng):
        return State(np.outer(state.x, state.x))


@mutant("BRANCH", "raises")
class Raises(SAM):
    def step(self, problem, state, rng):
        return State(state.x + np.ones(99))


@mutant("SIGN", "the root of a negative number")
class NotANumber(SAM):
    def step(self, problem, state, rng):
        return State(np.sqrt(-1.0 - state.x * state.x))


@pytest.mark.parametrize(
    ("cls", "kind", "evidence"),
    [
        (TimesOne, "same", "instances"),
        (Rewritten, "same", "instances"),
        (BarelyLonger, "different", "x from step 1 on (quadratic)"),
        (Unguarded, "different", "x is not finite from step 1 on (integer-"),
        (Outer, "stillborn", "x has shape (4, 4) instead of (4,)"),
        (Raises, "stillborn", "ValueError: operands could not be broadcast"),
        (NotANumber, "stillborn", "x is not finite from step 1 on"),
        (SAM, "same", "instances"),
    ],
)
def test_the_nature_of_hand_made_mutants(cls, kind, evidence):
    found = classify(cls, "sam")
    assert (found.kind, evidence in found.evidence) == (kind, True), found


@pytest.mark.parametrize(
    ("algorithm", "name", "kind", "evidence"),
    [
        # both factors of the eigendecomposition are overwritten before they are read
        ("lazy-newton", "unwrap-init-1-0", "unobserved", "w, V from step 0 on"),
        # k - 1 for k + 1 at the same residues
        ("lazy-newton", "sign-step-9-2", "unobserved", "k from step 1 on"),
        # 0^0 where the decrement is zero and q = 2, and only there
        ("root-newton", "guard-step-5-0", "different", "at a minimiser, smoothness_order = 2"),
        # gamma = 2/(0 - 2) = -1 where 1 is right
        ("frank-wolfe", "sign-step-1-0", "different", "x from step 1 on (noisy-ball)"),
    ],
)
def test_the_nature_of_generated_mutants(algorithm, name, kind, evidence):
    (found,) = [classify(m, algorithm) for m in generated(algorithm) if m.variant_name == name]
    assert (found.kind, evidence in found.evidence) == (kind, True), found


@mutant("STATE", "writes into the start, then raises")
class Overwrites(SAM):
    def step(self, problem, state, rng):
        state.x[0] = 7.0
        raise ValueError("spoilt")


def test_what_a_mutant_writes_into_the_start_does_not_reach_the_next_one():
    assert classify(Overwrites, "sam").kind == "stillborn"
    assert classify(SAM, "sam").kind == "same"


def test_instances_hold_a_zero_gradient_other_parameters_and_other_problems():
    general, at_rest = instances("sam")
    assert general[0].name == "quadratic"
    assert {"huber", "logistic"} <= {where.name for where in general}
    assert len({where.algorithm for where in general if where.name.startswith("quadratic")}) > 4
    assert at_rest
    for where in at_rest:
        assert not where.problem.gradient(where.start).any()
