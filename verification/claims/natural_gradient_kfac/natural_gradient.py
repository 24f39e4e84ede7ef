"""Natural gradient descent: what is claimed of it, with proofs, and what each claim must reject."""

from __future__ import annotations

from fractions import Fraction
from itertools import product

import numpy as np

from verification.claim import Kind, Standing, claim, planted, without
from verification.claims.natural_gradient_kfac.gaussian import AT, NETWORK, START, U, regression, system
from verification.evidence import identity, step_inequality
from verification.finding import Finding, worst
from verification.mutants.natural_gradient_kfac import natural_gradient as mutants
from verification.trial import complete_run, first_iterates


@claim(
    "natural-gradient",
    theorem="the update",
    kind=Kind.ITERATE,
    standing=Standing.DERIVED,
    statement="x_1, ..., x_4 on an integer least-squares problem equal the update in exact fractions",
    engine="ball",
    controls=planted(*mutants.MUTANTS),
)
def first_iterates_on_least_squares(method: type, engine: str) -> Finding:
    """The update is the definition; fractions evaluate it from the data, the 2 x 2 system by Cramer's rule."""
    x, s, expected = [Fraction(v) for v in START], Fraction(1, 2), []
    for _ in range(4):
        ((a, b), (_, c)), (p, q) = system(x, Fraction(1, 4))
        det = a * c - b * b
        x = [x[0] - s * (c * p - b * q) / det, x[1] - s * (a * q - b * p) / det]
        expected.append(x)
    return first_iterates(method(0.5, 0.25), regression(), np.array(START, float), expected, engine)


@claim(
    "natural-gradient",
    theorem="Fisher matrix",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="on a tanh network the step is s (n E g g' + lambda I)^{-1} g over all 2^n targets at distance 1",
    engine_fixed=True,
    controls=(
        *planted(*mutants.MUTANTS, mutants.HessianForFisher),
        *without("targets of the model", distance=2.0),
    ),
)
def fisher_matrix_by_enumeration(method: type, engine: str, distance: float = 1.0) -> Finding:
    """Targets F(u_i) + r_i have the gradient -J'r/n, and E r r' = I for independent signs as for the normal law, so n
    times the mean of the outer products is J'J/n. The Hessian has a second part.
    """
    s, damping = 0.5, 0.25
    outputs, F = NETWORK.output(AT), np.zeros((6, 6))
    for signs in product([-1.0, 1.0], repeat=4):
        g = NETWORK._replace(y=outputs + distance * np.array(signs)).gradient(AT)
        F = F + 4 * np.outer(g, g) / 16
    step = s * np.linalg.solve(F + damping * np.eye(6), NETWORK.gradient(AT))
    x = complete_run(method(s, damping), NETWORK, AT, 1, engine=engine).x[1]
    # |F| below 4: a condition number of 16, a hundred operations
    return identity(AT - x, step, tolerance=2000 * U)


@claim(
    "natural-gradient",
    theorem="invariance",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="with lambda = 0 inputs M'a_i give iterates y_t with x_t = M y_t, for every regular M",
    engine_fixed=True,
    controls=(
        *planted(mutants.NoFisher, mutants.DiagonalFisher, mutants.RootOfFisher),
        *without("lambda = 0", damping=0.25),
    ),
)
def coordinates_do_not_matter(method: type, engine: str, damping: float = 0.0) -> Finding:
    """g becomes M'g and F becomes M'F M, so that the step becomes M^{-1} times the step."""
    M, x0 = np.array([[2.0, 1.0], [-0.5, 1.0]]), np.array(START, float)
    plain, problem = method(0.5, damping), regression()
    x = complete_run(plain, problem, x0, 5, engine=engine).x
    moved = problem._replace(A=problem.A @ M)
    y = complete_run(plain, moved, np.linalg.solve(M, x0), 5, engine=engine).x
    return identity(y @ M.T, x, tolerance=2000 * U)  # condition numbers below 20, a hundred operations


@claim(
    "natural-gradient",
    theorem="descent",
    kind=Kind.STEP_INEQUALITY,
    standing=Standing.DERIVED,
    statement="s (1 - s/2) g'B^{-1}g <= f(x) - f(x+) <= s g'B^{-1}g for convex f with hess f <= B = F + lambda I",
    engine_fixed=True,
    controls=(
        *planted(
            mutants.NotDamped,
            mutants.NoFisher,
            mutants.DiagonalFisher,
            mutants.EmpiricalFisher,
            mutants.RootOfFisher,
            mutants.StepTooLong,
        ),
        *without("hess f <= B", removed=1.0),
    ),
)
def one_step_descends(method: type, engine: str, removed: float = 0.0) -> Finding:
    """f(x+) <= f(x) - s g'd + (s^2/2) d'B d with d = B^{-1}g, and d'B d = g'd; convexity gives the other side.

    On least squares with s = 1 and little damping the left side is attained, on every step. (Where only B <= F is known
    it is not: an identity removed from B.)
    """
    problem, findings = regression(), []
    H = problem.hessian(np.zeros(2))
    for s, damping in ((1.0, 2.0**-20), (0.5, 0.25), (1.0, 4.0)):
        x = complete_run(method(s, damping), problem, np.array([20.0, -7.0]), 4, engine=engine).x
        g = (x - problem.minimizer()) @ H
        f = np.array([problem.suboptimality(v) for v in x])
        B = H + (damping - removed) * np.eye(2)
        q = np.sum(g[:-1] * np.linalg.solve(B, g[:-1].T).T, axis=1)
        drop, allowance = f[:-1] - f[1:], 1e-13 * np.abs(f[:-1]) + 1e-25
        findings.append(step_inequality(s * (1 - s / 2) * q, drop, allowance=allowance))
        findings.append(step_inequality(drop, s * q, allowance=allowance))
    return worst(findings)


CLAIMS = (
    first_iterates_on_least_squares,
    fisher_matrix_by_enumeration,
    coordinates_do_not_matter,
    one_step_descends,
)
