"""Clipped Newton: what is claimed of it, with proofs, and what each claim must reject."""

from __future__ import annotations

from decimal import Decimal, localcontext
from itertools import pairwise

import numpy as np

from refimpl.problems import Quadratic, random_logistic
from verification.arithmetic.newton import Vector, derivatives, plane_quartic
from verification.claim import Kind, Standing, claim, planted, without
from verification.evidence import identity, step_inequality
from verification.finding import Finding, worst
from verification.mutants.second_order import clipped_newton as mutants
from verification.trial import complete_run, first_iterates


def _decimals(x: Vector, steps: int, eta: str, rho: str) -> list[Vector]:
    """x_1, ..., x_steps on the plane quartic, eigenvectors by the quadratic formula."""
    found = []
    with localcontext() as context:
        context.prec = 80
        for _ in range(steps):
            g, ((a, b), (_, c)) = derivatives(x)
            half = (((a - c) / 2) ** 2 + b * b).sqrt()
            step = [Decimal(0), Decimal(0)]
            for w in ((a + c) / 2 + half, (a + c) / 2 - half):
                size = (b * b + (w - a) ** 2).sqrt()
                v = [b / size, (w - a) / size]
                n = (v[0] * g[0] + v[1] * g[1]) / w
                n = min(max(n, -Decimal(rho)), Decimal(rho))
                step = [s + n * e for s, e in zip(step, v)]
            x = [s - Decimal(eta) * u for s, u in zip(x, step)]
            found.append(x)
    return found


@claim(
    "clipped-newton",
    theorem="the update of the analysis",
    kind=Kind.ITERATE,
    standing=Standing.DERIVED,
    statement="x_1, ..., x_8 on a quartic in the plane equal clipped Newton in 80-digit decimals",
    engine="ball",
    controls=planted(*mutants.MUTANTS),
)
def first_iterates_on_a_plane_quartic(method: type, engine: str) -> Finding:
    """The update is the definition; decimals evaluate it with the eigenvectors of 2 x 2 matrices in closed form. The
    first steps are clipped along both of them, later ones along one and along none.
    """
    expected = _decimals([Decimal(1), Decimal(-2)], 8, "0.5", "0.25")
    return first_iterates(method(0.5, 0.25), plane_quartic(), np.array([1.0, -2.0]), expected, engine)


@claim(
    "clipped-newton",
    theorem="no dependence on the condition number",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="on diagonal quadratics of condition 1, 2^20 and 2^40 the iterates are the same: |x_i| falls by eta rho "
    "per step down to rho, and is halved by every step from there on",
    engine_fixed=True,
    controls=(
        *planted(
            mutants.NotClipped, mutants.ScaledDown, mutants.ClippedBeforeDivision, mutants.RootOfCurvature,
            mutants.Ascent, mutants.StepTooLong,
        ),
        *without("a quadratic", slope=2.0**-10),
    ),
)  # fmt: skip
def the_spectrum_does_not_matter(method: type, engine: str, slope: float = 0.0) -> Finding:
    """n_i = w_i x_i / w_i = x_i. A step is eta rho where |x_i| >= rho, else eta |x_i|, half of |x_i| for eta = 1/2."""
    rho, steps = 4.0, 20
    x0, clipped = np.array([16.0, -12.0, 3.0]), np.array([6, 4, 0])
    t = np.arange(steps + 1)[:, None]
    size = np.maximum(np.abs(x0) - rho / 2 * np.minimum(t, clipped), 0) * 0.5 ** np.maximum(t - clipped, 0)
    findings = []
    for exponent in (0, 10, 20):
        A = np.diag(2.0 ** np.array([exponent, 0, -exponent]))
        problem = Quadratic(A, slope * np.ones(3))
        x = complete_run(method(0.5, rho), problem, x0, steps, engine=engine).x
        # a few roundings per step
        findings.append(identity(x, np.sign(x0) * size, tolerance=4 * steps * 2.0**-53))
    return worst(findings)


