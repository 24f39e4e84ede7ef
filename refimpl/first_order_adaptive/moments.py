"""Exponential moving averages of gradients, as Adam and its relatives keep them."""

from __future__ import annotations

from refimpl.core import checks


def average(old, new, beta):
    """`beta old + (1 - beta) new`: beta is what is kept."""
    return beta * old + (1 - beta) * new


def corrected(moment, beta, t):
    """The average of t values that started at zero, divided by the sum 1 - beta^t of its weights."""
    return moment / (1 - beta**t)


def check_adam(algorithm):
    """Raise ValueError unless step size, both betas and epsilon of a relative of Adam are usable."""
    checks.positive("step_size", algorithm.step_size)
    for name in ("beta1", "beta2"):
        beta = getattr(algorithm, name)
        checks.finite(name, beta)
        if not 0 <= beta < 1:
            raise ValueError(f"{name} must lie in [0, 1), got {beta!r}")
    checks.nonnegative("epsilon", algorithm.epsilon)
    if algorithm.beta2 == algorithm.epsilon == 0 < algorithm.beta1:  # m / |g| where g = 0 and m is not
        raise ValueError("epsilon must be positive where beta2 is 0 and beta1 is not, got 0")
