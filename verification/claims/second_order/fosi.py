"""FOSI with gradient descent: what is claimed of it, with proofs, and what each claim must reject."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import numpy as np

from refimpl.problems import Quadratic, diagonal_quadratic
from verification.claim import Kind, Standing, claim, planted, without
from verification.claims.second_order.fosi_shared import (
    START,
    U,
    iterate_claim,
    orthogonality_claim,
    quadratic,
)
from verification.evidence import step_inequality, tight
from verification.finding import Finding, worst
from verification.mutants.second_order.fosi import MUTANTS
from verification.trial import complete_run

KNOWN = {m.variant_name: m for m in MUTANTS}


def named(*names: str) -> list[Any]:
    """Mutants by their names."""
    return [KNOWN[name] for name in names]


@claim(
    "fosi",
    theorem="effective condition number",
    kind=Kind.BOUND,
    standing=Standing.DERIVED,
    statement="s = 2/(w_top + w_low) of the rest, alpha = 1: |x_k - x*| is multiplied by (kappa - 1)/(kappa + 1) "
    "in every step, for errors at both ends of the rest",
    engine_fixed=True,
    controls=(
        *planted(*named("not-divided", "no-newton-part", "newton-too-long", "newton-everywhere", "not-projected",
                        "subtracted-twice", "largest-moduli")),
        *without("E of both ends", smallest=0),
    ),
)  # fmt: skip
def rate_of_the_rest(method: type, engine: str, smallest: int = 1) -> Finding:
    """1 - s w is (kappa - 1)/(kappa + 1) at w_low and minus that at w_top; along E the error is zero after one step.

    Spectrum 1000, 10, 5, 2, 0.5: the gradient would see a condition number of 2000, the rest has kappa = 5.
    """
    w = np.array([1000.0, 10.0, 5.0, 2.0, 0.5])
    problem, x0 = diagonal_quadratic(w), np.array([3.0, 1.0, 0.0, -2.0, 1.0])
    x = complete_run(method(2 / 12, 1.0, 1, smallest, 2), problem, x0, 12, engine=engine).x
    k = np.arange(1, 13)
    expected = (4 / 6) ** k * np.linalg.norm(x0[1:4])
    # twelve products with 1 - s w, which is a difference of numbers below 2
    return tight(np.linalg.norm(x[1:], axis=1), expected, tolerance=100 * U, x=k, ylabel="|x_k - x*|")


@claim(
    "fosi",
    theorem="descent",
    kind=Kind.STEP_INEQUALITY,
    standing=Standing.DERIVED,
    statement="convex quadratics: alpha (1 - alpha/2) sum_E (v'g)^2/w + s (1 - s w_top/2) |g2|^2 <= f - f+ <= "
    "alpha (1 - alpha/2) sum_E (v'g)^2/w + s (1 - s w_low/2) |g2|^2",
    engine_fixed=True,
    controls=(
        *planted(*named("not-divided", "no-newton-part", "newton-too-long", "newton-everywhere", "not-projected",
                        "subtracted-twice", "ends-exchanged")),
        *without("a Hessian that is constant", moved=0.5),
    ),
)  # fmt: skip
def parts_descend(method: type, engine: str, moved: float = 0.0) -> Finding:
    """f falls by sum_E (alpha - alpha^2/2)(v'g)^2/w + sum (s - s^2 w/2)(v'g)^2 over the rest, whose w lie between w_low
    and w_top. With one eigenvalue in the rest both sides are equal.
    """
    findings = []
    w, V = np.linalg.eigh(quadratic((8.0, 0.5, 0.25, 2.0)).A)
    for largest, smallest, alpha, s in ((1, 2, 0.5, 0.25), (1, 1, 1.0, 0.5), (2, 0, 0.75, 1.0)):
        problem = quadratic((8.0, 0.5, 0.25, 2.0))
        x = complete_run(method(s, alpha, largest, smallest, 2), problem, np.array(START), 8, engine=engine).x
        problem = Quadratic(problem.A + moved * np.eye(4), problem.b)
        f, c = (
            np.array([problem.suboptimality(v) for v in x]),
            np.array([problem.gradient(v) for v in x[:-1]]) @ V,
        )
        E = np.r_[0:smallest, 4 - largest : 4]
        rest = np.delete(np.arange(4), E)
        newton = alpha * (1 - alpha / 2) * np.sum(c[:, E] ** 2 / w[E], axis=1)
        size = np.sum(c[:, rest] ** 2, axis=1)
        low, high = (newton + s * (1 - s * w[i] / 2) * size for i in (rest[-1], rest[0]))
        # residuals good to 1e-14 make f = r'A^{-1}r/2 good to 1e-14 |A^{-1}r| <= 3e-14 sqrt f, and 1e-27 at last
        drop, allowance = f[:-1] - f[1:], 6e-14 * np.sqrt(f[:-1]) + 1e-27
        findings += [
            step_inequality(low, drop, allowance=allowance),
            step_inequality(drop, high, allowance=allowance),
        ]
    return worst(findings)


def _base(first: list[Any], second: list[Any]) -> tuple[Any, Any]:
    return first[-1], [Decimal("0.25") * v for v in second[-1]]


first_iterates_with_known_eigenvectors = iterate_claim(
    "fosi", lambda method, *split: method(0.25, 0.5, *split), _base, 0.5, MUTANTS
)
error_in_the_subspace = orthogonality_claim(
    "fosi",
    lambda method, period: method(0.25, 0.25, 1, 1, period),
    0.25,
    [0, 2],
    named("not-divided", "no-newton-part", "newton-too-long", "not-projected", "subtracted-twice", "largest-moduli"),
)  # fmt: skip

CLAIMS = (first_iterates_with_known_eigenvectors, error_in_the_subspace, rate_of_the_rest, parts_descend)
