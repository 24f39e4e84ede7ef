"""Policy gradient: in which eigenvectors of the Hessian the gradient lies, in a model that is solved."""

from __future__ import annotations

import numpy as np

from refimpl.hessian_spectrum.subspace import fraction, overlap, top_eigenvectors
from refimpl.problems import SoftmaxPolicy
from verification.claim import Kind, Standing, claim, planted, without
from verification.claims.hessian_spectrum.policy_outcomes import outcomes
from verification.evidence import identity
from verification.finding import Finding, worst
from verification.mutants.hessian_spectrum import policy_gradient as mutants

U = 2.0**-53
ACTIONS, STATES, ETA, STEPS = 4, 2, 2.0, 60


def _expected_path(method: type, engine: str, rewards: np.ndarray) -> list[np.ndarray]:
    """x_0 = 0 and the expected steps of the method, by enumeration."""
    problem, x, path = SoftmaxPolicy(rewards), np.zeros(rewards.size), []
    for _ in range(STEPS + 1):
        path.append(x)
        steps, weights = outcomes(method(ETA, 0.25), problem, x, engine)
        x = x + weights @ steps
    return path


def _probability(m: float) -> float:
    """q of the best action at margin m."""
    return float(1 / (1 + (ACTIONS - 1) * np.exp(-m)))


def _one_good_action(spoilt: float) -> np.ndarray:
    rewards = np.zeros((STATES, ACTIONS))
    rewards[:, 0] = 1.0
    rewards[:, 1] = spoilt
    return rewards


@claim(
    "policy-gradient",
    theorem="gradient subspace, solvable model",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="one good action of A: the fraction of g in the top S eigenvectors is 0 below q = (A + 1)/(2 A), 1 above",
    controls=(
        *planted(
            mutants.RewardDescent,
            mutants.BaselineOutside,
            mutants.GradientOfTheProbability,
            mutants.OffPolicy,
            mutants.Greedy,
            mutants.StepTooLong,
        ),
        *without("one good action, a second of half its reward", spoilt=0.5),
        *without("top S eigenvectors, S - 1 of them", top=STATES - 1),
    ),
    shows=("P231/0",),
)
def gradient_enters_the_top_eigenvectors(
    method: type, engine: str, spoilt: float = 0.0, top: int = STATES
) -> Finding:
    """Rewards 1, 0, ..., 0 in each of S states. From x = 0 all states stay alike, x_s = m (e_1 - 1/A), with
    q = 1/(1 + (A - 1) e^-m) and p = (1 - q)/(A - 1). Then grad f = -(q p/S) v, v = A e_1 - 1, so the expected step
    is m+ = m + (eta/S) A q p. D^2 f of one state is, times q p/S,

    A (2 q - 1) on v, 1 on vectors orthogonal to 1 and e_1 (A - 2 of them), 0 on 1. Above q = (A + 1)/(2 A) the vectors
    v of the S states are the top ones and hold all of the gradient; below they are not, and the top S hold nothing.
    """
    problem = SoftmaxPolicy(_one_good_action(spoilt))
    path, m, margins = _expected_path(method, engine, problem.rewards), 0.0, []
    for _ in path:
        margins.append(m)
        q = _probability(m)
        m += ETA / STATES * ACTIONS * q * (1 - q) / (ACTIONS - 1)
    v = ACTIONS * np.eye(ACTIONS)[0] - 1
    findings = [
        # sixty steps of some twenty roundings on numbers below 4
        identity(path, [np.tile(m / ACTIONS * v, STATES) for m in margins], tolerance=60 * 64 * U)
    ]
    fractions, wanted = [], []
    for x, m in zip(path, margins):
        q = _probability(m)
        if abs(ACTIONS * (2 * q - 1) - 1) < 0.05:  # eigenvalues too near each other to be told apart
            continue
        P = top_eigenvectors(problem.hessian(x), top)
        fractions.append(fraction(P, problem.gradient(x)))
        wanted.append(float(ACTIONS * (2 * q - 1) > 1))
    # eigenvectors are good to 60 * 64 u over the relative gap, 0.05 at the least, the fraction to its square root
    findings.append(identity(fractions, wanted, tolerance=1e-9, scale=1.0))
    findings.append(identity([min(wanted), max(wanted)], [0.0, 1.0], tolerance=0.0))
    return worst(findings)


@claim(
    "policy-gradient",
    theorem="subspace overlap, solvable model",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="one good action of 3: top eigenvectors of two times overlap by 1 on one side of q = 2/3, by 0 across",
    controls=(
        *planted(mutants.RewardDescent),
        *without("one good action, a second of half its reward", spoilt=0.5),
    ),
    shows=("P231/1",),
)
def subspaces_stay_and_change_once(method: type, engine: str, spoilt: float = 0.0) -> Finding:
    """With A = 3 and S = 1 every space is one-dimensional: v above the threshold, (0, 1, -1) below it. The overlap is
    1 at lag zero and for all pairs on one side of the threshold, and 0 for pairs across it.
    """
    rewards = np.array([[1.0, spoilt, 0.0]])
    path = _expected_path(method, engine, rewards)
    problem = SoftmaxPolicy(rewards)
    m, spaces, sides = 0.0, [], []
    for x in path:
        q = 1 / (1 + 2 * np.exp(-m))
        if abs(3 * (2 * q - 1) - 1) > 0.05:
            spaces.append(top_eigenvectors(problem.hessian(x), 1))
            sides.append(3 * (2 * q - 1) > 1)
        m += ETA * 3 * q * (1 - q) / 2
    chosen = range(0, len(spaces), 3)
    measured = [[overlap(spaces[i], spaces[j]) for j in chosen] for i in chosen]
    expected = [[float(sides[i] == sides[j]) for j in chosen] for i in chosen]
    changes = [float(len({sides[i] for i in chosen}))]
    return worst(
        [
            identity(measured, expected, tolerance=1e-9, scale=1.0),
            identity(changes, [2.0], tolerance=0.0),
        ]
    )


POLICY_SUBSPACE = (gradient_enters_the_top_eigenvectors, subspaces_stay_and_change_once)
