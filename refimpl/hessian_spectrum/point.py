"""The check that every estimator of this family makes of the point at which it takes the Hessian."""

from __future__ import annotations

from typing import Any

import numpy as np

from refimpl.core import checks


def check_point(problem: Any, point: Any) -> None:
    """Raise ValueError unless `point` belongs to the problem's space and its Hessian is finite there."""
    checks.array("point", point, shape=(problem.dimension(),))
    with np.errstate(all="ignore"):
        finite = np.isfinite(problem.hessian_vector(np.asarray(point, float), np.ones(len(point)))).all()
    if not finite:
        raise ValueError("point must be one where the Hessian is finite, got NaN or infinity there")
