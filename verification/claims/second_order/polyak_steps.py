"""What is claimed of several methods whose steps are to reach a known value."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from refimpl.core.draws import tape
from refimpl.problems import LeastSquares
from verification.arithmetic import polyak
from verification.claim import Claim, Control, Kind, Standing, claim, without
from verification.evidence import bound, identity, step_inequality
from verification.finding import Finding, worst
from verification.trial import complete_run, first_iterates

A = np.array([[1.0, 2.0], [-1.0, 1.0], [2.0, 0.5], [0.25, -1.0]])
FITTED = LeastSquares(A, A @ np.array([1.0, -2.0]))
ORDER = np.resize([0, 1, 2, 3, 1, 0, 3, 2, 2], 30)
ROUND = ORDER[:9]  # so few that lengths which grow without bound are still numbers
START = np.array([4.0, 3.0])
PROBES = np.resize([1.0, 1.0, -1.0, 1.0, 1.0], 60)

Controls = tuple[Control, ...]
Scales = Callable[[np.ndarray], np.ndarray]


def residuals(x: np.ndarray, order: np.ndarray = ORDER) -> tuple[np.ndarray, np.ndarray]:
    """a_i'x_k - b_i of the drawn rows, before and after the step."""
    rows, sides = A[order], FITTED.b[order]
    return np.sum(rows * x[:-1], axis=1) - sides, np.sum(rows * x[1:], axis=1) - sides


def halved(algorithm: str, make: Callable[[type], Any], controls: Controls) -> Claim:
    """The drawn residual is halved."""

    @claim(
        algorithm,
        theorem="linear model of a square",
        kind=Kind.IDENTITY,
        standing=Standing.DERIVED,
        statement="f_i = (a_i'x - b_i)^2/2: the drawn residual is halved by every step, whatever the row",
        engine_fixed=True,
        controls=controls,
    )
    def the_drawn_residual_is_halved(method: type, engine: str) -> Finding:
        """a'x+ - b = r - (r^2/2)/(r^2 a'B^{-1}a) r a'B^{-1}a = r/2 for every B. A few roundings per step, relative to
        the residual and to |a| |x| of order ten.
        """
        x = complete_run(make(method), FITTED, START, 9, engine=engine, rng=tape(PROBES, ROUND)).x
        before, after = residuals(x, ROUND)
        return identity(after, before / 2, tolerance=1e-13, scale=10.0)

    return the_drawn_residual_is_halved


def resting(algorithm: str, make: Callable[[type, float], Any], controls: Controls) -> Claim:
    """Where the drawn gradient is zero the point stays."""

    @claim(
        algorithm,
        theorem="drawn gradient zero",
        kind=Kind.IDENTITY,
        standing=Standing.DERIVED,
        statement="where the drawn row is fitted the point stays, whether the value is f* or above it",
        engine_fixed=True,
        controls=(*controls, *without("rows that are fitted", offset=1.0)),
    )
    def fitted_rows_move_nothing(method: type, engine: str, offset: float = 0.0) -> Finding:
        """A fitted row has a zero gradient, and the step is a multiple of it; with integer data it is zero
        exactly, and a length of 0/0 is none.
        """
        exact = LeastSquares(np.array([[1.0, 2.0], [-1.0, 1.0]]), np.array([-3.0, -3.0]))
        start, found = np.array([1.0 + offset, -2.0]), []
        for target in (0.0, -1.0):
            draws = tape(PROBES, ORDER[:2])
            found.append(complete_run(make(method, target), exact, start, 2, engine=engine, rng=draws).x[1:])
        return identity(np.concatenate(found), np.tile(start, (4, 1)), tolerance=0.0)

    return fitted_rows_move_nothing


