"""Gradient tapes: the sequence of gradients is given, so every regime of an optimiser can be asked for exactly.

A tape is the sequence of linear functions f_t(x) = g_t'x: the method sees g_t at step t wherever it stands.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from refimpl.core.leaves import convert, settle
from refimpl.engines import get_engine
from refimpl.problems import Linear


def follow(
    algorithm: Any,
    x0: Any,
    gradients: Any,
    *,
    step_sizes: Any = None,
    engine: Any = "numpy",
    rng: Any = None,
) -> tuple[np.ndarray, np.ndarray | None]:
    """Iterates (T + 1, d) on the tape `gradients` (T, d) from `x0`, and their radii on the ball engine.

    `step_sizes` (T,) replaces the field `step_size` before every step. The steps are driven from Python, so on
    'numba' they run as plain source.
    """
    engine, x0 = get_engine(engine), np.asarray(x0, np.float64)
    algorithm = settle(algorithm)
    middles, radii = [x0], [np.zeros_like(x0)]
    with engine.context():
        state = None
        for k, g in enumerate(np.asarray(gradients, np.float64)):
            now = algorithm if step_sizes is None else algorithm._replace(step_size=float(step_sizes[k]))
            now, problem = convert(now, engine.load), convert(Linear(g), engine.load)
            if state is None:
                state = now.init(problem, engine.load(x0))
            state = now.step(problem, state, rng)
            middle, radius = engine.unload(state.x)
            middles.append(middle)
            radii.append(radius)
    return np.array(middles), None if radii[-1] is None else np.array(radii)
