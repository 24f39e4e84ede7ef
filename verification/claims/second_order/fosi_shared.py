"""What is claimed of all forms of FOSI: first iterates, the parts of every step, and rates on quadratics."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from decimal import Decimal
from typing import Any

import numpy as np

from refimpl.problems import LogQuadratic, Quadratic
from verification.arithmetic import fosi as decimals
from verification.claim import Claim, Kind, Standing, claim, planted
from verification.evidence import identity
from verification.finding import Finding, worst
from verification.trial import complete_run, first_iterates

Q = np.array([[float(v) for v in row] for row in decimals.HADAMARD])
SPECTRUM = (8.0, 0.5, -2.0, 1.0)  # an indefinite one, for the moduli
START = (1.5, -0.5, 2.0, 0.25)
U = 2.0**-53


def quadratic(spectrum: Any = SPECTRUM) -> Quadratic:
    """With eigenvectors that are the columns of a Hadamard matrix over 2: all entries are exact."""
    return Quadratic((Q * np.array(spectrum)) @ Q.T, np.array([0.5, -1.0, 0.25, 1.0]))


FLAT = (4.0, 1.0, 0.0, 2.0)
QUADRATICS: tuple[
    Any, ...
] = (  # problem, its eigenvalues, their eigenvectors, numbers of largest and smallest
    (quadratic(), SPECTRUM, decimals.HADAMARD, (1, 0)),
    (Quadratic(np.diag(FLAT), np.array([0.5, -1.0, 0.25, 1.0])), FLAT, decimals.AXES, (2, 1)),
)


def iterate_claim(
    name: str,
    make: Callable[[Any, int, int, int], Any],
    base: Callable[..., Any],
    alpha: float,
    mutants: Iterable[Any],
) -> Claim:
    """First iterates; `make(method, largest, smallest, period)` is the algorithm."""

    def tape_of(A: np.ndarray, b: np.ndarray) -> Callable[[list[Decimal]], list[Decimal]]:
        rows, shift = [[Decimal(float(a)) for a in row] for row in A], [Decimal(float(c)) for c in b]
        return lambda x: [sum((a * v for a, v in zip(r, x)), Decimal(0)) - c for r, c in zip(rows, shift)]

    def constant(spectrum: Any) -> Callable[[list[Decimal]], list[Decimal]]:
        return lambda x: [Decimal(v) for v in spectrum]

    expected: list[Any] = []

    @claim(
        name,
        theorem="Algorithm 2",
        kind=Kind.ITERATE,
        standing=Standing.DERIVED,
        statement="x_1, ..., x_5 on sum log(1 + x_i^2), with eigenpairs every two steps, and x_1, ..., x_4 on "
        "an indefinite quadratic with Hadamard eigenvectors and on a flat one equal 90-digit decimals",
        engine="ball",
        controls=planted(*mutants),
    )
    def first_iterates_with_known_eigenvectors(method: type, engine: str) -> Finding:
        """The definition; decimal lists sum over all gradients so far. The first Hessian is diagonal, with the entries
        2 (1 - x^2)/(1 + x^2)^2, which change their order.
        """
        x0, findings = np.array(START), []
        if not expected:
            expected.append(decimals.trajectory(
                base, lambda x: [2 * v / (1 + v * v) for v in x],
                lambda x: [2 * (1 - v * v) / (1 + v * v) ** 2 for v in x], decimals.AXES, START, 5, alpha, 1, 2, 2,
            ))  # fmt: skip
            for problem, spectrum, Q, ends in QUADRATICS:
                expected.append(decimals.trajectory(
                    base, tape_of(problem.A, problem.b), constant(spectrum), Q, START, 4, alpha, ends[0], ends[1], 1,
                ))  # fmt: skip
        findings.append(first_iterates(make(method, 1, 2, 2), LogQuadratic(4), x0, expected[0], engine))
        for (problem, _, _, ends), wanted in zip(QUADRATICS, expected[1:]):
            findings.append(first_iterates(make(method, ends[0], ends[1], 1), problem, x0, wanted, engine))
        return worst(findings)

    return first_iterates_with_known_eigenvectors


def orthogonality_claim(
    name: str, make: Callable[[Any, int], Any], alpha: float, ends: list[int], mutants: Iterable[Any]
) -> Claim:
    """`make(method, period)` has no memory in E, which is to be the columns `ends` of Q."""

    @claim(
        name,
        theorem="the parts do not meet",
        kind=Kind.IDENTITY,
        standing=Standing.DERIVED,
        statement="on quadratics every step multiplies v'(x - x*) by 1 - alpha along the vectors of E, "
        "whatever the base does with the rest",
        engine_fixed=True,
        controls=planted(*mutants),
    )
    def error_in_the_subspace(method: type, engine: str) -> Finding:
        """v'g = w v'(x - x*), here with w > 0: d1 is -alpha v'(x - x*) along v, and d2 has no part there."""
        problem = quadratic((8.0, 0.5, 0.25, 2.0))
        x = complete_run(make(method, 3), problem, np.array(START), 8, engine=engine).x
        e = (x - problem.minimizer()) @ Q[:, ends]
        expected = e[0] * (1 - alpha) ** np.arange(9)[:, None]
        # eigenvectors to a few u times the condition of their gaps, 40; x* at most 10
        return identity(e, expected, tolerance=4000 * U)

    return error_in_the_subspace
