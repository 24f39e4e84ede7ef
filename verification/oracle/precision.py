"""Number formats of implementations: what data they can hold, and how far rounding carries a step."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from refimpl.core.leaves import convert, is_record
from verification.scatter import to_bits


class Precision(NamedTuple):
    """A binary format with `bits` significant bits; arrays are handed over as `dtype`.

    NumPy has no bfloat16: there the arrays are float32 whose entries fit in 8 bits.
    """

    name: str
    bits: int
    dtype: Any
    limits: tuple[float, float] = (0.0, float("inf"))  # the positive normal numbers, where they are soon left

    @property
    def unit(self) -> float:
        """Unit roundoff."""
        return 2.0**-self.bits

    def array(self, x: Any) -> np.ndarray:
        """The entries rounded once to the format."""
        return np.asarray(x if self.bits == 53 else to_bits(x, self.unit)).astype(self.dtype)

    def problem(self, problem: Any) -> Any:
        """The problem with data that the format holds, so that reading them is no error."""
        return problem if self.bits == 53 else convert(problem, lambda leaf: to_bits(leaf, self.unit)[()])

    def parameters(self, algorithm: Any) -> Any:
        """The algorithm with hyper-parameters that the format holds, cut off so that beta < 1 stays below 1.

        None is so small that a sum with it leaves the format's range (epsilon = 1e-8 is 0 in float16).
        """
        least = 16 * self.limits[0]

        def cut(leaf: Any) -> Any:
            leaf = np.where((np.abs(leaf) < least) & (leaf != 0), np.copysign(least, leaf), leaf)
            mantissa, exponent = np.frexp(leaf)
            return np.ldexp(np.trunc(mantissa / self.unit) * self.unit, exponent)[()]

        return algorithm if self.bits == 53 else convert(algorithm, cut)


PRECISIONS = {
    p.name: p
    for p in (
        Precision("float64", 53, np.float64),
        Precision("float32", 24, np.float32),
        Precision("float16", 11, np.float16, (2.0**-14, 65504.0)),
        Precision("bfloat16", 8, np.float32),
    )
}


class RoundedOracles:
    """A problem whose oracles compute in float64 and round what they return once, by `rounding`."""

    def __init__(self, problem: Any, rounding: Any) -> None:
        self._problem, self._rounding = problem, rounding

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._problem, name)
        if not callable(found):
            return found

        def call(*arguments: Any) -> Any:
            result = found(
                *(np.asarray(a, np.float64) if isinstance(a, np.ndarray) else a for a in arguments)
            )
            if is_record(result) or isinstance(result, RoundedOracles):  # a draw that is a problem itself
                return RoundedOracles(result, self._rounding)
            plain = np.asarray(result)
            return self._rounding(plain) if plain.dtype.kind == "f" else result

        return call


class NotApplicable(Exception):
    """Raised by an implementation that cannot take a case: the case is skipped, with this reason."""


class TapedGradients:
    """Oracles that return prescribed gradients `rows` (n, d), call by call, wherever they are asked."""

    def __init__(self, rows: np.ndarray, convert_row: Any) -> None:
        self._rows, self._convert, self._next = rows, convert_row, 0

    def gradient(self, x: Any) -> Any:
        """The next gradient of the tape; NotApplicable where the method has none left."""
        if self._next == len(self._rows):
            raise NotApplicable(f"it asks for more than {len(self._rows)} gradients")
        self._next += 1
        return self._convert(self._rows[self._next - 1])
