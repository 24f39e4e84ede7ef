"""AdaGrad with the full matrix: what is claimed of it, with proofs, and what each claim must reject."""

from __future__ import annotations

from decimal import Decimal, localcontext

import numpy as np

from refimpl.problems import Quadratic
from refimpl.problems.quadratic import random_orthogonal
from verification.arithmetic import shampoo as decimals
from verification.claim import Kind, Standing, claim, planted, without
from verification.dialects.first_order_adaptive.full_matrix_adagrad import EpsilonAfterRoot
from verification.evidence import bound, identity, step_inequality
from verification.finding import Finding, worst
from verification.mutants.first_order_adaptive import full_matrix_adagrad as mutants
from verification.tape import follow
from verification.trial import complete_run, first_iterates

PAPER = "P344"


@claim(
    "full-matrix-adagrad",
    paper=PAPER,
    theorem="full-matrix AdaGrad",
    kind=Kind.ITERATE,
    standing=Standing.DERIVED,
    statement="x_1, ..., x_6 on a coupled quadratic equal the update in 110-digit decimals without eigenvalues",
    engine="ball",
    controls=planted(
        *mutants.MUTANTS
    ),  # enclosures of zero eigenvalues have no root: the dialect is not decidable
)
def first_iterates_on_a_quadratic(method: type, engine: str) -> Finding:
    """The update is the definition; inverse roots come from the Denman-Beavers iteration, checked by squaring."""
    A, b, start = [[3, 1], [1, 2]], [1, -1], [2, -1]
    expected = []
    with localcontext() as context:
        context.prec = decimals.DIGITS
        x, S = [Decimal(v) for v in start], decimals.scaled_identity(2, Decimal("0.25"))
        for _ in range(6):
            g = [sum((a * v for a, v in zip(row, x)), Decimal(0)) - c for row, c in zip(A, b)]
            S = decimals.add(S, [[p * q for q in g] for p in g])
            D = decimals.product(decimals.square_roots(S)[1], [[v] for v in g])
            x = [v - Decimal("0.5") * w for v, (w,) in zip(x, D)]
            expected.append(x)
    problem = Quadratic(np.array(A, float), np.array(b, float))
    return first_iterates(method(0.5, 0.25), problem, np.array(start, float), expected, engine)


@claim(
    "full-matrix-adagrad",
    paper=PAPER,
    theorem="equivariance",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="gradients Q g_t give Q x_t for orthogonal Q; along one axis the steps are s g/sqrt(eps + sum g^2)",
    engine_fixed=True,
    controls=planted(
        mutants.InverseWithoutRoot,
        mutants.FourthRoot,
        mutants.NoAccumulation,
        mutants.OldSum,
        mutants.DiagonalOnly,
        mutants.EpsilonAccumulates,
        mutants.StepTooLong,
        mutants.Ascent,
        EpsilonAfterRoot,
    ),
)
def turns_with_the_gradients(method: type, engine: str) -> Finding:
    """S becomes Q S Q', and powers turn with it. Gradients c_t e keep e e' as the only direction of S: scalar AdaGrad,
    and every other eigenvalue of S is zero and meets no gradient.
    """
    rng, s, epsilon = np.random.default_rng(5), 0.5, 0.25
    Q, tape = random_orthogonal(rng, 3), rng.standard_normal((6, 3))
    x, turned = (follow(method(s, epsilon), np.zeros(3), g, engine=engine)[0] for g in (tape, tape @ Q.T))
    c = np.array([2.0, -1.0, 0.5, 3.0, -0.25, 1.0])
    along = follow(method(s, epsilon), np.zeros(3), np.outer(c, Q[0]), engine=engine)[0]
    scalar = np.concatenate([[0.0], -s * np.cumsum(c / np.sqrt(epsilon + np.cumsum(c**2)))])
    # condition numbers below 100, a few hundred operations per step: 1e4 u
    return worst(
        [
            identity(turned, x @ Q.T, tolerance=1e-12),
            identity(along, np.outer(scalar, Q[0]), tolerance=1e-12),
        ]
    )


@claim(
    "full-matrix-adagrad",
    paper=PAPER,
    theorem="order 1: a vector is no matrix of one column",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="orthogonal gradients c_i e_i: step t is -s c_t e_t / sqrt(c_t^2 + eps), untouched by the earlier ones",
    engine_fixed=True,
    controls=planted(
        mutants.InverseWithoutRoot,
        mutants.FourthRoot,
        mutants.OldSum,
        mutants.DiagonalOnly,
        mutants.SharedScale,
        mutants.EpsilonAccumulates,
        mutants.StepTooLong,
        mutants.Ascent,
        EpsilonAfterRoot,
    ),
)
def orthogonal_gradients_do_not_meet(method: type, engine: str) -> Finding:
    """S_t e_t = c_t^2 e_t. Shampoo on the matrix of one column shares (eps + sum |g|^2)^{-1/4} between directions."""
    s, epsilon = 0.5, 0.25
    Q, c = random_orthogonal(np.random.default_rng(3), 4), np.array([2.0, 0.5, -3.0, 0.25])
    x = follow(method(s, epsilon), np.zeros(4), c[:, None] * Q.T, engine=engine)[0]
    expected = -s * (c / np.sqrt(c**2 + epsilon))[:, None] * Q.T
    return identity(np.diff(x, axis=0), expected, tolerance=1e-12)  # as above


