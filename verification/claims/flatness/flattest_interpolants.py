"""1-SAM at fitted networks: the trace of the Hessian, its lower bound, and interpolants that attain it."""

from __future__ import annotations

from typing import Any

import numpy as np

from refimpl.flatness.interpolants import (
    InterpolationTrace,
    memoriser,
    parity_problem,
    rule,
    trace_bound,
)
from refimpl.problems import ReLU, Tanh, TwoLayerNetwork, random_teacher
from verification.claim import Kind, Standing, claim, planted, without
from verification.evidence import bound, identity
from verification.finding import Finding, worst
from verification.mutants.flatness import one_sam as mutants
from verification.trial import complete_run


class RightSlope(ReLU):
    """ReLU with s'(0) = 1."""

    def slope(self, z):
        return np.where(z >= 0, 1.0, 0.0)


def _fitted(problem: TwoLayerNetwork, x: np.ndarray) -> TwoLayerNetwork:
    """Targets that every sample meets exactly: a residual of one rounding would turn e on, at full length."""
    k = problem.width * problem.X.shape[1]
    W, a = x[:k].reshape(problem.width, -1), x[k:]
    return problem._replace(y=np.array([np.dot(a, problem.activation.value(W @ u)) for u in problem.X]))


def _stays(method: type, problem: TwoLayerNetwork, x: np.ndarray, engine: str) -> tuple[Finding, float]:
    """Ten steps from a fitted point leave it, exactly; the trace observed at the end."""
    t = complete_run(method(0.125, 0.25), problem, x, 10, engine=engine, record=[InterpolationTrace()])
    return identity(t.x, np.tile(x, (11, 1)), tolerance=0.0), float(t.observed["InterpolationTrace"][-1])


@claim(
    "one-sam",
    theorem="trace of the Hessian at interpolation",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="fitted tanh networks: 1-SAM stays, and tr H = (1/n) sum |grad F(u_i)|^2, not so with a residual",
    controls=(*planted(mutants.UnguardedNorm), *without("fitted data", residual=0.5)),
    shows=("P036/1",),
)
def trace_is_the_mean_squared_jacobian(method: type, engine: str, residual: float = 0.0) -> Finding:
    """H = J'J/n + mean r_i D^2 F_i; at r = 0 every sample's gradient r_i grad F_i is 0 exactly.

    tr H is taken from the full Hessian, summed block by block. For ReLU tr D^2 F_i = 0 anyway; tanh shows the rest.
    """
    findings = []
    for seed in range(4):
        problem, x = random_teacher(n=4, p=2, width=3, activation=Tanh(), seed=seed)
        still, trace = _stays(method, _fitted(problem, x), x, engine)
        shifted = problem._replace(y=problem.y + residual)
        # sums of at most 48 squares in another order
        full = identity(trace, np.trace(shifted.hessian(x)), tolerance=64 * 2.0**-53)
        findings += [still, full]
    return worst(findings)


@claim(
    "one-sam",
    theorem="least trace of an interpolant",
    kind=Kind.BOUND,
    standing=Standing.DERIVED,
    statement="every fitted ReLU network has tr H >= (2/n) sum |y_i| |u_i|, over 200 networks; 1-SAM stays there",
    controls=(
        *planted(mutants.UnguardedNorm),
        *without("fitted data", scale=1.25),
        *without("the factor 1/2 of the loss", factor=0.5),
    ),
)
def trace_is_bounded_below(method: type, engine: str, scale: float = 1.0, factor: float = 1.0) -> Finding:
    """|y| = |F(u)| <= sum_j |a_j| relu(z_j), and 2 |a| relu |u| <= relu^2 + a^2 |u|^2 for every active unit.

    Single units that are active on all inputs and balanced on their mean norm come near it.
    """
    bounds, traces, findings = [], [], []
    for seed in range(200):
        rng = np.random.default_rng(seed)
        X, x = np.abs(rng.standard_normal((3, 2))) + 0.5, np.abs(rng.standard_normal(3))
        # w -> b w, a -> a/b leaves the output; this b makes the trace least
        b = (x[2] ** 2 * np.sum(X**2) / np.sum((X @ x[:2]) ** 2)) ** 0.25
        x = np.concatenate([x[:2] * b, x[2:] / b])
        problem = _fitted(TwoLayerNetwork(X, np.zeros(3), 1, ReLU()), x)
        if seed < 5:
            findings.append(_stays(method, problem, x, engine)[0])
        traces.append(factor * _trace(problem, x))
        bounds.append(trace_bound(problem._replace(y=scale * problem.y)))
    findings.append(bound(bounds, traces, xlabel="network", ylabel="tr H", xscale="linear"))
    return worst(findings)


