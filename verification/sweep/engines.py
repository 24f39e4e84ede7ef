"""An engine at a precision: float64 and float32 by name, working precisions of the ball engine in bits."""

from __future__ import annotations

import functools
from typing import Any

import numpy as np

from refimpl.engines import Engine, PlainEngine, get_engine

FLOATS = ("float64", "float32")
MODULES = {
    "numpy": "refimpl.engines.base",
    "numba": "refimpl.engines.compiled",
    "cupy": "refimpl.engines.device",
    "ball": "refimpl.engines.certified",
}


class SinglePrecision(PlainEngine):
    """NumPy in float32: data, hyper-parameters, draws and records are rounded once on the way in."""

    def load(self, leaf: Any) -> Any:
        """Floats and arrays of floats as float32; integers stay."""
        return np.asarray(leaf, np.float32)[()] if np.asarray(leaf).dtype.kind == "f" else leaf

    def empty(self, shape: tuple[int, ...]) -> Any:
        """Storage for records."""
        return np.empty(shape, np.float32)

    def draws(self, rng: Any) -> Any:
        """The draws of every other engine, rounded."""
        return _SingleDraws(rng)


class _SingleDraws:
    def __init__(self, rng: Any) -> None:
        self._rng = rng
        self.random, self.integers = rng.random, rng.integers

    def standard_normal(self, n: int) -> np.ndarray:
        return self._rng.standard_normal(n).astype(np.float32)


def unsupported(engine: str, precision: str | int) -> str:
    """Why the engine does not compute in that format, or the empty string when it does."""
    if precision == "float32" and engine != "numpy":
        return f"engine {engine} computes in float64 only"
    return ""


@functools.cache
def engine_at(engine: str, precision: str | int) -> Engine:
    """The engine; EngineUnavailable where its library or device is missing."""
    if engine == "ball":
        return get_engine("ball", bits=int(precision))
    return SinglePrecision() if precision == "float32" else get_engine(engine)
