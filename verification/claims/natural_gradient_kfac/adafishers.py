"""The claims on AdaFisher and AdaFisherW, with proofs: they differ in their decay."""

from __future__ import annotations

import functools
import itertools
from decimal import Decimal
from typing import Any

import numpy as np

from refimpl.problems import SoftmaxRegression
from verification.arithmetic import adafisher
from verification.arithmetic.gauss_newton import INSTANCE
from verification.claim import Claim, Kind, Standing, claim, named, planted, without
from verification.claims.second_order.gauss_newton_batches import BATCHES, START, recorded, whole
from verification.claims.stationary import is_fixed
from verification.evidence import identity, step_inequality
from verification.finding import Finding, worst
from verification.trial import complete_run, first_iterates

PARAMETERS = (0.25, 0.125, 0.5, 0.75, 0.5)
UNIFORM = SoftmaxRegression(np.array([[1.0, 2.0], [-1.0, 1.0]]), np.full((2, 4), 0.25), 0.0)


@functools.cache
def expected(coupled: float, decoupled: float) -> list[list[Decimal]]:
    """x_1, ..., x_4 on recorded batches of two."""
    return adafisher.iterates(BATCHES[:4], PARAMETERS, coupled, decoupled)


def in_decimals(method: type, engine: str, coupled: float, decoupled: float) -> Finding:
    """These, against the method."""
    algorithm = method(*PARAMETERS, coupled + decoupled, 2, 3)
    return first_iterates(
        algorithm, INSTANCE.problem(), START, expected(coupled, decoupled), engine, rng=recorded()
    )


def diagonal_of_fisher(method: type, engine: str, *, paired: bool) -> Finding:
    """The first step from 0 with keep = 0, add = 1 and no momentum, against g/(mean g_i^2 + lambda).

    At 0 all three classes have the probability 1/3, so that s depends on the label alone. All pairs of three inputs
    and of the labels 0, 0, 1, 2, 2, 2 make a and s independent; the first input is `paired` with label 1 otherwise.
    """
    inputs, labels = np.array([[1.0, 0.5], [2.0, -0.25], [-0.5, 1.5]]), [0, 0, 1, 2, 2, 2]
    pairs = list(itertools.product(range(3), labels))
    if paired:
        pairs = [(0 if label == 1 else i, label) for i, label in pairs]
    X, Y = inputs[[i for i, _ in pairs]], np.eye(3)[[label for _, label in pairs]]
    problem, n = SoftmaxRegression(X, Y, 0.0), len(pairs)
    x = complete_run(
        method(0.25, 0.0625, 0.0, 0.0, 1.0, 0.0, n, 3),
        problem,
        np.zeros(6),
        1,
        rng=whole(n, 1),
        engine=engine,
    ).x
    G = problem.sample_gradients(np.zeros(6))
    # sums of eighteen numbers of order one
    return identity(x[1], -0.25 * G.mean(axis=0) / (np.mean(G**2, axis=0) + 0.0625), tolerance=1e-13)


def descent(method: type, engine: str, *, understated: float = 1.0) -> Finding:
    """f(x) - f(x+) >= g'(x - x+)/2 for eta = lambda/L, whole batch, beta = delta = 0, and equality of the step with
    eta g/(S H' + lambda) for the factors that are recomputed here.

    With two classes and mu = 0 the constant L = lambda_max(X'X/n)/2 is attained at 0, where the run starts.
    """
    X = np.array([[4.0, 1.0], [-4.0, 0.5], [4.0, -1.0], [-4.0, 0.25]])
    problem = SoftmaxRegression(X, np.array([[0.75, 0.25], [0.5, 0.5], [0.25, 0.75], [0.5, 0.5]]), 0.0)
    damping, steps, n = 2.0, 12, len(X)
    eta = damping / (understated * problem.smoothness())
    x = complete_run(
        method(eta, damping, 0.0, 0.5, 0.0, 0.0, n, 2),
        problem,
        np.array([1.0, 0.25, -1.0, 0.5]) / 4,
        steps,
        rng=whole(n, steps),
        engine=engine,
    ).x
    f = np.array([problem.value(v) for v in x])
    g = np.array([problem.gradient(v) for v in x[:-1]])
    moved = x[:-1] - x[1:]
    slope = np.sum(g * moved, axis=1)
    # nothing is added: H = S = 2^-t at step t
    fisher = 0.25 ** np.arange(1, steps + 1)[:, None] + damping
    return worst([
        step_inequality(slope / 2, f[:-1] - f[1:], allowance=64 * 2.0**-53),  # sums of four logarithms of order one
        identity(moved, eta * g / fisher, tolerance=1e-13),
    ])  # fmt: skip


