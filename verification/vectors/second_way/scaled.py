"""Nesterov's momentum, AdaGrad, RMSProp and Lion: right, with their mistakes, and as other dialects, over decimals."""

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


def sign(v: Vector) -> Vector:
    """-1, 0 or 1 in every entry."""
    return Vector((a > 0) - (a < 0) for a in v)


def lion(
    towards: Any = lambda p, m, new, g, x: sign(average(p.beta1, m, g)),
    memorised: Any = lambda p, m, g: average(p.beta2, m, g),
    seen: Any = plain,
    decay: Any = lambda p: p.step_size * p.weight_decay,
    length: Any = 1,
    last: Any = lambda p: 1,
) -> Any:
    """x+ = last ((1 - decay) x - s towards), m+ = memorised(m, g)."""

    def step(o: Any, p: Any, x: Vector, memory: Any) -> Vector:
        g, m = seen(o, p, x), memory["m"]
        memory["m"] = memorised(p, m, g)
        return last(p) * (x - decay(p) * x - length * p.step_size * towards(p, m, memory["m"], g, x))

    return kept(step, m=zero)


def never(p: Any) -> int:
    """No decay."""
    return 0


LION = {
    "reference": lion(),
    "betas-exchanged": lion(
        lambda p, m, new, g, x: sign(average(p.beta2, m, g)), lambda p, m, g: average(p.beta1, m, g)
    ),
    "momentum-first": lion(lambda p, m, new, g, x: sign(average(p.beta1, new, g))),
    "sign-of-momentum": lion(lambda p, m, new, g, x: sign(new)),
    "momentum-reset": lion(memorised=lambda p, m, g: zero(g)),
    "momentum-summed": lion(memorised=lambda p, m, g: p.beta2 * m + g),
    "decay-in-gradient": lion(seen=l2, decay=never),
    "decay-in-sign": lion(
        lambda p, m, new, g, x: sign(average(p.beta1, m, g) + p.weight_decay * x), decay=never
    ),
    "decay-after": lion(decay=never, last=lambda p: 1 - p.step_size * p.weight_decay),
    "decay-without-step": lion(decay=lambda p: p.weight_decay),
    "no-decay": lion(decay=never),
    "sign-of-zero-is-one": lion(
        lambda p, m, new, g, x: Vector(1 if a >= 0 else -1 for a in average(p.beta1, m, g))
    ),
    "no-sign": lion(lambda p, m, new, g, x: average(p.beta1, m, g)),
    "ascends": lion(length=-1),
    "step-too-long": lion(length=CENT),
}
