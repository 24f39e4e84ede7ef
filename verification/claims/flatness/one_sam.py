"""1-SAM: what is claimed of it, with proofs, and what each claim must reject."""

from __future__ import annotations

import numpy as np

from refimpl.core.draws import tape
from refimpl.problems import LeastSquares, ReLU, Tanh, TwoLayerNetwork, random_least_squares, random_teacher
from verification.arithmetic import one_sam as arithmetic
from verification.claim import Kind, Standing, claim, planted, without
from verification.claims.flatness.flattest_interpolants import FLATTEST
from verification.evidence import identity, step_inequality
from verification.finding import Finding, worst
from verification.mutants.flatness import one_sam as mutants
from verification.trial import complete_run, first_iterates

AT_REGULAR_POINTS = tuple(m for m in mutants.MUTANTS if m is not mutants.UnguardedNorm)


def drawn(seed: int, n: int, steps: int) -> list[int]:
    """The indices that a run with this seed draws."""
    rng = np.random.default_rng(seed)
    return [int(rng.integers(0, n)) for _ in range(steps)]


@claim(
    "one-sam",
    theorem="the update",
    kind=Kind.ITERATE,
    standing=Standing.DERIVED,
    statement="x_1, ..., x_6 on a two-layer ReLU network equal 1-SAM in 80-digit decimal arithmetic, same draws",
    engine="ball",
    controls=planted(*AT_REGULAR_POINTS),
)
def first_iterates_on_a_relu_network(method: type, engine: str) -> Finding:
    """The update is the definition; lists of decimals evaluate it without this library, NumPy gives the draws."""
    seed, n = 5, len(arithmetic.TARGETS)
    expected = arithmetic.iterates(drawn(seed, n, 6), "0.0625", "0.25")
    X, y = np.array(arithmetic.INPUTS, float), np.array(arithmetic.TARGETS, float)
    problem = TwoLayerNetwork(X, y, 2, ReLU())
    start = np.array([float(v) for v in arithmetic.START])
    return first_iterates(method(0.0625, 0.25), problem, start, expected, engine, rng=seed)


@claim(
    "one-sam",
    theorem="implicit regularisation by the trace",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="at a fitted ReLU network the mean step along the fitted set is -(eta rho^2/2) grad tr H, exactly",
    controls=planted(
        *(
            m
            for m in AT_REGULAR_POINTS
            if m not in (mutants.DescendingPerturbation, mutants.PerturbationNotUndone)
        )
    )
    + without("radius within a linear region", rho=2.0),
)
def mean_step_descends_the_trace(method: type, engine: str, rho: float = 2.0**-6) -> Finding:
    """Let r_i = +-delta with equal chances, e = sign(r_i) rho u, u = grad F_i/|grad F_i|.

    Within a linear region of the units F_i is quadratic in the weights, with Hessian K: F_i(x + e) - y_i =
    +-(delta + rho |grad F_i|) + (rho^2/2) u'Ku and grad F_i(x + e) = grad F_i +- rho K u. The mean of the product over
    the signs is (delta/|grad F_i| + rho) rho K grad F_i + (rho^2/2) u'Ku grad F_i. The last term is normal to the
    fitted set, K grad F_i = grad |grad F_i|^2/2, and tr H = mean |grad F_i|^2. Full-batch SAM perturbs along the mean
    gradient instead. Both signs are averaged: a sign of e, or an e that is kept, cancels here and shows elsewhere.
    """
    eta, delta = 0.5, 2.0**-40
    findings = []
    for seed in (0, 1, 2):
        problem, x = random_teacher(n=3, p=2, width=3, activation=ReLU(), seed=seed)
        n, J = 3, problem.jacobian(x)
        steps = [
            complete_run(
                method(eta, rho),
                problem._replace(y=problem.output(x) + sign * delta),
                x,
                1,
                engine=engine,
                rng=tape(integers=[i, (i + 1) % n]),
            ).x[1]
            - x
            for i in range(n)
            for sign in (1, -1)
        ]
        tangent = np.eye(x.size) - np.linalg.pinv(J) @ J
        wanted = -eta * rho**2 / 2 * tangent @ _trace_gradient(problem, x)
        # delta/(rho |grad F|) relative, 2^-33; the differences cancel from |grad F| rho to rho^2 with 10 roundings
        findings.append(identity(tangent @ np.mean(steps, axis=0), wanted, tolerance=1e-7))
    return worst(findings)


def _trace_gradient(problem: TwoLayerNetwork, x: np.ndarray) -> np.ndarray:
    """Gradient of mean_i sum_j [relu(z_ij)^2 + a_j^2 1_ij |u_i|^2] in the weights."""
    p, m = problem.X.shape[1], problem.width
    W, a = x[: m * p].reshape(m, p), x[m * p :]
    Z = problem.X @ W.T
    active = Z > 0
    outer = 2 * a * np.mean(active * np.sum(problem.X**2, axis=1)[:, None], axis=0)
    inner = 2 * (np.where(active, Z, 0.0).T @ problem.X) / len(Z)
    return np.concatenate([inner.ravel(), outer])


