"""Implicit Diffusion through denoising: what is claimed of it, with proofs, and what each claim must reject."""

from __future__ import annotations

import functools
from decimal import Decimal, localcontext

import numpy as np

from refimpl.core.draws import tape
from refimpl.problems import QuadraticBilevel
from verification.arithmetic import bilevel as lists
from verification.arithmetic import diffusion as exact
from verification.claim import Kind, Standing, claim, named, planted, without
from verification.claims.flatness.langevin import law_after
from verification.evidence import bound, identity
from verification.finding import Finding, worst
from verification.mutants.bilevel.implicit_diffusion_denoising import MUTANTS
from verification.trial import complete_run, first_iterates

controls = functools.partial(named, MUTANTS)
START = (0.5, -0.25, 0.125)


@claim(
    "implicit-diffusion-denoising",
    theorem="single loop in finite time",
    kind=Kind.ITERATE,
    standing=Standing.DERIVED,
    statement="x_1, ..., x_7 with a queue of M = 2 on curved, coupled levels equal the queue in 80-digit decimals",
    engine="ball",
    controls=planted(*MUTANTS),
)
def first_iterates_of_the_queue(method: type, engine: str) -> Finding:
    """The step is the definition; h = 1/8 makes the root in the noise rational. Paths are differentiated forwards."""
    draws = np.random.default_rng(3).standard_normal(63) / 8
    with localcontext() as context:
        context.prec = 80
        expected = exact.denoising(draws.tolist(), lists.decimals(START), 7, 2)
    algorithm = method(0.25, 0.125, 2, np.array(START))
    return first_iterates(algorithm, lists.curved(), np.array(lists.X0), expected, engine, rng=tape(draws))


@claim(
    "implicit-diffusion-denoising",
    theorem="adjoint of the discrete scheme",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="x constant, M = 3: G is the derivative of f(x, Y_M(x)) for the same draws, by differences in 80 digits",
    controls=(
        *controls(
            "adjoint-moved-first", "derivatives-one-step-late", "drift-of-score-only", "linear-part-flipped",
            "shrinkage-not-differentiated", "derivatives-of-clean-score", "first-step-forgotten", "stop-gradient",
            "direct-term-dropped", "step-too-long", "reward-flipped", "times-forwards", "times-one-early",
            "score-not-doubled", "linear-part-not-reversed", "noise-not-doubled", "quiet-entry",
        ),
        *without("x constant while the particle is made", moving=True),
    ),
)  # fmt: skip
def adjoint_is_exact(method: type, engine: str, moving: bool = False) -> Finding:
    """The chain rule through M Euler steps of the path, backwards; differences of 1e-20 leave 38 correct digits.

    Until the queue is full x does not move: the first finished particle is made at x_0, with the first noise and the
    noise of slot m at step m + 1. The control looks at the particle whose last step was taken at the x after.
    """
    M, eta, x0 = 3, 1.0, np.array(lists.X0)
    draws = np.random.default_rng(4).standard_normal(80) / 8
    per_step = [1 + min(k, M) for k in range(8)]
    first = np.concatenate([[0], np.cumsum(per_step)[:-1]])
    born = int(moving) * 2  # x_{M+2} moves: the particle born at step 2 is advanced at the new x
    noises = [3 * (first[born + m] + m) for m in range(M + 1)]
    with localcontext() as context:
        context.prec = 80
        machine, start = exact.Denoiser(M), lists.decimals(START)
        chunks = [lists.decimals(draws[i : i + 3].tolist()) for i in noises]
        expected = []
        step = Decimal(10) ** -20
        for i in range(2):
            ends = []
            for sign in (1, -1):
                near = [v + sign * step if j == i else v for j, v in enumerate(lists.decimals(lists.X0))]
                ends.append(lists.upper(near, machine.path(near, start, chunks)[-1]))
            expected.append(float((ends[0] - ends[1]) / (2 * step)))
    steps = M + 2 + born
    x = complete_run(
        method(eta, 0.125, M, np.array(START)), lists.curved(), x0, steps, engine=engine, rng=tape(draws)
    ).x
    # about 1e2 operations on numbers up to 10
    return identity(x[-2] - x[-1], np.array(expected), tolerance=1e-13)


def _scalar(t: float, r: float) -> QuadraticBilevel:
    """Data N(x, 1): score -(y - e^{-tau} x), f = (y - t)^2/2 + r x^2/2."""
    return QuadraticBilevel(np.eye(1), np.eye(1), np.array([t]), r)


