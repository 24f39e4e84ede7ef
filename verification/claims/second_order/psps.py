"""The preconditioned stochastic Polyak step: what is claimed of it, with proofs, and what each claim must reject."""

from __future__ import annotations

from decimal import Decimal
from functools import partial

import numpy as np

from refimpl.core.draws import tape
from verification.arithmetic.softmax import Instance
from verification.claim import Kind, Standing, claim, named, planted, without
from verification.claims.second_order.polyak_steps import (
    FITTED,
    PROBES,
    ROUND,
    START,
    A,
    halved,
    residuals,
    resting,
)
from verification.evidence import step_inequality
from verification.finding import Finding
from verification.mutants.second_order.psps import MUTANTS
from verification.trial import complete_run, first_iterates
from verification.vectors.second_way.decimals import Vector, precise

PARAMETERS = (0.375, 0.25, 2.0**-4)  # target, beta2, alpha
SAMPLES = (2, 0, 1, 3, 1, 1, 2, 0)
NORMALS = np.resize([0.5, -1.25, 2.0, 0.25, -0.75, -0.5, 1.0, 0.125, 1.5, -0.25, -2.0], (8, 6))

controls = partial(named, MUTANTS)


@claim(
    "psps",
    theorem="definition of the method",
    kind=Kind.ITERATE,
    standing=Standing.DERIVED,
    statement="x_1, ..., x_8 on a softmax regression, samples and probes recorded, equal the definition in decimals",
    engine="ball",
    # the run with the primal norm leaves all balls; no drawn gradient is zero here
    controls=planted(*(m for m in MUTANTS if m.variant_name not in ("primal-norm", "unguarded"))),
)
def first_iterates_on_a_softmax_regression(method: type, engine: str) -> Finding:
    """By definition, D_k as the sum 4^-k e_0 + (3/4) sum 4^-age e; the floor and a value below f* occur."""
    instance, expected, estimates, floors, lengths = Instance(), [], [], 0, []
    with precise():
        target, beta, alpha = map(Decimal, PARAMETERS)
        x = Vector(instance.x0)
        for k, i in enumerate(SAMPLES):
            q, u = instance.predictions(list(x))[i], [Decimal(v) for v in instance.X[i]]
            z = [1 if v > 0 else -1 for v in NORMALS[k]]
            turn = [z[2 * c] * u[0] + z[2 * c + 1] * u[1] for c in range(3)]
            mean = sum((a * b for a, b in zip(q, turn)), Decimal(0))
            Hz = [q[c] * (turn[c] - mean) * a for c in range(3) for a in u]
            estimates.append(Vector(s * (a + Decimal(instance.mu) * s) for s, a in zip(z, Hz)))
            weights = [(1 if j == 0 else 1 - beta) * beta ** (k - j) if j < k else (1 if k == 0 else 1 - beta)
                       for j in range(k + 1)]  # fmt: skip
            D = [sum((w * v for w, v in zip(weights, column)), Decimal(0)) for column in zip(*estimates)]
            B = [max(abs(v), alpha) for v in D]
            floors += sum(b == alpha for b in B)
            g = Vector(instance.gradients(list(x))[i])
            value = -q[instance.labels[i]].ln() + Decimal(instance.mu) * (x @ x) / 2
            direction = Vector(a / b for a, b in zip(g, B))
            lengths.append(max(value - target, Decimal(0)) / (g @ direction))
            x = x - lengths[-1] * direction
            expected.append(list(x))
    assert 0 < floors < 48
    assert {v > 0 for v in lengths} == {True, False}
    draws = tape(NORMALS.ravel(), SAMPLES)
    return first_iterates(
        method(*PARAMETERS), instance.problem(), np.array(instance.x0), expected, engine, rng=draws
    )


@claim(
    "psps",
    theorem="distance to a common minimiser",
    kind=Kind.STEP_INEQUALITY,
    standing=Standing.DERIVED,
    statement="f_i convex, f_i(x*) = f* for all i: |x+ - x*|_B^2 <= |x - x*|_B^2 - (f_i(x) - f*)^2/|g|^2_{1/B}",
    engine_fixed=True,
    controls=(
        *controls("uphill", "norm-not-squared", "euclidean-norm", "primal-norm"),
        *without("f_i(x*) = f*", target=-16.0),
    ),
)
def distance_falls(method: type, engine: str, target: float = 0.0) -> Finding:
    """With l = gap/|g|^2_{1/B}: |x+ - x*|_B^2 = |x - x*|_B^2 - 2 l <g, x - x*> + l^2 |g|^2_{1/B}, and
    <g, x - x*> >= gap by convexity. beta2 = 1 keeps the first estimate, (1, 1) o (a a'(1, 1)) = (3, 6) for a = (1, 2).
    """
    B = np.array([3.0, 6.0])
    x = complete_run(method(target, 1.0, 0.25), FITTED, START, 9, engine=engine, rng=tape(PROBES, ROUND)).x
    distance = np.sum(B * (x - np.array([1.0, -2.0])) ** 2, axis=1)
    r, _ = residuals(x, ROUND)
    gap, size = r * r / 2, r * r * np.sum(A[ROUND] ** 2 / B, axis=1)
    # a dozen roundings on squares of order 200
    return step_inequality(distance[1:], distance[:-1] - gap * gap / size, allowance=1e-13 * 200)


CLAIMS = (
    first_iterates_on_a_softmax_regression,
    distance_falls,
    halved(
        "psps",
        lambda method: method(0.0, 0.5, 0.25),
        controls(
            "doubled",
            "step-too-long",
            "norm-not-squared",
            "uphill",
            "full-value",
            "euclidean-norm",
            "primal-norm",
        ),
    ),
    resting("psps", lambda method, target: method(target, 0.5, 0.25), controls("unguarded")),
)
