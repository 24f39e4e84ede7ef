"""SAM on one layer of attention for linear forecasting: what can be derived of the toy problem of SAMformer."""

from __future__ import annotations

from typing import Any

import numpy as np

from refimpl import get_engine
from refimpl.problems import (
    AttentionForecaster,
    ChannelAttention,
    FrozenAttention,
    IdentityAttention,
    linear_forecasting,
)
from verification.arithmetic import attention as arithmetic
from verification.claim import Kind, Standing, claim, planted, without
from verification.evidence import bound, enclosures, identity
from verification.finding import Finding, worst
from verification.mutants.flatness import sam as mutants
from verification.trial import complete_run

PAPER = "P116"
U = 2.0**-53
AT_REGULAR_POINTS = tuple(m for m in mutants.MUTANTS if m is not mutants.UnguardedNorm)
FROZEN = FrozenAttention(np.array([[0.5], [-1.0]]), np.array([[1.0], [0.75]]), 1.0)
ATTENTIONS = (ChannelAttention(1.0), IdentityAttention(), FROZEN)


@claim(
    "sam",
    paper=PAPER,
    theorem="SAM on channel-wise attention",
    kind=Kind.ITERATE,
    standing=Standing.DERIVED,
    statement="x_1, ..., x_4 on channel and identity attention equal SAM on central differences in 80-digit decimals",
    engine="ball",
    engine_fixed=True,
    controls=planted(*AT_REGULAR_POINTS) + without("scores Q X (K X)', transposed", transposed=1.0),
    shows=("P116/2",),
)
def first_iterates_on_channel_attention(method: type, engine: str, transposed: float = 0.0) -> Finding:
    """The decimals know the forward pass only: softmax over the channels a query attends to, by loops. Their gradients
    are central differences, good to 50 digits, so the gradient by hand is tested with the update.
    """
    X = np.array(arithmetic.INPUTS, float).reshape(4, 2)
    y = np.array(arithmetic.TARGETS, float).reshape(4, 1)
    start = np.array([float(v) for v in arithmetic.START])
    if transposed:
        start = np.concatenate([start[2:4], start[:2], start[4:]])
    findings = []
    for chosen, decimals in (
        (ChannelAttention(float(arithmetic.TEMPERATURE)), arithmetic.channel_attention),
        (IdentityAttention(), arithmetic.identity_attention),
    ):
        problem = AttentionForecaster(X, y, 2, 1, chosen)
        expected = arithmetic.sam(4, "0.125", "0.25", decimals)
        t = complete_run(method(0.125, 0.25), problem, start, 4, engine=get_engine("ball", bits=120))
        findings.append(enclosures(t.enclosures[1:], expected))
    return worst(findings)


def _weights(problem: AttentionForecaster, V: Any, out: Any, W: Any, seed: int) -> np.ndarray:
    """Random Q and K, and the weights given."""
    L, m = problem.X.shape[1], problem.width
    drawn = np.random.default_rng(seed).integers(-2, 3, 2 * L * m).astype(float)
    return np.concatenate(
        [drawn, *(np.broadcast_to(w, s).ravel() for w, s in ((V, (L, m)), (out, (m, L)))), W.ravel()]
    )


@claim(
    "sam",
    paper=PAPER,
    theorem="expressivity",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="linear targets: U = 0, W = W* is a minimum for all Q, K, V and every attention; SAM stays, exactly",
    controls=(
        *planted(mutants.UnguardedNorm),
        *without("U = 0", out=0.5),
        *without("linear targets", noise=1.0),
    ),
    shows=("P116/0",),
)
def attention_can_be_switched_off(method: type, engine: str, out: float = 0.0, noise: float = 0.0) -> Finding:
    """X + A X V 0 = X, so the residual is X W* - Y = 0 and so is the gradient: minima in 3 L m dimensions.

    The data are small integers, so all of it is exact.
    """
    findings = []
    for attention in ATTENTIONS:
        problem, _ = linear_forecasting(3, 2, 2, 2, 1, attention, 0.0, 0)
        X, truth = np.round(4 * problem.X), np.array([[1.0, -2.0], [3.0, 0.5]])
        problem = problem._replace(X=X, Y=X @ truth + noise)
        for seed in range(3):
            x = _weights(problem, np.array([[1.0], [-2.0]]), out, truth, seed)
            t = complete_run(method(2.0**-9, 0.25), problem, x, 5, engine=engine)
            findings += [
                identity([problem.value(x)], [0.0], tolerance=0.0),
                identity(t.x, np.tile(x, (6, 1)), tolerance=0.0),
            ]
    return worst(findings)


