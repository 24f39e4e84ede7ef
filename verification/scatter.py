"""Rounding as a source of randomness: the same source, every operation's result rounded once more.

Random-rounding arithmetic in the spirit of CESTAC (Vignes): the spread of several such runs measures how far
legitimate evaluations of the same formulas may differ in a format. A tolerance is measured with it, never chosen.
A format's range of exponents is not modelled: a run that leaves it ends there, if the range is given.
"""

from __future__ import annotations

from contextlib import AbstractContextManager
from typing import Any

import numpy as np

from refimpl import run
from refimpl.engines import Engine


class ExtraRounding:
    """Results times 1 + u xi, xi uniform on [-1, 1], u = 2^-bits: for the format that the arithmetic runs in."""

    def __init__(self, seed: int, bits: int = 53) -> None:
        self.rng, self.unit = np.random.default_rng(seed), 2.0**-bits

    def result(self, x: Any) -> np.ndarray:
        """The result of an operation, rounded."""
        return self.operand(x)

    def operand(self, x: Any) -> np.ndarray:
        """The data of a solver, disturbed as its backward error allows."""
        return x * (1 + self.unit * self.rng.uniform(-1, 1, np.shape(x)))

    def order(self, n: int) -> np.ndarray:
        """The order in which n terms are summed."""
        return np.arange(n)


class OutOfRange(ArithmeticError):
    """A result leaves the normal range of the format: what happens there is not a matter of rounding."""


class RandomRounding(ExtraRounding):
    """Up or down to `bits` bits at random, without bias; what fits in the format is exact.

    `limits` are the least and largest positive normal numbers: beyond them OutOfRange is raised.
    """

    def __init__(self, seed: int, bits: int = 53, limits: tuple[float, float] = (0.0, np.inf)) -> None:
        super().__init__(seed, bits)
        self.limits = limits

    def result(self, x: Any) -> np.ndarray:
        """The result of an operation, rounded."""
        size, (least, largest) = np.abs(x), self.limits
        # NaN is neither; two reductions nearly always answer for all entries
        small = np.fmin.reduce(size, axis=None, initial=np.inf) < least
        if np.fmax.reduce(size, axis=None, initial=0.0) > largest or (
            small and np.any((size < least) & (size > 0))
        ):
            raise OutOfRange(f"a result outside of {self.limits}")
        mantissa, exponent = np.frexp(x)
        scaled = mantissa / self.unit
        low = np.floor(scaled)
        up = self.rng.random(np.shape(x)) < scaled - low
        return np.ldexp((low + up) * self.unit, exponent)


class NearestRounding(ExtraRounding):
    """To the nearest of `bits` bits, ties to even, sums in random order: what a correct program in the format does."""

    def result(self, x: Any) -> np.ndarray:
        """The result of an operation, rounded."""
        return to_bits(x, self.unit)

    def operand(self, x: Any) -> np.ndarray:
        """The data of a solver; it computes in float64 here and rounds its result."""
        return x

    def order(self, n: int) -> np.ndarray:
        """The order in which n terms are summed."""
        return self.rng.permutation(n)


def to_bits(x: Any, unit: float) -> np.ndarray:
    """x rounded to the nearest float with unit roundoff `unit` = 2^-bits, ties to even."""
    mantissa, exponent = np.frexp(x)
    return np.ldexp(np.rint(mantissa / unit) * unit, exponent)


