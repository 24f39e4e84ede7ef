"""Dropout: what is claimed of it, with proofs, and what each claim must reject."""

from __future__ import annotations

from fractions import Fraction
from itertools import product
from typing import Any

import numpy as np

from refimpl.core.draws import tape
from refimpl.problems import Quadratic, gated
from verification.arithmetic import dropout as exact
from verification.claim import Kind, Standing, claim, planted, without
from verification.claims.dynamics_theory.dropout import (
    AT_NETWORK,
    AT_SQUARES,
    NETWORK,
    SQUARES,
    UNIT,
    gradient_of_modified_loss,
    mask_draws,
    recursion,
    scalar,
    steps_of_dropout,
)
from verification.evidence import identity
from verification.finding import Finding, worst
from verification.mutants.dynamics_theory import dropout_sgd as mutants
from verification.trial import complete_run, first_iterates


@claim(
    "dropout-sgd",
    theorem="the update",
    kind=Kind.ITERATE,
    standing=Standing.DERIVED,
    statement="x_1, ..., x_8 on least squares with gated features equal dropout in exact rationals on the same draws",
    engine="ball",
    controls=planted(*mutants.MUTANTS),
)
def first_iterates_on_least_squares(method: Any, engine: str) -> Finding:
    """The update is the definition, in fractions without this library; kept features are multiplied by 4/3."""
    expected = exact.dropout(Fraction(1, 8), Fraction(3, 4), 8, seed=2)
    return first_iterates(method(0.125, 0.75), exact.problem(), exact.start(), expected, engine, rng=2)


@claim(
    "dropout-sgd",
    theorem="modified loss",
    kind=Kind.DISTRIBUTION,
    standing=Standing.DERIVED,
    statement="the mean step over all masks is -eps grad of R + (1-p)/(2 p n) sum a_r^2 s(w_r'u_i)^2, exactly",
    controls=(
        *planted(
            mutants.NotInverted, mutants.DropInsteadOfKeep, mutants.DividedByDrop, mutants.OneDrawForAll,
            mutants.OpenGates, mutants.Ascent, mutants.StepTooLong,
        ),
        *without("the same p in loss and method", assumed=0.75),
    ),
)  # fmt: skip
def mean_step_descends_the_modified_loss(method: Any, engine: str, assumed: float = 0.625) -> Finding:
    """E (sum_r c_r v_r - y)^2 = (sum v_r - y)^2 + Var(c) sum v_r^2 with E c = 1, Var c = (1 - p)/p, gates independent.

    All masks are replayed, with their probabilities: a two-layer tanh network, and a linear model.
    """
    eps, keep, findings = 0.125, 0.625, []
    for problem, x in ((NETWORK, AT_NETWORK), (SQUARES, AT_SQUARES)):
        ends, weights = steps_of_dropout(method(eps, keep), problem, x, engine)
        expected = -eps * gradient_of_modified_loss(problem, x, assumed)
        # four outcomes of some thirty roundings of numbers up to 4
        findings.append(identity(weights @ ends - x, expected, tolerance=400 * UNIT, scale=1.0))
    return worst(findings)


@claim(
    "dropout-sgd",
    theorem="moments of the iterates",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="for (c theta - 1)^2/2 E theta_k and E theta_k^2, k = 1, ..., 6, follow the closed linear recursion",
    controls=(*planted(*(m for m in mutants.MUTANTS if m is not mutants.OneDrawForAll)),),
)
def moments_follow_a_recursion(method: Any, engine: str) -> Finding:
    """theta+ = (1 - eps c^2) theta + eps c with c independent of theta and E c^j = p^{1-j}.

    E theta+ = (1 - eps/p) E theta + eps, E theta+^2 = (1 - 2 eps/p + eps^2/p^3) E theta^2 + 2 eps (1 - eps/p^2) E theta
    + eps^2/p. All 64 sequences of masks are replayed.
    """
    eps, keep, steps = 0.125, 0.625, 6
    single = mask_draws(1, keep)
    moments = np.zeros((steps + 1, 2))
    for sequence in product(single, repeat=steps):
        draws = [draw for one, _ in sequence for draw in one]
        weight = float(np.prod([w for _, w in sequence]))
        extra = draws * 2  # for a control that draws more
        x = complete_run(
            method(eps, keep), scalar(), np.array([2.0]), steps, engine=engine, rng=tape(extra)
        ).x[:, 0]
        moments += weight * np.stack([x, x**2], axis=1)
    expected = [np.array([1.0, 2.0, 4.0])]
    for _ in range(steps):
        expected.append(recursion(eps, keep) @ expected[-1])
    return identity(moments, np.array(expected)[:, 1:], tolerance=200 * UNIT, scale=4.0)


