"""Schedule-Free AdamW, right and with its mistakes, over decimals; with one step size the weights are 1/t."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from functools import partial
from typing import Any

from verification.vectors.second_way.adaptive import average, direction, squares
from verification.vectors.second_way.decimals import CENT, Vector, zero

TENTH, REST = Decimal.from_float(0.1), Decimal.from_float(0.9)


def mean(x: Vector, z: Vector, old: Vector, t: int) -> Vector:
    """(1 - 1/t) x + z/t: what x_t = (z_1 + ... + z_t)/t says of one step."""
    return ((t - 1) * x + z) / t


def schedule_free(
    seen: Any = lambda p, z, x: average(p.beta1, x, z),
    towards: Any = direction(first=False),  # noqa: B008  a function without state
    averaged: Any = mean,
    start: Any = lambda y, z: z,
    decayed: Any = lambda y, z: y,
    length: Any = 1,
    decay_length: Any = 1,
) -> Any:
    """z+ = start - eta (length towards + decay_length lambda decayed), x+ = averaged(x, z+, z, t).

    `seen` is y = beta1 x + (1 - beta1) z, where the gradient is.
    """

    def iterates(o: Any, p: Any, x: Vector, draws: Any) -> Iterator[Vector]:
        z, v, t = x, zero(x), 0
        while True:
            y, t, old = seen(p, z, x), t + 1, z
            g = o.gradient(y)
            v = average(p.beta2, v, squares(g))
            u = length * towards(p, g, v, t) + decay_length * p.weight_decay * decayed(y, z)
            z = start(y, z) - p.step_size * u
            x = averaged(x, z, old, t)
            yield x

    return iterates


below = partial(direction, first=False)
SCHEDULE_FREE_ADAMW = {
    "reference": schedule_free(),
    "beta-exchanged": schedule_free(lambda p, z, x: average(p.beta1, z, x)),
    "gradient-at-average": schedule_free(seen=lambda p, z, x: x),
    "gradient-at-iterate": schedule_free(seen=lambda p, z, x: z),
    "step-from-y": schedule_free(start=lambda y, z: y),
    "old-iterate-averaged": schedule_free(averaged=lambda x, z, old, t: mean(x, old, old, t)),
    "constant-share": schedule_free(averaged=lambda x, z, old, t: REST * x + TENTH * z),
    "share-behind": schedule_free(averaged=lambda x, z, old, t: mean(x, z, old, t + 1)),
    "no-average": schedule_free(averaged=lambda x, z, old, t: z),
    "decay-at-iterate": schedule_free(decayed=lambda y, z: z),
    "decay-forgotten": schedule_free(decay_length=0),
    "ascent": schedule_free(length=-1, decay_length=-1),
    "step-too-long": schedule_free(length=CENT, decay_length=CENT),
    # told apart by changing step sizes only
    "present-weights": schedule_free(),
    "weights-not-squared": schedule_free(),
    "undefined-share": schedule_free(),
    "not-corrected": schedule_free(towards=below(second=False)),
    "epsilon-dropped": schedule_free(towards=below(denominator=lambda v, c, p: (v / c).sqrt())),
    "epsilon-inside": schedule_free(towards=below(denominator=lambda v, c, p: (v / c + p.epsilon).sqrt())),
    "root-forgotten": schedule_free(towards=below(denominator=lambda v, c, p: v / c + p.epsilon)),
}
