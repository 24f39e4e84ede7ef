"""Policy gradient: what is claimed of it, with proofs, and what each claim must reject."""

from __future__ import annotations

import numpy as np

from refimpl.core.draws import tape
from refimpl.problems import SoftmaxPolicy
from verification.arithmetic import policy_gradient as arithmetic
from verification.claim import Kind, Standing, claim, planted, without
from verification.claims.hessian_spectrum.policy_outcomes import outcomes
from verification.claims.hessian_spectrum.policy_subspace import POLICY_SUBSPACE
from verification.evidence import exact_moments, identity, step_inequality
from verification.finding import Finding, worst
from verification.mutants.hessian_spectrum import policy_gradient as mutants
from verification.trial import complete_run, first_iterates

U = 2.0**-53
REWARDS = np.array([[float(r) for r in row] for row in arithmetic.REWARDS])


@claim(
    "policy-gradient",
    paper="Williams 1992",
    theorem="the update",
    kind=Kind.ITERATE,
    standing=Standing.DERIVED,
    statement="x_1, ..., x_9 on three states, three actions equal REINFORCE in 80-digit decimals, also for u at a jump",
    engine="ball",
    controls=planted(*mutants.MUTANTS),
)
def first_iterates_on_three_states(method: type, engine: str) -> Finding:
    """The update is the definition; lists of decimals evaluate it without this library, NumPy gives the draws.

    At a jump of the distribution function the next action is due: from x = 0 with four actions u = 1/4 gives the
    second, whose reward 2 less the baseline moves its entry by (1/2)(15/8)(3/4), the others by -(1/2)(15/8)(1/4).
    """
    seed, rng = 0, np.random.default_rng(0)
    draws = [(int(rng.integers(0, 3)), float(rng.random())) for _ in range(9)]
    expected = arithmetic.iterates(draws, "0.5", "0.125")
    algorithm, start = method(0.5, 0.125), np.array([float(v) for v in arithmetic.START])
    found = first_iterates(algorithm, SoftmaxPolicy(REWARDS), start, expected, engine, rng=seed)
    jump = SoftmaxPolicy(np.array([[1.0, 2.0, 3.0, 4.0]]))
    x = complete_run(algorithm, jump, np.zeros(4), 1, engine=engine, rng=tape([0.25], [0])).x[1]
    at_jump = identity(x, np.array([-1, 3, -1, -1]) * 15 / 64, tolerance=4 * U)
    return worst([found, at_jump])


@claim(
    "policy-gradient",
    paper="Williams 1992",
    theorem="unbiased for every baseline",
    kind=Kind.DISTRIBUTION,
    standing=Standing.DERIVED,
    statement="over all states and actions the step has the mean -eta grad f and the stated covariance, b = 0, 1/4, -2",
    controls=planted(*mutants.MUTANTS) + without("q, probabilities of another policy", moved=0.25),
)
def step_has_its_mean_and_covariance(method: type, engine: str, moved: float = 0.0) -> Finding:
    """E_a (R - b) grad log q = grad E_a R - b grad 1 = grad E_a R. The second moment of (R - b)(e_a - q) is

    sum_a q_a (R_a - b)^2 (e_a - q)(e_a - q)', in the block of its state, each state with probability 1/S.
    """
    problem, x, eta = SoftmaxPolicy(REWARDS), np.array([float(v) for v in arithmetic.START]), 0.5
    S, A = REWARDS.shape
    findings = []
    for b in (0.0, 0.25, -2.0):
        steps, weights = outcomes(method(eta, b), problem, x, engine)
        second = np.zeros((S * A, S * A))
        for s in range(S):
            q = np.exp(x[A * s : A * s + A] + moved * np.arange(A))
            q /= q.sum()
            scores = np.eye(A) - q
            block = (scores.T * (q * (REWARDS[s] - b) ** 2)) @ scores
            second[A * s : A * s + A, A * s : A * s + A] = block / S
        mean = -eta * problem.gradient(x)
        # six outcomes, each known to some ten roundings of the largest
        findings.append(
            exact_moments(
                steps, weights, mean=mean, covariance=eta**2 * second - np.outer(mean, mean), tolerance=64 * U
            )
        )
    return worst(findings)


@claim(
    "policy-gradient",
    paper="Williams 1992",
    theorem="expected descent",
    kind=Kind.STEP_INEQUALITY,
    standing=Standing.DERIVED,
    statement="E f(x+) <= f - eta |grad f|^2 + (L eta^2/2) E (R - b)^2 |grad log q|^2 along a run, by enumeration",
    controls=(
        *planted(
            mutants.RewardDescent,
            mutants.Greedy,
            mutants.RewardOfAnotherState,
        ),
        *without("smoothness of f, a tenth of it", share=0.1),
    ),
)
def expected_descent(method: type, engine: str, share: float = 1.0) -> Finding:
    """Descent lemma at every outcome, then the mean: E x+ - x = -eta grad f, E |x+ - x|^2 = eta^2 E (R - b)^2|score|^2.

    Every state and action is enumerated at each point; a tenth of the smoothness constant is too little.
    """
    eta, b = 0.5, 0.25
    findings = []
    for rewards in (REWARDS, np.array([[1.0, -1.0]])):
        problem = SoftmaxPolicy(rewards)
        S, A = rewards.shape
        L = share * problem.smoothness()
        run = complete_run(method(eta, b), problem, np.zeros(S * A), 60, engine=engine, rng=3)
        left, right = [], []
        for x in run.x:
            steps, weights = outcomes(method(eta, b), problem, x, engine)
            f, g = problem.value(x), problem.gradient(x)
            squares = [
                (problem.reward(s, a) - b) ** 2 * np.sum(problem.score(x, s, a) ** 2)
                for s in range(S)
                for a in range(A)
            ]
            left.append(weights @ [problem.value(x + step) for step in steps])
            right.append(f - eta * g @ g + L * eta**2 / 2 * (weights @ squares))
        # values below 1 in six terms, each to some ten roundings
        findings.append(step_inequality(left, right, allowance=128 * U, label="E f(x+)"))
    return worst(findings)


CLAIMS = (
    first_iterates_on_three_states,
    step_has_its_mean_and_covariance,
    expected_descent,
    *POLICY_SUBSPACE,
)
