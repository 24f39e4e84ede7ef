"""The second of the two ways to every published number: the definitions in 80-digit decimals.

Nothing here knows the methods or engines of this library. A problem is rebuilt from the data of the vector, as
any consumer of the file must; each algorithm is a formula per variant, the right one under 'reference' and the
mistakes under the names of the mutants.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from decimal import Decimal
from itertools import chain, islice
from typing import Any

from verification.vectors.second_way.adadelta import ADADELTA
from verification.vectors.second_way.adafactor import ADAFACTOR
from verification.vectors.second_way.adam_relatives import ADAMW, AMSGRAD
from verification.vectors.second_way.adaptive import ADAM, SGD_MOMENTUM
from verification.vectors.second_way.asam import ASAM
from verification.vectors.second_way.bilevel import F2SA, PENALTY_GRADIENT
from verification.vectors.second_way.bome import BOME
from verification.vectors.second_way.decimals import Vector, precise
from verification.vectors.second_way.flatness import GAM, GAM_ACCELERATED, SAM
from verification.vectors.second_way.frank_wolfe import FRANK_WOLFE, STOCHASTIC_FRANK_WOLFE, ZO_FRANK_WOLFE
from verification.vectors.second_way.layerwise import LAMB, LARS
from verification.vectors.second_way.lazy_cubic import LAZY_CUBIC_NEWTON
from verification.vectors.second_way.lbfgs import LBFGS
from verification.vectors.second_way.mezo import MEZO
from verification.vectors.second_way.moments import ADABELIEF, ADAMAX, YOGI
from verification.vectors.second_way.nadam_radam import NADAM, RADAM
from verification.vectors.second_way.nesterov import NESTEROV
from verification.vectors.second_way.newton import DAMPED_NEWTON, NEWTON
from verification.vectors.second_way.oracles import Record, build
from verification.vectors.second_way.scaled import ADAGRAD, RMSPROP
from verification.vectors.second_way.schedule_free import SCHEDULE_FREE_ADAMW
from verification.vectors.second_way.second_order import AICN, LAZY_NEWTON, ROOT_NEWTON
from verification.vectors.second_way.shampoo import SHAMPOO
from verification.vectors.second_way.signs import LION
from verification.vectors.second_way.sophia_forms import SOPHIA_G, SOPHIA_H

REFERENCE = "reference"
# (problem, parameters, x_0, draws) -> x_1, x_2, ...
FORMULAS: dict[str, dict[str, Callable[..., Iterator[Vector]]]] = {
    "sam": SAM,
    "asam": ASAM,
    "sgd-momentum": SGD_MOMENTUM,
    "nesterov": NESTEROV,
    "adagrad": ADAGRAD,
    "rmsprop": RMSPROP,
    "lion": LION,
    "adam": ADAM,
    "adamax": ADAMAX,
    "adabelief": ADABELIEF,
    "yogi": YOGI,
    "adadelta": ADADELTA,
    "adafactor": ADAFACTOR,
    "adamw": ADAMW,
    "amsgrad": AMSGRAD,
    "nadam": NADAM,
    "radam": RADAM,
    "schedule-free-adamw": SCHEDULE_FREE_ADAMW,
    "shampoo": SHAMPOO,
    "lamb": LAMB,
    "lars": LARS,
    "lbfgs": LBFGS,
    "gam": GAM,
    "gam-accelerated": GAM_ACCELERATED,
    "newton": NEWTON,
    "damped-newton": DAMPED_NEWTON,
    "lazy-newton": LAZY_NEWTON,
    "lazy-cubic-newton": LAZY_CUBIC_NEWTON,
    "aicn": AICN,
    "root-newton": ROOT_NEWTON,
    "sophia-h": SOPHIA_H,
    "sophia-g": SOPHIA_G,
    "frank-wolfe": FRANK_WOLFE,
    "stochastic-frank-wolfe": STOCHASTIC_FRANK_WOLFE,
    "zo-frank-wolfe": ZO_FRANK_WOLFE,
    "mezo": MEZO,
    "bome": BOME,
    "f2sa": F2SA,
    "penalty-gradient": PENALTY_GRADIENT,
}


def iterates(algorithm: str, variant: str, inputs: dict[str, Any]) -> list[list[Decimal]]:
    """x_0, ..., x_steps (steps + 1, d) of a variant on the `inputs` of a vector file, to about 75 digits."""
    with precise():
        problem, x = build(inputs["problem"]), build(inputs["start"])
        parameters = Record(algorithm, {name: build(v) for name, v in inputs["parameters"].items()})
        draws = iter([Decimal(v) for v in inputs["draws"]["reals"]["decimal"]])
        following = islice(FORMULAS[algorithm][variant](problem, parameters, x, draws), inputs["steps"])
        return [list(v) for v in chain([x], following)]
