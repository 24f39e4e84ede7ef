"""What the claims of hidden-weight training share: first iterates, changes of coordinates, optimality, decrease."""

from __future__ import annotations

import itertools
from collections.abc import Iterable
from typing import Any

import numpy as np

from verification.arithmetic import input_gains as decimals
from verification.claim import Claim, Kind, Standing, claim, named, planted, without
from verification.evidence import identity, step_inequality
from verification.finding import Finding, worst
from verification.trial import complete_run, first_iterates

START = np.array(decimals.START)
M, P = 2, 3
ORTHOGONAL = np.array([[0.6, -0.8, 0.0], [0.8, 0.6, 0.0], [0.0, 0.0, -1.0]])
DIAGONAL = np.diag([2.0, -0.5, 3.0])
REGULAR = np.array([[1.0, 2.0, 0.0], [0.0, -1.0, 1.0], [-0.5, 0.0, 1.0]])
NONE = 2.0**-60  # damping that float64 does not see: 1 + damping is 1
# condition numbers below 1e4, a few hundred operations per step
ROUNDING = 1e6 * 2.0**-53


def on_a_bent_network(method: type, engine: str, whitened: bool, gains: bool) -> Finding:
    """x_1, ..., x_4 with and without damping."""
    findings = []
    for damping in (NONE, 0.25):
        expected = decimals.iterates(whitened, gains, 0.5, damping, 4)
        findings.append(first_iterates(method(damping), decimals.network(0.5), START, expected, engine))
    return worst(findings)


def mapped(method: Any, A: np.ndarray, engine: str, other: Any = None, moved_start: bool = True) -> Finding:
    """Inputs A u with weights W A^{-1} give the same networks; `other` is the method of the mapped run."""
    problem = decimals.network(0.5)
    moved = problem._replace(X=problem.X @ A.T)
    W = START[: M * P].reshape(M, P) @ (np.linalg.inv(A) if moved_start else np.eye(P))
    start = np.concatenate([W.ravel(), START[M * P :]])
    x = complete_run(method(NONE), problem, START, 4, engine=engine).x
    y = complete_run((other or method)(NONE), moved, start, 4, engine=engine).x
    back = (y[:, : M * P].reshape(-1, M, P) @ A).reshape(len(y), -1)
    return worst(
        [
            identity(x[1:, : M * P], back[1:], tolerance=ROUNDING),
            identity(x[1:, M * P :], y[1:, M * P :], tolerance=ROUNDING),
        ]
    )


