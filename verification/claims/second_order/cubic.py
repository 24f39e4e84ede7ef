"""What lazy and plain cubic Newton share: exact iterates and the conditions of a global minimiser of the model."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple

import numpy as np

from refimpl.problems import LogQuadratic, Quadratic, random_robust_regression
from verification.arithmetic.cubic import path, sheared
from verification.evidence import bound, identity
from verification.finding import Finding, worst
from verification.trial import complete_run, first_iterates

# eigenvalues -1 and 1, with eigenvectors (0.6, 0.8) and (0.8, -0.6)
ROTATED = np.array([[0.28, -0.96], [-0.96, -0.28]])


def in_general(variants: Iterable[Any]) -> tuple[Any, ...]:
    """Those that differ in two dimensions far from saddles."""
    near = ("hard-case-forgotten", "hard-case-imaginary", "length-from-zero", "length-within-newtons")
    return tuple(v for v in variants if v.variant_name not in near)


class Restarted(NamedTuple):
    """A method whose every step is its first."""

    inner: Any

    def validate(self, problem: Any) -> None:
        self.inner.validate(problem)

    def init(self, problem: Any, x0: Any) -> Any:
        return self.inner.init(problem, x0)

    def step(self, problem: Any, state: Any, rng: Any) -> Any:
        return self.inner.step(problem, self.inner.init(problem, state.x), rng)


def in_the_plane(make: Any, period: int, engine: str, serve: Any = lambda problem: problem) -> Finding:
    """The first five iterates of `make(4.0)` in the plane, from a point with an indefinite Hessian."""
    return first_iterates(
        make(4.0), serve(sheared()), np.array([2.0, -0.5]), path((2.0, -0.5), 4, period, 5), engine
    )


def steps_minimise(make: Any, period: int, engine: str, serve: Any = lambda problem: problem) -> Finding:
    """(H + (M r/2) I) h = -g and lambda_min(H) + M r/2 >= 0 at every step of `make(M)`, hard cases included.

    H is that of the phase's start. The hard cases start where g is orthogonal to the lowest eigenvector. Near the
    saddle of the last instance other roots of the length's equation are below the right one. `serve` makes of a
    problem one with the oracles that the method asks.
    """
    hard = Quadratic(np.diag([-1.5, 0.5, 2.0]), np.zeros(3))
    rotated = Quadratic(ROTATED, np.zeros(2))
    instances: list[tuple[Any, np.ndarray, int]] = [
        (random_robust_regression(15, 5, 2.0, seed=0), 2 * np.random.default_rng(1).standard_normal(5), 9),
        (hard, np.array([0.0, 1.0, -0.5]), 1),
        (hard, np.zeros(3), 1),
        (hard, np.array([0.0, 40.0, -3.0]), 1),
        (rotated, np.array([0.4, -0.3]), 2),
        (LogQuadratic(2), np.array([0.5, -0.25]), 2),
        (Quadratic(np.diag([-1.0, 2.0]), np.zeros(2)), np.array([0.25, 0.125]), 1),
    ]
    findings = []
    for problem, x0, steps in instances:
        M = 1.0
        x = complete_run(make(M), serve(problem), x0, steps, engine=engine).x
        H = [problem.hessian(x[k - k % period]) for k in range(steps)]
        h = np.diff(x, axis=0)
        shift = M / 2 * np.linalg.norm(h, axis=1)
        residual = [problem.gradient(x[k]) + H[k] @ h[k] + shift[k] * h[k] for k in range(steps)]
        # h carries the rounding of x, |x| <= 10, times |H| + shift <= 10: 100 u with the solver's own
        findings.append(identity(np.array(residual), np.zeros_like(h), tolerance=1e-13, scale=1.0))
        lowest = np.array([np.linalg.eigvalsh(matrix)[0] for matrix in H])
        findings.append(
            bound(np.maximum(-lowest, 0), shift, allowance=np.full(steps, 1e-13), ylabel="-lambda_min(H)")
        )
    return worst(findings)
