"""A device double: arrays that behave like CuPy's through NumPy's dispatch, on a machine without a GPU.

It finds the mistakes that break a source on a device: host arrays mixed in, implicit conversion, functions
that CuPy does not have, scalars taken for host numbers. Where CuPy would copy silently or is untested it
refuses. Names that CuPy serves are committed in `cupy_functions.txt`; see `functions_of`.
"""

from __future__ import annotations

from collections.abc import Callable
from importlib.resources import files
from typing import Any

import numpy as np
from numpy.lib.mixins import NDArrayOperatorsMixin

_NAMES = frozenset(
    files("refimpl.engines").joinpath("cupy_functions.txt").read_text("ascii").splitlines()[1:]
)
_METHODS = (
    *("all", "any", "argmax", "argmin", "argsort", "astype", "clip", "conj", "copy", "cumprod", "cumsum"),
    *("diagonal", "dot", "fill", "flatten", "max", "mean", "min", "prod", "ravel", "repeat", "reshape"),
    *("round", "sort", "squeeze", "std", "sum", "swapaxes", "take", "trace", "transpose", "var"),
)
_ARRAYS_ONLY = frozenset({"dot", "inner", "outer", "vdot", "linalg.solve"})  # CuPy takes no scalars here

synchronisations = 0
"""How often a device value was brought to the host by bool, int, float or item; a counter of the process."""

observer: Callable[[str, tuple[Any, ...], Any], None] | None = None
"""Told the name, the arguments and the result of every operation, where it is set."""


class DeviceArray(NDArrayOperatorsMixin):
    """Stands for `cupy.ndarray`. Reductions and single entries are device arrays of dimension 0, as in CuPy.

    Raises TypeError for host arrays, conversion to NumPy and functions that CuPy does not have.
    """

    def __init__(self, host: np.ndarray) -> None:
        self._host = host

    def __array_ufunc__(self, ufunc: Any, method: str, *inputs: Any, **options: Any) -> Any:
        name = ufunc.__name__
        if method != "__call__" or name not in _NAMES:
            raise TypeError(f"cupy has no np.{name}{'' if method == '__call__' else '.' + method}")
        (out,) = options.pop("out", (None,))
        for value in (*inputs, *([] if out is None else [out])):
            if isinstance(value, list | tuple):
                raise TypeError(f"np.{name} must get device arrays or scalars, got a {type(value).__name__}")
        result = ufunc(*map(_host, inputs), **{key: _host(value) for key, value in options.items()})
        if out is None:
            return _observed(name, inputs, _device(result))
        _host(out)[...] = result
        return _observed(name, inputs, out)

    def __array_function__(self, function: Any, types: Any, args: Any, kwargs: Any) -> Any:
        name = _name(function)
        if name not in _NAMES:
            raise TypeError(f"cupy has no np.{name}")
        if name in _ARRAYS_ONLY and not all(isinstance(value, DeviceArray) for value in args):
            raise TypeError(f"np.{name} must get device arrays only, got {_kinds(args)}")
        result = function(*_host(args), **{key: _host(value) for key, value in kwargs.items()})
        return _observed(name, args, _device(result))

    def __array__(self, dtype: Any = None, copy: Any = None) -> np.ndarray:
        raise TypeError("a device array must not become a host array: to_host does that explicitly")

    def __getattr__(self, name: str) -> Any:
        if name not in _METHODS:
            raise AttributeError(f"the device double has no attribute {name!r}")
        method = getattr(self._host, name)
        return lambda *args, **kwargs: _observed(name, (self, *args), _device(method(*_host(args), **kwargs)))

    @property
    def shape(self) -> tuple[int, ...]:
        """As in NumPy."""
        return self._host.shape

    @property
    def ndim(self) -> int:
        """As in NumPy."""
        return self._host.ndim

    @property
    def size(self) -> int:
        """As in NumPy."""
        return self._host.size

    @property
    def dtype(self) -> np.dtype[Any]:
        """As in NumPy."""
        return self._host.dtype

    @property
    def T(self) -> DeviceArray:
        """The transpose, a view."""
        return DeviceArray(self._host.T)

    def __len__(self) -> int:
        return len(self._host)

    def __iter__(self) -> Any:
        return (self[i] for i in range(len(self)))

    def __getitem__(self, key: Any) -> DeviceArray:
        place = _host(key if isinstance(key, tuple) else (key,))
        if not any(part is Ellipsis for part in place):
            place = (*place, Ellipsis)  # a single entry is a view too, as in CuPy
        return DeviceArray(self._host[place])

    def __setitem__(self, key: Any, value: Any) -> None:
        if not isinstance(value, DeviceArray | int | float | np.generic):
            raise TypeError(f"entries must be set to device arrays or scalars, got {_kinds([value])}")
        self._host[_host(key)] = _host(value)
        _observed("setitem", (value,), self[key])

    def item(self) -> Any:
        """The only entry as a host scalar: a synchronisation. TypeError where the dimension is not 0."""
        global synchronisations
        if self.ndim:
            raise TypeError(f"a scalar must come from an array of dimension 0, got shape {self.shape}")
        synchronisations += 1
        return self._host.item()

    def __bool__(self) -> bool:
        return bool(self.item())

    def __int__(self) -> int:
        return int(self.item())

    def __float__(self) -> float:
        return float(self.item())

    def __repr__(self) -> str:
        return f"DeviceArray({self._host!r})"


def _observed(name: str, arguments: tuple[Any, ...], result: Any) -> Any:
    if observer is not None:
        observer(name, arguments, result)
    return result


def _kinds(values: Any) -> str:
    return ", ".join("a host array" if isinstance(v, np.ndarray) else type(v).__name__ for v in values)


def _host(value: Any) -> Any:
    """Arguments with the NumPy arrays inside; TypeError where a host array was among them."""
    if isinstance(value, np.ndarray):
        raise TypeError(
            f"a device array met a host array of shape {value.shape}: build arrays from given ones"
        )
    if isinstance(value, list | tuple):
        return type(value)(map(_host, value))
    return value._host if isinstance(value, DeviceArray) else value


def _device(result: Any) -> Any:
    """Arrays and NumPy scalars as device arrays, also inside tuples; Python values as they are."""
    if isinstance(result, list | tuple):
        return tuple(map(_device, result))
    return DeviceArray(np.asarray(result)) if isinstance(result, np.ndarray | np.generic) else result


def _name(function: Any) -> str:
    module = (function.__module__ or "").removeprefix("numpy").removeprefix(".")
    return f"{module}.{function.__name__}" if module else function.__name__


def functions_of(cupy: Any) -> list[str]:
    """Names of NumPy's ufuncs and dispatched functions that the module `cupy` serves itself, sorted.

    `cupy_functions.txt` holds a line with versions and then this list.
    """
    served = set()
    for ours, theirs in ((np, cupy), (np.linalg, cupy.linalg)):
        for function in vars(ours).values():
            if isinstance(function, np.ufunc) or hasattr(function, "_implementation"):
                twin = getattr(theirs, function.__name__, None)
                if twin is not None and twin is not function:
                    served.add(function.__name__ if isinstance(function, np.ufunc) else _name(function))
    return sorted(served)


def to_device(array: Any) -> DeviceArray:
    """A copy of a host array or number on the pretended device."""
    return DeviceArray(np.array(array))


def to_host(array: DeviceArray) -> np.ndarray:
    """A copy of a device array on the host."""
    if not isinstance(array, DeviceArray):
        raise TypeError(f"to_host must get a device array, got {_kinds([array])}")
    return array._host.copy()
