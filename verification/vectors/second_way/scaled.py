"""AdaGrad and RMSProp: right, with their mistakes, and as other dialects, over decimals."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from operator import truediv
from typing import Any

from verification.vectors.second_way.adam_relatives import entrywise
from verification.vectors.second_way.adaptive import average, squares
from verification.vectors.second_way.decimals import CENT, Vector, zero

TENTH = Decimal.from_float(0.1)


def kept(step: Any, **begin: Any) -> Any:
    """The iterates of step(o, p, x, memory) -> x+, where `memory` starts from functions of x_0."""

    def iterates(o: Any, p: Any, x: Vector, draws: Any) -> Iterator[Vector]:
        memory = {name: start(x) for name, start in begin.items()}
        while True:
            x = step(o, p, x, memory)
            yield x

    return iterates


def l2(o: Any, p: Any, x: Vector) -> Vector:
    """The gradient with the decay added."""
    return o.gradient(x) + p.weight_decay * x


def over(a: Decimal, b: Decimal) -> Decimal:
    """a / b, and 0 at 0/0."""
    return a / b if a or b else Decimal(0)


def adagrad(
    below: Any = lambda a, old, p: a.sqrt() + p.epsilon,
    add: Any = lambda a, g, x, p: a + squares(g),
    seen: Any = l2,
    extra: Any = lambda g, x, p: g,
    after: Any = lambda p, x: zero(x),
    start: Any = zero,
    length: Any = 1,
    divide: Any = over,
) -> Any:
    """x+ = x - s (extra(g) / below(a) + after), a+ = add(a, g)."""

    def step(o: Any, p: Any, x: Vector, memory: Any) -> Vector:
        g, old = seen(o, p, x), memory["a"]
        memory["a"] = add(old, g, x, p)
        divisor = entrywise(lambda a, b: below(a, b, p), memory["a"], old)
        return x - length * p.step_size * (entrywise(divide, extra(g, x, p), divisor) + after(p, x))

    return kept(step, a=start)


def _lazy(o: Any, p: Any, x: Vector) -> Vector:
    return entrywise(lambda g, v: g + (p.weight_decay * v if g else 0), o.gradient(x), x)


def plain(o: Any, p: Any, x: Vector) -> Vector:
    """The gradient without decay."""
    return o.gradient(x)


def from_tenth(x: Vector) -> Vector:
    """0.1 in every entry."""
    return Vector(TENTH for _ in x)


ADAGRAD = {
    "reference": adagrad(),
    "stale-sum": adagrad(lambda a, old, p: old.sqrt() + p.epsilon),
    "no-root": adagrad(lambda a, old, p: a + p.epsilon),
    "sum-of-absolute-values": adagrad(add=lambda a, g, x, p: a + entrywise(abs, g)),
    "epsilon-inside": adagrad(lambda a, old, p: (a + p.epsilon).sqrt()),
    "epsilon-accumulates": adagrad(
        lambda a, old, p: a.sqrt(), lambda a, g, x, p: a + squares(g) + Vector(p.epsilon for _ in g)
    ),
    "unguarded-quotient": adagrad(divide=truediv),
    "forgotten-sum": adagrad(add=lambda a, g, x, p: squares(g)),
    "one-sum": adagrad(add=lambda a, g, x, p: a + Vector(g @ g for _ in g)),
    "step-too-long": adagrad(length=CENT),
    "ascent": adagrad(length=-1),
    "decay-after-scaling": adagrad(seen=plain, after=lambda p, x: p.weight_decay * x),
    "decay-not-squared": adagrad(seen=plain, extra=lambda g, x, p: g + p.weight_decay * x),
    "lazy-decay": adagrad(seen=_lazy),
    "epsilon-inside-from-tenth": adagrad(lambda a, old, p: (a + p.epsilon).sqrt(), start=from_tenth),
    "from-tenth": adagrad(start=from_tenth),
}


def rmsprop(
    below: Any = lambda v, old, p, t: v.sqrt() + p.epsilon,
    mean: Any = lambda v, g, p: average(p.beta2, v, squares(g)),
    seen: Any = l2,
    extra: Any = lambda g, x, p: g,
    after: Any = lambda p, x: zero(x),
    start: Any = zero,
    inside: bool = False,
    centred: bool = False,
    forgets: bool = False,
    weight: Any = lambda p: 1,
    divide: Any = over,
) -> Any:
    """b = mu b + weight g / below(v), x+ = x - s b; `inside` puts s into b, `centred` subtracts the squared mean."""

    def step(o: Any, p: Any, x: Vector, memory: Any) -> Vector:
        g, old, t = seen(o, p, x), memory["v"], memory["t"] + 1
        memory["v"], memory["t"] = mean(old, g, p), t
        memory["m"] = average(p.beta2, memory["m"], g)
        v = memory["v"] - squares(memory["m"]) if centred else memory["v"]
        scaled = entrywise(divide, extra(g, x, p), entrywise(lambda a, b: below(a, b, p, t), v, old))
        before = zero(x) if forgets else p.momentum * memory["b"]
        memory["b"] = before + weight(p) * (p.step_size if inside else 1) * scaled
        return x - (1 if inside else p.step_size) * (memory["b"] + after(p, x))

    return kept(step, v=start, m=zero, b=zero, t=lambda x: 0)


def _scaled_after_momentum(o: Any, p: Any, x: Vector, memory: Any) -> Vector:
    g = l2(o, p, x)
    memory["v"] = average(p.beta2, memory["v"], squares(g))
    memory["b"] = p.momentum * memory["b"] + g
    return x - p.step_size * entrywise(lambda b, v: over(b, v.sqrt() + p.epsilon), memory["b"], memory["v"])


def _inside_root(v: Decimal, old: Decimal, p: Any, t: int) -> Decimal:
    return (v + p.epsilon).sqrt()


RMSPROP = {
    "reference": rmsprop(),
    "no-root": rmsprop(lambda v, old, p, t: v + p.epsilon),
    "stale-squares": rmsprop(lambda v, old, p, t: old.sqrt() + p.epsilon),
    "bias-corrected": rmsprop(lambda v, old, p, t: (v / (1 - p.beta2**t)).sqrt() + p.epsilon),
    "forgotten-squares": rmsprop(mean=lambda v, g, p: (1 - p.beta2) * squares(g)),
    "squares-not-weighted": rmsprop(mean=lambda v, g, p: p.beta2 * v + squares(g)),
    "weights-exchanged": rmsprop(mean=lambda v, g, p: average(1 - p.beta2, v, squares(g))),
    "epsilon-inside": rmsprop(_inside_root),
    "epsilon-accumulates": rmsprop(
        lambda v, old, p, t: v.sqrt(),
        lambda v, g, p: average(p.beta2, v, squares(g)) + Vector(p.epsilon for _ in g),
    ),
    "unguarded-quotient": rmsprop(divide=truediv),
    "scaled-after-momentum": kept(_scaled_after_momentum, v=zero, b=zero),
    "averaged-momentum": rmsprop(weight=lambda p: 1 - p.momentum),
    "forgotten-buffer": rmsprop(forgets=True),
    "step-too-long": rmsprop(weight=lambda p: CENT),
    "ascent": rmsprop(weight=lambda p: -1),
    "decay-after-scaling": rmsprop(seen=plain, after=lambda p, x: p.weight_decay * x),
    "decay-not-squared": rmsprop(seen=plain, extra=lambda g, x, p: g + p.weight_decay * x),
    "epsilon-and-step-inside": rmsprop(_inside_root, inside=True),
    "step-inside": rmsprop(inside=True),
    "from-one": rmsprop(_inside_root, start=lambda x: Vector(1 for _ in x), inside=True),
    "centred": rmsprop(centred=True),
    "centred-epsilon-and-step-inside": rmsprop(_inside_root, inside=True, centred=True),
}
