"""AdaDelta, right and with its mistakes, over decimals."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from verification.vectors.second_way.adam_relatives import entrywise
from verification.vectors.second_way.adaptive import average, squares
from verification.vectors.second_way.decimals import CENT, Vector, zero
from verification.vectors.second_way.moments import changed
from verification.vectors.second_way.scaled import over


def adadelta(
    rate: Any = lambda p, D, v, old: over((D + p.epsilon).sqrt(), (v + p.epsilon).sqrt()),
    counted: Any = lambda p, u: u,
    mean: Any = lambda p, v, g: average(p.beta2, v, squares(g)),
    seen: Any = lambda p: p,
    first: bool = False,
    length: Any = 1,
) -> Any:
    """u = rate(D, v+, v) g, x+ = x - length s u; with `first` D takes in the square of the step before the step."""

    def iterates(o: Any, given: Any, x: Vector, draws: Any) -> Iterator[Vector]:
        v, D, p = zero(x), zero(x), seen(given)
        while True:
            g, old = o.gradient(x), v
            v = mean(p, v, g)
            u = entrywise(lambda a, *b: a * rate(p, *b), g, D, v, old)
            D = average(p.beta2, D, squares(counted(p, u)))
            u = entrywise(lambda a, *b: a * rate(p, *b), g, D, v, old) if first else u
            x = x - length * p.step_size * u
            yield x

    return iterates


ADADELTA = {
    "reference": adadelta(),
    "epsilon-dropped": adadelta(seen=changed(epsilon=lambda p: Decimal(0))),
    "other-convention": adadelta(seen=changed(beta2=lambda p: 1 - p.beta2)),
    "ascent": adadelta(length=-1),
    "step-too-long": adadelta(length=CENT),
    "stale-gradients": adadelta(lambda p, D, v, old: over((D + p.epsilon).sqrt(), (old + p.epsilon).sqrt())),
    "step-counted-first": adadelta(first=True),
    "step-size-counted": adadelta(counted=lambda p, u: p.step_size * u),
    "no-units": adadelta(lambda p, D, v, old: 1 / (v + p.epsilon).sqrt()),
    "roots-forgotten": adadelta(lambda p, D, v, old: (D + p.epsilon) / (v + p.epsilon)),
    "epsilon-outside": adadelta(lambda p, D, v, old: (D.sqrt() + p.epsilon) / (v.sqrt() + p.epsilon)),
    "epsilon-once": adadelta(lambda p, D, v, old: (D + p.epsilon).sqrt() / (v.sqrt() if v else 1)),
    "sum-of-squares": adadelta(mean=lambda p, v, g: p.beta2 * v + squares(g)),
}
