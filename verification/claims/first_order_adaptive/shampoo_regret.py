"""Shampoo: the product of its factors, and the regret that follows."""

from __future__ import annotations

import numpy as np

from refimpl.problems import Linear, Quadratic
from refimpl.problems.quadratic import random_orthogonal
from verification.claim import Kind, Standing, claim, planted, without
from verification.claims.first_order_adaptive.shampoo_bounds import (
    local_norms,
    power_of,
    regret,
    shares_are_at_most_one,
    traces_of_roots,
)
from verification.dialects.first_order_adaptive import shampoo as dialects
from verification.evidence import bound
from verification.finding import Finding, worst
from verification.mutants.first_order_adaptive import shampoo as mutants
from verification.tape import follow
from verification.trial import complete_run


@claim(
    "shampoo",
    theorem="local norm of the gradient",
    kind=Kind.STEP_INEQUALITY,
    standing=Standing.DERIVED,
    statement="<G_t, X_{t-1} - X_t> <= 2 s sqrt(r) tr(H_t - H_{t-1}), H_t = (r eps I + sum g g')^{1/2}, rank G_t <= r",
    engine_fixed=True,
    controls=planted(
        mutants.EighthPowers,
        mutants.PlainInverses,
        mutants.LeftOnly,
        mutants.NoAccumulation,
        mutants.RootsNotRefreshed,
        mutants.OldFactors,
        mutants.StepTooLong,
        dialects.HalfPowers,
    ),
)
def local_norms_telescope(method: type, engine: str) -> Finding:
    """Shampoo's preconditioner dominates full-matrix AdaGrad's, whose local norms telescope.

    For rank r, g g' <= r G G' (x) I and g g' <= r I (x) G'G (Cauchy-Schwarz over the r singular pairs). Hence
    A = eps I + (1/r) sum g g' <= B = (L + eps I) (x) I and A <= C = I (x) (R + eps I); B and C commute, the
    geometric mean is monotone, so A <= (L + eps I)^{1/2} (x) (R + eps I)^{1/2}. The square root is monotone:
    H_t / sqrt(r) <= (L + eps I)^{1/4} (x) (R + eps I)^{1/4}, thus <G, D> <= sqrt(r) g'H_t^{-1}g. Last,
    g'H_t^{-1}g = tr H_t^{-1}(H_t^2 - H_{t-1}^2) <= 2 tr(H_t - H_{t-1}) since tr sqrt is concave.
    For a constant rank-one gradient both sides are equal up to 1/(4t): large ones and small ones, on which wrong
    powers step too far in turn, and random matrices of rank two.
    """
    rng, s, epsilon = np.random.default_rng(11), 0.5, 0.25
    one = np.outer([2.0, -1.0, 2.0], [0.6, 0.8]) / 3  # rank one, norm one
    instances = (
        ("large", 1, np.tile(3.0 * one, (60, 1, 1))),
        ("small", 1, np.tile(2.0**-5 * one, (60, 1, 1))),
        ("random", 2, rng.standard_normal((60, 3, 2))),
    )
    findings = []
    for words, r, tape in instances:
        g = tape.reshape(len(tape), -1)
        x, _ = follow(method(s, epsilon, 3), np.zeros(6), g, engine=engine)
        findings.append(local_norms(x, g, r, s, epsilon, words))
    return worst(findings)


@claim(
    "shampoo",
    theorem="the product of the factors",
    kind=Kind.BOUND,
    standing=Standing.DERIVED,
    statement="eps I + (1/r) sum g g' <= (L + eps I)^{1/2} (x) (R + eps I)^{1/2} at every step, rank G_t <= r; "
    "equality along g for one gradient I and for a constant one of rank one",
    engine_fixed=True,
    controls=(
        *planted(
            mutants.NoAccumulation,
            mutants.RootsNotRefreshed,
            mutants.ColumnByColumn,
            mutants.EpsilonAccumulates,
            mutants.AveragedRightFactor,
            dialects.ExponentialAverages,
        ),
        *without("vectors read row by row", order="F"),
        *without("the factor 1/r", rank=1.0),
    ),
)
def factors_dominate(method: type, engine: str, order: str = "C", rank: float = 0.0) -> Finding:
    """Proof in `local_norms_telescope`: both factors alone dominate, and their geometric mean is monotone.

    For G = I of size r: (1 + eps) I against eps I + vec(I) vec(I)'/r, whose largest eigenvalue is 1 + eps. For G = s u
    v' seen t times, |u| = |v| = 1: ((t s^2 + eps) (t s^2 + eps))^{1/2} = t s^2 + eps along u (x) v.
    """
    u, v, epsilon = np.array([2.0, -1.0, 2.0]) / 3, np.array([0.6, 0.0, 0.8]), 2.0**-4
    instances = (
        (3, np.eye(3)[None], True),
        (1, np.tile(np.outer(u, v), (4, 1, 1)), True),
        (2, np.random.default_rng(17).standard_normal((6, 3, 2)) @ np.diag([2.0, 0.5]), False),
    )
    findings = []
    for r, tape, attained in instances:
        algorithm, state = method(0.5, epsilon, 3), None
        sums, shares = epsilon * np.eye(tape[0].size), []
        for G in tape:
            problem = Linear(G.ravel())
            state = algorithm.init(problem, np.zeros(G.size)) if state is None else state
            state = algorithm.step(problem, state, None)
            g = G.ravel(order)
            sums = sums + np.outer(g, g) / (rank or r)
            inverse = np.kron(*(power_of(H + epsilon * np.eye(len(H)), -0.25) for H in (state.L, state.R)))
            shares.append(np.linalg.eigvalsh(inverse @ sums @ inverse)[-1])
        findings.append(shares_are_at_most_one(shares, attained))
    return worst(findings)


