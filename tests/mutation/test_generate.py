"""Generated classes: which, how they are called, and that each does what its text says."""

from __future__ import annotations

import inspect
from types import FunctionType

import numpy as np
import pytest
from toy import Namesake, Ramp, State, Tiny, Toy

from refimpl import METHODS, run
from refimpl.engines.fingerprint import fingerprint
from refimpl.problems import diagonal_quadratic
from verification.mutation.generate import generated, mutants_of_class, words_of
from verification.mutation.operators import OPERATORS

TOYS = {m.variant_name: m for m in mutants_of_class(Toy, "toy")}


def code_of(cls):
    """The code of all members with all that it calls, whatever the names of the class and where members come from."""
    members = sorted(name for name in dir(cls) if isinstance(getattr(cls, name), FunctionType))
    copies = []
    for name in members:
        f = getattr(cls, name)
        copies.append(FunctionType(f.__code__, f.__globals__, name, f.__defaults__, f.__closure__))
        copies[-1].__qualname__ = name
    return fingerprint(*copies)


def returned(mutant):
    """What the changed `step` of Tiny returns, as text."""
    (line,) = [line for line in inspect.getsource(mutant.step).splitlines() if "return" in line]
    return line.split("return ")[1]


def test_all_mutants_of_the_step_of_a_tiny_method():
    texts = [returned(m) for m in mutants_of_class(Tiny, "tiny") if "step" in vars(m)]
    assert sorted(texts) == sorted(
        [
            "State(state.x, state.x, state.k)",  # write-back of x; either factor; both are one text
            "State(self.a * state.x, state.m, state.k)",
            "State(self.a * state.x, state.x, state.k + 1)",
            "State(self.a * state.x, state.x, state.k - 1)",
            "State(self.a / state.x, state.x, state.k)",
            "State(self.a, state.x, state.k)",
            "State(2 * self.a * state.x, state.x, state.k)",
            "State(1.02 * self.a * state.x, state.x, state.k)",
            "State(state.x, self.a * state.x, state.k)",
            "State(state.k, state.x, self.a * state.x)",
            "State(self.a * state.x, state.k, state.x)",
            "State(self.a * state.m, state.x, state.k)",
            "State(self.a * state.k, state.x, state.k)",
            "State(self.a * state.x, state.k, state.k)",
            "State(self.a * state.x, state.x, state.x)",
            "State(self.a * state.x, state.x, state.m)",
        ]
    )


def test_names_say_operator_function_line_and_number():
    assert {
        "sign-step-1-0",
        "sign-step-2-0",
        "counter-step-2-0",
        "scale1.02-step-2-0",
        "muldiv-half-1-0",
    } <= set(TOYS)
    assert TOYS["sign-step-1-0"].words == (
        "`state.m + problem.gradient(state.x)` became `state.m - problem.gradient(state.x)` in "
        "`m = state.m + problem.gradient(state.x)`"
    )
    assert (TOYS["sign-step-1-0"].fault_class, TOYS["sign-step-1-0"].operator) == ("SIGN", "SIGN")


@pytest.mark.parametrize(
    ("name", "x", "changed"),
    [
        # by hand, from x = 10 with a = 3: 3 * 10/2
        ("unwrap-namesake-half-1-0", 30, "return self.a * v"),
        ("factor-namesake-half-1-0", 1.5, "return half(self.a)"),
        ("factor-half-1-0", 30, "return v"),
        ("factor-half-1-1", 0.5, "return 1 / 2"),
    ],
)
def test_mutants_of_a_method_named_like_a_function_say_whose_it_is(name, x, changed):
    mutants = mutants_of_class(Namesake, "namesake")
    assert len({m.variant_name for m in mutants}) == len(mutants)
    (mutant,) = [m for m in mutants if m.variant_name == name]
    assert run(mutant(3.0), Ramp(), np.array([10.0]), 1).x[1].tolist() == [x]
    function = mutant.half if "-namesake-" in name else mutant.half.__globals__["half"]
    assert inspect.getsource(function).endswith(f"    {changed}\n")


def test_words_without_the_classes_are_theirs():
    assert list(words_of(Toy)) == [m.words for m in TOYS.values()]