def rest(method: type, engine: str, offset: float) -> Finding:
    """Labels of probability 1/4 each: s = 0 at x = 0, exactly."""
    algorithm = method(0.25, 0.125, 0.5, 0.75, 0.25, 0.0, 2, 4)
    return is_fixed(algorithm, offset, engine, UNIFORM, np.array([0.0] * 8))


def adafisher_claims(
    name: str, mutants: tuple[Any, ...], coupled: float, decoupled: float
) -> tuple[Claim, ...]:
    """Of the method of that name, with its named mistakes and its kind of decay."""
    controls = functools.partial(named, mutants)

    @claim(
        name,
        theorem="the update",
        kind=Kind.ITERATE,
        standing=Standing.DERIVED,
        statement="x_1, ..., x_4 on batches of a softmax regression equal 80-digit decimals",
        engine="ball",
        controls=planted(*mutants),
    )
    def first_iterates_on_a_softmax_regression(method: type, engine: str) -> Finding:
        """The definition, entry by entry; weights of the statistics that do not sum to one, as in the released code."""
        return in_decimals(method, engine, coupled, decoupled)

    @claim(
        name,
        theorem="diagonal of the Fisher matrix",
        kind=Kind.IDENTITY,
        standing=Standing.DERIVED,
        statement="where inputs and signals are independent, S H' is the diagonal of the empirical Fisher matrix: the "
        "first step is eta g/(mean g_i^2 + lambda)",
        engine_fixed=True,
        controls=(
            *controls(
                "swapped", "square-root", "no-damping", "factored-damping", "only-signals", "old-statistics",
                "inputs-summed", "signals-of-the-mean", "uphill", "step-too-long",
            ),
            *without("independence of inputs and signals", paired=True),
        ),
    )  # fmt: skip
    def factors_are_the_diagonal_of_fisher(method: type, engine: str, paired: bool = False) -> Finding:
        """mean (s_c a_j)^2 = mean s_c^2 mean a_j^2 if all pairs of inputs and labels are present, s being a function of
        the label alone at x = 0.
        """
        return diagonal_of_fisher(method, engine, paired=paired)

    @claim(
        name,
        theorem="descent of a preconditioned step",
        kind=Kind.STEP_INEQUALITY,
        standing=Standing.DERIVED,
        statement="whole batch, beta = delta = 0, f L-smooth, eta = lambda/L: f(x) - f(x+) >= g'(x - x+)/2; add = 0 "
        "leaves S H' = keep^(2t)",
        engine_fixed=True,
        controls=(
            *controls("uphill", "no-damping", "factored-damping", "square-root", "no-average", "weights-exchanged",
                      "zero-start", "step-too-long"),
            *without("smoothness L", understated=2.0**-4),
        ),
    )  # fmt: skip
    def descent_with_the_damping_as_least_curvature(
        method: type, engine: str, understated: float = 1.0
    ) -> Finding:
        """x - x+ = eta D^-1 g with D >= lambda: |x - x+|^2 <= (eta/lambda) g'(x - x+), and f(x+) <= f(x) - g'(x - x+) +
        (L/2) |x - x+|^2, where L eta/(2 lambda) = 1/2.
        """
        return descent(method, engine, understated=understated)

    @claim(
        name,
        theorem="rest",
        kind=Kind.IDENTITY,
        standing=Standing.DERIVED,
        statement="without decay, a start where all signals are zero is a fixed point, exactly",
        controls=without("zero signals", offset=0.5),
    )
    def stationary_point_is_fixed(method: type, engine: str, offset: float = 0.0) -> Finding:
        """s = 0 in every draw: m = 0, S shrinks, the damping keeps the division regular, and nothing else moves W."""
        return rest(method, engine, offset)

    return (
        first_iterates_on_a_softmax_regression,
        factors_are_the_diagonal_of_fisher,
        descent_with_the_damping_as_least_curvature,
        stationary_point_is_fixed,
    )
