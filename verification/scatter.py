"""Rounding scatter: the same source with every operation's result perturbed by one more rounding.

Random-perturbation arithmetic in the spirit of CESTAC (Vignes): the spread of several perturbed runs measures
how far legitimate evaluations of the same formulas may differ in float64. A tolerance is measured with it,
never chosen.
"""

from __future__ import annotations

from contextlib import AbstractContextManager
from typing import Any

import numpy as np

from refimpl import run
from refimpl.engines import Engine

UNIT = 2.0**-53


class ScatterArray(np.ndarray):
    """An array whose operations return results times 1 + u xi, xi uniform on [-1, 1]."""

    source: np.random.Generator

    def __array_ufunc__(self, ufunc: Any, method: str, *inputs: Any, out: Any = None, **kwargs: Any) -> Any:
        plain = [np.asarray(x) if isinstance(x, ScatterArray) else x for x in inputs]
        if ufunc is np.matmul:  # accumulation rounds as well: every product carries its own error
            plain = [self._perturbed(x) for x in plain]
        result = getattr(ufunc, method)(*plain, **kwargs)
        if out is not None:
            np.asarray(out[0])[...] = result
            return out[0]
        return self._wrap(result)

    def __array_function__(self, function: Any, types: Any, args: Any, kwargs: Any) -> Any:
        plain = [self._perturbed(x) if isinstance(x, ScatterArray) else x for x in args]
        if function is np.linalg.eigh:
            plain = [(plain[0] + plain[0].T) / 2]
        result = function(*plain, **kwargs)
        return tuple(map(self._wrap, result)) if isinstance(result, tuple) else self._wrap(result)

    def _perturbed(self, x: Any) -> np.ndarray:
        x = np.asarray(x)
        if x.dtype.kind != "f":
            return x
        return x * (1 + UNIT * self.source.uniform(-1, 1, x.shape))

    def _wrap(self, result: Any) -> Any:
        if np.asarray(result).dtype.kind != "f":
            return result
        wrapped = np.asarray(self._perturbed(result)).view(ScatterArray)
        wrapped.source = self.source
        return wrapped

    def __array_finalize__(self, parent: Any) -> None:
        if isinstance(parent, ScatterArray) and hasattr(parent, "source"):
            self.source = parent.source


class ScatterEngine(Engine):
    """One perturbed evaluation per run; `seed` selects the perturbation."""

    name = "scatter"

    def __init__(self, seed: int) -> None:
        self._source = np.random.default_rng(seed)

    def context(self) -> AbstractContextManager[Any]:
        """Silence floating-point warnings: the loop names non-finite iterates itself."""
        return np.errstate(all="ignore")

    def load(self, leaf: Any) -> Any:
        """Arrays become perturbed arrays (their entries are exact), numbers stay."""
        if not isinstance(leaf, np.ndarray) or leaf.dtype.kind != "f":
            return leaf
        loaded = leaf.copy().view(ScatterArray)
        loaded.source = self._source
        return loaded

    def draws(self, rng: Any) -> Any:
        """Draws are data: exact."""
        return _Draws(rng, self.load)


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
    perturbed = [run(algorithm, problem, x0, steps, rng=seed, engine=ScatterEngine(i)).x for i in range(runs)]
    length = min(map(len, (exact, *perturbed)))
    return np.sqrt(np.mean([(x[:length] - exact[:length]) ** 2 for x in perturbed], axis=0))
