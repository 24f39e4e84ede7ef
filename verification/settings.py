"""Hyper-parameters for a problem: what theory prescribes, with given values over it."""

from __future__ import annotations

from typing import Any

import numpy as np

from refimpl.core.leaves import is_record, settle


def parameters(cls: Any, problem: Any, name: str, given: dict[str, Any]) -> Any:
    """The algorithm `cls` with the values `given` over what theory prescribes for the problem called `name`.

    The values stand alone where they name every field. Raises ValueError for a field or value that is not usable, and
    where theory prescribes nothing for the problem.
    """
    for key in given:
        if key not in cls._fields:
            raise ValueError(f"a hyper-parameter must be one of {', '.join(cls._fields)}, got {key!r}")
    if set(cls._fields) <= {*given, *cls._field_defaults}:
        return settle(cls(**given))
    algorithm = by_theory(cls, problem, name)
    for key, value in given.items():
        current = getattr(algorithm, key)
        if not isinstance(current, int | float | np.ndarray):
            raise ValueError(f"{key} is no number and cannot be set here, got {value!r}")
        if isinstance(current, np.ndarray) != isinstance(value, np.ndarray):
            raise ValueError(f"{key} must be like {current!r}, got {value!r}")
    return settle(algorithm._replace(**given) if given else algorithm)


def by_theory(cls: Any, problem: Any, name: str) -> Any:
    """The algorithm `cls` as theory prescribes it for the problem called `name`.

    Raises ValueError where the problem does not know what theory asks for, or theory refuses it.
    """
    try:
        return cls.prescribed(problem)
    except (AttributeError, ZeroDivisionError) as error:
        if isinstance(error, AttributeError) and not is_record(error.obj):
            raise
        lacks = f"have {error.name}" if isinstance(error, AttributeError) else "be curved"
        raise ValueError(
            f"problem {name!r} must {lacks} for theory to prescribe the parameters, and does not; "
            f"set {', '.join(f for f in cls._fields if f not in cls._field_defaults)} yourself"
        ) from None


def offers(problem: Any, oracle: str, x: np.ndarray) -> bool:
    """Whether the problem has the oracle and it is defined: a quadratic's suboptimality needs a regular A."""
    try:
        return hasattr(problem, oracle) and bool(np.isfinite(getattr(problem, oracle)(x)))
    except np.linalg.LinAlgError:
        return False
