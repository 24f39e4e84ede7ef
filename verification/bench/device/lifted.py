"""Many runs at once from the one source: arrays that hide a leading axis of runs behind NumPy's own dispatch.

An algorithm sees a vector of shape (d,) where the array inside has shape (runs, d); what all runs share (the data of
a problem) is lifted too, without that axis. Inside may be NumPy's arrays, CuPy's or device doubles. Functions outside
`lifted_functions` raise TypeError, and so does every conversion to a Python number, since runs may differ in it: which
algorithms run in batches is found by trying (`batchable`), not declared.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.lib.mixins import NDArrayOperatorsMixin


class HostBranch(TypeError):
    """The source asks for a number of all runs at once, in which they may differ."""


class Lifted(NDArrayOperatorsMixin):
    """`array` (runs, ...) where `runs` holds, else the same array for all runs. Shape and axes are those of one run."""

    def __init__(self, array: Any, runs: bool) -> None:
        self.array, self.runs = array, runs

    @property
    def shape(self) -> tuple[int, ...]:
        """Of one run."""
        return tuple(self.array.shape[1:] if self.runs else self.array.shape)

    @property
    def ndim(self) -> int:
        """Of one run."""
        return len(self.shape)

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
        raise HostBranch("branches on a value in which runs may differ")

    def __int__(self) -> int:
        raise HostBranch("takes an integer in which runs may differ")

    def __float__(self) -> float:
        raise HostBranch("takes a number in which runs may differ")

    def __array__(self, dtype: Any = None, copy: Any = None) -> Any:
        raise TypeError("a batch must not become a host array")

    def __getitem__(self, key: Any) -> Lifted:
        return Lifted(self.array[self._place(key)], self.runs)

    def __setitem__(self, key: Any, value: Any) -> None:
        if isinstance(value, Lifted) and value.runs and not self.runs:
            raise TypeError("entries that all runs share must not be set to those of one")
        place = self._place(key)
        if isinstance(value, Lifted):
            value = aligned([value], self[key].ndim)[0]
        self.array[place] = value

    def _place(self, key: Any) -> tuple[Any, ...]:
        parts = key if isinstance(key, tuple) else (key,)
        if not all(isinstance(part, int | slice) for part in parts):
            raise TypeError("an index into a batch must be of integers and slices")
        return (slice(None), *parts, Ellipsis) if self.runs else (*parts, Ellipsis)

    def copy(self) -> Lifted:
        """A copy."""
        return Lifted(self.array.copy(), self.runs)

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
        from verification.bench.device.lifted_functions import product  # which needs Lifted at import

        if method != "__call__" or options.keys() - {"out"} or not all(map(_known, inputs)):
            raise TypeError(f"np.{ufunc.__name__} is not known in this form over a batch")
        if ufunc is np.matmul:
            return product(*inputs)
        if ufunc.signature is not None or ufunc.nout != 1:
            raise TypeError(f"np.{ufunc.__name__} is not known over a batch")
        (out,) = options.pop("out", (None,))
        rank = max(x.ndim if isinstance(x, Lifted) else 0 for x in inputs)
        result = Lifted(ufunc(*aligned(inputs, rank)), any_runs(inputs))
        if out is None:
            return result
        out[(slice(None),) * min(out.ndim, 1)] = result  # in place, as the caller's other names of it expect
        return out

    def __array_function__(self, function: Any, types: Any, args: Any, kwargs: Any) -> Any:
        from verification.bench.device.lifted_functions import FUNCTIONS

        known = FUNCTIONS.get(function)
        if known is None:
            raise TypeError(f"np.{function.__name__} is not known over a batch")
        return known(*args, **kwargs)


def _known(value: Any) -> bool:
    return isinstance(value, Lifted | bool | int | float | np.generic)


def any_runs(values: Any) -> bool:
    """Whether runs may differ in any of the values."""
    return any(isinstance(value, Lifted) and value.runs for value in values)


def aligned(values: Any, rank: int) -> list[Any]:
    """The arrays inside with unit axes after that of the runs, so that the axes of one run broadcast from the right."""
    return [
        value.array.reshape(value.array.shape[0], *[1] * (rank - value.ndim), *value.shape)
        if isinstance(value, Lifted) and value.runs
        else value.array
        if isinstance(value, Lifted)
        else value
        for value in values
    ]
