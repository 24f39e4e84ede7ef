"""The polynomially preconditioned fast gradient method: what is claimed, with proofs, and what is rejected."""

from __future__ import annotations

from functools import partial

import numpy as np

from refimpl.problems import diagonal_quadratic
from verification.arithmetic.polynomials import symmetric
from verification.claim import Kind, Standing, claim, named, planted, without
from verification.claims.second_order.polynomial_shared import (
    GAPS,
    eigenvalues,
    huber_along_the_largest,
    on_quadratic_residuals,
)
from verification.evidence import bound, step_inequality, tight
from verification.finding import Finding, worst
from verification.mutants.second_order.polynomial_fast_gradient import MUTANTS
from verification.trial import complete_run

controls = partial(named, MUTANTS)


@claim(
    "polynomial-fast-gradient",
    theorem="the algorithm",
    kind=Kind.ITERATE,
    standing=Standing.DERIVED,
    statement="x_1, ..., x_5 on four quadratic residuals with the orders 1 and 2, by estimating sequences in 80-digit "
    "decimals",
    engine="ball",
    controls=planted(*MUTANTS),
)
def first_iterates_on_quadratic_residuals(method: type, engine: str) -> Finding:
    """With t_k = (k + 2)/2 and v_{k+1} = x_k + t_k (x_{k+1} - x_k): v+ = v - t s P g(y) and y = x + (v - x)/t, which is
    the extrapolation with (t_k - 1)/t_{k+1} = k/(k + 3).
    """
    return on_quadratic_residuals(method, engine, "fast", 5)


@claim(
    "polynomial-fast-gradient",
    theorem="the potential",
    kind=Kind.STEP_INEQUALITY,
    standing=Standing.DERIVED,
    statement="t_k^2 (f(x_{k+1}) - f*) + (beta/2) |x_k + t_k (x_{k+1} - x_k) - x*|^2, t_k = (k + 2)/2, never grows, in "
    "the norm of P^{-1}, and is at most (beta/2) |x_0 - x*|^2, on a quadratic with gaps, from two starts",
    engine_fixed=True,
    controls=(
        *controls(
            "full-extrapolation", "gradient-at-iterate", "step-from-iterate", "signs-forgotten", "one-order-fewer",
            "ascent",
        ),
        *without("s = 1/(beta L)", factor=1.5),
    ),
)  # fmt: skip
def potential_never_grows(method: type, engine: str, factor: float = 1.0) -> Finding:
    """With h = P g(y): f(x+) <= f(y) - s|g|_P^2/2, and convexity at x and at x* with the weights t^2 - t and t, where
    t y = (t - 1) x + v: t^2 (f(x+) - f*) <= (t^2 - t)(f(x) - f*) + t g'(v - x*) - t^2 s |g|_P^2/2, while v+ = v - t s h
    changes |v - x*|^2/(2 s) by -t g'(v - x*) + t^2 s |g|_P^2/2. t_{k+1}^2 - t_{k+1} <= t_k^2, and t_0^2 = t_0.
    """
    findings = []
    spectrum = GAPS[:4]
    problem, order, d = diagonal_quadratic(spectrum), 1, 4
    beta = float(eigenvalues(spectrum, order)[0])
    inverse = 1 / np.array([float(symmetric(spectrum, order, i)) for i in range(d)])
    for start in (np.eye(d)[0], np.ones(d), np.eye(d)[3]):
        x = complete_run(method(factor / beta, order, np.zeros(d)), problem, start, 30, engine=engine).x
        t = (np.arange(30) + 2) / 2
        v = x[:-1] + t[:, None] * np.diff(x, axis=0)
        potential = t**2 * [problem.value(w) for w in x[1:]] + beta / 2 * (v**2 @ inverse)
        whole = np.array([beta / 2 * (start**2 @ inverse), *potential])
        # sums of four squares, of differences known to a few units of the start times t
        findings.append(step_inequality(whole[1:], whole[:-1], allowance=1e-13 * whole[0] * (1 + t)))
    return worst(findings)


@claim(
    "polynomial-fast-gradient",
    theorem="complexity, mu = 0",
    kind=Kind.BOUND,
    standing=Standing.DERIVED,
    statement="on Huber's function along the largest eigenvalue of P B N steps leave 2 beta L |x_0 - x*|^2/((N + "
    "2)(N + 3)), exactly, below the bound with (N + 1)^2",
    engine_fixed=True,
    controls=controls(
        "counted-from-one", "no-extrapolation", "full-extrapolation", "extrapolated-step", "step-from-iterate",
        "signs-forgotten", "one-order-fewer", "unpreconditioned", "hessian-at-start", "current-hessian", "ascent",
        "step-too-long", "step-too-short",
    ),
)  # fmt: skip
def value_on_huber(method: type, engine: str) -> Finding:
    """While every gradient is delta long, u_N = R - S_N delta with S_N = Y_{N-1} + 1, Y_N = S_N + ((N - 1)/(N +
    2))(S_N - S_{N-1}): differences 1, 1, 5/4, ..., (N + 2)/4, so S_N = (N^2 + 5 N + 2)/8. With delta = R/(2 S_N + 1)
    all points lie beyond delta and h(u_N) = R^2/(4 S_N + 2), R^2 = beta |x_0|^2.
    """
    findings = []
    for order in (0, 1, 2):
        for N in (1, 2, 5, 12):
            weights = (N * N + 5 * N + 2) / 8
            problem, x0, beta, square = huber_along_the_largest(order, 2.0, 2.0 / (2 * weights + 1))
            x = complete_run(method(1 / beta, order, np.zeros(3)), problem, x0, N, engine=engine).x[-1]
            findings.append(tight(problem.value(x), 2 * beta * square / ((N + 2) * (N + 3)), tolerance=1e-12))
    return worst(findings)


@claim(
    "polynomial-fast-gradient",
    theorem="complexity, mu > 0",
    kind=Kind.BOUND,
    standing=Standing.DERIVED,
    statement="on a quadratic with gaps f(x_k) - f* <= 4 c (f(x_0) - f*)/(k + 1)^2, c the condition number of P B, for "
    "the orders 0 to 4: as many steps as its root says",
    engine_fixed=True,
    controls=controls(
        "signs-forgotten", "full-extrapolation", "no-extrapolation", "ascent", "unpreconditioned"
    ),
)
def as_many_steps_as_the_root_of_the_condition(method: type, engine: str) -> Finding:
    """2 beta |x_0 - x*|^2/(k + 1)^2 with f(x_0) - f* >= (alpha/2) |x_0 - x*|^2 in the norm of P^{-1}; checked while
    it says something, from k + 1 = sqrt(4 c) on, with the start along the least eigenvalue and along all.
    """
    findings, d = [], len(GAPS)
    problem = diagonal_quadratic(GAPS)
    for order in range(5):
        found = eigenvalues(GAPS, order)
        c = float(found[0] / found[-1])
        steps = int(4 * c**0.5) + 2
        for start in (np.eye(d)[-1], np.ones(d)):
            x = complete_run(
                method(float(1 / found[0]), order, np.zeros(d)), problem, start, steps, engine=engine
            ).x
            f = np.array([problem.value(v) for v in x])
            k = np.arange(steps + 1)
            says = k + 1 >= (4 * c) ** 0.5
            findings.append(
                bound((f / f[0])[says], (4 * c / (k + 1) ** 2)[says], x=k[says], ylabel="f(x_k)/f(x_0)")
            )
    return worst(findings)


CLAIMS = (
    first_iterates_on_quadratic_residuals,
    potential_never_grows,
    value_on_huber,
    as_many_steps_as_the_root_of_the_condition,
)
