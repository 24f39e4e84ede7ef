"""Arrays that hide a leading axis of runs behind NumPy's own dispatch.

An algorithm sees a vector of shape (d,) where the array inside has shape (runs, d); what all runs share (the data of
a problem) is lifted too, without that axis. Inside may be NumPy's arrays, CuPy's or device doubles. Functions outside
`functions` raise TypeError, and so does every conversion to a Python number in which runs may differ.
"""

from __future__ import annotations

import operator
from typing import Any

import numpy as np
from numpy.lib.mixins import NDArrayOperatorsMixin


class NotTogether(TypeError):
    """The source asks for what is not known over many runs at once."""


class HostBranch(NotTogether):
    """The source asks for a number of all runs at once, and they may differ in it."""


class NoSuchMethod(NotTogether, AttributeError):
    """What `hasattr` takes for no."""


class Lifted(NDArrayOperatorsMixin):
    """`array` (runs, ...) where `runs` holds, else the same array for all runs. Shape and axes are those of one run."""

    def __init__(self, array: Any, runs: bool) -> None:
        self.array, self.runs = array, runs

    @property
    def shape(self) -> tuple[int, ...]:
        """Of one run."""
        return self.array.shape[1:] if self.runs else self.array.shape

    @property
    def ndim(self) -> int:
        """Of one run."""
        return int(self.array.ndim - self.runs)

    @property
    def size(self) -> int:
        """Of one run."""
        return int(np.prod(self.shape))

    @property
    def dtype(self) -> Any:
        """As inside."""
        return self.array.dtype

    @property
    def T(self) -> Lifted:
        """The transpose of a vector or matrix."""
        return Lifted(np.swapaxes(self.array, -1, -2), self.runs) if self.ndim == 2 else self

    def __len__(self) -> int:
        return self.shape[0]

    def __bool__(self) -> bool:
        return bool(self._same("branches on a value"))

    def __int__(self) -> int:
        return int(self._same("takes an integer"))

    def __index__(self) -> int:
        return operator.index(self._same("takes an integer").item())

    def __float__(self) -> float:
        return float(self._same("takes a number"))

    def _same(self, asks: str) -> Any:
        """The array inside where it is the same in all runs."""
        if self.runs:
            raise HostBranch(f"the source {asks} in which runs may differ")
        return self.array

    def __getattr__(self, name: str) -> Any:
        raise NoSuchMethod(f"the attribute {name} of an array is not known over a batch")

    def __array__(self, dtype: Any = None, copy: Any = None) -> Any:
        raise NotTogether("a batch must not become a host array")

    def __getitem__(self, key: Any) -> Lifted:
        array, place, runs = self._place(key)
        return Lifted(array[place], runs)

    def __setitem__(self, key: Any, value: Any) -> None:
        array, place, runs = self._place(key)
        if not self.runs and (runs or any_runs([value])):
            raise NotTogether("entries that all runs share must not be set to those of one")
        if isinstance(value, Lifted):
            value = aligned([value], self[key].ndim)[0]
        array[place] = value

    def _place(self, key: Any) -> tuple[Any, tuple[Any, ...], bool]:
        """An array, where in it the entries are, and whether they are those of runs."""
        parts = key if isinstance(key, tuple) else (key,)
        if not all(map(_is_place, parts)):
            raise NotTogether("an index into a batch must be of integers and slices")
        inside = [part.array if isinstance(part, Lifted) else part for part in parts]
        if any_runs(parts):  # each run has its own place: NumPy puts the axis of such places first
            own = next(part.array for part in parts if isinstance(part, Lifted) and part.runs)
            rows = np.cumsum(np.ones_like(own)) - 1 if self.runs else np.zeros_like(own)
            return self.array if self.runs else self.array[None], (rows, *inside, Ellipsis), True
        return self.array, (slice(None), *inside, Ellipsis) if self.runs else (*inside, Ellipsis), self.runs

    def copy(self) -> Lifted:
        """A copy."""
        return Lifted(self.array.copy(), self.runs)

    def reshape(self, *shape: Any) -> Lifted:
        """Of one run."""
        shape = shape[0] if isinstance(shape[0], tuple) else shape
        return Lifted(self.array.reshape(*self.array.shape[: self.runs], *shape), self.runs)

    def ravel(self) -> Lifted:
        """Of one run."""
        return self.reshape(-1)

    def sum(self, axis: int | None = None) -> Lifted:
        """Of one run."""
        return np.sum(self, axis=axis)

    def all(self, axis: int | None = None) -> Any:
        """Of one run."""
        return np.all(self, axis=axis)

    def dot(self, other: Any) -> Lifted:
        """As `np.dot`."""
        return np.dot(self, other)

    def __array_ufunc__(self, ufunc: Any, method: str, *inputs: Any, **options: Any) -> Lifted:
        from refimpl.engines.batch.functions import product  # which needs Lifted at import

        if method != "__call__" or options.keys() - {"out"} or not all(map(_known, inputs)):
            raise NotTogether(f"np.{ufunc.__name__} is not known in this form over a batch")
        if ufunc is np.matmul:
            return product(*inputs)
        if ufunc.signature is not None or ufunc.nout != 1:
            raise NotTogether(f"np.{ufunc.__name__} is not known over a batch")
        (out,) = options.pop("out", (None,))
        rank = max((x.ndim for x in inputs if isinstance(x, Lifted)), default=0)
        result = Lifted(ufunc(*aligned(inputs, rank)), any_runs(inputs))
        if out is None:
            return result
        out[(slice(None),) * min(out.ndim, 1)] = result  # in place, as the caller's other names of it expect
        return out

    def __array_function__(self, function: Any, types: Any, args: Any, kwargs: Any) -> Any:
        from refimpl.engines.batch.functions import FUNCTIONS

        known = FUNCTIONS.get(function)
        if known is None:
            raise NotTogether(f"np.{function.__name__} is not known over a batch")
        try:
            return known(*args, **kwargs)
        except NotTogether:
            raise
        except TypeError as error:
            raise NotTogether(f"np.{function.__name__} is not known in this form over a batch") from error


def _known(value: Any) -> bool:
    return isinstance(value, Lifted | bool | int | float | np.generic)


def _is_place(value: Any) -> bool:
    if isinstance(value, slice):
        return not any(isinstance(end, Lifted) for end in (value.start, value.stop, value.step))
    if isinstance(value, Lifted):
        return value.ndim == 0 and value.dtype.kind in "iu"
    return value is None or isinstance(value, int)


def any_runs(values: Any) -> bool:
    """Whether runs may differ in any of the values."""
    return any(isinstance(value, Lifted) and value.runs for value in values)


def aligned(values: Any, rank: int) -> list[Any]:
    """The arrays inside with unit axes after that of the runs, so that the axes of one run broadcast from the right."""
    return [_aligned(value, rank) if isinstance(value, Lifted) else value for value in values]


def _aligned(value: Lifted, rank: int) -> Any:
    missing = rank - value.ndim if value.runs else 0
    if not missing:
        return value.array
    return value.array.reshape(value.array.shape[0], *[1] * missing, *value.shape)
