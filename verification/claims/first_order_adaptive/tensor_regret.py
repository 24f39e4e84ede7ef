"""Shampoo for tensors: the product of its factors, and the regret that follows."""

from __future__ import annotations

import functools
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

from refimpl.problems import Linear, Quadratic
from refimpl.problems.quadratic import random_orthogonal
from verification.claim import Kind, Standing, claim, named, without
from verification.claims.first_order_adaptive.shampoo_bounds import (
    local_norms,
    power_of,
    regret,
    shares_are_at_most_one,
    traces_of_roots,
)
from verification.finding import Finding, worst
from verification.mutants.first_order_adaptive.tensor_shampoo import MUTANTS
from verification.tape import follow
from verification.trial import complete_run

controls = functools.partial(named, MUTANTS)


def sized(method: type, step_size: float, epsilon: float, shape: Sequence[int]) -> Any:
    """The algorithm for tensors of `shape`."""
    rows, columns = (*shape[:-1], 1, 1)[:2]
    return method(step_size, epsilon, len(shape), rows, columns)


@claim(
    "tensor-shampoo",
    theorem="the product of the factors",
    kind=Kind.BOUND,
    standing=Standing.DERIVED,
    statement="eps I + (1/r) sum g g' <= (H^1)^{1/k} (x) ... (x) (H^k)^{1/k} at every step, r^k = product of the "
    "largest ranks of mat_i(G_t); equality along g for a constant gradient of rank one and for one sum_j e_j (x) e_j "
    "(x) e_j",
    engine_fixed=True,
    controls=(
        *controls("no-accumulation", "unfolded-by-reshape", "first-index-first", "gram-of-preconditioned"),
        *controls("epsilon-accumulates", "averaged-factors"),
        *without("the factor 1/r", rank=1.0),
        *without("the exponent 1/k", exponent=0.25),
    ),
)
def factors_dominate(method: type, engine: str, rank: float = 0.0, exponent: float = 0.0) -> Finding:
    """g g' <= r_i B_i, B_i = mat_i(G) mat_i(G)' at mode i and I elsewhere, r_i its rank: Cauchy-Schwarz over the
    singular pairs of mat_i(G). With S = sum g g' hence A_i = eps I + S / r_i <= I (x) H^i (x) I. All A_i commute, and
    so do all right sides. The weighted geometric mean of two matrices is monotone in both, so iterated means with
    weights 1/k in all keep the order: prod_i A_i^{1/k} <= (x)_i (H^i)^{1/k}. Numbers have prod (eps + c / r_i)^{1/k}
    >= eps + c / (prod r_i)^{1/k}, c an eigenvalue of S, as the geometric mean is superadditive. The largest r_i will
    do. One term s u (x) v (x) w seen t times has eigenvalue eps + t s^2 on both sides. For sum_j e_j^k, n terms, all
    H^i are (1 + eps) I, and eps + |g|^2 / n = eps + 1.
    """
    epsilon, rng = 2.0**-4, np.random.default_rng(17)
    one = np.multiply.outer(np.outer([0.6, 0.8], [2.0, -1.0, 2.0]) / 3, [0.8, -0.6])
    equal = np.array([[[float(a == b == c) for c in range(2)] for b in range(2)] for a in range(2)])
    instances = (
        (1.0, np.tile(one, (3, 1, 1, 1)), True),
        (2.0, equal[None], True),
        (12.0 ** (1 / 3), rng.standard_normal((4, 2, 3, 2)), False),
        (1.0, np.tile(4.0 * one.reshape(6, 2), (3, 1, 1)), True),
    )
    findings = []
    for r, tape, attained in instances:
        shape = tape.shape[1:]
        gs, power, shares = tape.reshape(len(tape), -1), -(exponent or 1 / len(shape)) / 2, []
        S = epsilon * np.eye(gs.shape[1])
        for g, factors in zip(gs, _factors(method, epsilon, shape, gs)):
            S = S + np.outer(g, g) / (rank or r)
            K = functools.reduce(np.kron, [power_of(H, power) for H in factors])
            shares.append(np.linalg.eigvalsh(K @ S @ K)[-1])
        findings.append(shares_are_at_most_one(shares, attained))
    return worst(findings)


def _factors(
    method: type, epsilon: float, shape: tuple[int, ...], gradients: np.ndarray
) -> Iterator[list[np.ndarray]]:
    """H^1, ..., H^k as the method keeps them, with epsilon, after every gradient."""
    algorithm, x0 = sized(method, 0.5, epsilon, shape), np.zeros(gradients.shape[1])
    state = algorithm.init(Linear(x0), x0)
    for g in gradients:
        state = algorithm.step(Linear(g), state, None)
        parts = np.split(state.sums, np.cumsum([n * n for n in shape])[:-1])
        yield [H.reshape(n, n) + epsilon * np.eye(n) for H, n in zip(parts, shape, strict=True)]


