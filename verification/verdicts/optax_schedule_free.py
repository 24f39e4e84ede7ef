"""The Schedule-Free methods of optax: their parameters are y, and the average x is asked for after every step."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from verification.adapters import library
from verification.adapters.optax import PLAIN
from verification.oracle import Case, NotApplicable


@dataclass(frozen=True)
class ScheduleFree:
    """`make(step_size schedule, parameters)` as an implementation; `beta` names the weight of x in y."""

    make: Callable[[Any, dict[str, Any]], Any]
    beta: str
    layouts: tuple[str, ...] = (PLAIN,)

    def __call__(self, case: Case) -> list[np.ndarray]:
        """The averages of one case."""
        jax, optax, contrib = library("optax", "jax", "optax", "optax.contrib")
        if not case.parameters[self.beta]:
            raise NotApplicable("it works x out of y, which at beta = 0 does not know it")
        sizes = jax.numpy.asarray(case.step_sizes)
        method = self.make(lambda count: sizes[count], dict(case.parameters))
        y = jax.numpy.asarray(case.start)
        state, found = method.init(y), []
        for _ in range(case.steps):
            gradient = jax.numpy.asarray(case.oracles.gradient(np.asarray(y)))
            change, state = method.update(gradient, state, y)
            y = optax.apply_updates(y, change)
            found.append(np.asarray(contrib.schedule_free_eval_params(state, y)))
        return found
