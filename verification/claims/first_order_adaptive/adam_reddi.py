"""Adam goes to the worst point of an interval: the example of Reddi, Kale and Kumar, with its proof."""

from __future__ import annotations

import numpy as np

from refimpl.first_order_adaptive.amsgrad import AMSGrad
from verification.claim import Kind, Standing, claim, planted, without
from verification.claims.first_order_adaptive import reddi
from verification.evidence import bound, identity
from verification.finding import Finding, worst
from verification.mutants.first_order_adaptive import adam as mutants


@claim(
    "adam",
    paper="P276",
    theorem="Theorem 1: non-convergence",
    kind=Kind.BOUND,
    standing=Standing.DERIVED,
    statement="losses C x, -x, -x on [-1, 1]: x = 1 before every C x; average regret at T = 3K within [lim, lim + "
    "O(1/sqrt K)], lim = (2C - 4)/3",
    engine_fixed=True,
    controls=(
        *planted(mutants.StaleFirstMoment, mutants.StaleSecondMoment, mutants.Ascent),
        *without("forgetting of the second moment", method=AMSGrad),
        *without("beta2 = 1/(1 + C^2)", beta2=0.999),
    ),
)
def regret_on_the_example_of_reddi(method: type, engine: str, beta2: float = reddi.BETA2) -> Finding:
    """beta1 = epsilon = 0, beta2 = q = 1/(1 + C^2), C >= 2, eta_t = a/sqrt t with a < sqrt(1-q), x_1 = 1.

    Without correction first; q C^2 = 1 - q. Let x = 1 before step s = 3k+1. There v >= (1-q) C^2, so the step down
    is at most n = a/sqrt(s (1-q)) < 1 and x stays positive. As v <= C^2 always, v <= 2(1-q) at s+1 and
    v <= (1-q)(1+2q) at s+2: the two steps up are at least n sqrt(s)/sqrt(2(s+1)) and n sqrt(s)/sqrt((1+2q)(s+2)),
    with q <= 1/5 together more than n from k = 1 on; for k = 0, v_2 = (1-q)(2-q) and v_3 = (1-q)(1+2q-q^2) give
    n (1/sqrt(4-2q) + 1/sqrt(3(1+2q-q^2))) > n. So x = 1 again before s+3. The correction multiplies the three
    steps by sqrt(1-q^t), the later ones by more: x = 1 again all the more. Per cycle the regret to -1 is
    C + (C-2) - x_{s+1} - x_{s+2}, at least 2C-4 and at most 2n more, and the sum of 1/sqrt(3k+1) over k < K is at
    most 1 + (2/3) sqrt(3K-2).
    """
    K = 1000
    x = reddi.play(method(1.0, 0.0, beta2, 0.0), 3 * K)
    k = np.arange(1, K + 1)
    average = reddi.regret(x)[2::3] / (3 * k)
    limit = (2 * reddi.C - 4) / 3
    n = reddi.ALPHA / np.sqrt(1 - reddi.BETA2) * (1 + 2 / 3 * np.sqrt(3 * k - 2))
    return worst(
        [
            identity(x[::3], np.ones(K), tolerance=0.0),
            bound(average, limit + 2 * n / (3 * k), x=3 * k, xlabel="T", ylabel="average regret"),
            bound(np.full(K, limit), average, x=3 * k, xlabel="T", ylabel="average regret"),
        ]
    )