def _trace(problem: Any, x: np.ndarray) -> float:
    return float(np.sum(problem.jacobian(x) ** 2) / len(problem.X))


@claim(
    "one-sam",
    theorem="flattest interpolants of parity data",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="with bias the memoriser and the rule both have tr H = 2 sqrt(d + 1), the least; one errs off the sample",
    controls=(
        *planted(mutants.UnguardedNorm),
        *without("b_j = -(d - 1) c", shift=1.0),
        *without("the factor 1/2 of the loss", factor=2.0),
        *without("bias in the norms", bias_counts=0.0),
        *without("relu'(0) = 0, 1 instead", kink=1.0),
    ),
    shows=("P036/2",),
)
def flattest_interpolants_do_not_decide(
    method: type,
    engine: str,
    shift: float = 0.0,
    factor: float = 1.0,
    bias_counts: float = 1.0,
    kink: float = 0.0,
) -> Finding:
    """Memoriser: w_j'u + b_j = c (u_j'u - d + 1) is c at u = u_j and <= -c at any other point of the cube, so
    F(u_j) = y_j, F = 0 elsewhere, and each sample has the trace c^2 + (d + 1)/c^2 = 2 sqrt(d + 1).

    Rule: (q/2)(s_1 u_1 + s_2 u_2) is q where both signs agree and <= 0 elsewhere: F = u_1 u_2 on the whole cube, with
    the same trace. At d = 15 c = q = 2 and all numbers are exact: 1-SAM stays at both, exactly. At d = 6, with a
    fourth root of 7, to rounding. Without bias the rule has 2 sqrt d. A shift of the biases wakes the neighbours. Half
    of the rule's units stand at their kink: the one-sided slope 1 there would add their inputs to the trace.
    """
    findings = []
    for d, exact in ((15, True), (6, False)):
        cube = 1.0 - 2.0 * (np.arange(2**d)[:, None] >> np.arange(d) & 1)
        # the sample is one point and its neighbours: all of them at the least distance
        sample = np.concatenate([[0], 2 ** np.arange(d)])
        others = np.delete(cube, sample, axis=0)
        wanted = 2 * np.sqrt(d + bias_counts)
        for bias, x, width in (
            (True, memoriser(cube[sample], shift), len(sample)),
            (True, rule(d, True), 4),
            (False, rule(d, False), 4),
        ):
            problem = parity_problem(cube[sample], width, bias)
            if kink:
                problem = problem._replace(activation=RightSlope())
            least = wanted if bias else 2 * np.sqrt(d)
            trace = factor * _trace(problem, x)
            if exact and bias:
                still, observed = _stays(method, problem, x, engine)
                findings.append(still)
                trace = factor * observed
            memorises = width == len(sample)
            unseen = parity_problem(others, width, bias)
            truth = np.zeros(len(others)) if memorises else unseen.y
            # sums of at most 64 terms of order d
            findings += [
                identity(problem.output(x), problem.y, tolerance=1e-13),
                identity(unseen.output(x), truth, tolerance=1e-13, scale=1.0),
                identity([trace, trace_bound(problem)], [least, least], tolerance=1e-12),
            ]
    return worst(findings)


FLATTEST = (
    trace_is_the_mean_squared_jacobian,
    trace_is_bounded_below,
    flattest_interpolants_do_not_decide,
)
