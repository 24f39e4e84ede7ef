"""Policy gradient (REINFORCE) with a constant baseline.

Source      Williams 1992 (REINFORCE); its gradients' subspaces are the subject of the paper of the claims.
Step        draw a state s, an action a ~ q_s(.; x) by inverting its distribution function, with reward R
            x+ = x + eta (R - b) grad log q_s(a; x)
Guarantee   E x+ = x - eta grad f(x), f = -E R, for every baseline b                                 (derived)
            E f(x+) <= f(x) - eta |grad f|^2 + (L eta^2/2) E (R - b)^2 |grad log q|^2                 (derived)
Assumes     a stochastic policy with known score; f L-smooth for the second.
Cost        one score per step; one extra d-vector.
Departures  none.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from refimpl.core import checks
from refimpl.first_order_adaptive.smooth_step import smooth_step


class State(NamedTuple):
    """Parameters of the policy."""

    x: Any  # x_t, shape (d,)


class PolicyGradient(NamedTuple):
    """REINFORCE: `step_size` eta > 0 and `baseline` b."""

    step_size: float
    baseline: float = 0.0

    @classmethod
    def prescribed(cls, problem):
        """Step 1/(8 L), or 0.01 where L is not known, and a baseline of 1/4."""
        return cls(step_size=smooth_step(problem, 0.08) / 8, baseline=0.25)

    def validate(self, problem):
        """Raise ValueError unless the hyper-parameters are usable."""
        checks.positive("step_size", self.step_size)
        checks.finite("baseline", self.baseline)

    def init(self, problem, x0):
        return State(x0)

    def step(self, problem, state, rng):
        s = problem.sample_state(rng)
        a = inverse_distribution(problem.policy(state.x, s), rng.random())
        advantage = problem.reward(s, a) - self.baseline
        return State(state.x + self.step_size * advantage * problem.score(state.x, s, a))


def inverse_distribution(q, u):
    """The least index a with u < q_0 + ... + q_a; the last one where rounding leaves none."""
    a = 0
    total = q[0]
    for b in range(1, q.shape[0]):
        if u >= total:
            a = b
        total = total + q[b]
    return a
