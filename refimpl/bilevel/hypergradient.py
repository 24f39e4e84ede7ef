"""What methods on hyper-gradients share: lower steps, implicit differentiation, checks.

The hyper-objective is psi(x) = f(x, y*(x)) with y*(x) = argmin_y g(x, y); f is the upper, g the lower level. With
g_yy (dy, dy) and g_xy (dx, dy), rows x, the implicit function theorem gives at y = y*(x)

    grad psi = f_x - g_xy g_yy^{-1} f_y.
"""

from __future__ import annotations

import numpy as np

from refimpl.core import checks
from refimpl.core.dialect import norm


def lower_steps(problem, x, y, step_size, count):
    """`count` gradient steps on g(x, .) from y."""
    for _ in range(count):
        y = y - step_size * problem.lower_y(x, y)
    return y


def neumann_series(problem, x, y, step_size, terms):
    """step_size sum_{j<terms} (I - step_size g_yy)^j f_y."""
    v = step_size * problem.upper_y(x, y)
    q = v
    for _ in range(terms - 1):
        v = v - step_size * problem.lower_yy_vector(x, y, v)
        q = q + v
    return q


def drawn_steps(problem, x, y, step_size, count, rng):
    """`count` gradient steps on g(x, .) from y, each with a draw of its own."""
    for _ in range(count):
        y = y - step_size * problem.realisation(rng).lower_y(x, y)
    return y


def drawn_series(problem, x, y, v, step_size, terms, rng):
    """step_size sum_{i<terms} (I - step_size H_i) ... (I - step_size H_1) v, every H of g_yy with its own draw."""
    v = step_size * v
    q = v
    for _ in range(terms - 1):
        v = v - step_size * (problem.realisation(rng).lower_yy(x, y) @ v)
        q = q + v
    return q


def drawn_direction(algorithm, problem, x, y, rng):
    """f_x - g_xy q with q = algorithm.adjoint(f_y): one draw for f, those of the adjoint, one for g_xy."""
    upper = problem.realisation(rng)
    q = algorithm.adjoint(problem, x, y, upper.upper_y(x, y), rng)
    return upper.upper_x(x, y) - problem.realisation(rng).lower_xy(x, y) @ q


def solved_to(problem, x, y, step_size, tolerance, most_steps):
    """Gradient steps on g(x, .) from y until |g_y| <= tolerance, at most `most_steps`."""
    for _ in range(most_steps):
        g = problem.lower_y(x, y)
        if norm(g) <= tolerance:
            break
        y = y - step_size * g
    return y


def conjugate_gradients(problem, x, y, q, tolerance):
    """Conjugate gradients on g_yy q = f_y from q until the residual is at most `tolerance`, dy steps at most."""
    r = problem.upper_y(x, y) - problem.lower_yy_vector(x, y, q)
    p, rr = r, np.dot(r, r)
    for _ in range(q.shape[0]):
        if rr <= tolerance * tolerance:
            break
        Hp = problem.lower_yy_vector(x, y, p)
        a = rr / np.dot(p, Hp)
        q, r = q + a * p, r - a * Hp
        ss = np.dot(r, r)
        p, rr = r + (ss / rr) * p, ss
    return q


def implicit(problem, x, y):
    """f_x - g_xy g_yy^{-1} f_y at (x, y), by one linear solve; the hyper-gradient where y = y*(x)."""
    q = np.linalg.solve(problem.lower_yy(x, y), problem.upper_y(x, y))
    return problem.upper_x(x, y) - problem.lower_xy_vector(x, y, q)


def check(algorithm, problem, counts):
    """Raise ValueError unless steps are positive, `counts` are integers of at least 1 and the start fits."""
    checks.positive("step_size", algorithm.step_size)
    if "lower_step_size" in algorithm._fields:
        checks.positive("lower_step_size", algorithm.lower_step_size)
    for name in counts:
        checks.count(name, getattr(algorithm, name))
    checks.array("start", algorithm.start, shape=(problem.lower_dimension(),))


def iterations(factor, target):
    """Least n with factor^n <= target, both in (0, 1); 1 where the factor is 0."""
    return 1 if factor <= 0 else int(np.ceil(np.log(target) / np.log(factor)))
