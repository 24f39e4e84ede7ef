"""What is claimed of K-FAC with either damping, with proofs, and what each claim must reject."""

from __future__ import annotations

import functools
from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np

from refimpl.problems import SoftmaxRegression
from verification.arithmetic.gauss_newton import INSTANCE
from verification.arithmetic.kfac import iterates
from verification.claim import Claim, Kind, Standing, claim, named, planted, without
from verification.claims.second_order.gauss_newton_batches import BATCHES, START, recorded, whole
from verification.evidence import identity, step_inequality
from verification.finding import Finding, worst
from verification.trial import complete_run, first_iterates

PAPER, NEVER = "Martens & Grosse 2015", 2.0**40
PARAMETERS = (0.5, 0.0625, 0.7421875, 0.25)
INPUTS = np.array([[1.0, 1.0], [-0.5, 1.0], [2.0, 1.0], [0.5, 1.0]])  # the last one is the bias
TARGETS = np.array([[1.0, -2.0], [0.5, 1.0], [-1.0, 3.0], [2.0, 0.0]])
PRECISION = np.array([[2.0, 0.75], [0.75, 0.5]])
SPREAD = np.array([[4.0, -1.0], [-1.0, 1.0]])
W0 = np.array([3.0, -1.0, 0.5, 2.0])


class GaussianLayer(NamedTuple):
    """Losses (z - y)'P (z - y)/2 of z = W u, rows u of X (n, p), y of Y (n, k), and P of (n, k, k): the inverse
    covariances of the noise.
    """

    X: Any
    Y: Any
    P: Any

    def dimension(self):
        return self.X.shape[1] * self.Y.shape[1]

    def gradient(self, x):
        W = x.reshape(self.Y.shape[1], self.X.shape[1])
        s = np.einsum("ijk,ik->ij", self.P, self.X @ W.T - self.Y)
        return (s.T @ self.X / len(self.X)).ravel()

    def sample(self, rng):
        return rng.integers(0, self.X.shape[0])

    def sample_jacobian(self, x, draw):
        return np.kron(np.eye(self.Y.shape[1]), self.X[draw])

    def sample_output_gradient(self, x, draw):
        return self.P[draw] @ (self.sample_jacobian(x, draw) @ x - self.Y[draw])

    def sample_output_hessian(self, x, draw):
        return self.P[draw]


def gaussian(precisions: Sequence[np.ndarray] = (PRECISION,)) -> GaussianLayer:
    """Four examples with these precisions in turn."""
    return GaussianLayer(INPUTS, TARGETS, np.array([precisions[i % len(precisions)] for i in range(4)]))


def damped(F: np.ndarray, A: np.ndarray, S: np.ndarray, damping: float, factored: bool) -> np.ndarray:
    """F + lambda I, and what the factored damping adds to it."""
    F = F + damping * np.eye(len(F))
    if not factored:
        return F
    p = np.sqrt((np.trace(A) / len(A)) / (np.trace(S) / len(S)))
    return F + np.sqrt(damping) * (np.kron(np.eye(len(S)), A) / p + p * np.kron(S, np.eye(len(A))))


def of_one_example(
    method: Any, engine: str, factored: bool, draws: tuple[int, ...]
) -> tuple[np.ndarray, np.ndarray]:
    """The first step on a softmax regression, and eta times the damped natural gradient, labels by enumeration."""
    eta, damping, batch = 0.5, 0.0625, len(draws)
    n, F, A, S, g = len(INPUTS), np.zeros((6, 6)), np.zeros((2, 2)), np.zeros((3, 3)), np.zeros(6)
    problem = INSTANCE.problem()
    q = problem.probabilities(START)
    for label in range(3):
        rows = SoftmaxRegression(problem.X, np.tile(np.eye(3)[label], (n, 1)), 0.0).sample_gradients(START)
        for i in draws:
            weight, s = q[label, i] / batch, q[:, i] - np.eye(3)[label]
            F, S = F + weight * np.outer(rows[i], rows[i]), S + weight * np.outer(s, s)
    for i in draws:
        A, g = (
            A + np.outer(problem.X[i], problem.X[i]) / batch,
            g + problem.sample_gradient(START, i) / batch,
        )
    algorithm = method(eta, damping, 0.625, NEVER, batch, 3)
    x = complete_run(algorithm, problem, START, 1, rng=recorded([draws]), engine=engine).x
    return x[0] - x[1], eta * np.linalg.solve(damped(F, A, S, damping, factored), g)


