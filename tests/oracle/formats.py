"""Correct programs in small formats: the reference rounded to nearest after every operation, sums in any order."""

from __future__ import annotations

import numpy as np

from refimpl.core.leaves import convert, settle
from verification.oracle.precision import PRECISIONS, RoundedOracles
from verification.scatter import NearestRounding, RoundedEngine


def rounded_program(cls, seed):
    """An implementation of the class in the format that the case asks for; `seed` orders its sums."""

    def program(case):
        engine = RoundedEngine(NearestRounding(seed, PRECISIONS[case.precision].bits))
        oracles = RoundedOracles(case.oracles, engine.load)
        algorithm, state, found = settle(cls(**case.parameters)), None, []
        x0 = engine.load(np.asarray(case.start, np.float64))
        with engine.context():
            for k in range(case.steps):
                if case.step_sizes is not None:
                    algorithm = algorithm._replace(step_size=float(case.step_sizes[k]))
                now = convert(algorithm, engine.load)
                state = now.init(oracles, x0) if state is None else state
                state = now.step(oracles, state, engine.draws(case.draws))
                found.append(np.asarray(state.x))
        return found

    return program
