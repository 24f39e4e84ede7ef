"""First-order flatness against its two rivals: the largest value in the ball, and the top eigenvalue at a minimum."""

from __future__ import annotations

import functools
from typing import Any

import numpy as np

from refimpl.flatness.zeroth_order_flatness import ZerothOrderFlatness
from refimpl.problems import CubicPerturbation, Quadratic, random_quadratic
from refimpl.problems.registry import EXAMPLES
from verification.claim import Kind, Standing, claim, planted, without
from verification.evidence import bound, tight
from verification.finding import Curve, Finding, Picture, worst
from verification.mutants.flatness import first_order_flatness as mutants
from verification.trial import complete_run


@claim(
    "first-order-flatness",
    theorem="R0 <= R1",
    kind=Kind.BOUND,
    standing=Standing.DERIVED,
    statement="R0 <= R1 at random points of random quadratics, of any signature; with equality on linear functions",
    controls=(
        *planted(mutants.Descends),
        *without("one radius", share=0.5),
    ),
)
def zeroth_order_below_first_order(method: type, engine: str, share: float = 1.0) -> Finding:
    """f(w + d) - f(w) = <grad f(w + t d), d> for a t in (0, 1) by the mean value theorem, and |d| <= rho: at most R1.

    On quadratics both searches end at their maxima (``maximiser-of-a-quadratic``). On f = <c, x> both are rho |c|: the
    gradient is constant, so the search for R1 stays at w and that for R0 ends at w + rho c/|c|. At a minimum R0 = R1/2.
    """
    zeroth, first = [], []
    for seed in range(8):
        rng = np.random.default_rng(seed)
        spectrum = rng.uniform(-1.0 if seed % 2 else 0.25, 3.0, 3)
        problem, w, rho = random_quadratic(spectrum, seed), rng.standard_normal(3), rng.uniform(0.1, 2.0)
        shift = max(0.0, -spectrum.min())
        top = complete_run(ZerothOrderFlatness(w, rho, shift), problem, w, 300, engine=engine)
        steep = complete_run(method(w, share * rho, 0.0), problem, w, 300, engine=engine)
        zeroth.append(problem.value(top.x[-1]) - problem.value(w))
        first.append(share * rho * np.linalg.norm(problem.gradient(steep.x[-1])))
    line, w = Quadratic(np.zeros((3, 3)), np.array([0.5, -2.0, 1.0])), np.array([1.0, -1.0, 0.5])
    ends = complete_run(ZerothOrderFlatness(w, 0.75, 0.0), line, w, 1, engine=engine)
    stays = complete_run(method(w, share * 0.75, 0.0), line, w, 1, engine=engine)
    steepest = share * 0.75 * np.linalg.norm(line.gradient(stays.x[-1]))
    # some 2^4 roundings of values of size 2^2
    level = tight(
        [line.value(ends.x[-1]) - line.value(w)], [steepest], tolerance=2.0**-47, ylabel="R0 = R1 = rho |c|"
    )
    return worst([bound(zeroth, first, xlabel="instance", ylabel="R0", xscale="linear"), level])


@claim(
    "first-order-flatness",
    theorem="top eigenvalue at a minimum",
    kind=Kind.BOUND,
    standing=Standing.DERIVED,
    statement="|R1/rho^2 - lambda_1| <= L2 rho/2 at the minimum of logistic regression; equality on x^2/2 + x^3/6",
    controls=(
        *planted(
            mutants.AscentAtCenter,
            mutants.Descends,
            mutants.RadiusTooLarge,
        ),
        *without("a minimum", offset=0.25),
    ),
)
def top_eigenvalue_up_to_the_radius(method: type, engine: str, offset: float = 0.0) -> Finding:
    """grad f(w + d) = H d + r with |r| <= L2 |d|^2/2 where grad f(w) = 0, so |grad f| <= (lambda_1 + L2 rho/2) rho on
    the ball; from d_0 = rho v_1, where |grad f| >= (lambda_1 - L2 rho/2) rho, the search ascends (``ascent``). On
    x^2/2 + x^3/6 (L2 = 1) R1/rho^2 = 1 + rho/2.
    """
    problem, minimizer = _logistic()
    w = minimizer + offset
    eigenvalues, V = np.linalg.eigh(problem.hessian(w))
    top, L2 = eigenvalues[-1], problem.hessian_lipschitz()
    radii = 2.0 ** np.arange(-5.0, 1.0)
    measured = []
    for rho in radii:
        algorithm = method.around(problem, w, rho)  # type: ignore[attr-defined]
        ends = [
            complete_run(algorithm, problem, w + sign * rho * V[:, -1], 40, engine=engine).x[-1]
            for sign in (1, -1)
        ]
        measured.append(max(np.linalg.norm(problem.gradient(x)) for x in ends) / rho)
    picture = Picture(
        (
            Curve("lambda_1 + L2 rho/2", radii, top + L2 * radii / 2, "theory"),
            Curve("lambda_1", radii, np.full(len(radii), top), "theory"),
            Curve("lambda_1 - L2 rho/2", radii, top - L2 * radii / 2, "theory"),
            Curve("R1/rho^2", radii, np.array(measured), "measured"),
        ),
        "rho", "R1/rho^2", "log", "log",
    )  # fmt: skip
    # w is the minimiser to one rounding, so |grad f(w)|/rho is below 2^-45
    gap = bound(
        np.abs(np.array(measured) - top),
        L2 * radii / 2,
        allowance=np.full(len(radii), 2.0**-40),
        x=radii,
        xlabel="rho",
        ylabel="|R1/rho^2 - lambda_1|",
    )
    cubic = CubicPerturbation()
    exact, found = 2.0 ** -np.arange(1.0, 7.0), []
    for rho in exact:
        shift = 1.0 * (1 + rho) * rho
        t = complete_run(
            method(np.array([offset]), rho, shift), cubic, np.array([offset + rho]), 21, engine=engine
        )
        found.append(np.linalg.norm(cubic.gradient(t.x[-1])) / rho)
    attained = tight(
        np.array(found), 1 + exact / 2, tolerance=2.0**-46, x=exact, xlabel="rho", ylabel="R1/rho^2"
    )
    return worst([gap._replace(picture=picture), attained])._replace(picture=picture)


@functools.cache
def _logistic() -> tuple[Any, np.ndarray]:
    problem = EXAMPLES["logistic"].build()
    return problem, problem.minimizer()


BOUNDS = (zeroth_order_below_first_order, top_eigenvalue_up_to_the_radius)