def kfac_claims(
    name: str, mutants: Sequence[Any], factored: bool, dialects: Sequence[Any] = ()
) -> tuple[Claim, ...]:
    """Five claims; the damping is `factored`, or that of the product."""
    controls = functools.partial(named, mutants)
    own = ("root-missing", "ratio-inverted", "no-ratio", "ratio-squared", "damped-product") if factored else (
        "damped-factors", "same-ridges", "root-of-damping")  # fmt: skip

    @claim(
        name,
        paper=PAPER,
        theorem="the update",
        kind=Kind.ITERATE,
        standing=Standing.DERIVED,
        statement="x_1, ..., x_6 on batches of a softmax regression, clipped and not, equal 80-digit decimals",
        engine="ball",
        controls=planted(*mutants, *dialects),
    )
    def first_iterates_by_elimination(method: type, engine: str) -> Finding:
        """One system with the damped matrix of the size of x, multiplied out; expectations over labels by formula."""
        expected, clipped = iterates(BATCHES[:6], PARAMETERS, factored)
        assert 0 < sum(clipped) < 6, clipped
        algorithm = method(*PARAMETERS, 2, 3)
        return first_iterates(algorithm, INSTANCE.problem(), START, expected, engine, rng=recorded(BATCHES))

    @claim(
        name,
        paper=PAPER,
        theorem="natural gradient and Newton's method",
        kind=Kind.IDENTITY,
        standing=Standing.DERIVED,
        statement="undamped, linear layer, Gaussian noise: W_t - W* = (1 - eta)^t (W_0 - W*), W* of least squares",
        engine_fixed=True,
        controls=(
            *controls(
                "swapped",
                "bias-apart",
                "batch-twice",
                "signals-of-the-mean",
                "inputs-summed",
                "diagonal-inputs",
                "diagonal-signals",
                "only-inputs",
                "only-signals",
                "uphill",
                "step-too-long",
                "zero-start",
            ),
            *without("one covariance of the noise", precisions=(PRECISION, SPREAD)),
            *without("lambda = 0", damping=0.0625),
        ),
    )
    def gaussian_layer_is_solved(
        method: type,
        engine: str,
        precisions: tuple[np.ndarray, ...] = (PRECISION,),
        damping: float = 0.0,
    ) -> Finding:
        """P is the same for all examples: the Hessian and the Fisher matrix are mean(u u')(x)P = A(x)S, and the step is
        eta (A(x)S)^{-1} A(x)S (W - W*). The minimiser does not depend on P.
        """
        best = np.linalg.lstsq(INPUTS, TARGETS, rcond=None)[0].T.ravel()
        findings = []
        for eta in (1.0, 0.5):
            algorithm = method(eta, damping, 0.625, NEVER, 4, 2)
            x = complete_run(algorithm, gaussian(precisions), W0, 3, rng=whole(4, 3), engine=engine).x
            expected = best + np.outer((1 - eta) ** np.arange(4), W0 - best)
            # condition numbers below 20 in both factors, a hundred operations
            findings.append(identity(x, expected, tolerance=1e-12))
        return worst(findings)

    @claim(
        name,
        paper=PAPER,
        theorem="invariance",
        kind=Kind.IDENTITY,
        standing=Standing.DERIVED,
        statement="undamped, inputs M u with weights W_0 M^{-1} give W_t M^{-1} at every step, clipped or not",
        engine_fixed=True,
        controls=(
            *controls("swapped", "bias-apart", "diagonal-inputs", "only-signals", "clip-of-the-gradient"),
            *without("lambda = 0", damping=0.01),
        ),
    )
    def coordinates_of_inputs_do_not_matter(method: type, engine: str, damping: float = 0.0) -> Finding:
        """A becomes M A M', S stays, G becomes G M': V becomes V M^{-1}, and <V, G> stays what it is."""
        M, problem = np.array([[2.0, 1.0], [-0.5, 1.0]]), gaussian((PRECISION, SPREAD))
        algorithm, batches = method(0.5, damping, 0.625, 2.0, 2, 2), [(0, 1), (2, 3), (1, 2), (3, 0), (0, 2)]
        x = complete_run(algorithm, problem, W0, 5, rng=recorded(batches), engine=engine).x
        moved = problem._replace(X=INPUTS @ M.T)
        start = (W0.reshape(2, 2) @ np.linalg.inv(M)).ravel()
        y = complete_run(algorithm, moved, start, 5, rng=recorded(batches), engine=engine).x
        # condition numbers below 100, a hundred operations
        return identity((y.reshape(6, 2, 2) @ M).reshape(6, 4), x, tolerance=1e-11)

    @claim(
        name,
        paper=PAPER,
        theorem="exactness on one example",
        kind=Kind.IDENTITY,
        standing=Standing.DERIVED,
        statement="one example: the first step is eta (F + lambda I"
        + (" + sqrt(lambda) (A(x)I/p + p I(x)S)" if factored else "")
        + ")^{-1} g, F by enumeration of all labels",
        engine_fixed=True,
        controls=(
            *controls("swapped", "bias-apart", "diagonal-signals", "only-inputs", "uphill", *own),
            *planted(*dialects),
            *without("one example", draws=(0, 1)),
        ),
    )
    def one_example_is_exact(method: type, engine: str, draws: tuple[int, ...] = (1,)) -> Finding:
        """F = sum_c q_c g_c g_c' with g_c = s_c (x) u: u is the same for all labels, so that F = (E s s')(x)(u u'), and
        (S + r/p I)(x)(A + p r I) = S(x)A + r^2 I + r (I(x)A/p + p S(x)I).
        """
        found, expected = of_one_example(method, engine, factored, draws)
        # eigenvalues between 1/16 and 4: a condition number of 100, a hundred operations
        return identity(found, expected, tolerance=1e-12)

    @claim(
        name,
        paper=PAPER,
        theorem="KL clip",
        kind=Kind.STEP_INEQUALITY,
        standing=Standing.DERIVED,
        statement="D = W - W+ has <D, F D> <= kappa at every step, F the damped matrix; it is kappa where "
        "eta^2 <G, F^{-1} G> is more, and that elsewhere",
        engine_fixed=True,
        controls=controls(
            "clip-without-step-size",
            "clip-of-one-step-size",
            "clip-without-root",
            "clip-of-the-gradient",
            "no-clip",
            "always-rescaled",
            "step-too-long",
            "batch-twice",
            "signals-of-the-mean",
            *own[:3],
        ),
    )
    def clip_is_exact(method: type, engine: str) -> Finding:
        """D = eta nu F^{-1} G, hence <D, F D> = nu^2 eta^2 <G, F^{-1} G>. With the whole batch A and S are the same in
        every step; F is multiplied out. A kappa that the first step exceeds by 1 % shows where the clip begins.
        """
        problem, eta, damping, steps = gaussian(), 0.5, 0.25, 12
        A, findings = INPUTS.T @ INPUTS / 4, []
        F = damped(np.kron(PRECISION, A), A, PRECISION, damping, factored)

        def asked(x: np.ndarray) -> Any:
            G = np.array([problem.gradient(v) for v in x])
            return eta**2 * np.sum(G * np.linalg.solve(F, G.T).T, axis=1)

        for kappa in (0.5, float(asked(W0[np.newaxis])[0]) / 1.01):
            algorithm = method(eta, damping, 0.625, kappa, 4, 2)
            x = complete_run(algorithm, problem, W0, steps, rng=whole(4, steps), engine=engine).x
            D, q = x[:-1] - x[1:], asked(x[:-1])
            taken = np.sum(D * (D @ F), axis=1)
            # differences of numbers of order one
            findings += [
                step_inequality(taken, np.full(steps, kappa), allowance=1e-13),
                identity(taken, np.minimum(kappa, q), tolerance=1e-11),
                identity([q[0] > kappa, q[-1] > kappa], [True, False], tolerance=0.5),
            ]
        return worst(findings)

    return (
        first_iterates_by_elimination,
        gaussian_layer_is_solved,
        coordinates_of_inputs_do_not_matter,
        one_example_is_exact,
        clip_is_exact,
    )