def squares(
    algorithm: str,
    make: Callable[[type, float], Any],
    scales: Scales,
    divided: polyak.Divided,
    controls: dict[str, Controls],
) -> tuple[Claim, ...]:
    """First iterates, invariance, and the two bounds of a form of SANIA; `scales` is the diagonal from all squares, and
    `divided` the same in decimals, from the gradients.
    """

    @claim(
        algorithm,
        theorem="definition of the method",
        kind=Kind.ITERATE,
        standing=Standing.DERIVED,
        statement="x_1, ..., x_8 on three rows in the plane, samples recorded, equal the definition in 80 digits",
        engine="ball",
        controls=controls["iterates"],
    )
    def first_iterates_on_three_rows(method: type, engine: str) -> Finding:
        """By definition; both cases of the length occur, and a value below f*, where the point stays."""
        findings = []
        for start, target in (([0.5, 0.5], 0.125), ([-0.25, 0.0], 0.0)):
            expected, lengths = polyak.steps(start, target, divided, polyak.quadratic_length)
            assert any(0 < v < 1 for v in lengths)
            assert max(lengths) == 1
            assert (min(lengths) == 0) == (target > 0)
            draws = tape((), polyak.SAMPLES)
            findings.append(
                first_iterates(
                    make(method, target), polyak.problem(), np.array(start), expected, engine, rng=draws
                )
            )
        return worst(findings)

    @claim(
        algorithm,
        theorem="scale invariance",
        kind=Kind.IDENTITY,
        standing=Standing.DERIVED,
        statement="features scaled by V = diag(2^7, 2^-7): x_k = V y_k for all k, y_k on the scaled features",
        engine_fixed=True,
        controls=(*controls["invariance"], *without("V diagonal", mixing=0.5)),
    )
    def rescaled_features_give_the_same_run(method: type, engine: str, mixing: float = 0.0) -> Finding:
        """The gradient in y is V g, so B is V^2 B, u is V^{-1} u and g'u is the same: V y moves as x. Powers of two are
        exact; the tolerance is for products summed in another order.
        """
        V = np.diag([2.0**7, 2.0**-7]) + mixing * np.array([[0.0, 1.0], [1.0, 0.0]])
        algorithm, draws = make(method, 0.0), tape((), ORDER)
        x = complete_run(algorithm, FITTED, START, 30, engine=engine, rng=draws).x
        scaled = LeastSquares(A @ V, FITTED.b)
        y = complete_run(
            algorithm, scaled, np.linalg.solve(V, START), 30, engine=engine, rng=draws.rewound()
        ).x
        return identity(y @ V.T, x, tolerance=1e-12)

    @claim(
        algorithm,
        theorem="length of a step",
        kind=Kind.STEP_INEQUALITY,
        standing=Standing.DERIVED,
        statement="gap/G <= l <= 2 gap/G where 2 gap < G, and l = 1 elsewhere, at every step",
        engine_fixed=True,
        controls=controls["length"],
    )
    def lengths_are_between_the_linear_models(method: type, engine: str) -> Finding:
        """t/2 <= 1 - sqrt(1 - t) <= t on [0, 1], from t^2 <= t and (1 - t/2)^2 >= 1 - t; t = 2 gap/G. l = g's/G with
        s = x - x+, and G = sum g^2/B from the gradients of all steps. Ten roundings each way, and those of x in the
        difference.
        """
        findings, order = [], ROUND
        for start in (START, np.array([1.5, -1.875]), np.array([-1.0, 1.5]), np.array([0.5, -0.75])):
            x = complete_run(make(method, 0.0), FITTED, start, 9, engine=engine, rng=tape((), order)).x
            r, _ = residuals(x, order)
            g = r[:, None] * A[order]
            G = np.sum(g * g / scales(g * g), axis=1)
            length, t = np.sum(g * (x[:-1] - x[1:]), axis=1) / G, r * r / G
            allowance = 1e-15 * (8 + np.sum(np.abs(g) * (np.abs(x[:-1]) + np.abs(x[1:])), axis=1) / G)
            findings.append(step_inequality(np.where(t < 1, t / 2, 1.0), length, allowance=allowance))
            findings.append(step_inequality(length, np.minimum(t, 1.0), allowance=allowance))
        return worst(findings)

    @claim(
        algorithm,
        theorem="moves of coordinates",
        kind=Kind.BOUND,
        standing=Standing.DERIVED,
        statement="|x+_j - x_j| |g_j| <= g_j^2/B_j <= the inverse weight of g_j^2 in B_j: 1 for AdaGrad's sum, "
        "(1 - beta2^t)/(1 - beta2) for Adam's average",
        engine_fixed=True,
        controls=controls["moves"],
    )
    def no_coordinate_moves_far(method: type, engine: str) -> Finding:
        """s_j = l g_j/B_j with l <= 1, and B_j >= g_j^2 times the weight of the last square. Equality in the first step
        from here, where l = 1: it is told from a step 2 % longer.
        """
        x = complete_run(make(method, 0.0), FITTED, START, 30, engine=engine, rng=tape((), ORDER)).x
        r, _ = residuals(x)
        g = r[:, None] * A[ORDER]
        top = np.max(np.abs((x[1:] - x[:-1]) * g), axis=1)
        last = np.stack([scales(np.eye(30)[k][:, None])[k] for k in range(30)])[:, 0]
        return bound(top, 1 / last, allowance=1e-12, ylabel="max |move| |g|")

    return (
        first_iterates_on_three_rows,
        rescaled_features_give_the_same_run,
        lengths_are_between_the_linear_models,
        no_coordinate_moves_far,
    )