class RoundedArray(np.ndarray):
    """An array whose operations round by `source`; sums and products of matrices round every term."""

    source: Any

    def __array_ufunc__(self, ufunc: Any, method: str, *inputs: Any, out: Any = None, **kwargs: Any) -> Any:
        plain = [np.asarray(x) if isinstance(x, RoundedArray) else x for x in inputs]
        if ufunc is np.matmul:
            result = self._product(*plain)
        elif ufunc is np.add and method == "reduce":
            result = self._total(plain[0], kwargs.get("axis", 0))
        else:
            result = getattr(ufunc, method)(*plain, **kwargs)
        if out is not None:
            np.asarray(out[0])[...] = result
            return out[0]
        return tuple(map(self._wrap, result)) if isinstance(result, tuple) else self._wrap(result)

    def __array_function__(self, function: Any, types: Any, args: Any, kwargs: Any) -> Any:
        plain = [np.asarray(x) if isinstance(x, RoundedArray) else x for x in args]
        if function is np.dot:
            return self._wrap(self._product(*plain))
        if function in (np.sum, np.mean):
            axis = kwargs.get("axis", plain[1] if len(plain) > 1 else None)
            total = self._total(plain[0], axis)
            count = np.size(plain[0]) // max(np.size(total), 1)
            return self._wrap(total if function is np.sum else self.source.result(total) / count)
        if getattr(function, "__module__", "") == "numpy.linalg":
            plain = [self.source.operand(x) if isinstance(x, np.ndarray) else x for x in plain]
        if function is np.linalg.eigh:
            plain = [(plain[0] + plain[0].T) / 2]
        unwrapped = [
            type(x)(np.asarray(v) if isinstance(v, RoundedArray) else v for v in x)
            if isinstance(x, tuple | list)
            else x
            for x in plain
        ]
        result = function(*unwrapped, **kwargs)
        return tuple(map(self._wrap, result)) if isinstance(result, tuple) else self._wrap(result)

    def _product(self, a: np.ndarray, b: np.ndarray) -> np.ndarray:
        if np.ndim(a) == 0 or np.ndim(b) == 0:
            return a * b
        left = a if np.ndim(a) == 2 else a[None]
        right = b if np.ndim(b) == 2 else b[:, None]
        terms = self.source.result(left[:, :, None] * right[None])
        total = self._total(terms, 1)
        return total.reshape((*np.shape(a)[:-1], *np.shape(b)[1:]))

    def _total(self, terms: np.ndarray, axis: Any) -> Any:
        terms = np.ravel(terms) if axis is None else np.moveaxis(terms, axis, 0)
        total = np.zeros(terms.shape[1:])
        for i in self.source.order(len(terms)):
            total = self.source.result(total + terms[i])
        return total

    def _wrap(self, result: Any) -> Any:
        if np.asarray(result).dtype.kind != "f":
            return result
        return rounded(self.source.result(np.asarray(result)), self.source)

    def __array_finalize__(self, parent: Any) -> None:
        if isinstance(parent, RoundedArray) and hasattr(parent, "source"):
            self.source = parent.source


def rounded(x: Any, source: Any) -> RoundedArray:
    """The array, exact as it is, as one whose operations round by `source`."""
    array = np.array(x, np.float64).view(RoundedArray)
    array.source = source
    return array


class RoundedEngine(Engine):
    """One run in which every operation on arrays rounds by `source`; data and draws are exact.

    Numbers are rounded in the formats below float64 only: there, too, people compute coefficients in the format.
    """

    name = "rounded"

    def __init__(self, source: Any, numbers: bool = False) -> None:
        self._source, self._kinds = source, (np.ndarray, float) if numbers else np.ndarray

    def context(self) -> AbstractContextManager[Any]:
        """Silence floating-point warnings: the loop names non-finite iterates itself."""
        return np.errstate(all="ignore")

    def load(self, leaf: Any) -> Any:
        """Arrays of floats (and numbers, if asked) begin to round; the rest stays."""
        if not isinstance(leaf, self._kinds) or np.asarray(leaf).dtype.kind != "f":
            return leaf
        return rounded(leaf, self._source)

    def draws(self, rng: Any) -> Any:
        """Draws are data: exact."""
        return _Draws(rng, self.load)

    def unload(self, array: Any) -> tuple[np.ndarray, np.ndarray | None]:
        """Records as a host array; no radius is known."""
        return np.asarray(array), None


class _Draws:
    def __init__(self, rng: Any, load: Any) -> None:
        self._rng, self._load = rng, load
        self.random, self.integers = rng.random, rng.integers

    def standard_normal(self, n: int) -> Any:
        return self._load(self._rng.standard_normal(n))


def scatter(algorithm: Any, problem: Any, x0: Any, steps: int, *, seed: int = 0, runs: int = 8) -> np.ndarray:
    """Root-mean-square spread (steps + 1, ...) of `runs` perturbed runs around the unperturbed one.

    All runs draw from generators seeded with `seed`; runs that end early shorten the result.
    """
    exact = run(algorithm, problem, x0, steps, rng=seed).x
    engines = [RoundedEngine(ExtraRounding(i)) for i in range(runs)]
    perturbed = [run(algorithm, problem, x0, steps, rng=seed, engine=engine).x for engine in engines]
    length = min(map(len, (exact, *perturbed)))
    return np.sqrt(np.mean([(x[:length] - exact[:length]) ** 2 for x in perturbed], axis=0))