def parts(
    problem: Any, point: np.ndarray, whitened: bool, gains: bool
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Residuals (n,), derivatives (n, m, p), and what each gain changes the outputs by, (n, p) or (n, 1)."""
    n, p = problem.X.shape
    r = problem.output(point) - problem.y
    J = problem.jacobian(point)[:, : -problem.width].reshape(n, problem.width, p)
    G = -np.einsum("ijk,i->jk", J, r) / n
    D = G @ np.linalg.inv(problem.X.T @ problem.X / n) if whitened else G
    turn = np.einsum("ijk,jk->ik", J, D)
    return r, J, turn if gains else turn.sum(axis=1, keepdims=True)


def optimal(method: type, engine: str, whitened: bool, gains: bool) -> Finding:
    """The linearised residuals after the step in W are those of the least-squares problem in the gains, and the
    outputs' residuals at x+ are orthogonal to the units' outputs. Where nothing turns an output, nothing moves.
    """
    bent = decimals.network(0.5)
    square = bent._replace(X=bent.X[:, 1:])  # as many inputs as units
    findings = []
    for problem, start in ((bent, START), (square, START[2:])):
        x = complete_run(method(NONE), problem, start, 4, engine=engine).x
        idle = complete_run(method(NONE), problem, np.zeros_like(start), 1, engine=engine).x[-1]
        found, expected, rest = [], [], []
        for point, after in itertools.pairwise(x):
            r, J, turn = parts(problem, point, whitened, gains)
            found.append(r + J.reshape(len(r), -1) @ (after - point)[:-M])
            expected.append(r - turn @ np.linalg.lstsq(turn, r)[0])
            rest.append(problem.jacobian(after)[:, -M:].T @ (problem.output(after) - problem.y))
        findings += [
            identity(np.array(found), np.array(expected), tolerance=ROUNDING),
            identity(1 + np.array(rest), np.ones((len(rest), M)), tolerance=ROUNDING),
            identity(1 + idle, np.ones_like(idle), tolerance=ROUNDING),
        ]
    return worst(findings)


def decreases(method: type, engine: str, whitened: bool, gains: bool, bend: float = 0.0) -> Finding:
    """f - f+ is at least what the best gains give a linear network, from a least-squares problem in the outputs."""
    problem = decimals.network(bend)
    promised, actual, value = [], [], []
    for seed in range(8):
        start = START + np.random.default_rng(seed).standard_normal(len(START))
        x = complete_run(method(NONE), problem, start, 2, engine=engine).x
        for point, after in itertools.pairwise(x):
            r, _, turn = parts(problem, point, whitened, gains)
            rest = r - turn @ np.linalg.lstsq(turn, r)[0]
            promised.append((r @ r - rest @ rest) / (2 * len(r)))
            value.append(problem.value(point))
            actual.append(value[-1] - problem.value(after))
    # the loss stays above that of the best linear network, which is not zero
    return step_inequality(promised, np.array(actual), allowance=ROUNDING * np.array(value), label="promised")


def both_halves(
    algorithm: str, mutants: Iterable[Any], whitened: bool, gains: bool, too_high: Iterable[str]
) -> tuple[Claim, ...]:
    """The claims on the step in W and the fit of a; mutants named in `too_high` lose more than a better a regains."""
    mutants = tuple(mutants)
    # without damping these take the same steps
    damped = ("damping-subtracted", "scalar-after-gains")
    promise = "g_ig'r/2" if gains else "<G, D>^2/(2 <D, H D>)"

    @claim(
        algorithm,
        theorem="the step",
        kind=Kind.ITERATE,
        standing=Standing.DERIVED,
        statement="x_1, ..., x_4 on a network with s(z) = z + z^2/4, damped and not, equal 110-digit decimals",
        engine="ball",
        controls=planted(*mutants),
    )
    def first_iterates_on_a_bent_network(method: type, engine: str) -> Finding:
        """By definition: each half of a step is a least-squares problem in the outputs, set up and solved as one."""
        return on_a_bent_network(method, engine, whitened, gains)

    @claim(
        algorithm,
        theorem="optimal steps and output weights",
        kind=Kind.IDENTITY,
        standing=Standing.DERIVED,
        statement="r + J (W+ - W) is the residual of least squares over all steps; S(W+)'(S(W+) a+ - y) = 0",
        engine_fixed=True,
        controls=planted(*(m for m in mutants if m.variant_name not in damped)),
    )
    def both_halves_are_optimal(method: type, engine: str) -> Finding:
        """With H = J'J/n and G = -J'r/n, z = <G, D>/<D, H D> and H_ig r = g_ig are the normal equations of the least
        |r + J step|^2 over all steps z D and D diag(.). f is a quadratic function of a with the Hessian S'S/n, so that
        one Newton step from a gives S'(S a+ - y) = 0. A network without weights has S = 0 and J = 0, and is at rest.
        """
        return optimal(method, engine, whitened, gains)

    @claim(
        algorithm,
        theorem="decrease on a linear network",
        kind=Kind.STEP_INEQUALITY,
        standing=Standing.DERIVED,
        statement=f"s(z) = z: f(W, a) - f(W+, a+) >= {promise}",
        engine_fixed=True,
        controls=(*named(mutants, *too_high), *without("an activation of slope one", bend=4.0)),
    )
    def linear_networks_decrease(method: type, engine: str, bend: float = 0.0) -> Finding:
        """The outputs are linear in W and f is a quadratic function of W with the Hessian H. Its least value over all
        W + z D is f - <G, D>^2/(2 <D, H D>), over all W + D diag(.) it is f - g_ig'r/2, and a+ lowers f(W+, .) further
        or leaves it.
        """
        return decreases(method, engine, whitened, gains, bend)

    return first_iterates_on_a_bent_network, both_halves_are_optimal, linear_networks_decrease
