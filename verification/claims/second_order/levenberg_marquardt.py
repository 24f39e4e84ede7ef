"""Levenberg-Marquardt: what is claimed of it, with proofs, and what each claim must reject."""

from __future__ import annotations

from functools import partial

import numpy as np

from refimpl.problems import QuadraticRegression, random_quadratic_regression
from verification.arithmetic import marquardt, quadratic_residuals
from verification.claim import Kind, Standing, claim, named, planted, without
from verification.dialects.second_order.levenberg_marquardt import DIALECTS
from verification.evidence import identity, step_inequality
from verification.finding import Finding, worst
from verification.mutants.second_order.levenberg_marquardt import MUTANTS
from verification.trial import complete_run, first_iterates

START, DAMPING = (1.0, 2.0, -3.0), 2.0**-4


controls = partial(named, (*MUTANTS, *DIALECTS))


@claim(
    "levenberg-marquardt",
    theorem="the algorithm",
    kind=Kind.ITERATE,
    standing=Standing.DERIVED,
    statement="x_1, ..., x_10 with two iterations on four residuals in three variables, with steps accepted and "
    "rejected, equal minimisers over spans, by normal equations in 80-digit decimals",
    engine="ball",
    controls=planted(*MUTANTS, *DIALECTS),
)
def first_iterates_on_quadratic_residuals(method: type, engine: str) -> Finding:
    """Preconditioned conjugate gradients minimise g'd + d'Ad/2 over the span of M g, M A M g, ..., which the decimals
    do without recursions. Of ten steps three are rejected, in two runs.
    """
    expected, accepted = marquardt.levenberg_marquardt(START, 10, (DAMPING, 2))
    assert "".join("+" if a else "-" for a in accepted) == "+++--++-++"
    return first_iterates(
        method(DAMPING, 2), quadratic_residuals.problem(), np.array(START), expected, engine
    )


@claim(
    "levenberg-marquardt",
    theorem="scaled parameters",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="in the coordinates x/S, S diagonal with powers of two from 2^-10 to 2^20, the iterates are those in x, "
    "to the last bit, with every number of iterations",
    engine_fixed=True,
    controls=(
        *controls("levenberg", "unpreconditioned"),
        *without("a diagonal change", turn=0.25),
    ),
)
def equivariant_under_scaling(method: type, engine: str, turn: float = 0.0) -> Finding:
    """J becomes J S, D becomes S D S and the preconditioner its inverse: z = M r, p and d are divided by S, and all
    inner products, r'z and p'Ap, stay. Powers of two change no rounding.
    """
    plain, x0, findings = quadratic_residuals.problem(), np.array(START), []
    S = np.diag([2.0**-10, 1.0, 2.0**20]) + turn * np.array([[0, 1, 0], [0, 0, 0], [0, 0, 0]])
    Q = np.concatenate([S.T @ q @ S for q in plain.Q.reshape(4, 3, 3)])
    scaled = QuadraticRegression(
        plain.y, plain.J @ S, (Q + np.concatenate([q.T for q in Q.reshape(4, 3, 3)])) / 2
    )
    for j in (1, 2, 3):
        x = complete_run(method(DAMPING, j), plain, x0, 8, engine=engine).x
        u = complete_run(method(DAMPING, j), scaled, np.linalg.solve(S, x0), 8, engine=engine).x
        findings.append(identity(u @ S.T, x, tolerance=0.0))
    return worst(findings)


@claim(
    "levenberg-marquardt",
    theorem="linear residuals",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="on linear residuals with orthogonal columns step k multiplies the error by lambda_k/(1 + lambda_k), "
    "lambda_k = lambda 3^-k, for every number of iterations, and a parameter without influence stays",
    engine_fixed=True,
    controls=controls(
        "ascent", "promised-without-half", "linear-promise", "damping-reversed", "no-least-factor",
        "root-of-damping", "damping-forgotten", "one-iteration-fewer", "levenberg",
    ),
)  # fmt: skip
def exact_on_linear_residuals(method: type, engine: str) -> Finding:
    """The linear model is the function, so rho = 1 and lambda+ = lambda/3. J'J is diagonal, so the preconditioned
    matrix is (1 + lambda) I: one iteration solves the system, and at lambda = 1 its residual is zero exactly.
    """
    J, scale = np.array([[2.0, 0.0, 0.0], [0.0, 0.5, 0.0]]), np.array([2.0, -3.0, 0.0])
    problem = QuadraticRegression(np.array([-4.0, 0.5]), J, np.zeros((6, 3)))
    solution, findings = np.array([2.0, -1.0, 7.0]), []
    shares = np.cumprod([1.0, *(1 / (1 + 3.0**k) for k in range(5))])
    for j in (1, 3):
        x = complete_run(method(1.0, j), problem, solution + scale, 5, engine=engine).x
        findings.append(identity(x, solution + scale * shares[:, None], tolerance=1e-14))
    return worst(findings)


@claim(
    "levenberg-marquardt",
    theorem="the gain ratio",
    kind=Kind.STEP_INEQUALITY,
    standing=Standing.DERIVED,
    statement="|r| never grows, and it falls in every step that moves; the slope along such a step is negative, for "
    "every number of iterations",
    engine_fixed=True,
    controls=controls("always-accepted", "ascent", "rejected-residual"),
)
def residuals_never_grow(method: type, engine: str) -> Finding:
    """rho > 0 is F(x + d) < F(x), since the promised reduction is positive: with r + J d and the Galerkin equation g'd
    + d'(J'J + lambda D)d = 0 of conjugate gradients from 0 it is d'(lambda D d - g)/2, both parts positive.
    """
    problem, findings = random_quadratic_regression(n=5, d=3, seed=2), []
    for start in ([2.0, -1.0, 1.0], [4.0, 3.0, -5.0]):
        for j in (1, 3):
            x = complete_run(method(2.0**-12, j), problem, np.array(start), 12, engine=engine).x
            f = np.array([problem.value(v) for v in x])
            g = np.array([problem.gradient(v) for v in x])
            d = np.diff(x, axis=0)
            moves = d.any(axis=1)
            slope = np.sum(g[:-1] * d, axis=1)
            # values are sums of five squares
            findings.append(step_inequality(f[1:], f[:-1], allowance=32 * 2.0**-53 * f[:-1]))
            findings.append(step_inequality(slope[moves], np.zeros(moves.sum())))
    return worst(findings)


CLAIMS = (
    first_iterates_on_quadratic_residuals,
    equivariant_under_scaling,
    exact_on_linear_residuals,
    residuals_never_grow,
)