@claim(
    "tensor-shampoo",
    theorem="local norm of the gradient",
    kind=Kind.STEP_INEQUALITY,
    standing=Standing.DERIVED,
    statement="<G_t, X_{t-1} - X_t> <= 2 s sqrt(r) tr(H_t - H_{t-1}), H_t = (r eps I + sum g g')^{1/2}, for r^k = "
    "product of the largest ranks of mat_i(G_t)",
    engine_fixed=True,
    controls=(
        *controls("matrix-roots", "power-of-the-order", "one-mode-too-many", "last-mode-left-out"),
        *controls("no-accumulation", "old-factors", "step-too-long"),
    ),
)
def local_norms_telescope(method: type, engine: str) -> Finding:
    """By `factors_dominate` and since the square root is monotone H_t / sqrt(r) <= (x)_i (H^i_t)^{1/(2k)}, so <G, D> <=
    sqrt(r) g'H_t^{-1}g; and g'H_t^{-1}g = tr H_t^{-1}(H_t^2 - H_{t-1}^2) <= 2 tr(H_t - H_{t-1}) since tr sqrt is
    concave. For a constant gradient of rank one both sides are equal up to 1/(4t): large ones and small ones, on which
    wrong powers step too far in turn, and random tensors, whose unfoldings have ranks 2, 3 and 2.
    """
    rng, s, epsilon, steps = np.random.default_rng(11), 0.5, 0.25, 40
    one = np.multiply.outer(np.outer([0.6, 0.8], [2.0, -1.0, 2.0]) / 3, [0.8, -0.6]).ravel()
    instances = (
        ("large", 1.0, np.tile(3.0 * one, (steps, 1))),
        ("small", 1.0, np.tile(2.0**-5 * one, (steps, 1))),
        ("random", 12.0 ** (1 / 3), rng.standard_normal((steps, 12))),
    )
    findings = []
    for words, r, g in instances:
        x, _ = follow(sized(method, s, epsilon, (2, 3, 2)), np.zeros(12), g, engine=engine)
        findings.append(local_norms(x, g, r, s, epsilon, words))
    return worst(findings)


@claim(
    "tensor-shampoo",
    theorem="regret of Algorithm 2",
    kind=Kind.BOUND,
    standing=Standing.DERIVED,
    statement="sum <G_t, X_{t-1} - X*> <= (D^2/(2s) + s r) prod_i tr (H^i_T)^{1/(2k)} for every T",
    controls=controls("power-of-the-order", "no-accumulation"),
)
def regret_of_a_convex_problem(method: type, engine: str) -> Finding:
    """Mirror descent with increasing metrics W_t = (x)_i (H^i_t)^{1/(2k)}: roots of growing factors grow, and so do
    their products. <G_t, X_{t-1} - X*> is the fall of |X - X*|^2 / (2s) in W_t plus (s/2) |g|^2 in the norm of
    W_t^{-1}. The falls sum to at most D^2 tr W_T / (2s), D = max |X_{t-1} - X*|; the rest to at most s sqrt(r) tr H_T
    <= s r tr W_T by `local_norms_telescope`. tr W_T is the product of the traces; s = D / sqrt(2r) gives the printed
    sqrt(2r) D. Ranks are at most the sizes: r = 2 for the cube, on a quadratic with a steep valley. The other instance
    is f = c |w - 2| from 0, c = 1/10 and 10, for w of 1 x 1 x 1: there too long and too short steps show.
    """
    rng, epsilon = np.random.default_rng(13), 1e-4
    Q = random_orthogonal(rng, 8)
    H, x0 = (Q * 2.0 ** np.arange(6, -2, -1)) @ Q.T, rng.standard_normal(8)
    problem, findings = Quadratic((H + H.T) / 2, np.zeros(8)), []
    for s in (0.25, 4.0):
        x = complete_run(sized(method, s, epsilon, (2, 2, 2)), problem, x0, 100, engine=engine).x[:-1]
        findings.append(_regret(x, x @ problem.A, 2, s, epsilon))
    for c in (0.1, 10.0):
        s, w, state = np.sqrt(2.0), [np.zeros(1)], None
        algorithm = sized(method, s, epsilon, (1, 1, 1))
        for _ in range(60):
            slope = Linear(c * np.sign(w[-1] - 2.0))
            state = algorithm.step(slope, state or algorithm.init(slope, w[0]), None)
            w.append(state.x)
        away = np.array(w[:-1]) - 2.0
        findings.append(_regret(away, c * np.sign(away), 1, s, epsilon))
    return worst(findings)


def _regret(x: np.ndarray, g: np.ndarray, n: int, s: float, epsilon: float) -> Finding:
    """The bound for x and gradients as cubes of side n, the minimiser at the origin, r = n."""
    G, traces = g.reshape(-1, n, n, n), np.ones(len(x))
    for places in ("tabc,tdbc->tad", "tbac,tbdc->tad", "tbca,tbcd->tad"):
        traces = traces * traces_of_roots(np.einsum(places, G, G), epsilon, 1 / 6)
    return regret(x, g, traces, s, n)


REGRET = (factors_dominate, local_norms_telescope, regret_of_a_convex_problem)
