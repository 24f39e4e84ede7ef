"""Named mistakes in forward-mode differentiation of lower steps, as people really make them."""

from __future__ import annotations

import numpy as np

from refimpl.bilevel.forward_unrolled import ForwardUnrolled
from verification.claim import mutant
from verification.mutants.bilevel.directions import of_direction, of_inner_steps


@mutant("STALE", "the Jacobian is moved after the lower iterate, at the new point")
class JacobianAtNewIterate(ForwardUnrolled):
    """g_yy and g_xy at y_{t+1}."""

    def solved(self, problem, x):
        y, gamma = self.start.copy(), self.lower_step_size
        W = np.zeros_like(problem.lower_xy(x, y))
        for _ in range(self.inner_steps):
            y = y - gamma * problem.lower_y(x, y)
            W = W - gamma * (W @ problem.lower_yy(x, y) + problem.lower_xy(x, y))
        return y, W


@mutant("TERM", "only the last step is differentiated: the Jacobian is not carried on")
class JacobianForgotten(ForwardUnrolled):
    """W_T = -gamma g_xy."""

    def solved(self, problem, x):
        fewer = self._replace(inner_steps=self.inner_steps - 1)
        before, _ = ForwardUnrolled.solved(fewer, problem, x)
        y, _ = super().solved(problem, x)
        return y, -self.lower_step_size * problem.lower_xy(x, before)


@mutant("TERM", "the Jacobian's own change is left out: the mixed derivatives are summed")
class NoContraction(ForwardUnrolled):
    """W_{t+1} = W_t - gamma g_xy."""

    def solved(self, problem, x):
        y, gamma = self.start.copy(), self.lower_step_size
        W = np.zeros_like(problem.lower_xy(x, y))
        for _ in range(self.inner_steps):
            W, y = W - gamma * problem.lower_xy(x, y), y - gamma * problem.lower_y(x, y)
        return y, W


@mutant("SCALE", "the mixed derivative is not multiplied by the lower step size")
class MixedTermUnscaled(ForwardUnrolled):
    """W_{t+1} = W_t (I - gamma g_yy) - g_xy."""

    def solved(self, problem, x):
        y, W = super().solved(problem, x)
        return y, W / self.lower_step_size


@mutant("STALE", "f_y is evaluated at the first lower iterate")
class UpperGradientAtStart(ForwardUnrolled):
    """W_T f_y(x, y_0)."""

    def direction(self, problem, x, pair):
        y, W = pair
        return problem.upper_x(x, y) + W @ problem.upper_y(x, self.start)


SHARED = (*of_direction(ForwardUnrolled, lambda pair: pair[0]), *of_inner_steps(ForwardUnrolled))
MUTANTS = (
    *SHARED,
    JacobianAtNewIterate,
    JacobianForgotten,
    NoContraction,
    MixedTermUnscaled,
    UpperGradientAtStart,
)
