"""Sophia-G: what is claimed of it, with proofs, and what each claim must reject."""

from __future__ import annotations

from functools import partial
from itertools import product

import numpy as np

from refimpl.core.draws import tape
from refimpl.problems import Logistic
from verification.arithmetic import sophia as decimals
from verification.claim import Kind, Standing, claim, named, planted, without
from verification.dialects.second_order.sophia_g import DIALECTS
from verification.evidence import bound, exact_moments, identity, tight
from verification.finding import Finding, worst
from verification.mutants.second_order.sophia_g import MUTANTS
from verification.trial import complete_run, first_iterates

ROWS = [[1.0, -0.5], [0.5, 1.0], [-1.0, 0.75], [0.25, -1.0], [1.5, 0.5]]
LABELS = [1.0, -1.0, 1.0, 1.0, -1.0]
MU = 0.125
# 64ths, drawn once: the first rows decide the labels of the reference, the others serve mistakes that draw more
UNIFORM = np.random.default_rng(4).integers(1, 64, (9, 5)) / 64
PARAMETERS = (0.25, 0.75, 0.5, 0.5, 0.0625, 0.25, 2)  # step size, betas, gamma, epsilon, decay, period


controls = partial(named, (*MUTANTS, *DIALECTS))


def regression(mu: float = MU) -> Logistic:
    """The data above as a problem."""
    return Logistic(np.array(ROWS), np.array(LABELS), mu)


@claim(
    "sophia-g",
    theorem="Algorithm 3",
    kind=Kind.ITERATE,
    standing=Standing.DERIVED,
    statement="x_1, ..., x_8 on a logistic regression, draws recorded, equal Sophia-G in 80-digit decimal arithmetic",
    engine="ball",
    controls=planted(*MUTANTS, *DIALECTS),
)
def first_iterates_on_a_logistic_regression(method: type, engine: str) -> Finding:
    """The update is the definition; lists of decimals evaluate it with weighted sums over all gradients and estimates,
    and with the exponential function where the library has tanh.
    """
    data = decimals.Logistic(ROWS, LABELS, MU)
    expected = decimals.trajectory(data.gradient, data.bartlett(UNIFORM.tolist()), [2, -1], 8, PARAMETERS)
    return first_iterates(
        method(*PARAMETERS), regression(), np.array([2.0, -1.0]), expected, engine,
        rng=tape(UNIFORM.ravel()).rewound(),
    )  # fmt: skip


@claim(
    "sophia-g",
    theorem="Gauss-Newton-Bartlett estimator",
    kind=Kind.DISTRIBUTION,
    standing=Standing.DERIVED,
    statement="over all 32 vectors of labels, with the probabilities of the model at x, n ghat o ghat has the mean "
    "diag A' diag(p (1 - p)) A / n, the diagonal of the Hessian without mu",
    engine_fixed=True,
    controls=(
        *controls(
            "true-labels",
            "likeliest-labels",
            "count-forgotten",
            "count-per-device",
            "count-squared",
            "not-squared",
            "shared-curvature",
        ),
        *without("labels of the model at x", elsewhere=0.5),
    ),
)
def expected_estimate(method: type, engine: str, elsewhere: float = 0.0) -> Finding:
    """n ghat = sum_i r_i a_i with r_i = p_i - 1 for the label +1, of probability p_i, and p_i else: mean zero, variance
    p_i (1 - p_i), independent. So E (n ghat_j)^2/n = (1/n) sum_i p_i (1 - p_i) a_ij^2.

    Without averaging and with large gamma and step size no quotient is clipped: the estimate is read off the first
    step. The uniform numbers of the tape are chosen on the side of p_i that gives each label.
    """
    problem, x0, size = regression(0.0), np.array([0.5, -0.25]), 2.0**40
    A = problem.A
    p = 1 / (1 + np.exp(-A @ x0))
    seen, weights = [], []
    for labels in product([1, -1], repeat=5):
        plus = np.array(labels) > 0
        algorithm = method(size, 0.0, 0.0, size, 2.0**-80, 0.0, 1)
        draws = tape(np.where(plus, p / 2, (1 + p) / 2))
        x = complete_run(algorithm, problem, x0, 1, engine=engine, rng=draws).x[1]
        seen.append(problem.gradient(x0) / (x0 - x))
        weights.append(np.prod(np.where(plus, p, 1 - p) ** (1 - elsewhere)))
    expected = np.diag(A.T @ np.diag(p * (1 - p)) @ A) / 5
    # the estimate is read with a few roundings of x0 - x, which is never below x0/16
    return exact_moments(seen, np.array(weights) / np.sum(weights), mean=expected, tolerance=256 * 2.0**-53)


