"""Gradient descent at the edge of stability of a sharpening valley: averages over the oscillation (P341)."""

from __future__ import annotations

import numpy as np

from refimpl.problems import SharpeningValley
from verification.claim import Kind, Standing, claim, planted, without
from verification.evidence import bound, identity
from verification.finding import Finding, worst
from verification.mutants.first_order_adaptive import gradient_descent as mutants
from verification.trial import complete_run

U = 2.0**-53


@claim(
    "gradient-descent",
    paper="P341",
    theorem="averages at the edge of stability",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="means over N steps: x_1^2/2 is e - dy_1/(eta N), log|1 - eta S| is dlog|x_1|/N, and eta S nearly 2",
    controls=(
        *planted(
            mutants.StepTooLong, mutants.StepTooShort, mutants.HiddenDecay, mutants.NormalisedGradient,
            mutants.Sequential, mutants.HiddenMomentum,
        ),
        *without("the step size of the run", ran=0.39),
    ),
)  # fmt: skip
def averages_at_the_edge(method: type, engine: str, ran: float = 0.4) -> Finding:
    """y_1+ = y_1 - eta (x_1^2/2 - e) and x_1+ = (1 - eta S) x_1, summed over N steps: both are exact.

    While the run oscillates y_1 stays bounded, and |x_1| between powers of e, so that the means tend to
    x_1^2 = 2 e = s (the variance of the central flow) and log|1 - eta S| = 0, that is S = 2/eta to first order in the
    swing of S: log(eta S - 1) <= eta S - 2 gives mean S >= 2/eta + dlog|x_1|/(eta N) at every N, and S below 2.2/eta
    throughout gives log(1 + t) >= t - t^2 with t = eta S - 2 for the other side.
    """
    eta, e, N = 0.4, 0.02, 1500
    problem, x0 = SharpeningValley(e), np.array([0.125, 3.2, 1.6])
    x = complete_run(method(ran), problem, x0, N, engine=engine).x
    S = 1 + x[:-1, 1] + problem.bend * x[:-1, 2] ** 2
    growth = (np.log(np.abs(x[-1, 0])) - np.log(np.abs(x[0, 0]))) / N
    squares = np.mean(x[:-1, 0] ** 2) / 2
    # N sums of a few roundings each on numbers below 5; a logarithm feels the rounding of 1 - eta S near -1
    found = [
        identity(squares, e - (x[-1, 1] - x[0, 1]) / (eta * N), tolerance=64 * U * 5, scale=1.0),
        identity(np.mean(np.log(np.abs(1 - eta * S))), growth, tolerance=64 * U * 5, scale=1.0),
    ]
    swing = eta * S - 2
    found.append(
        bound(
            np.array([abs(np.mean(swing))]), np.array([np.mean(swing**2) + abs(growth)]), allowance=1e-9,
            ylabel="|mean of eta S - 2|",
        )
    )  # fmt: skip
    return worst(found)


VALLEY_EDGE = (averages_at_the_edge,)
