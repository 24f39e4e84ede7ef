"""Cubic Newton with the Polyak step: what is claimed of it, with proofs, and what each claim must reject."""

from __future__ import annotations

from functools import partial
from itertools import pairwise

import numpy as np

from refimpl.problems import Quadratic, random_logistic
from verification.arithmetic import polyak
from verification.arithmetic.newton import plane_quartic
from verification.claim import Kind, Standing, claim, named, planted, without
from verification.evidence import identity, step_inequality
from verification.finding import Finding, worst
from verification.mutants.second_order.polyak_cubic_newton import MUTANTS
from verification.trial import complete_run, first_iterates

controls = partial(named, MUTANTS)
PROBLEM = random_logistic(n=12, d=3, mu=0.01, seed=0)
STARTS = np.array([[6.0, -1.0, 1.0], [-3.0, 2.0, 4.0], [5.0, 5.0, 5.0], [4.0, -4.0, 0.0], [-1.0, -5.0, 2.0]])


@claim(
    "polyak-cubic-newton",
    theorem="definition of the method",
    kind=Kind.ITERATE,
    standing=Standing.DERIVED,
    statement="the first iterates on a quartic in the plane, for f* that are reached and that are not, equal those by "
    "bisection and Cramer's rule in 80-digit decimal arithmetic",
    engine="ball",
    controls=planted(*(m for m in MUTANTS if m.variant_name != "moduli")),
)
def first_iterates_on_a_plane_quartic(method: type, engine: str) -> Finding:
    """By definition: the shift 1/kappa is bisected until the model falls to f*, and is zero where it does not reach f*;
    both occur.
    """
    findings, shifts = [], []
    for start, target in (((1.0, -2.0), 2.0), ((1.0, -2.0), -0.5)):
        expected, found = polyak.shortest(start, target, 4)
        shifts += found
        findings.append(first_iterates(method(target), plane_quartic(), np.array(start), expected, engine))
    assert 0 == min(shifts) < max(shifts)
    return worst(findings)


@claim(
    "polyak-cubic-newton",
    theorem="conditions of optimality",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="f + <g, s> + s'Hs/2 = max(f*, least value of the model), and g + Hs is a non-positive multiple of s",
    engine_fixed=True,
    controls=(
        *controls(
            "target-forgotten", "gap-doubled", "always-newton", "newton-polyak-step", "linear-model",
            "search-cut-short", "kappa-not-inverted", "uphill",
        ),
        *without("f* as told", told=0.25),
    ),
)  # fmt: skip
def steps_are_optimal(method: type, engine: str, told: float = 0.125) -> Finding:
    """Karush, Kuhn and Tucker for the shortest s with model <= f*: s = -kappa (g + Hs), kappa >= 0, the model equal to
    f* if s is no minimiser of it; sufficient, since the model is convex. The cosine of -s and g + Hs is 1, or
    g + Hs = 0.
    The condition of the Hessians is below 1e4, that of the root below 1e2.
    """
    values, wanted, cosines = [], [], []
    for start in STARTS:
        x = complete_run(method(told), PROBLEM, start, 3, engine=engine).x
        for before, after in pairwise(x):
            f, g, H = PROBLEM.value(before), PROBLEM.gradient(before), PROBLEM.hessian(before)
            s = after - before
            rest = g + H @ s
            lowest = f - g @ np.linalg.solve(H, g) / 2
            values.append(f + g @ s + s @ H @ s / 2)
            wanted.append(max(0.125, lowest))
            if lowest < 0.125:
                cosines.append(-s @ rest / (np.linalg.norm(s) * np.linalg.norm(rest)))
    assert 0 < len(cosines) < len(values)
    reached = identity(values, wanted, tolerance=1e-10)
    return worst([reached, identity(cosines, np.ones(len(cosines)), tolerance=1e-10)])