@claim(
    "sam",
    paper=PAPER,
    theorem="baselines without attention",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="from V = U = 0 SAM on any attention is SAM on least squares for W; with A = I a minimum has any V, U",
    controls=(
        *planted(*(m for m in AT_REGULAR_POINTS if m is not mutants.NormPerTensor)),
        *without("U = 0", out=2.0**-6),
        *without("A = I, channel attention", identity_only=0.0),
    ),
    shows=("P116/3",),
)
def without_attention_it_is_least_squares(
    method: type, engine: str, out: float = 0.0, identity_only: float = 1.0
) -> Finding:
    """dU = V'(...) and dV = (...)U' vanish at V = U = 0, and the scores' derivative has the factor V U: only W moves.

    There f(W) = |X W - Y|^2/(2n), where SAM is written out. With A = I the model is X (I + V U) W, so
    W = (I + V U)^{-1} W* fits linear targets whatever V and U; channel attention mixes the channels and does not.
    """
    eta, rho, findings = 0.0625, 0.25, []
    for attention in ATTENTIONS:
        problem, truth = linear_forecasting(3, 2, 2, 2, 1, attention, 0.5, 4)
        x = _weights(problem, out, out, 2 * truth, 1)
        t = complete_run(method(eta, rho), problem, x, 30, engine=engine)
        W, expected = 2 * truth, [2 * truth.ravel()]
        for _ in range(30):
            g = problem.X.T @ (problem.X @ W - problem.Y) / 3
            ahead = W + rho * g / np.linalg.norm(g)
            W = W - eta * (problem.X.T @ (problem.X @ ahead - problem.Y) / 3)
            expected.append(W.ravel())
        # thirty steps of some forty roundings on numbers below 8; the map expands none of them
        findings.append(identity(t.x[:, -4:], expected, tolerance=30 * 64 * U))
        findings.append(identity(t.x[:, :-4], np.tile(x[:-4], (31, 1)), tolerance=0.0))
    chosen = IdentityAttention() if identity_only else ChannelAttention(1.0)
    problem, truth = linear_forecasting(3, 2, 2, 2, 1, chosen, 0.0, 4)
    V, back = np.array([[0.5], [-1.0]]), np.array([[1.0, 0.25]])
    x = _weights(problem, V, back, np.linalg.solve(np.eye(2) + V @ back, truth), 2)
    # squares of residuals of some twenty roundings on numbers below 8
    findings.append(identity([problem.value(x)], [0.0], tolerance=1e-26, scale=1.0))
    return worst(findings)


@claim(
    "sam",
    paper=PAPER,
    theorem="attention near uniform",
    kind=Kind.BOUND,
    standing=Standing.DERIVED,
    statement="|A_i - 11'/D|_F <= |X_i|_2^2 |Q K'|_F/(2 tau) at every step and sample",
    controls=(
        *without("1/2, the largest slope of softmax, half of it", slope=0.25),
        *without("Q K', Q alone", product=0.0),
    ),
)
def attention_is_as_sharp_as_its_weights(
    method: type, engine: str, slope: float = 0.5, product: float = 1.0
) -> Finding:
    """softmax(s) - softmax(0) = int (diag p - p p') s, of norm at most |s|/2 per row: Popoviciu's bound on a variance.
    The scores are X Q K'X'/tau, and |X B X'|_F <= |X|_2^2 |B|_F.

    Two channels of opposite inputs along Q and K come near: there the slope is 1/2 at uniform weights.
    """
    eta, rho, tau, ratios = 0.125, 0.25, 2.0, []
    near, _ = linear_forecasting(3, 2, 2, 1, 1, ChannelAttention(tau), 0.5, 6)
    near = near._replace(X=np.outer([1.0, -1.0] * 3, [0.75, 0.0]) + 0.02 * near.X)
    far, _ = linear_forecasting(3, 3, 2, 1, 1, ChannelAttention(tau), 0.5, 7)
    for problem, scale in ((near, 0.25), (far, 1.0)):
        x0 = scale * np.random.default_rng(2).standard_normal(problem.dimension())
        x0[:4] = scale * np.array([1.0, 0.0, 1.0, 0.0])
        for x in complete_run(method(eta, rho), problem, x0, 40, engine=engine).x:
            Q, K = x[:2].reshape(2, 1), x[2:4].reshape(2, 1)
            B = Q @ K.T if product else 0.05 * Q @ np.ones((1, 2))
            for X in problem.X.reshape(3, problem.channels, 2):
                A = problem.attention.weights(X, Q, K)
                limit = slope * np.linalg.norm(X, 2) ** 2 * np.linalg.norm(B) / tau
                ratios.append((np.linalg.norm(A - 1 / problem.channels), limit))
    values, bounds = np.array(ratios).T
    return bound(
        values,
        bounds,
        allowance=1e-12,
        x=np.arange(len(values)),
        xlabel="sample",
        xscale="linear",
        ylabel="|A - 1/n|",
    )


ATTENTION = (
    first_iterates_on_channel_attention,
    attention_can_be_switched_off,
    without_attention_it_is_least_squares,
    attention_is_as_sharp_as_its_weights,
)