@claim(
    "full-matrix-adagrad",
    paper=PAPER,
    theorem="local norm of the gradient",
    kind=Kind.STEP_INEQUALITY,
    standing=Standing.DERIVED,
    statement="tr(H_t - H_{t-1}) <= <g_t, x_{t-1} - x_t>/s <= 2 tr(H_t - H_{t-1}), H_t = (eps I + sum g g')^{1/2}",
    engine_fixed=True,
    controls=planted(
        mutants.InverseWithoutRoot,
        mutants.FourthRoot,
        mutants.NoAccumulation,
        mutants.OldSum,
        mutants.StepTooLong,
        mutants.SharedScale,
        mutants.Ascent,
    ),
)
def local_norms_telescope(method: type, engine: str) -> Finding:
    """<g, x - x+>/s = g' H_t^{-1} g = tr H_t^{-1} (H_t^2 - H_{t-1}^2), and X -> tr X^{1/2} is concave with derivative
    X^{-1/2}/2: its increase is at least half of tr H_t^{-1} (H_t^2 - H_{t-1}^2).
    On the left tr H_t^{-1} H_{t-1}^2 >= 2 tr H_{t-1} - tr H_t, which is tr H_t^{-1} (H_t - H_{t-1})^2 >= 0.
    A constant gradient makes the right side sharp up to 1/(4t); the left one is sharp at a first large gradient.
    """
    rng, s, epsilon = np.random.default_rng(11), 0.5, 0.25
    e = np.array([2.0, -1.0, 2.0]) / 3
    instances = (
        ("large", np.tile(3.0 * e, (60, 1))),
        ("small", np.tile(2.0**-5 * e, (60, 1))),
        ("orthogonal", 64.0 * np.eye(3)),
        ("random", rng.standard_normal((60, 3))),
    )
    findings = []
    for words, g in instances:
        x, _ = follow(method(s, epsilon), np.zeros(3), g, engine=engine)
        gain = np.sum(g * (x[:-1] - x[1:]), axis=1) / s
        sums = epsilon * np.eye(3) + np.cumsum(g[:, :, None] * g[:, None, :], axis=0)
        rise = np.diff(np.sum(np.sqrt(np.linalg.eigvalsh(sums)), axis=1), prepend=3 * np.sqrt(epsilon))
        # traces of at most 200 cancel, and the gain is a sum of three terms of at most 64 |x|: below 1e-11
        for left, right in ((rise, gain), (gain, 2 * rise)):
            findings.append(step_inequality(left, right, allowance=1e-11, label=f"<g, x - x+>/s, {words}"))
    return worst(findings)


@claim(
    "full-matrix-adagrad",
    paper=PAPER,
    theorem="regret",
    kind=Kind.BOUND,
    standing=Standing.DERIVED,
    statement="sum <g_t, x_{t-1} - x*> <= (D^2/(2s) + s) tr (S_T + eps I)^{1/2} for every T, D = max |x_{t-1} - x*|",
    controls=(
        *planted(mutants.NoAccumulation),
        *without("the trace over all directions", trace=False),
    ),
)
def regret_of_a_convex_problem(method: type, engine: str, trace: bool = True) -> Finding:
    """Mirror descent with increasing metrics H_t: <g_t, x_{t-1} - x*> is the fall of |x - x*|^2/(2s) in the metric H_t
    plus (s/2) g'H_t^{-1}g. The falls sum to at most D^2 tr H_T/(2s), since H_t grows; the rest to at most s tr H_T.
    The minimiser of a steep valley, with steps that are too long at first: those that do not shrink keep paying.
    """
    rng, epsilon = np.random.default_rng(13), 1e-4
    Q = random_orthogonal(rng, 3)
    A = (Q * np.array([64.0, 4.0, 0.25])) @ Q.T
    problem, x0 = Quadratic((A + A.T) / 2, np.zeros(3)), rng.standard_normal(3)
    findings = []
    for s in (0.25, 4.0):
        x = complete_run(method(s, epsilon), problem, x0, 300, engine=engine).x[:-1]
        g = x @ problem.A
        sums = epsilon * np.eye(3) + np.cumsum(g[:, :, None] * g[:, None, :], axis=0)
        roots = np.sqrt(np.linalg.eigvalsh(sums))
        size = np.sum(roots, axis=1) if trace else roots[:, 0]
        D = np.maximum.accumulate(np.linalg.norm(x, axis=1))
        regret, limit = np.cumsum(np.sum(g * x, axis=1)), (D**2 / (2 * s) + s) * size
        T = np.arange(1, len(x) + 1)
        findings.append(bound(regret, limit, allowance=1e-12, x=T, xlabel="T", ylabel="regret"))
    return worst(findings)


CLAIMS = (
    first_iterates_on_a_quadratic,
    turns_with_the_gradients,
    orthogonal_gradients_do_not_meet,
    local_norms_telescope,
    regret_of_a_convex_problem,
)
