"""Lion-K: what is claimed of it, with proofs, and what each claim must reject."""

from __future__ import annotations

import numpy as np

from refimpl.first_order_adaptive.kernels import EuclideanNorm, LogCosh, SumNorm
from refimpl.first_order_adaptive.lion import Lion
from refimpl.problems import Quadratic
from verification.arithmetic import layerwise as decimals
from verification.claim import Kind, Standing, claim, named, planted, without
from verification.claims.first_order_adaptive.layerwise_tape import (
    GRADIENTS,
    START,
    STEP_SIZES,
    tape_iterates,
)
from verification.evidence import bound, identity, step_inequality
from verification.finding import Finding, worst
from verification.mutants.first_order_adaptive.lion_k import MUTANTS
from verification.tape import follow
from verification.trial import complete_run


@claim(
    "lion-k",
    theorem="Lion-K",
    kind=Kind.ITERATE,
    standing=Standing.DERIVED,
    statement="on a tape with zeros and changing step sizes x_1, ..., x_8 equal Lion-K in 80-digit decimals, with the "
    "Euclidean norm",
    engine="ball",
    engine_fixed=True,
    controls=planted(*MUTANTS),
)
def first_iterates_with_the_euclidean_norm(method: type, engine: str) -> Finding:
    """The update is the definition; lists of decimals evaluate it without this library, grad |c| as c/|c|."""
    expected = decimals.lion(START, GRADIENTS, STEP_SIZES, 0.75, 0.875, 0.25, decimals.unit)
    return tape_iterates(method(EuclideanNorm(), 0.25, 0.75, 0.875, 0.25), expected, engine)


@claim(
    "lion-k",
    theorem="Lion-K",
    kind=Kind.ITERATE,
    standing=Standing.DERIVED,
    statement="on a tape with zeros and changing step sizes x_1, ..., x_8 equal Lion-K in 80-digit decimals, with the "
    "smoothed l1 norm",
    engine="ball",
    engine_fixed=True,
    controls=planted(*MUTANTS),
)
def first_iterates_with_log_cosh(method: type, engine: str) -> Finding:
    """The update is the definition; lists of decimals evaluate it without this library, tanh by exponentials."""
    tangents = decimals.hyperbolic_tangents(0.5)
    expected = decimals.lion(START, GRADIENTS, STEP_SIZES, 0.75, 0.875, 0.25, tangents)
    return tape_iterates(method(LogCosh(0.5), 0.25, 0.75, 0.875, 0.25), expected, engine)


@claim(
    "lion-k",
    theorem="reduction to Lion",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="with the l1 norm the iterates are those of Lion to the last bit",
    engine_fixed=True,
    controls=(
        *named(
            MUTANTS, "betas-exchanged", "momentum-first", "kernel-of-momentum", "momentum-reset", "momentum-summed",
            "kernel-forgotten", "kernel-of-parts", "decay-in-gradient", "decay-in-kernel", "decay-after",
            "decay-without-step", "no-decay", "ascends", "step-too-long",
        ),
        *without("the l1 norm", smoothing=2.0**-6),
    ),
)  # fmt: skip
def with_the_l1_norm_lion(method: type, engine: str, smoothing: float = 0.0) -> Finding:
    """The gradient of sum |c_i| is the sign, with 0 at 0, and the rest of the update is Lion's.

    Smoothed by log cosh it is the sign only where |c| is many times the scale.
    """
    kernel = LogCosh(smoothing) if smoothing else SumNorm()
    x, _ = follow(
        method(kernel, 0.25, 0.75, 0.875, 0.25), START, GRADIENTS, step_sizes=STEP_SIZES, engine=engine
    )
    y, _ = follow(Lion(0.25, 0.75, 0.875, 0.25), START, GRADIENTS, step_sizes=STEP_SIZES, engine=engine)
    return identity(x, y, tolerance=0.0)


