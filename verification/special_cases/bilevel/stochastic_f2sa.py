"""Cases made for stochastic-f2sa."""

from __future__ import annotations

import numpy as np

from refimpl.bilevel.stochastic_f2sa import StochasticF2SA
from refimpl.problems.registry import EXAMPLES
from verification.special_cases import Special


def special_cases(steps: int) -> list[Special]:
    """Lower copies that start away from zero, where their scale is seen; fewer noisy levels than inner steps."""
    example = EXAMPLES["bilevel-noisy"]
    problem = example.build()
    algorithm = StochasticF2SA.prescribed(problem)._replace(start=np.array([0.5, 0.25, 1.0]))
    start = np.asarray(example.start, np.float64)
    fewer = algorithm._replace(noisy_levels=1, inner_steps=3)
    return [
        Special("lower copies that start away from zero", algorithm, problem, None, start),
        Special("one noisy level, three inner steps", fewer, problem, None, start),
    ]
