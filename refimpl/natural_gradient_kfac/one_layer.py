"""What methods ask of a model that is one linear layer z = W a: one row of W per output."""

from __future__ import annotations

import numpy as np

from refimpl.core import checks


def outputs(problem):
    """The number of rows of W."""
    return problem.sample_output_gradient(np.zeros(problem.dimension()), 0).shape[0]


def input_and_signal(problem, x, draw, columns):
    """a, shape (columns,), and the gradient s of the loss of the example in z, shape (rows,)."""
    return problem.sample_jacobian(x, draw)[0, :columns].copy(), problem.sample_output_gradient(x, draw)


def check_one_layer(method, problem):
    """Raise ValueError unless the batch is usable and the model is one linear layer with so many rows."""
    checks.count("batch", method.batch)
    checks.count("rows", method.rows)
    if getattr(problem, "mu", 0.0) != 0:
        raise ValueError(f"mu must be 0, for the outputs do not show its term, got {problem.mu!r}")
    J, K = (problem.sample_jacobian(np.full(problem.dimension(), v), 0) for v in (1.0, 2.0))
    if J.shape[0] != method.rows:
        raise ValueError(f"rows must be the number of outputs, {J.shape[0]}, got {method.rows}")
    layer = np.kron(np.eye(method.rows), J[0, : J.shape[1] // method.rows])
    if not (np.array_equal(J, layer) and np.array_equal(K, layer)):
        raise ValueError("the model must be one linear layer, got outputs with another Jacobian")
