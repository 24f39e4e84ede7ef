"""ZO-AE-DS with coordinate-wise differences: what is claimed of it, with proofs, and what each claim must reject."""

from __future__ import annotations

from typing import Any

import numpy as np

from refimpl.core.draws import tape
from verification.claim import Control, Kind, Standing, claim, planted, without
from verification.claims.zeroth_order.common import QUARTER, ROUNDING
from verification.claims.zeroth_order.defense import (
    DECODER,
    LENGTH,
    ONE,
    SCORES,
    X0,
    Loss,
    equal_iterates,
    gradient_of_code,
    gradient_seen,
)
from verification.evidence import identity, tight
from verification.finding import Finding, worst
from verification.mutants.zeroth_order import zo_ae_ds_coordinates as mutants
from verification.trial import complete_run

_, ANOTHER = mutants.SHARED
SEEN = tuple(m for m in mutants.MUTANTS if m is not ANOTHER)  # on one sample


def rule(loss: Loss, u: np.ndarray, rng: Any) -> np.ndarray:
    """Central differences along both coordinates with c = 1/4."""
    steps = [np.array([QUARTER * (k == j) for k in range(2)]) for j in range(2)]
    return np.array([(loss(u + e) - loss(u - e)) / (2 * QUARTER) for e in steps])


@claim(
    "zo-ae-ds-coordinates",
    theorem="update",
    kind=Kind.ITERATE,
    standing=Standing.DERIVED,
    statement="x_1, ..., x_4 equal the method in 80-digit decimals, same samples",
    engine="ball",
    controls=planted(*mutants.MUTANTS),
)
def first_iterates_in_decimals(method: type, engine: str) -> Finding:
    """The update is the definition; arrays of decimals evaluate it without this library, NumPy gives the samples."""
    return equal_iterates(method(0.0625, 0.25), rule, engine)


@claim(
    "zo-ae-ds-coordinates",
    theorem="projection to the range of the decoder",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="coordinates: D g is DD' times the gradient of the image, the whole of it where the scores see the range "
    "of D only; 2k queries",
    controls=(
        *planted(*SEEN),
        Control("off-the-range", "ASSUMPTION", "scores that see more than the range of D", {"seen": False}),
        *without("orthonormal columns of the decoder", skew=0.25),
    ),
)
def projected_gradients(method: type, engine: str, seen: bool = True, skew: float = 0.0) -> Finding:
    """Central differences of quadratics are exact: g = D'p_image, and DD' is the projection where D'D = I. p_image =

    C'(...) lies in the range of C', which is that of D if C = M D'. What is orthogonal to the range is lost.
    """
    D = DECODER + skew * np.array([[0.0, 1.0], [0.0, 0.0], [0.0, 0.0]])
    inside = np.array([[1.0, -0.5], [0.25, 2.0]]) @ DECODER.T
    found = []
    for C, whole in ((SCORES, False), (inside if seen else SCORES, True)):
        problem = ONE._replace(C=C, D=D)
        one = complete_run(method(0.5, 0.25), problem, X0, 1, engine=engine, rng=tape([], [0]))
        g = gradient_seen(problem, X0, 2 * (one.x[0] - one.x[1]))
        image = C.T @ (C @ (D @ (X0.reshape(2, 3) @ problem.V[0]) - problem.A[0]))
        P = np.eye(3) if whole else D @ np.linalg.solve(D.T @ D, D.T)
        found.append(identity(D @ g, P @ image, tolerance=400 * ROUNDING))
    return worst(found)


@claim(
    "zo-ae-ds-coordinates",
    theorem="descent",
    kind=Kind.STEP_INEQUALITY,
    standing=Standing.DERIVED,
    statement="f(x+) = f - eta |v|^2 (1 - eta L |v|^2/2)|p|^2 at every step where D'C'CD = L I",
    controls=(*planted(*SEEN), *without("the Hessian L I of the code", stretched=1.25)),
)
def descent_in_the_code(method: type, engine: str, stretched: float = 1.0) -> Finding:
    """The code moves by -eta |v|^2 g and l is quadratic in it: l(u+) = l + p'(u+ - u) + (L/2)|u+ - u|^2, g = p.

    Scores with orthonormal rows times 2 on the range of the decoder have L = 4.
    """
    problem, values, wanted = ONE._replace(C=2 * np.diag([1.0, stretched]) @ DECODER.T), [], []
    for eta in (1 / 16, 1 / 64):
        x = complete_run(method(eta, 0.25), problem, X0, 4, engine=engine).x
        values += [problem.value(at) for at in x[1:]]
        for at in x[:-1]:
            p = gradient_of_code(problem, at)[0]
            wanted.append(problem.value(at) - eta * LENGTH * (1 - 2 * eta * LENGTH) * (p @ p))
    return tight(values, wanted, tolerance=400 * ROUNDING, xlabel="step", ylabel="f(x+)")


CLAIMS = (first_iterates_in_decimals, projected_gradients, descent_in_the_code)
