"""Lion: right and with its mistakes, over decimals."""

from __future__ import annotations

from typing import Any

from verification.vectors.second_way.adaptive import average
from verification.vectors.second_way.decimals import CENT, Vector, zero
from verification.vectors.second_way.scaled import kept, l2, plain


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