@claim(
    "polyak-cubic-newton",
    theorem="length of a step",
    kind=Kind.STEP_INEQUALITY,
    standing=Standing.DERIVED,
    statement="gap/|g| <= |s| <= |the step of Newton-Polyak| where the model reaches f*",
    engine_fixed=True,
    controls=(
        *controls("gap-doubled", "always-newton", "kappa-not-inverted"),
        *without("f* as told", told=-1.0),
    ),
)
def steps_are_between_those_of_polyak_and_newton_polyak(
    method: type, engine: str, told: float = 0.125
) -> Finding:
    """The step of Newton-Polyak is one on which the model is f*, and s is the shortest of these. The model is not below
    its linear part: <g, s> <= -gap, so |s| >= gap/|g|. The condition of the Hessians is below 1e4.
    """
    shortest, found, longest = [], [], []
    for start in STARTS:
        x = complete_run(method(told), PROBLEM, start, 3, engine=engine).x
        for before, after in pairwise(x):
            g, gap = PROBLEM.gradient(before), PROBLEM.value(before) - 0.125
            n = np.linalg.solve(PROBLEM.hessian(before), g)
            if g @ n > 2 * gap:
                shortest.append(gap / np.linalg.norm(g))
                found.append(np.linalg.norm(after - before))
                longest.append((1 - np.sqrt(1 - 2 * gap / (g @ n))) * np.linalg.norm(n))
    low = step_inequality(np.array(shortest), np.array(found), allowance=1e-11)
    return worst([low, step_inequality(np.array(found), np.array(longest), allowance=1e-11)])


@claim(
    "polyak-cubic-newton",
    theorem="diagonal quadratics",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="f = x'diag(w)x/2 - b'x: where w is zero or negative, a model nearly or hardly reaches f*, and gradients "
    "are large or small, one step ends at the point of the definition",
    engine_fixed=True,
    controls=(
        *controls("target-forgotten", "gap-doubled", "linear-model", "search-cut-short", "uphill", "moduli"),
        *without("w as it is", bend=0.5),
    ),
)
def special_quadratics(method: type, engine: str, bend: float = 0.0) -> Finding:
    """(0, 3) minimises x_1^2, whatever x_2, and nothing falls. f = x_1^2 - x_2 at (0, 3): the gradient is (0, -1) along
    w = 0, and 2 is gained on (0, 2). f = |x|^2/2: the shortest step to |x|^2/2 = f* is along x. w = (2, -1) counts as
    (2, 0): at (1, 1) g = (2, -1), and kappa = 1/2 gives s = (-1/2, 1/2) and the gain 4 (3/4)/4 + 1/2 = 5/4, to -3/4.
    Matrices are diagonal, and kappa is at most 511, so that 1/(1 + kappa) is known to 1e-12.
    """
    none, ones = [0.0, 0.0], [1.0, 1.0]
    cases = (
        ([2.0, 0.0], none, [0.0, 3.0], -1.0, [0.0, 3.0]),
        ([2.0, 0.0], [0.0, 1.0], [0.0, 3.0], -5.0, [0.0, 5.0]),
        (ones, none, [0.0, 1.0], 0.125, [0.0, 0.5]),
        (ones, none, [0.0, 1.0], 2.0**-19, [0.0, 2.0**-9]),
        (ones, none, [0.0, 32.0], 128.0, [0.0, 16.0]),
        (ones, none, [0.0, 2.0**-5], 2.0**-13, [0.0, 2.0**-6]),
        ([2.0, -1.0], none, [1.0, 1.0], -0.75, [0.5, 1.5]),
    )
    found, expected = [], []
    for w, b, start, target, end in cases:
        problem = Quadratic(np.diag(w) + bend * np.eye(2), np.array(b))
        found.append(complete_run(method(target), problem, np.array(start), 1, engine=engine).x[1])
        expected.append(end)
    return identity(found, np.array(expected), tolerance=1e-12)


CLAIMS = (
    first_iterates_on_a_plane_quartic,
    steps_are_optimal,
    steps_are_between_those_of_polyak_and_newton_polyak,
    special_quadratics,
)
