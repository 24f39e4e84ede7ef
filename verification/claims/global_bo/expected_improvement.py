"""Expected improvement: what is claimed of it, with proofs, and what each claim must reject."""

from __future__ import annotations

from functools import partial

import numpy as np

from refimpl import get_engine
from refimpl.problems import GaussianWells
from verification.arithmetic import bayesian as exact
from verification.claim import Kind, Standing, claim, named, planted, without
from verification.claims.global_bo.posterior import (
    LENGTH,
    MU,
    START,
    UNIT,
    WELLS,
    fall,
    grid,
    kernel,
    posterior,
    rows,
    searched,
)
from verification.evidence import identity, step_inequality
from verification.finding import Finding, worst
from verification.mutants.global_bo.expected_improvement import MUTANTS
from verification.trial import complete_run, first_iterates

controls = partial(named, MUTANTS)
SAME = (
    "incumbent-of-the-mean",
    "most-uncertain",
)  # the first asks the same here, the second nothing that is certain


@claim(
    "expected-improvement",
    theorem="the step",
    kind=Kind.ITERATE,
    standing=Standing.DERIVED,
    statement="x_1, ..., x_6 of eleven and of four points equal those of decimals of 90 digits",
    engine="ball",
    controls=planted(*(m for m in MUTANTS if m.variant_name not in SAME)),
)
def first_iterates_in_decimals(method: type, engine: str) -> Finding:
    """Posterior by elimination on all that was asked, normal probabilities by their series; of four points x rests."""
    findings = []
    for n, shift, mu, length in ((11, 0.0, MU, LENGTH), (11, 0.5, -1.0, 1.25), (4, 0.0, 0.0, 1.0)):
        wanted = exact.search(
            exact.expected_improvement, rows(n), mu, length, 0.0, 6, tuple(START.tolist()), at_start=True
        )
        findings.append(first_iterates(method(shift + grid(n), mu, length), WELLS, START, wanted, engine))
    return worst(findings)


def falls(method: type, engine: str, steps: int = 6) -> tuple[list[float], list[float], list[float]]:
    """Gains told, the integrals at the points asked, and the largest integral of any point, by quadrature."""
    told, here, top = [], [], []
    for mu, length in ((MU, LENGTH), (-1.0, 0.5)):
        run = searched(method(grid(13), mu, length), WELLS, START, steps, engine)
        for k in range(1, steps + 1):
            asked, y = run.before(k)
            m, C = posterior(run.points, asked, y, mu, length, 0.0)
            found = [0.0 if j in asked else fall(min(y), m[j], C[j, j]) for j in range(len(m))]
            told.append(float(run.gains[k]))
            here.append(found[run.asked[k]])
            top.append(max(found))
    return told, here, top


@claim(
    "expected-improvement",
    theorem="closed form",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="the gain told is the integral of (b - v)^+ under the posterior of the point asked, by quadrature",
    controls=controls(
        "gap-reversed", "absolute-gap", "absolute-gap-added", "density-missing", "fall-missing", "density-unscaled",
        "probability", "worst-incumbent", "incumbent-of-the-mean", "variance-for-deviation", "prior-mean-zero",
    ),
)  # fmt: skip
def gain_is_an_integral(method: type, engine: str) -> Finding:
    """E (b - f)^+ with f ~ N(m, s^2): s E (D/s - Z)^+ = s (phi(D/s) + D/s Phi(D/s)), by parts. The posterior on the
    other side is mu + K A^{-1} (y - mu), K - K A^{-1} K of all queries at once. The matrices of up to nine points have
    conditions below 100: m and s are off by less than 100 times some dozen roundings.
    """
    told, here, _ = falls(method, engine)
    return identity(told, here, tolerance=100 * 64 * UNIT, scale=1.0)


@claim(
    "expected-improvement",
    theorem="one-step optimality",
    kind=Kind.STEP_INEQUALITY,
    standing=Standing.DERIVED,
    statement="no point has a larger expected fall of the least value known than the point asked, at every step",
    controls=controls(
        "least-gain", "greedy", "most-uncertain", "maximises", "probability", "fall-missing", "gap-reversed",
        "prior-covariance", "prior-mean-kept", "lengthscale-x4",
    ),
)  # fmt: skip
def nothing_gains_more(method: type, engine: str) -> Finding:
    """With values v at p the least value known becomes min(b, v): it falls by (b - v)^+, on average EI(p) >= 0, and
    not at all where the value is known: of four points nothing is asked after three steps. The integrals are by
    quadrature on the posterior by matrices.
    """
    _, here, top = falls(method, engine)
    x = complete_run(method(grid(4), 0.0, 1.0), WELLS, START, 6, engine=engine).x
    largest = step_inequality(top, here, allowance=100 * 64 * UNIT, label="largest expected fall")
    return worst([largest, identity(x[4:], x[[3, 3, 3]], tolerance=0.0)])


@claim(
    "expected-improvement",
    theorem="Gaussian-process regression",
    kind=Kind.BOUND,
    standing=Standing.DERIVED,
    statement="mean and covariance are those of all queries at once; |f - m| <= |f|_k sqrt(C_jj) at every point",
    controls=(
        *controls("lengthscale-x4", "two-missing", "prior-covariance", "prior-mean-kept"),
        *without("f in the space of the kernel", width=4.0),
    ),
    shows=("P196/0",),
)
def regression(method: type, engine: str, width: float = LENGTH) -> Finding:
    """Conditioning on one value after another is conditioning on all. f = sum c_j k(., z_j), k reproducing:
    f(p) - m(p) = <f, k(p, .) - sum w_i k(x_i, .)>, w = A^{-1} k(X, p), and the square of the norm on the right is
    k(p, p) - k(p, X) A^{-1} k(X, p) = C_pp: Cauchy and Schwarz, |f|_k^2 = c'k(Z, Z)c. With wells of another width f is
    no such sum. Conditions are as above.
    """
    centres, depths = np.array([[0.5, 0.25], [-1.5, 1.5], [2.0, -1.5]]), np.array([1.0, 0.5, 0.75])
    f = GaussianWells(depths, centres, np.full((3, 2), width))
    norm = np.sqrt(depths @ kernel(centres, centres, LENGTH) @ depths)
    algorithm = method(grid(13), 0.0, LENGTH)
    findings = []
    for steps in (2, 5, 8):
        run = searched(algorithm, f, START, steps, engine)
        state = complete_run(algorithm, f, START, steps, engine=engine).state
        m, C = (np.asarray(get_engine(engine).unload(v)[0], float) for v in (state.mean, state.covariance))
        batch = posterior(run.points, run.asked, run.values, 0.0, LENGTH, 0.0)
        findings += [identity(v, w, tolerance=100 * 64 * UNIT, scale=1.0) for v, w in zip((m, C), batch)]
        open_ = [j for j in range(13) if j not in run.asked]
        error = [abs(f.value(run.points[j]) - m[j]) for j in open_]
        limit = [norm * np.sqrt(C[j, j]) for j in open_]
        findings.append(step_inequality(error, limit, allowance=100 * 64 * UNIT, label="|f - m|"))
    return worst(findings)


CLAIMS = (first_iterates_in_decimals, gain_is_an_integral, nothing_gains_more, regression)