@claim(
    "one-sam",
    theorem="implicit regularisation by the trace",
    kind=Kind.STEP_INEQUALITY,
    standing=Standing.DERIVED,
    statement="|x+ - x*|^2 <= |x - x*|^2 - eta r_i^2 + eta rho^2 |a_i|^2 at every step, for eta |a_i|^2 <= 1",
    controls=(
        *planted(
            mutants.StepTooLong,
            mutants.RadiusTooLarge,
            mutants.NormOfTheBatch,
            mutants.PerturbationNotUndone,
            mutants.FreshSample,
            mutants.FullBatch,
        ),
        *without("eta |a_i|^2 <= 1", factor=1.25),
        *without("interpolation", noise=1.0),
    ),
)
def distance_falls_up_to_the_trace(
    method: type, engine: str, factor: float = 1.0, noise: float = 0.0
) -> Finding:
    """Interpolated least squares, r = a'(x - x*), c = rho |a|, t = eta |a|^2 <= 1, step -eta (|r| + c) sign(r) a.

    |x+ - x*|^2 - |x - x*|^2 = -eta (|r| + c)(2 |r| - t (|r| + c)) <= -eta (|r| + c)(|r| - c) = -eta (r^2 - c^2), and
    equality holds at t = 1: rows of one length attain it. In the mean over i the floor is eta rho^2 tr H.
    """
    rho, seed, steps = 0.25, 3, 200
    findings = []
    for normalised in (True, False):
        base = random_least_squares(n=6, d=3, noise=0.0, seed=2)
        A = base.A / np.linalg.norm(base.A, axis=1)[:, None] if normalised else base.A
        x_star, start = np.array([1.0, -0.5, 0.25]), np.array([3.0, 2.0, -2.0])
        shift = noise * np.random.default_rng(0).standard_normal(6)
        problem = LeastSquares(A, A @ x_star + shift)
        eta = 1 / np.max(np.sum(A * A, axis=1))
        t = complete_run(method(factor * eta, rho), problem, start, steps, engine=engine, rng=seed)
        rows = A[drawn(seed, 6, steps)]
        squares = np.sum((t.x - x_star) ** 2, axis=1)
        r, lengths = np.sum(rows * (t.x[:-1] - x_star), axis=1), np.sum(rows * rows, axis=1)
        right = squares[:-1] - eta * r**2 + eta * rho**2 * lengths
        # some fifty roundings on numbers of the size of |x|^2
        allowance = 64 * 2.0**-53 * (1 + np.sum(t.x[:-1] ** 2, axis=1))
        findings.append(step_inequality(squares[1:], right, allowance=allowance, label="|x_t+1 - x*|^2"))
    return worst(findings)


@claim(
    "one-sam",
    theorem="cycle of every sample",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="orthogonal rows: whatever the draws, residual i ends on +-eta rho |a_i|^3/(2 - eta |a_i|^2)",
    controls=planted(*AT_REGULAR_POINTS) + without("orthogonal rows", skew=0.5),
)
def residuals_end_on_their_cycles(method: type, engine: str, skew: float = 0.0) -> Finding:
    """A step on sample i moves x along a_i and leaves a_j'x for j != i; with t = eta |a_i|^2 it turns r_i into
    (1 - t) r_i - t c sign(r_i), c = rho |a_i|. Once the sign alternates, |r_i|+ - A_i = -(1 - t)(|r_i| - A_i) with
    A_i = t c/(2 - t); it alternates from |r_i| < t c/(1 - t) on for t < 1 and always for t >= 1.

    Full-batch SAM on the same data ends on one cycle along the top eigenvector of A'A.
    """
    eta, rho = 0.25, 0.25
    A = np.array([[2.0, 1.0, 0.0], [-1.0, 2.0, skew], [0.0, 0.0, 1.5]])
    problem = LeastSquares(A, A @ np.array([0.5, -1.0, 2.0]))
    t = complete_run(
        method(eta, rho), problem, np.array([2.0, 1.0, -1.0]), 900, engine=engine, rng=11, every=30
    )
    lengths = np.linalg.norm(A, axis=1)
    cycle = eta * rho * lengths**3 / (2 - eta * lengths**2)
    # factors at most 0.44 per draw, 200 draws each at the least; then rounding, some ten units of |a'x| <= 8
    residuals = np.abs(t.x[-5:] @ A.T - problem.b)
    return identity(residuals, np.tile(cycle, (5, 1)), tolerance=1e-13, scale=8.0)


@claim(
    "one-sam",
    theorem="reduction to SAM",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="with one sample the iterates are those of SAM, x <- x - eta grad f(x + rho g/|g|)",
    controls=planted(
        *(
            m
            for m in AT_REGULAR_POINTS
            if m not in (mutants.FullBatch, mutants.FreshSample, mutants.BatchAscent, mutants.NormOfTheBatch)
        )
    )
    + without("one sample", n=2),
)
def one_sample_is_sam(method: type, engine: str, n: int = 1) -> Finding:
    """f = f_1, so every draw is sample 1 and g_1 = grad f; SAM is written out here. Mistakes about samples hide."""
    problem, _ = random_teacher(n=n, p=2, width=2, activation=Tanh(), seed=6)
    eta, rho, x = 0.125, 0.25, np.array([0.5, -0.25, 1.0, 0.25, -1.0, 0.75, 1.5, -0.5])
    t = complete_run(method(eta, rho), problem, x, 20, engine=engine)
    expected = [x]
    for _ in range(20):
        g = problem.gradient(x)
        x = x - eta * problem.gradient(x + rho * g / np.linalg.norm(g))
        expected.append(x)
    # the same formulas with sums in another order; each step expands errors by at most 1 + eta |H| < 4 near the start
    return identity(t.x, expected, tolerance=1e-10)


CLAIMS = (
    first_iterates_on_a_relu_network,
    mean_step_descends_the_trace,
    distance_falls_up_to_the_trace,
    residuals_end_on_their_cycles,
    one_sample_is_sam,
    *FLATTEST,
)
