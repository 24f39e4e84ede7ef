"""Random functions of three vectors and a number: expressions, copies, changes in place, loops, branches.

The text of a program is a function of its seed.
"""

from __future__ import annotations

import linecache
import random
from collections.abc import Callable
from typing import Any

import numpy as np

from refimpl.core.dialect import quotient

HEAD = """\
def mean(a, b):
    return 0.5 * a + b

def twice(a):
    b = a * a
    return b + a * b

def put(a, s):
    a[:1] = s
    return s

def program(x, y, z, s):
    x, y, z, t = x + 0.0, y.copy(), z * 1.0, s + 0.1
"""


WEIGHTS = {"expression": 18, "in place": 4, "number": 1, "copy": 1, "name": 1, "loop": 1, "branches": 1}


class Writer:
    """Writes one program; `names` are the vectors that there are."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)
        self.names = ["x", "y", "z"]

    def vector(self) -> str:
        return self.random.choice(self.names)

    def target(self, depth: int) -> str:
        """A vector to assign to; a new one outside of loops and branches only, where it is for certain."""
        if depth == 0 and self.random.random() < 0.3:
            self.names.append(f"v{len(self.names)}")
            return self.names[-1]
        return self.vector()

    def expression(self, depth: int) -> str:
        if depth == 0 or self.random.random() < 0.15:
            return self.random.choice([*self.names, *self.names, "s", "t", "2", "0.5"])
        part, vector = (lambda: self.expression(depth - 1)), self.vector
        form = self.random.choices(range(8), [12, 2, 2, 2, 2, 1, 1, 1])[0]
        return [
            lambda: f"({part()} {self.random.choice('+-*')} {part()})",
            lambda: f"({part()} / {part()})",
            lambda: f"np.sqrt(np.abs({vector()}))",
            lambda: f"quotient({vector()}, {part()})",
            lambda: f"mean({vector()}, {vector()})",
            lambda: f"twice({vector()})",
            lambda: f"(({vector()} < {part()}) * {vector()})",
            lambda: f"(-{part()})",
        ][form]()

    def statement(self, depth: int) -> list[str]:
        kind = self.random.choices(list(WEIGHTS), list(WEIGHTS.values()))[0]
        old = self.vector()
        match kind if depth < 2 else "expression" if kind in ("loop", "branches") else kind:
            case "expression":
                value = self.expression(self.random.choice([1, 2, 3]))
                return [f"{self.target(depth)} = {value} + 0 * {old}"]
            case "loop":
                return ["for _ in range(2):", *self.block(3, depth + 1)]
            case "branches":
                return ["if t > 0.3:", *self.block(3, depth + 1), "else:", *self.block(3, depth + 1)]
            case "number":
                return [f"t = s * {self.random.choice(['s', 't', '0.25'])}"]
            case "copy":
                return [f"{self.target(depth)} = {old}[::-1].copy()"]
            case "name":
                return [f"{self.vector()} = {old}"]
            case "in place":
                forms = "{0}[:1] = s", "t = put({0}, s)", "{0}.fill(t)", "{0} *= s"
                return [self.random.choice(forms).format(old)]

    def block(self, length: int, depth: int) -> list[str]:
        return [f"    {line}" for _ in range(length) for line in self.statement(depth)]

    def text(self) -> str:
        loop = [
            "    for k in range(3):",
            *(f"    {line}" for line in self.block(self.random.randint(4, 12), 1)),
        ]
        body = [*loop, *self.block(self.random.randint(4, 14), 0)]
        return HEAD + "\n".join([*body, f"    return t, {', '.join(self.names)}\n"])


def program(seed: int) -> Callable[..., tuple[Any, ...]]:
    """The function, whose source `inspect` finds."""
    text, file = Writer(seed).text(), f"<random program {seed}>"
    linecache.cache[file] = len(text), None, text.splitlines(True), file
    names: dict[str, Any] = {"np": np, "quotient": quotient, "__name__": f"random_program_{seed}"}
    exec(compile(text, file, "exec"), names)
    return names["program"]