def test_what_is_prescribed_and_validated_is_not_mutated():
    assert {name.split("-")[1] for name in TOYS} == {"init", "step", "half"}


@pytest.mark.parametrize(
    ("name", "x", "m", "k"),
    [
        # by hand, from x = 10 with a = 3, gradient 4: m = 4, x = 10 - 3 * 4/2 = 4; m = 8, x = 4 - 12 = -8
        (None, [4, -8], 8, 2),
        ("sign-step-1-0", [16, 28], -8, 2),  # m = -4, -8
        ("sign-step-2-0", [16, 28], 8, 2),
        ("counter-step-2-0", [4, -8], 8, 0),
        ("writeback-step-2-1", [4, -2], 0, 2),  # m is not kept: 4 each time
        ("muldiv-half-1-0", [-14, -62], 8, 2),  # m * 2: 10 - 24, -14 - 48
        ("factor-half-1-0", [-2, -26], 8, 2),  # m: 10 - 12, -2 - 24
        ("swapparam-step-2-0", [9, 7], 8, 2),  # b = 1/2: 10 - 1, 9 - 2
        ("unwrap-init-1-0", [-11, -38], 18, 2),  # m starts at 10: 14, 18: 10 - 21, -11 - 27
    ],
)
def test_a_mutant_does_what_its_text_says(name, x, m, k):
    method = TOYS[name] if name else Toy
    trajectory = run(method(3.0, 0.5), Ramp(), np.array([10.0]), 2)
    assert trajectory.x[1:, 0].tolist() == x
    assert (trajectory.state.m.tolist(), trajectory.state.k) == ([m], k)


def test_mutants_are_subclasses_with_source_and_leave_the_method_as_it_is():
    before = inspect.getsource(Toy)
    for mutant in TOYS.values():
        assert issubclass(mutant, Toy)
        assert mutant._fields == Toy._fields
        assert "def step" in inspect.getsource(mutant.step)
        assert mutant.kind == "mutant"
    assert inspect.getsource(Toy) == before
    assert type(Toy(1.0, 1.0).init(Ramp(), np.ones(1))) is State


def test_generation_is_repeatable():
    again = mutants_of_class(Toy, "toy")
    assert [(m.variant_name, m.words) for m in again] == [(m.variant_name, m.words) for m in TOYS.values()]


@pytest.mark.exhaustive  # it generates all mutants of all methods
def test_every_operator_finds_a_site_in_the_registered_methods_but_those_on_axes():
    found = {m.operator for method in METHODS for m in generated(method.name)}
    assert found >= {o.name for o in OPERATORS} - {"AXIS"}


@pytest.mark.parametrize(
    "method",
    [
        pytest.param(m, marks=pytest.mark.exhaustive if i % 3 else (), id=m.name)
        for i, m in enumerate(METHODS)
    ],
)
def test_names_are_unique_and_no_mutant_is_the_method(method):
    mutants = generated(method.name)
    assert len({m.variant_name for m in mutants}) == len(mutants) >= 8
    codes = [code_of(m) for m in mutants]
    assert code_of(method.load()) not in codes
    # few texts differ only in brackets that bytecode does not know
    assert len(set(codes)) > 0.95 * len(codes)


@pytest.mark.compiled
def test_a_mutant_compiles_and_does_the_same_there():
    mutant = next(m for m in generated("sam") if m.variant_name == "term-scale-to-norm-6-0")
    problem, x0 = diagonal_quadratic([2.0, 1.0]), np.array([1.0, 0.5])
    plain, compiled = (run(mutant(0.25, 0.1), problem, x0, 5, engine=e).x for e in ("numpy", "numba"))
    np.testing.assert_allclose(compiled, plain, rtol=1e-13)  # 50 roundings of numbers that do not cancel
    assert run(mutant(0.25, 0.1), problem, np.zeros(2), 1, engine="numba").outcome.value == "non-finite"


def test_a_member_that_would_hide_what_mutants_carry_is_refused():
    class Hidden(Tiny):
        def operator(self):
            return self.a

    with pytest.raises(TypeError, match="Hidden must not have members that mutants carry, got operator"):
        mutants_of_class(Hidden, "hidden")