@claim(
    "clipped-newton",
    theorem="one-step decrease",
    kind=Kind.STEP_INEQUALITY,
    standing=Standing.DERIVED,
    statement="f(x) - f(x+) >= sum_i w_i |n_i| min(|n_i|, rho)/4 for logistic losses, eta = 1/2, rho = R/(2 sqrt d), "
    "R = log 2/max |a_i|",
    engine_fixed=True,
    controls=(
        *planted(mutants.NotClipped, mutants.Ascent),
        *without("eta = 1/2", step_size=4.0),
    ),
)
def decrease(method: type, engine: str, step_size: float = 0.5) -> Finding:
    """|l'''| <= l'' for the logistic loss, so along a step of length R the weight l'' of row a_i changes by a factor
    of at most exp(|a_i| R) <= 2, and H/2 <= H(y) <= 2 H. |x+ - x| <= eta rho sqrt d = R/4, so f(x+) is at most
    f + <g, s> + s'H s. With s = -V c/2, c = clip(n, rho), every coordinate gives -w n c/2 + w c^2/4 <= -w n c/4.
    """
    problem = random_logistic(n=30, d=3, mu=2.0**-12, seed=1)
    R = np.log(2) / np.max(np.linalg.norm(problem.A, axis=1))
    rho = R / (2 * np.sqrt(3.0))
    x = complete_run(method(step_size, rho), problem, np.array([8.0, -6.0, 4.0]), 120, engine=engine).x
    left, right = [], []
    for before, after in pairwise(x):
        w, V = np.linalg.eigh(problem.hessian(before))
        n = np.abs(V.T @ problem.gradient(before)) / w
        left.append(np.sum(w * n * np.minimum(n, rho)) / 4)
        right.append(problem.value(before) - problem.value(after))
    # values up to 20 with thirty terms
    return step_inequality(left, right, allowance=20 * 64 * 2.0**-53, label="guaranteed decrease")


@claim(
    "clipped-newton",
    theorem="contraction of steps that are not clipped",
    kind=Kind.STEP_INEQUALITY,
    standing=Standing.DERIVED,
    statement="f(x+) - f* <= (3/4) (f(x) - f*) for logistic losses, eta = 1/2, wherever no |n_i| exceeds rho and "
    "|x - x*| <= R",
    engine_fixed=True,
    controls=(
        *planted(mutants.RootOfCurvature, mutants.Ascent),
        *without("x within R of x*", far=40.0),
        *without("eta = 1/2", step_size=0.0625),
    ),
)
def unclipped_steps_contract(method: type, engine: str, far: float = 0.75, step_size: float = 0.5) -> Finding:
    """Unclipped, the decrease is at least g'H^{-1}g/4. Between x and x* Hessians are at least H/2, so f - f* <=
    max_h (-<g, h> - h'Hh/4) = g'H^{-1}g: a quarter of f - f* is gone.
    """
    problem = random_logistic(n=30, d=3, mu=2.0**-12, seed=1)
    R = np.log(2) / np.max(np.linalg.norm(problem.A, axis=1))
    rho = R / (2 * np.sqrt(3.0))
    least, V = problem.minimizer(), np.linalg.eigh(problem.hessian(problem.minimizer()))[1]
    findings = []
    for along in V.T:
        x = complete_run(method(step_size, rho), problem, least + far * rho * along, 3, engine=engine).x
        gap = np.array([problem.value(v) - problem.value(least) for v in x])
        # values below one with thirty terms
        findings.append(
            step_inequality(gap[1:], 0.75 * gap[:-1], allowance=64 * 2.0**-53, label="f(x+) - f*")
        )
    return worst(findings)


CLAIMS = (
    first_iterates_on_a_plane_quartic,
    the_spectrum_does_not_matter,
    decrease,
    unclipped_steps_contract,
)