@claim(
    "dropout-sgd",
    theorem="noise and curvature",
    kind=Kind.DISTRIBUTION,
    standing=Standing.DERIVED,
    statement="for d equal units gradient noise at the minimiser has d + 1 times its variance in the sharp direction",
    controls=planted(
        mutants.NotInverted, mutants.DropInsteadOfKeep, mutants.OneDrawForAll, mutants.OpenGates,
        mutants.StepTooLong,
    ),
    shows=("P201/2",),
)  # fmt: skip
def noise_is_aligned_with_the_hessian(method: Any, engine: str) -> Finding:
    """f = (sum_r c_r x_r - 1)^2/2, d = 3: R_drop has the Hessian H = 11' + k I, k = (1 - p)/p, x_r = b = 1/(d + k).

    With n kept units the residual is n b/p - 1, and exact sums over n give the covariance a on and o beside the
    diagonal of the gradient noise, by exchangeability; H and Sigma share the eigenvectors 1 (sharp, d + k) and its
    complement (flat, k). Measures: variances along them (Hessian-variance relation), tr(H Sigma)/(|H| |Sigma|), and its
    mean tr H tr Sigma/(d |H| |Sigma|) over rotations of the eigenvectors, which any two positive matrices have: the
    alignment is above this null. The *iterates'* variance eps Sigma_i/(2 h_i) has the opposite order at p = 3/4.
    """
    d, keep, eps = 3, 0.75, 0.125
    ones, p = np.ones(d), Fraction(3, 4)
    k = (1 - p) / p
    b = 1 / (d + k)
    problem = gated(Quadratic(np.ones((d, d)), ones), np.eye(d))
    ends, weights = steps_of_dropout(method(eps, keep), problem, float(b) * ones, engine)
    spread = ends - weights @ ends
    noise = (weights[:, None] * spread).T @ spread / eps**2
    square = crossed = Fraction(0)
    for kept in product((0, 1), repeat=d):
        weight = p ** sum(kept) * (1 - p) ** (d - sum(kept))
        g = [v / p * (sum(kept) * b / p - 1) for v in kept]
        square, crossed = square + weight * g[0] ** 2, crossed + weight * g[0] * g[1]
    sharp, flat = float(square + (d - 1) * crossed), float(square - crossed)
    H = np.ones((d, d)) + float(k) * np.eye(d)
    sizes = np.linalg.norm(H) * max(float(np.linalg.norm(noise)), 2.0**-500)  # a control may have no noise
    alignment, null = np.sum(H * noise) / sizes, np.trace(H) * np.trace(noise) / (d * sizes)
    h = np.array([d + float(k), float(k), float(k)])
    s = np.array([sharp, flat, flat])
    exact_alignment = h @ s / np.sqrt((h @ h) * (s @ s))
    measured = [
        ones @ noise @ ones / d,
        (noise[0, 0] - noise[0, 1]),
        alignment,
        float(alignment > null + 0.1),
    ]
    swapped = float(sharp / h[0] < flat / h[1])
    return worst(
        [
            identity(measured, [sharp, flat, exact_alignment, 1.0], tolerance=1000 * UNIT, scale=1.0),
            identity([sharp / flat, swapped], [d + 1.0, 1.0], tolerance=16 * UNIT, scale=4.0),
        ]
    )


@claim(
    "dropout-sgd",
    theorem="no dropout",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="p = 1 is gradient descent: on (theta - 1)^2/2 theta_k - 1 = (1 - eps)^k (theta_0 - 1)",
    controls=(*planted(mutants.Ascent, mutants.StepTooLong), *without("p = 1", keep=0.875)),
)
def keeping_all_units_is_gradient_descent(method: Any, engine: str, keep: float = 1.0) -> Finding:
    """Every uniform draw is below one, so c = 1 and the step is theta - eps (theta - 1): errors shrink by 1 - eps."""
    x = complete_run(method(0.25, keep), scalar(), np.array([3.0]), 30, engine=engine, rng=4).x[:, 0]
    expected = 1 + 2 * 0.75 ** np.arange(31)
    return identity(x, expected, tolerance=100 * UNIT, scale=3.0)


CLAIMS = (
    first_iterates_on_least_squares,
    mean_step_descends_the_modified_loss,
    moments_follow_a_recursion,
    noise_is_aligned_with_the_hessian,
    keeping_all_units_is_gradient_descent,
)