@claim(
    "shampoo",
    theorem="regret of Algorithm 1",
    kind=Kind.BOUND,
    standing=Standing.DERIVED,
    statement="sum <G_t, X_{t-1} - X*> <= (D^2/(2s) + s r) tr (L_T + eps I)^{1/4} tr (R_T + eps I)^{1/4} for every T",
    controls=planted(mutants.PlainInverses, mutants.NoAccumulation, dialects.HalfPowers),
)
def regret_of_a_convex_problem(method: type, engine: str) -> Finding:
    """Mirror descent with increasing metrics W_t = (L_t + eps I)^{1/4} (x) (R_t + eps I)^{1/4}:

    <G_t, X_{t-1} - X*> = (|X_{t-1} - X*|_W^2 - |X_t - X*|_W^2) / (2s) + (s/2) |g|^2 in the norm of W_t^{-1}. The
    first terms sum to at most D^2 tr W_T / (2s), D = max |X_{t-1} - X*|, since W_t grows; the last ones to at most
    s sqrt(r) tr H_T <= s r tr W_T by the claim on local norms. tr W_T = tr (L_T + eps I)^{1/4} tr (R_T + eps
    I)^{1/4}. With s = D / sqrt(2r) the bound is the printed sqrt(2r) D times these traces. X* is the minimiser of
    a quadratic with a steep valley, on which steps that do not shrink keep paying; the bound is blind to the rest.
    """
    rng, epsilon, r = np.random.default_rng(13), 1e-4, 2
    Q = random_orthogonal(rng, 6)
    A = (Q * np.array([64.0, 16.0, 4.0, 1.0, 0.5, 0.25])) @ Q.T
    problem, x0 = Quadratic((A + A.T) / 2, np.zeros(6)), rng.standard_normal(6)
    findings = []
    for s in (0.25, 4.0):
        t = complete_run(method(s, epsilon, 3), problem, x0, 400, engine=engine)
        x = t.x[:-1]
        g = x @ problem.A
        G = g.reshape(-1, 3, 2)
        traces = traces_of_roots(G @ G.transpose(0, 2, 1), epsilon, 0.25)
        traces = traces * traces_of_roots(G.transpose(0, 2, 1) @ G, epsilon, 0.25)
        findings.append(regret(x, g, traces, s, r))
    return worst(findings)


@claim(
    "shampoo",
    theorem="regret of one weight",
    kind=Kind.BOUND,
    standing=Standing.DERIVED,
    statement="f = c |w - D| from 0 with s = D/sqrt 2: sum f(w_t) <= sqrt 2 D (eps + c^2 T)^{1/2} for every T, for c = "
    "1/10 and 10, and |w_t - D| <= D",
    engine_fixed=True,
    controls=planted(
        mutants.EighthPowers, mutants.NoAccumulation, mutants.PlainInverses, dialects.HalfPowers
    ),
)
def regret_of_one_weight(method: type, engine: str) -> Finding:
    """The regret of Algorithm 1 for 1 x 1 matrices, r = 1: both traces are (eps + c^2 T)^{1/4}. A step is s c/(eps +
    c^2 t)^{1/2} <= s/sqrt t, so w goes to D and crosses it by less than s: the distance stays below D. Steps of a wrong
    power are too long or too short by a power of c.
    """
    findings, D, epsilon, steps = [], 2.0, 2.0**-20, 60
    for c in (0.1, 10.0):
        algorithm, w, found = method(D / np.sqrt(2), epsilon, 1), np.zeros(1), []
        state = algorithm.init(Linear(w), w)
        for _ in range(steps):
            found.append(c * abs(state.x[0] - D))
            state = algorithm.step(Linear(c * np.sign(state.x - D)), state, None)
        T = np.arange(1, steps + 1)
        limit = np.sqrt(2) * D * np.sqrt(epsilon + c**2 * T)
        findings.append(bound(np.cumsum(found), limit, x=T, xlabel="T", ylabel="regret"))
        findings.append(bound(np.array(found) / c, np.full(steps, D), x=T, ylabel="|w - D|"))
    return worst(findings)


REGRET = (local_norms_telescope, factors_dominate, regret_of_a_convex_problem, regret_of_one_weight)
