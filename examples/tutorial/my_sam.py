"""SAM as one might write it: three attempts, of which the last one is right."""

import numpy as np


def first(case):
    """Two mistakes: the ascent is done in place and never undone, and nothing guards the norm."""
    x, iterates = case.start.copy(), []
    for _ in range(case.steps):
        g = case.oracles.gradient(x)
        x += case.parameters["rho"] * g / np.linalg.norm(g)
        x -= case.parameters["step_size"] * case.oracles.gradient(x)
        iterates.append(x.copy())
    return iterates


def second(case):
    """The ascent is undone; 0/0 is still there."""
    x, iterates = case.start, []
    for _ in range(case.steps):
        g = case.oracles.gradient(x)
        ascent = case.parameters["rho"] * g / np.linalg.norm(g)
        x = x - case.parameters["step_size"] * case.oracles.gradient(x + ascent)
        iterates.append(x)
    return iterates


def third(case):
    """Right: where the gradient is zero there is no ascent."""
    x, iterates = case.start, []
    for _ in range(case.steps):
        g = case.oracles.gradient(x)
        size = np.linalg.norm(g)
        ascent = case.parameters["rho"] * g / size if size > 0 else np.zeros_like(g)
        x = x - case.parameters["step_size"] * case.oracles.gradient(x + ascent)
        iterates.append(x)
    return iterates
