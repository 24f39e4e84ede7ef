"""A device as the measurements need it: engines of both precisions, a clock, its name in words; CuPy or the double."""

from __future__ import annotations

import os
import platform
import time
from collections.abc import Callable
from typing import Any, Protocol

import numpy as np

from refimpl.engines import EngineUnavailable, get_engine
from refimpl.engines.device import DeviceEngine
from refimpl.engines.double import to_device, to_host
from verification.bench.machine import words
from verification.bench.ratios import Ratio, summarise

PRECISIONS = {"float64": 53, "float32": 24}
"""Significant bits of the formats."""


class Accelerator(Protocol):
    """Where arrays live and how time passes there."""

    def engine(self, dtype: str) -> DeviceEngine:
        """The engine whose real arrays have that format."""
        ...

    def normal(self, shape: tuple[int, ...]) -> Any:
        """Standard normal float64 numbers, made where they are used."""
        ...

    def seconds(self, call: Callable[[], object]) -> float:
        """Seconds on the device from an idle device to the end of the call's work."""
        ...

    def facts(self) -> dict[str, Any]:
        """The machine in words and the settings that matter."""
        ...


def cast(array: Any, dtype: str) -> Any:
    """A host array in that format where it is real; integers as they are."""
    return np.asarray(array, dtype) if array.dtype.kind == "f" else array


class Double:
    """The device double on the host's clock: for tests and for counting, never for figures."""

    def __init__(self) -> None:
        self._rng = np.random.default_rng(0)

    def normal(self, shape: tuple[int, ...]) -> Any:
        """From a generator of its own."""
        return to_device(self._rng.standard_normal(shape))

    def engine(self, dtype: str) -> DeviceEngine:
        """Rounds what is loaded to the format."""
        return DeviceEngine("device-double", lambda array: to_device(cast(array, dtype)), to_host)

    def seconds(self, call: Callable[[], object]) -> float:
        """Wall clock: the double has nothing to wait for."""
        begin = time.perf_counter()
        call()
        return time.perf_counter() - begin

    def facts(self) -> dict[str, Any]:
        """The host."""
        return {"device": "device double", "host": words()}


class Cuda:
    """The first CUDA device through CuPy; raises EngineUnavailable where library or device is missing."""

    def __init__(self) -> None:
        os.environ["CUPY_TF32"] = "0"  # read when CuPy loads
        get_engine("cupy")
        import cupy

        self.cupy = cupy
        try:
            self._rng = cupy.random.default_rng(0)
            A = self.normal((8, 8))
            cupy.asnumpy(np.linalg.solve(A, A @ A))
        except (
            ImportError,
            RuntimeError,
        ) as error:  # cuRAND, cuBLAS and cuSOLVER come with CUDA, not with CuPy
            words = " ".join(str(error).split())
            raise EngineUnavailable(f"CuPy's CUDA libraries must load and run, got: {words}") from None

    def normal(self, shape: tuple[int, ...]) -> Any:
        """From a generator on the device."""
        return self._rng.standard_normal(shape)

    def engine(self, dtype: str) -> DeviceEngine:
        """Rounds to the format on the host, then moves."""
        return DeviceEngine(
            "cupy",
            lambda array: self.cupy.asarray(cast(array, dtype)),
            lambda array: self.cupy.asnumpy(array),
        )

    def seconds(self, call: Callable[[], object]) -> float:
        """Between two events on the current stream, the device idle before the first."""
        self.cupy.cuda.runtime.deviceSynchronize()
        begin, end = self.cupy.cuda.Event(), self.cupy.cuda.Event()
        begin.record()
        call()
        end.record()
        end.synchronize()
        return float(self.cupy.cuda.get_elapsed_time(begin, end)) / 1e3

    def facts(self) -> dict[str, Any]:
        """Names, versions, memory, and the error of a float32 product, which shows whether TF32 is off."""
        runtime = self.cupy.cuda.runtime
        properties = runtime.getDeviceProperties(0)
        return {
            "device": properties["name"].decode(),
            "memory_GiB": round(properties["totalGlobalMem"] / 2**30, 1),
            "driver": runtime.driverGetVersion(),
            "runtime": runtime.runtimeGetVersion(),
            "cupy": self.cupy.__version__,
            "numpy": np.__version__,
            "python": platform.python_version(),
            "host": words(),
            "CUPY_TF32": os.environ["CUPY_TF32"],
            "float32_product": product_error(self.engine("float32")),
        }


def product_error(engine: DeviceEngine, n: int = 512) -> dict[str, Any]:
    """Largest error of a float32 product of n x n matrices over its majorant |A||B|, beside what TF32 would leave.

    Inputs rounded to TF32's 11 bits err by 2^-12 each on some entries; float32 by at most n 2^-24.
    """
    A, B = np.random.default_rng(0).uniform(0.5, 1.0, (2, n, n)).astype(np.float32)
    product = engine.unload(engine.load(A) @ engine.load(B))[0]
    exact = A.astype(np.float64) @ B.astype(np.float64)
    tf32 = rounded(A, 11) @ rounded(B, 11)
    error, with_tf32 = (float(np.max(np.abs(C - exact) / exact)) for C in (product, tf32))
    return {"error": error, "with_tf32": with_tf32, "tf32_off": error < with_tf32 / 4}


def rounded(array: np.ndarray, bits: int) -> np.ndarray:
    """Entries to the nearest number of so many significant bits, as float64."""
    mantissa, exponent = np.frexp(np.asarray(array, np.float64))
    return np.ldexp(np.round(np.ldexp(mantissa, bits)), exponent - bits)


def timed(device: Accelerator, call: Callable[[], object], repeats: int = 15, most: float = 5.0) -> Ratio:
    """Seconds of a call: median and quartiles of `repeats` (three at least, until `most` seconds are spent).

    One call before them is not timed: it compiles kernels and fills the memory pool.
    """
    call()
    times: list[float] = []
    while len(times) < repeats and (len(times) < 3 or sum(times) < most):
        times.append(device.seconds(call))
    return summarise(times)
