"""What is claimed in the same words of stocBiO, TTSA and MA-SOBA: the mean of a direction, its bias, tracking."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any, NamedTuple

import numpy as np

from verification.claim import Claim, Control, Kind, Standing, claim
from verification.claims.bilevel.drawn_levels import (
    ONE,
    SEVERAL,
    Direction,
    bias_of_the_series,
    mean_direction,
    tracking,
)
from verification.evidence import step_inequality
from verification.finding import Finding

Made = Callable[[Any, float, int, np.ndarray], Any]
"""An algorithm of a class with eta = 1 from the rate nu of the series, Q, and where the lower level starts."""


class Words(NamedTuple):
    """How a method speaks of its direction."""

    direction: str
    mean: str
    listed: str
    bias: str
    rate: str


def first_direction(made: Callable[[np.ndarray], Any]) -> Direction:
    """h of a step from (x, y), at which the lower level rests, of the algorithm with eta = 1 that starts at y."""

    def h(problem: Any, x: np.ndarray, y: np.ndarray, rng: Any) -> np.ndarray:
        algorithm = made(y)
        return x - algorithm.step(problem, algorithm.init(problem, x), rng).x

    return h


def claims_of(
    name: str, made: Made, more: int, most: int, words: Words, controls: Mapping[str, tuple[Control, ...]]
) -> tuple[Claim, Claim]:
    """The two claims of the direction; Q up to `most`, which makes Q + `more` terms."""

    @claim(
        name,
        theorem=f"the {words.direction} is unbiased for the truncated series",
        kind=Kind.DISTRIBUTION,
        standing=Standing.DERIVED,
        statement=f"E h = f_x - g_xy {words.mean} f_y of the mean levels, by listing {words.listed}",
        engine_fixed=True,
        controls=controls["mean"],
    )
    def expected_direction(method: type, engine: str) -> Finding:
        """f, every factor I - nu g_yy and g_xy have draws of their own, so the mean of the product is the product of
        the means. A random length i has probability 1/Q, which the factor Q takes back.

        Both levels rest at the lower iterate, so that the lower step leaves it. Rounding: 256 operations.
        """
        return mean_direction(first_direction(lambda y: made(method, 0.5, 3 - more, y)), 0.5, 3)

    @claim(
        name,
        theorem=f"bias of the {words.bias}",
        kind=Kind.BOUND,
        standing=Standing.DERIVED,
        statement=f"{words.rate} |f_y|/mu, attained in one variable, Q <= {most}",
        engine_fixed=True,
        controls=controls["bias"],
    )
    def bias_of_the_direction(method: type, engine: str, nu: float = 0.375) -> Finding:
        """The mean is the truncated series, and the remainder of a geometric series of j terms is M^j g_yy^{-1} f_y
        with M = I - nu g_yy; Q products of g_yy make Q + 1 terms.
        """
        return bias_of_the_series(
            lambda Q, nu: first_direction(lambda y: made(method, nu, Q, y)), nu, most, powers=more
        )

    return expected_direction, bias_of_the_direction


def followed(made: Callable[[np.ndarray], Any]) -> Iterator[tuple[Any, np.ndarray, np.ndarray, np.ndarray]]:
    """Problem, x_k, y_k and y*(x_k) of 20 steps in one variable, with y behind y*, and in several."""
    for problem, x0, start in ((ONE, [0.0], np.array([1.0])), (SEVERAL, [2.0, -1.0], np.ones(3))):
        x, y = tracking(made(start), problem, x0, 20)
        yield problem, x, y, np.array([problem.lower_solution(v) for v in x])


def tracks(made: Callable[[np.ndarray], Any], factors: Callable[[np.ndarray], Any]) -> Finding:
    """|y_{k+1} - y*(x_{k+1})| <= factor_k |y_k - y*(x_k)| + (l_g1/mu) |x_{k+1} - x_k| at every k; mu = 1.

    A step contracts by `factors` of k = 0, 1, ... on quadratic levels, then y* moves. Equality in one variable.
    """
    left, right = [], []
    for problem, x, y, solutions in followed(made):
        errors = np.linalg.norm(y - solutions, axis=1)
        moved = np.linalg.norm(np.diff(x, axis=0), axis=1) * problem.l_g1()
        left.append(errors[1:])
        right.append(factors(np.arange(len(moved))) * errors[:-1] + moved)
    return tracking_inequality(left, right, "|y_{k+1} - y*(x_{k+1})|")


def tracking_inequality(left: list[np.ndarray], right: list[np.ndarray], label: str) -> Finding:
    """One side against the other, joined. Rounding: 64 units of numbers below 128."""
    a, b = np.concatenate(left), np.concatenate(right)
    return step_inequality(a, b, allowance=64 * 128 * 2.0**-53, label=label)
