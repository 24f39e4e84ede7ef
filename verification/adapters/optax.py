"""Gradient transformations of optax, and what is used like them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from verification.adapters import library, made
from verification.oracle import Case, NotApplicable

PLAIN, LEAVES, NUMBERS = "one array", "two leaves", "a leaf per number"


def transformation(
    make: Callable[[Any, dict[str, Any]], Any],
    *,
    split: bool = True,
    schedule: bool = True,
    compiled: bool = False,
    updates: int = 1,
    shape: Callable[[dict[str, Any]], tuple[int, ...]] | None = None,
    layouts: Sequence[str] | None = None,
) -> Implementation:
    """An implementation for `check` from `make(step_size, parameters)`, which returns a GradientTransformation.

    `step_size` is a schedule, the step size by the number of the step; without `schedule` it is a number, and
    cases where it changes are skipped. `parameters` are the hyper-parameters of the case by name. The parameters
    are held in `layouts` that take turns; without `split` (methods that act array by array) they stay one array,
    of `shape(parameters)`, a vector when left out. With `compiled`, updates go through `jax.jit`, which pays where
    they contain loops. A step takes so many `updates` (2 for `optax.contrib.sam`), each with its own gradient.
    Raises ValueError where optax is missing, where a layout is unknown, and in float64 where JAX is not set to it.
    """
    library("optax", "jax", "optax")
    known = [PLAIN, LEAVES, NUMBERS] if split and shape is None else [PLAIN]
    unknown = [name for name in layouts or () if name not in known]
    if unknown:
        raise ValueError(f"layouts must be among {', '.join(known)}, got {unknown[0]!r}")
    return Implementation(make, tuple(layouts or known), schedule, compiled, updates, shape)


@dataclass(frozen=True)
class Implementation:
    """An optax transformation as the oracle calls it, with the layouts that take turns."""

    make: Callable[[Any, dict[str, Any]], Any]
    layouts: tuple[str, ...]
    schedule: bool
    compiled: bool
    updates: int
    shape: Callable[[dict[str, Any]], tuple[int, ...]] | None

    def __call__(self, case: Case) -> list[np.ndarray]:
        """The iterates of one case."""
        jax, optax = library("optax", "jax", "optax")
        if case.precision == "float64" and not jax.config.jax_enable_x64:
            raise ValueError(
                "JAX computes in float32 unless told otherwise: call jax.config.update('jax_enable_x64', True) "
                "before anything else, or check with precision 'float32'"
            )
        dtype = getattr(jax.numpy, case.precision)
        method = made(self.make, self._step_size(jax, case, dtype), dict(case.parameters))
        params = self._tree(jax, case, case.start, dtype)
        state = method.init(params)
        update = jax.jit(method.update) if self.compiled else method.update
        points = [case.start]
        for _ in range(case.steps * self.updates):
            gradient = self._tree(jax, case, case.oracles.gradient(points[-1]), dtype)
            change, state = update(gradient, state, params)
            params = optax.apply_updates(params, change)
            points.append(_numbers(jax, params))
        return points[self.updates :: self.updates]

    def _step_size(self, jax: Any, case: Case, dtype: Any) -> Any:
        if case.step_sizes is None:
            return None
        sizes = jax.numpy.asarray(case.step_sizes, dtype)
        if self.schedule:
            return lambda count: sizes[count]
        if np.ptp(case.step_sizes):
            raise NotApplicable("its step size cannot change")
        return float(case.step_sizes[0])

    def _tree(self, jax: Any, case: Case, x: np.ndarray, dtype: Any) -> Any:
        x = jax.numpy.asarray(x, dtype)
        if case.layout == LEAVES:
            return {"first": x[: len(x) // 2], "rest": [x[len(x) // 2 :]]}
        if case.layout == NUMBERS:
            return list(x)
        return x.reshape(self.shape(case.parameters)) if self.shape else x


def _numbers(jax: Any, tree: Any) -> np.ndarray:
    leaves = [np.asarray(leaf, np.float64).reshape(-1) for leaf in jax.tree.leaves(tree)]
    return np.concatenate(leaves)
