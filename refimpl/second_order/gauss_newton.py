"""What the Gauss-Newton methods on mini-batches share: outputs linearised on a batch, directions, checks."""

from __future__ import annotations

import numpy as np

from refimpl.core import checks
from refimpl.core.dialect import add_to_diagonal


def drawn(problem, batch, rng):
    """`batch` independent draws, in a list."""
    draws = [problem.sample(rng)]
    for _ in range(batch - 1):
        draws.append(problem.sample(rng))
    return draws


def linearised(problem, x, draws):
    """J, Q J and r of b draws with c outputs each: shapes (b c, d), (b c, d) and (b c,).

    J are derivatives of the outputs, Q is block-diagonal with the Hessians of the losses in the outputs, r are the
    gradients of the losses in the outputs; none of them is divided by b.
    """
    J, r = problem.sample_jacobian(x, draws[0]), problem.sample_output_gradient(x, draws[0])
    QJ = problem.sample_output_hessian(x, draws[0]) @ J
    for draw in draws[1:]:
        Ji = problem.sample_jacobian(x, draw)
        J, r = np.concatenate((J, Ji)), np.concatenate((r, problem.sample_output_gradient(x, draw)))
        QJ = np.concatenate((QJ, problem.sample_output_hessian(x, draw) @ Ji))
    return J, QJ, r


def duncan_guttman(J, QJ, r, shift):
    """-J' (Q J J' + shift I)^{-1} r, shape (d,): a system of as many equations as there are outputs."""
    return -(J.T @ np.linalg.solve(add_to_diagonal(QJ @ J.T, shift), r))


def check_gauss_newton(algorithm, problem):
    """Raise ValueError unless damping and batch are usable and the loss depends on the outputs only."""
    checks.positive("damping", algorithm.damping)
    checks.count("batch", algorithm.batch)
    if getattr(problem, "mu", 0.0) != 0:
        raise ValueError(f"mu must be 0, for the outputs do not show its term, got {problem.mu!r}")
