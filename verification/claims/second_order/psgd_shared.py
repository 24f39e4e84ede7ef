"""What the claims of PSGD share: the preconditioner read off steps, and checks that differ by a formula only."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np

from refimpl.core.draws import tape
from verification.arithmetic import psgd as decimals
from verification.arithmetic import spectral
from verification.arithmetic.diagonal import quartic_gradient
from verification.evidence import identity, tight
from verification.finding import Finding, worst
from verification.trial import first_iterates
from verification.vectors.second_way.decimals import Matrix, Vector
from verification.vectors.second_way.decimals import identity as unit_matrix

STEP = 0.125
INDEFINITE = np.array([[2.0, 1.0, -0.5], [1.0, -1.0, 0.25], [-0.5, 0.25, 0.0625]])
DEFINITE = np.array([[2.0, 1.0, -0.5], [1.0, 1.0, 0.25], [-0.5, 0.25, 1.0]])
SHEAR = np.array([[1.0, 2.0, 0.0], [0.5, -1.0, 0.25], [0.0, 1.0, 2.0]])
# d <= 3, condition numbers of P below 1e3: some 50 operations per step, amplified by the condition number
ROUNDING = 1e5 * 2.0**-53


class Constant(NamedTuple):
    """A Hessian and a gradient that are the same everywhere."""

    H: Any
    g: Any

    def gradient(self, x):
        return self.g

    def hessian_vector(self, x, v):
        return self.H @ v


def preconditioners(algorithm: Any, H: np.ndarray, draws: np.ndarray, start: Any = None) -> np.ndarray:
    """P_1, P_2, ..., (n, d, d), one for every row of draws: what basis vectors as gradients move an iterate by.

    `start` replaces the fitted matrix of the first state.
    """
    d = len(H)
    problems = [Constant(H, e) for e in np.eye(d)]
    state = algorithm.init(problems[0], np.zeros(d))
    if start is not None:
        state = state._replace(**{state._fields[1]: np.array(start, float)})
    found = []
    for v in np.asarray(draws, float):
        moved = [algorithm.step(problem, state, tape(v)) for problem in problems]
        found.append(np.column_stack([-after.x / algorithm.step_size for after in moved]))
        state = moved[0]._replace(x=np.zeros(d))
    return np.array(found)


def criterion(P: np.ndarray, v: np.ndarray, h: np.ndarray) -> float:
    """h'P h + v'P^{-1} v."""
    return float(h @ P @ h + v @ np.linalg.solve(P, v))


def criteria(algorithm: Any, H: np.ndarray, draws: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """P_0 = I, P_1, ..., and the criterion of the pair of every step before and after it."""
    P = np.concatenate([[np.eye(len(H))], preconditioners(algorithm, H, draws)])
    before, after = (
        np.array([criterion(p, v, H @ v) for p, v in zip(which, draws)]) for which in (P[:-1], P[1:])
    )
    return P, before, after


def squared_map(p: float, eigenvalue: float, mu: float) -> float:
    """p+ of a factor q = sqrt p with q+ = q (1 - mu tanh ln p|eigenvalue|)."""
    return float(p * (1 - mu * np.tanh(np.log(p * abs(eigenvalue)))) ** 2)


def normals(n: int, d: int, seed: int = 0) -> np.ndarray:
    """Draws (n, d)."""
    return np.random.default_rng(seed).standard_normal((n, d))


def on_a_quartic(
    algorithm: Any, fit: decimals.Fit, engine: str, order: tuple[int, ...] = (0, 1, 2, 3, 4)
) -> Finding:
    """The first iterates on a quartic in four variables with an indefinite Hessian, draws taken in that order."""
    draws, s = np.array(spectral.NORMALS)[list(order)], algorithm.step_size

    def derivatives(x: Vector) -> tuple[Vector, Matrix]:
        return quartic_gradient(x), spectral.hessian(x)

    expected = decimals.iterates(derivatives, fit, unit_matrix(4), spectral.POINT, draws.tolist(), s)
    start = np.array(spectral.POINT)
    return first_iterates(algorithm, spectral.quartic(), start, expected, engine, rng=tape(draws.ravel()))


def along_axes(
    make: Callable[[float], Any], after: Callable[[float, float, float], float], steps: tuple[float, ...]
) -> Finding:
    """Probes along the axes of diagonal Hessians: every p_i follows p+ = after(p, lambda_i, mu) in its own turn."""
    findings = []
    spectrum = np.array([4.0, -0.5, 0.25])
    axes = np.tile(np.eye(3), (8, 1))
    for mu in steps:
        found = preconditioners(make(mu), np.diag(spectrum), axes)
        p, expected = np.ones(3), []
        for k in range(len(axes)):
            i = k % 3
            p[i] = after(p[i], spectrum[i], mu)
            expected.append(np.diag(p))
        on, wanted = (np.diagonal(np.array(m), axis1=1, axis2=2) for m in (found, expected))
        findings.append(
            tight(
                np.ravel(on),
                np.ravel(wanted),
                tolerance=ROUNDING,
                xlabel="entry",
                ylabel="diagonal of P",
            )
        )
        findings.append(identity(found - on[:, :, None] * np.eye(3), 0 * found, tolerance=ROUNDING))
    return worst(findings)


def in_other_coordinates(algorithm: Any, T: np.ndarray, start: Any) -> Finding:
    """x = T x' and v = T v' give P' = T^{-1} P T^{-T}; `start` is the fitted matrix of the new coordinates."""
    draws, inverse = normals(12, 3), np.linalg.inv(T)
    P = preconditioners(algorithm, INDEFINITE, draws)
    turned = preconditioners(algorithm, T.T @ INDEFINITE @ T, draws @ inverse.T, start)
    return identity(turned, inverse @ P @ inverse.T, tolerance=ROUNDING)


def at_the_inverse(algorithm: Any, start: Any, sign: float = 1.0) -> Finding:
    """At P = |H|^{-1} every draw leaves P alone, if H is positive definite (a `sign` of -1 turns one eigenvalue)."""
    w, V = np.linalg.eigh(DEFINITE)
    H = (V * (w * np.array([sign, 1.0, 1.0]))) @ V.T
    P = preconditioners(algorithm, H, normals(6, 3), start)
    return identity(P, np.broadcast_to(np.linalg.inv(DEFINITE), P.shape), tolerance=ROUNDING)