@claim(
    "sophia-g",
    theorem="curvature every k steps",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="with one sample and without averaging the steps 3 j + 1, 3 j + 2 and 3 j + 3 divide by (r a)^2, r the "
    "residual of the label drawn at x_{3 j}",
    engine_fixed=True,
    controls=(
        *controls(
            "old-curvature", "stale-momentum", "refreshed-every-step", "refreshed-late", "curvature-fades",
            "momentum-corrected", "true-labels", "likeliest-labels", "not-squared", "ascent", "step-too-long",
            "refresh-after-step",
        ),
        *without("one sample", samples=2),
    ),
)  # fmt: skip
def residual_of_the_last_refresh(method: type, engine: str, samples: int = 1) -> Finding:
    """For n = 1 ghat = (p - [label is +1]) a, worked out here from the iterates and the recorded draws."""
    a, eta, gamma, decay, steps = np.array([1.0, -0.5]), 0.25, 2.0, 0.125, 18
    problem = Logistic(np.tile(a, (samples, 1)), np.ones(samples), MU)
    uniform = np.resize([0.25, 0.75, 0.5, 0.125, 0.875], 2 * steps)
    algorithm = method(eta, 0.5, 0.0, gamma, 2.0**-20, decay, 3)
    x = complete_run(
        algorithm, problem, np.array([1.0, 2.0]), steps, engine=engine, rng=tape(uniform).rewound()
    ).x
    m, expected = np.zeros(2), []
    for k in range(steps):
        p, last = 1 / (1 + np.exp(-x[[k, k - k % 3]] @ a))
        m = m / 2 + ((p - 1) * a + MU * x[k]) / 2
        r = last - (uniform[k // 3] < last)
        u = np.clip(m / (gamma * (r * a) ** 2), -1, 1)
        expected.append(x[k] - eta * u - eta * decay * x[k])
    # p is good to a few roundings of 1, its residual to a few of 1/8: a hundred roundings of numbers up to 2
    return identity(x[1:], expected, tolerance=128 * 2.0**-53)


@claim(
    "sophia-g",
    theorem="the longest step",
    kind=Kind.BOUND,
    standing=Standing.DERIVED,
    statement="|x+ - x| <= eta (1 + lambda |x|) in every coordinate, attained as long as the model is certain of wrong "
    "labels",
    engine_fixed=True,
    controls=(
        *controls(
            "clip-forgotten", "clipped-before-division", "decay-in-gradient", "decay-unscaled", "decay-clipped",
            "decay-forgotten", "ascent", "step-too-long", "gamma-as-threshold",
        ),
        *without("quotients above 1", gamma=2.0**80),
    ),
)  # fmt: skip
def longest_step(method: type, engine: str, gamma: float = 0.5) -> Finding:
    """x+ - x = -eta (u + lambda x) with |u| <= 1. Equality where u has the sign of x and modulus 1.

    At x = (40, -40) the model is certain of labels that are wrong: drawn labels fit it, so ghat is below exp(-24) as
    long as |x| > 24, which twelve steps do not leave, while the true gradient is near (1/2, -1/2).
    """
    eta, decay, steps = 0.25, 0.125, 12
    algorithm = method(eta, 0.5, 0.75, gamma, 2.0**-20, decay, 2)
    wrong = Logistic(np.eye(2), np.array([-1.0, 1.0]), 0.0)
    x = complete_run(algorithm, wrong, np.array([40.0, -40.0]), steps, engine=engine, rng=1).x
    k = np.arange(1, steps + 1)
    longest = [
        # up to eight roundings of numbers that are at most 32 times the step
        tight(
            np.abs(step),
            eta * (1 + decay * np.abs(at)),
            tolerance=256 * 2.0**-53,
            x=k,
            ylabel="|x_k - x_{k-1}|",
        )
        for step, at in zip(np.diff(x, axis=0).T, x[:-1].T)
    ]
    y = complete_run(algorithm, regression(), np.array([6.0, -5.0]), 60, engine=engine, rng=1).x
    right = eta * (1 + decay * np.abs(y[:-1]))
    anywhere = bound(
        np.abs(np.diff(y, axis=0)).ravel(), right.ravel(), allowance=256 * 2.0**-53, ylabel="|x_k - x_{k-1}|"
    )
    return worst([*longest, anywhere])


CLAIMS = (
    first_iterates_on_a_logistic_regression,
    expected_estimate,
    residual_of_the_last_refresh,
    longest_step,
)