@claim(
    "lion-k",
    theorem="phase 1: the ball",
    kind=Kind.STEP_INEQUALITY,
    standing=Standing.DERIVED,
    statement="with the Euclidean norm |x_t| - 1/d <= (1 - s d)(|x_{t-1}| - 1/d), whatever the gradients, for s d <= 1",
    engine_fixed=True,
    controls=(
        *named(
            MUTANTS, "kernel-forgotten", "always-sign", "decay-in-gradient", "decay-in-kernel", "no-decay",
            "step-too-long",
        ),
        *without("s d <= 1", factor=10.0),
    ),
)  # fmt: skip
def distance_to_the_ball_contracts(method: type, engine: str, factor: float = 1.0) -> Finding:
    """|x+| <= (1 - s d)|x| + s |grad K(c)|, gradients of a norm have dual norm at most 1, s = (1/d) - (1 - s d)(1/d).

    Equality where grad K(c) = -x/|x|: in the second run the gradient is always a negative multiple of x.
    """
    d, T = 0.5, 200
    s = factor * np.resize([0.25, 0.5, 0.125], T)
    rng = np.random.default_rng(5)
    algorithm = method(EuclideanNorm(), 0.25, 0.75, 0.875, d)
    random = 4 * rng.standard_normal((T, 6))
    outward = -np.ones((T, 6)) * START
    findings = []
    for g in (random, outward):
        x, _ = follow(algorithm, 4 * START, g, step_sizes=s.tolist(), engine=engine)
        distance = np.linalg.norm(x, axis=1) - 1 / d
        right = (1 - s * d) * distance[:-1]
        # the norm of six entries and the update: a dozen roundings of numbers up to |x| + s + 1/d
        allowance = 16 * 2.0**-53 * (np.linalg.norm(x[:-1], axis=1) + s + 1 / d)
        findings.append(
            step_inequality(distance[1:], right, allowance=allowance, xlabel="t", label="|x_t| - 1/d")
        )
    return worst(findings)


@claim(
    "lion-k",
    theorem="the constrained problem",
    kind=Kind.BOUND,
    standing=Standing.DERIVED,
    statement="with the Euclidean norm, on |x - a|^2/2 with |a| = 5 > 1/d, the iterates go to the nearest point "
    "a/(d|a|) of the ball |x| <= 1/d at the rate 1 - s d",
    engine_fixed=True,
    controls=(
        *named(
            MUTANTS, "kernel-forgotten", "always-sign", "decay-in-gradient", "decay-without-step", "no-decay",
            "ascends", "step-too-long",
        ),
        *without("a outside of the ball", near=0.125),
    ),
)  # fmt: skip
def nearest_point_of_the_ball(method: type, engine: str, near: float = 1.0) -> Finding:
    """From x_0 = 0 all gradients x_t - a are negative multiples of a as long as x_t is between 0 and a, so every
    grad K(c) is -a/|a| and x+ - x* = (1 - s d)(x - x*) with x* = a/(d|a|), which is d x* = -grad K(x* - a): the KKT
    condition of min |x - a|^2/2 on the ball.
    """
    a, d, s, T = near * np.array([3.0, -4.0]), 0.5, 0.125, 100
    problem = Quadratic(np.eye(2), a)
    x = complete_run(method(EuclideanNorm(), s, 0.75, 0.875, d), problem, np.zeros(2), T, engine=engine).x
    distance = np.linalg.norm(x - a / (d * np.linalg.norm(a)), axis=1)
    # errors of a few roundings of 2 per step shrink by 1 - s d
    allowance = np.full(T + 1, 16 / (s * d) * 2.0**-53)
    return bound(
        distance, (1 - s * d) ** np.arange(T + 1) / d, allowance=allowance, xlabel="t", ylabel="|x_t - x*|"
    )


CLAIMS = (
    first_iterates_with_the_euclidean_norm,
    first_iterates_with_log_cosh,
    with_the_l1_norm_lion,
    distance_to_the_ball_contracts,
    nearest_point_of_the_ball,
)
