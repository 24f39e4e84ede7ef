"""Every operator on one node, against texts written by hand."""

from __future__ import annotations

import ast

import pytest

from verification.mutation.operators import OPERATORS, Place

PLACE = Place(
    ast.Module([], []),
    parameters=("eta", "rho", "period"),
    counts=("period",),
    fields=("x", "m", "k"),
    counters=("k",),
    local=("g", "h"),
)


def replaced(name, source, place=PLACE):
    """Texts that the operator makes of the outermost node of `source`; a deleted statement is ''."""
    (operator,) = [o for o in OPERATORS if o.name == name]
    statement = ast.parse(source).body[0]
    node = statement.value if isinstance(statement, ast.Expr) else statement
    found = []
    for replacement in operator.replacements(node, place):
        nodes = replacement if isinstance(replacement, list) else [replacement]
        found.append("\n".join(ast.unparse(ast.fix_missing_locations(n)) for n in nodes))
    return found


EXPECTED = [
    ("SIGN", "a + b", ["a - b"]),
    ("SIGN", "a - b", ["a + b"]),
    ("SIGN", "-a", ["a"]),
    ("SIGN", "a += b", ["a -= b"]),
    ("SIGN", "a * b", []),
    ("TERM", "a + b", ["a", "b"]),
    ("TERM", "a - b * c", ["a", "-(b * c)"]),
    ("MULDIV", "a * b", ["a / b"]),
    ("MULDIV", "a / b", ["a * b"]),
    ("MULDIV", "a *= b", ["a /= b"]),
    ("FACTOR", "a * b", ["a", "b"]),
    ("FACTOR", "a / b", ["a", "1 / b"]),
    ("FACTOR", "A @ b", ["A", "b"]),
    ("POWER", "a ** 2", ["a ** 3", "a ** 1"]),
    ("POWER", "a ** n", ["a ** (n + 1)", "a ** (n - 1)"]),
    ("POWER", "np.sqrt(a)", ["np.sqrt(np.sqrt(a))"]),
    ("POWER", "norm(a)", ["norm(a) ** 2"]),
    ("CONST", "3", ["4", "2"]),
    ("CONST", "1.0", ["2.0", "0.0"]),
    ("CONST", "0.25", ["0.5"]),
    ("CONST", "True", []),
    ("CONST", "'text'", []),
    ("SCALE2", "self.rho", ["2 * self.rho"]),
    ("SCALE1.02", "self.rho", ["1.02 * self.rho"]),
    ("SCALE2", "self.period", ["2 * self.period"]),
    ("SCALE1.02", "self.period", []),
    ("SCALE2", "self.schedule", []),
    ("SCALE2", "state.x", []),
    ("SWAPPARAM", "self.eta", ["self.eta", "self.rho", "self.period"]),  # what equals the original is dropped later
    ("STALE", "g", ["state.x", "state.m", "state.k", "g", "h"]),
    ("STALE", "state.m", ["state.x", "state.m", "state.k"]),
    ("STALE", "problem", []),
    ("UNWRAP", "np.linalg.solve(H, g)", ["H", "g"]),
    ("UNWRAP", "problem.linear_minimizer(g)", ["g"]),
    ("UNWRAP", "rational_power(s, 2, 3)", ["s"]),
    ("UNWRAP", "State(x, m)", []),
    ("UNWRAP", "range(n)", []),
    ("GUARD", "if size == 0:\n    return state", [""]),
    ("GUARD", "if size == 0:\n    size = 1", []),
    ("BRANCH", "if a:\n    b = 1\nelse:\n    b = 2", ["b = 1", "b = 2"]),
    ("BRANCH", "if a:\n    b = 1", ["b = 1", ""]),
    ("BRANCH", "b if a else c", ["b", "c"]),
    ("BRANCH", "a > b", ["a >= b"]),
    ("BRANCH", "a <= b", ["a < b"]),
    ("BRANCH", "a == b", ["a != b"]),
    ("BRANCH", "np.where(c, a, b)", ["a", "b"]),
    ("BRANCH", "np.minimum(1.0, b)", ["1.0", "b"]),
    ("MINMAX", "np.minimum(a, b)", ["np.maximum(a, b)"]),
    ("MINMAX", "max(a, b)", ["min(a, b)"]),
    ("MINMAX", "np.argmin(a)", ["np.argmax(a)"]),
    ("TRANSPOSE", "A.T", ["A"]),
    ("TRANSPOSE", "A @ b", ["A.T @ b"]),
    ("TRANSPOSE", "A.T @ b", []),  # its own `A.T` is another site
    ("AXIS", "np.sum(a, axis=0)", ["np.sum(a, axis=1)", "np.sum(a)"]),
    ("AXIS", "np.sum(a, axis=1, keepdims=True)", ["np.sum(a, axis=0, keepdims=True)", "np.sum(a, keepdims=True)"]),
    ("WRITEBACK", "State(u, v, w)", ["State(state.x, v, w)", "State(u, state.m, w)", "State(u, v, state.k)"]),
    ("WRITEBACK", "state._replace(x=u, m=v)", ["state._replace(m=v)", "state._replace(x=u)"]),
    ("COUNTER", "state.k + 1", ["state.k"]),
    ("COUNTER", "state.k", ["state.k + 1", "state.k - 1"]),
    ("COUNTER", "state.x", []),
    ("SWAPARGS", "f(a, b, c)", ["f(b, a, c)", "f(c, b, a)", "f(a, c, b)"]),
    ("SWAPARGS", "np.dot(a, b)", []),
    ("SWAPARGS", "f(a)", []),
]  # fmt: skip


@pytest.mark.parametrize(("name", "source", "expected"), EXPECTED)
def test_an_operator_makes_what_is_written(name, source, expected):
    assert replaced(name, source) == expected


def test_every_operator_is_expected_something():
    assert {name for name, _, expected in EXPECTED if expected} == {o.name for o in OPERATORS}


def test_the_reading_of_a_counter_is_not_shifted_where_it_is_advanced():
    """(k + 1) + 1 and (k - 1) + 1 are other operators' mutants: counting a fault twice inflates the score."""
    assert (
        replaced("COUNTER", "state.k", PLACE._replace(parent=ast.parse("state.k + 1", mode="eval").body))
        == []
    )


def test_without_a_state_there_is_nothing_to_write_back_and_nothing_stale_in_it():
    place = PLACE._replace(fields=())
    assert replaced("WRITEBACK", "State(u, v, w)", place) == []
    assert replaced("STALE", "g", place) == ["g", "h"]
