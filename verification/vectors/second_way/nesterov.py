"""Nesterov's momentum: right, with its mistakes, and as other dialects, over decimals."""

from __future__ import annotations

from typing import Any

from verification.vectors.second_way.decimals import CENT, Vector, zero
from verification.vectors.second_way.scaled import kept, l2


def nesterov(
    used: Any = lambda p, b, old, g, plain, x: g + p.momentum * b,
    seen: Any = l2,
    weight: Any = lambda p: 1,
    forgets: bool = False,
    length: Any = 1,
) -> Any:
    """b = mu b + g, x+ = x - s used; `seen` gives g, and `weight` what it is multiplied by."""

    def step(o: Any, p: Any, x: Vector, memory: Any) -> Vector:
        old = zero(x) if forgets else memory["b"]
        g = weight(p) * seen(o, p, x)
        memory["b"] = p.momentum * old + g
        return x - length * p.step_size * used(p, memory["b"], old, g, o.gradient(x), x)

    return kept(step, b=zero)


def _ahead_twice(o: Any, p: Any, x: Vector, memory: Any) -> Vector:
    g = l2(o, p, x - p.step_size * p.momentum * memory["b"])
    memory["b"] = p.momentum * memory["b"] + g
    return x - p.step_size * (g + p.momentum * memory["b"])


def _velocity(decoupled: bool, ahead: bool = False) -> Any:
    def step(o: Any, p: Any, x: Vector, memory: Any) -> Vector:
        where = x + p.momentum * memory["w"] if ahead else x
        g = o.gradient(x) if decoupled else l2(o, p, where)
        memory["w"] = p.momentum * memory["w"] - p.step_size * g
        if ahead:
            return x + memory["w"]
        rest = p.step_size * p.weight_decay * x if decoupled else zero(x)
        return x - rest + p.momentum * memory["w"] - p.step_size * g

    return kept(step, w=zero)


NESTEROV = {
    "reference": nesterov(),
    "stale-buffer": nesterov(lambda p, b, old, g, plain, x: g + p.momentum * old),
    "gradient-not-added": nesterov(lambda p, b, old, g, plain, x: p.momentum * b),
    "momentum-not-applied": nesterov(lambda p, b, old, g, plain, x: g + b),
    "forgotten-buffer": nesterov(forgets=True),
    "looks-ahead-twice": kept(_ahead_twice, b=zero),
    "averaged-gradients": nesterov(weight=lambda p: 1 - p.momentum),
    "step-too-long": nesterov(length=CENT),
    "ascent": nesterov(length=-1),
    "decay-after-momentum": nesterov(
        lambda p, b, old, g, plain, x: g + p.momentum * b + p.weight_decay * x,
        seen=lambda o, p, x: o.gradient(x),
    ),
    "decay-in-buffer-only": nesterov(lambda p, b, old, g, plain, x: plain + p.momentum * b),
    "velocity": _velocity(decoupled=False),
    "decoupled-velocity": _velocity(decoupled=True),
    "gradient-ahead": _velocity(decoupled=False, ahead=True),
}
