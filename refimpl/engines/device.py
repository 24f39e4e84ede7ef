"""Engines whose arrays live on a device: CuPy, and the device double that stands in for it without a GPU."""

from __future__ import annotations

from contextlib import AbstractContextManager
from typing import Any

import numpy as np

from refimpl.engines.base import Engine, EngineUnavailable
from refimpl.engines.batch import Batch


class DeviceDraws:
    """Draws made on the host, so that they equal every other engine's, and moved to the device."""

    def __init__(self, rng: Any, to_device: Any) -> None:
        self._rng = rng
        self._to_device = to_device

    def standard_normal(self, n: int) -> Any:
        """`n` standard normal draws on the device."""
        return self._to_device(self._rng.standard_normal(n))

    def random(self) -> float:
        """One uniform draw, a host scalar."""
        return float(self._rng.random())

    def integers(self, low: int, high: int) -> int:
        """One integer, a host scalar."""
        return int(self._rng.integers(low, high))


class DeviceEngine(Engine):
    """The source on device arrays, through NumPy's own dispatch."""

    def __init__(self, name: str, to_device: Any, to_host: Any) -> None:
        self.name = name
        self._to_device = to_device
        self._to_host = to_host

    def context(self) -> AbstractContextManager[Any]:
        """Silence floating-point warnings: the loop names non-finite iterates itself."""
        return np.errstate(all="ignore")

    def load(self, leaf: Any) -> Any:
        """Arrays move to the device, numbers stay Python numbers."""
        return self._to_device(leaf) if isinstance(leaf, np.ndarray) else leaf

    def empty(self, shape: tuple[int, ...]) -> Any:
        """Device storage for records."""
        return self._to_device(np.empty(shape))

    def draws(self, rng: Any) -> DeviceDraws:
        """Host draws, moved."""
        return DeviceDraws(rng, self._to_device)

    def unload(self, array: Any) -> tuple[np.ndarray, None]:
        """Records back on the host."""
        return self._to_host(array), None

    def together(self) -> Batch:
        """Runs along the first axis of device arrays."""
        return Batch(self)


def engine() -> DeviceEngine:
    """The CuPy engine; raises EngineUnavailable where there is no CUDA device."""
    import cupy

    try:
        devices = cupy.cuda.runtime.getDeviceCount()
    except cupy.cuda.runtime.CUDARuntimeError as error:
        raise EngineUnavailable(f"engine 'cupy' needs a CUDA device and driver, got: {error}") from None
    if not devices:
        raise EngineUnavailable("engine 'cupy' needs a CUDA device, and none is visible")
    return DeviceEngine("cupy", cupy.asarray, cupy.asnumpy)


def double_engine() -> DeviceEngine:
    """The device double as an engine: finds most device mistakes on a machine without a GPU."""
    from refimpl.engines.double import to_device, to_host

    return DeviceEngine("device-double", to_device, to_host)
