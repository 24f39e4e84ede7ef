"""Methods of `scipy.optimize.minimize`, and callables that it takes for one."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from verification.adapters import library, made
from verification.oracle import Case, NotApplicable


def minimizer(make: Callable[[dict[str, Any]], dict[str, Any]]) -> Callable[[Case], list[np.ndarray]]:
    """An implementation for `check` from `make(parameters)`, which returns keywords of `scipy.optimize.minimize`.

    The iterates are those that the callback sees, as a vector or a result object, and the last one is that of the
    result returned. `maxiter` is added to the options. Skipped are cases where the step size changes or the method
    stops early, and all of SciPy's own methods: they choose their steps by a search that no registered method has.
    """
    (optimize,) = library("scipy", "scipy.optimize")

    def implementation(case: Case) -> list[np.ndarray]:
        keywords = made(make, dict(case.parameters))
        method = keywords.get("method") or "BFGS"
        if isinstance(method, str):
            raise NotApplicable(f"{method} searches for its steps in a way that no registered method has")
        if case.step_sizes is not None and np.ptp(case.step_sizes):
            raise NotApplicable("its step size cannot change")
        iterates: list[np.ndarray] = []

        def callback(intermediate_result: Any) -> None:
            iterates.append(np.array(getattr(intermediate_result, "x", intermediate_result)))

        def value(x: np.ndarray) -> float:
            return float(case.oracles.value(x)) if hasattr(case.oracles, "value") else 0.0

        given = {
            "jac": case.oracles.gradient,
            "hess": getattr(case.oracles, "hessian", None),
            **keywords,
            "options": {**keywords.get("options", {}), "maxiter": case.steps},
        }
        result = optimize.minimize(value, case.start, callback=callback, **given)
        if len(iterates) != case.steps:
            raise NotApplicable(
                f"it called back {len(iterates)} times in {case.steps} steps: {result.message}"
            )
        return [*iterates[:-1], np.asarray(result.x)]

    return implementation
