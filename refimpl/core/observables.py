"""Quantities recorded along a run: NamedTuples with `measure(problem, state)`, compiled like the rest."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from refimpl.core.dialect import eigh, norm


class Value(NamedTuple):
    """f(x_k)."""

    def measure(self, problem, state):
        return problem.value(state.x)


class Suboptimality(NamedTuple):
    """f(x_k) - f*, in the problem's own closed form."""

    def measure(self, problem, state):
        return problem.suboptimality(state.x)


class GradientNorm(NamedTuple):
    """Euclidean norm of the gradient at x_k."""

    def measure(self, problem, state):
        return norm(problem.gradient(state.x))


class Distance(NamedTuple):
    """|x_k - point|, for instance to the minimiser."""

    point: Any

    def measure(self, problem, state):
        return norm(state.x - self.point)


class HessianEigenvalue(NamedTuple):
    """Largest eigenvalue of the Hessian at x_k: the sharpness."""

    def measure(self, problem, state):
        w, _ = eigh(problem.hessian(state.x))
        return w[-1]


class KernelEigenvalue(NamedTuple):
    """Largest eigenvalue of the tangent kernel J J' at x_k, of problems that have one."""

    def measure(self, problem, state):
        w, _ = eigh(problem.tangent_kernel(state.x))
        return w[-1]


class FrankWolfeGap(NamedTuple):
    """<grad f(x), x - v> with v the linear minimiser at the true gradient: an upper bound of f(x) - f*."""

    def measure(self, problem, state):
        g = problem.gradient(state.x)
        return np.dot(g, state.x - problem.linear_minimizer(g))


class Chain(NamedTuple):
    """A list of observables as nested records, so that each is compiled for its own type."""

    head: Any
    tail: Any

    def record(self, problem, state, row):
        row[0] = self.head.measure(problem, state)
        self.tail.record(problem, state, row[1:])


class End(NamedTuple):
    """The empty list of observables."""

    def record(self, problem, state, row):
        pass


def chain(observables: Any) -> Any:
    """Nest a sequence of observables into one record."""
    nested: Any = End()
    for observable in reversed(tuple(observables)):
        nested = Chain(observable, nested)
    return nested