def _gain(h: float, M: int) -> float:
    """c_M of E Y_M = c_M x from start 0."""
    c = 0.0
    for m in range(M):
        c = (1 - h) * c + 2 * h * np.exp(-(M - m) * h)
    return float(c)


@claim(
    "implicit-diffusion-denoising",
    theorem="Gaussian data, law of a step",
    kind=Kind.DISTRIBUTION,
    standing=Standing.DERIVED,
    statement="data N(x, 1), M = 3: mean and variance of the first step are those of c_M (Y_M - t), exactly",
    controls=controls(
        "adjoint-moved-first", "shrinkage-not-differentiated", "first-step-forgotten", "drift-of-score-only",
        "times-forwards", "times-one-early", "score-not-doubled", "noise-not-doubled", "quiet-entry", "step-too-long",
        "reward-flipped", "stop-gradient",
    ),
)  # fmt: skip
def law_of_the_first_step(method: type, engine: str) -> Finding:
    """Y_{m+1} = (1 - h) Y_m + 2 h e^{-tau_m} x + sqrt(2 h) xi: E Y_M = (1 - h)^M start + c_M x, and

    v = (1 - h)^2 v + 2 h from v = 1. The adjoint is (1 - h)^{M-m} (Y_M - t), so G = c_M (Y_M - t) + r x:
    affine in the draws, whose responses are the whole law.
    """
    h, M, t, r, eta, x, start = 0.25, 3, 0.75, 0.5, 0.5, 1.5, 0.25
    mean, covariance = law_after(
        method(eta, h, M, np.array([start])), _scalar(t, r), np.array([x]), M + 2, 3, engine
    )
    c, v = _gain(h, M), 1.0
    for _ in range(M):
        v = (1 - h) ** 2 * v + 2 * h
    wanted = x - eta * (c * ((1 - h) ** M * start + c * x - t) + r * x)
    found = [mean[0], covariance[0, 0]]
    return identity(np.array(found), np.array([wanted, (eta * c) ** 2 * v]), tolerance=1e-13)


@claim(
    "implicit-diffusion-denoising",
    theorem="Gaussian data, continuous time",
    kind=Kind.BOUND,
    standing=Standing.DERIVED,
    statement="T = 1, t = 0: |(G/x)^{1/2} - (1 - e^{-2T})| <= (h/2)(1 - e^{-2T}): order one; no bias at the optimum",
    controls=(
        *controls(
            "shrinkage-not-differentiated", "drift-of-score-only", "times-forwards", "score-not-doubled",
            "linear-part-flipped",
        ),
        *without("all T of denoising", horizon=0.75),
    ),
)  # fmt: skip
def order_in_the_time_step(method: type, engine: str, horizon: float = 1.0) -> Finding:
    """Without noise G = c_M^2 x. c_M is Euler's method for c' = -c + 2 e^{-(T-s)}, c(0) = 0,

    solved by e^{-T}(e^s - e^{-s}). Its second derivative is c itself, at most 1 - e^{-2T}, and Euler's factor is
    1 - h: the error is at most (h^2/2)(1 - e^{-2T}) sum (1 - h)^j <= (h/2)(1 - e^{-2T}). And where x solves
    c_M (c_M x - t) + r x = 0, the optimum of the discrete scheme, the mean dynamics, without draws, stay.
    """
    errors, bounds = [], []
    for M in (4, 8, 16):
        h = horizon / M
        x = complete_run(
            method(1.0, h, M, np.zeros(1)), _scalar(0.0, 0.0), np.ones(1), M + 2, engine=engine, rng=tape(np.zeros(400))
        ).x  # fmt: skip
        G = float(x[-2, 0] - x[-1, 0])
        errors.append(abs(np.sqrt(max(G, 0.0)) - (1 - np.exp(-2.0))))
        bounds.append(1 / M / 2 * (1 - np.exp(-2.0)))
    h, M, t, r = 0.25, 3, 0.75, 0.5
    best = _gain(h, M) * t / (_gain(h, M) ** 2 + r)
    x = complete_run(
        method(0.5, h, M, np.zeros(1)), _scalar(t, r), np.array([best]), 8, engine=engine, rng=tape(np.zeros(40))
    ).x  # fmt: skip
    order = bound(errors, bounds, x=np.array([4, 8, 16]), xlabel="M", ylabel="error of c_M")
    return worst([order, identity(x[:, 0], np.full(9, best), tolerance=1e-14)])


CLAIMS = (
    first_iterates_of_the_queue,
    adjoint_is_exact,
    law_of_the_first_step,
    order_in_the_time_step,
)
