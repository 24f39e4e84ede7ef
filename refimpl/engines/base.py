"""What an engine is, and the plain NumPy one."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from typing import Any

import numpy as np


class EngineUnavailable(RuntimeError):
    """The engine's library or device is missing; the message says what to install."""


class Engine:
    """How values get in and out and who runs the loop. The defaults are the NumPy engine's."""

    name = "numpy"
    undecidable: tuple[type[Exception], ...] = ()

    def context(self) -> AbstractContextManager[Any]:
        """Entered around a whole run (floating-point warnings, precision)."""
        return nullcontext()

    def load(self, leaf: Any) -> Any:
        """A float or host array as this engine's own kind of number or array."""
        return leaf

    def empty(self, shape: tuple[int, ...]) -> Any:
        """Storage for records."""
        return np.empty(shape)

    def draws(self, rng: Any) -> Any:
        """The source of random draws, giving this engine's arrays."""
        return rng

    def driver(self, loop: Callable[..., Any]) -> Callable[..., Any]:
        """The loop as this engine runs it."""
        return loop

    def unload(self, array: Any) -> tuple[np.ndarray, np.ndarray | None]:
        """Records as a host array, with error radii where the engine knows them."""
        return array, None

    def keep(self, array: Any) -> Any:
        """Records in the engine's own form where they say more than the host array."""
        return None

    def map(self, one: Callable[[int], Any], n: int) -> list[Any]:
        """`[one(0), ..., one(n - 1)]`, in parallel where that pays."""
        return [one(i) for i in range(n)]

    def together(self) -> Any:
        """The `Batch` that steps many runs at once. ValueError where the engine has none."""
        raise ValueError(f"together=True must be on engine 'numpy' or 'cupy', got engine {self.name!r}")


class PlainEngine(Engine):
    """The source as it stands; overflow and invalid operations end as outcomes, not as warnings."""

    def context(self) -> AbstractContextManager[Any]:
        """Silence floating-point warnings: the loop names non-finite iterates itself."""
        return np.errstate(all="ignore")

    def together(self) -> Any:
        """Runs along the first axis of NumPy's arrays."""
        from refimpl.engines.batch import Batch  # which needs Engine at import

        return Batch(self)


def engine() -> PlainEngine:
    """The NumPy engine."""
    return PlainEngine()
