"""Named mistakes in hyper-gradients by a Neumann series, as people really make them."""

from __future__ import annotations

from typing import Any

from refimpl.bilevel.neumann_gradient import NeumannGradient
from verification.claim import mutant
from verification.mutants.bilevel.directions import of_direction, of_inner_steps, of_lower


def of_series(base: Any) -> tuple[Any, ...]:
    """Mistakes in the series as mutants of `base`, which has `terms` of it and a direction at (x, y)."""

    def through(problem, x, y, q):
        return problem.upper_x(x, y) - problem.lower_xy_vector(x, y, q)

    @mutant("TERM", "one term too many: powers are counted instead of terms")
    class OneTermMore(base):
        """sum over j <= i."""

        def direction(self, problem, x, y):
            return base.direction(self._replace(terms=self.terms + 1), problem, x, y)

    @mutant("SCALE", "the series is not multiplied by the step size")
    class SeriesUnscaled(base):
        """q = sum (I - gamma g_yy)^j f_y."""

        def direction(self, problem, x, y):
            direct = problem.upper_x(x, y)
            return direct + (super().direction(problem, x, y) - direct) / self.lower_step_size

    @mutant("TERM", "the last term stands for the sum")
    class LastTermOnly(base):
        """q = gamma (I - gamma g_yy)^{i-1} f_y."""

        def direction(self, problem, x, y):
            v = self.lower_step_size * problem.upper_y(x, y)
            for _ in range(self.terms - 1):
                v = v - self.lower_step_size * problem.lower_yy_vector(x, y, v)
            return through(problem, x, y, v)

    @mutant("STATE", "the recursion multiplies the first vector again and again instead of the current one")
    class FirstVectorReused(base):
        """v = (I - gamma g_yy) f_y in every term."""

        def direction(self, problem, x, y):
            first = self.lower_step_size * problem.upper_y(x, y)
            q = first
            for _ in range(self.terms - 1):
                q = q + first - self.lower_step_size * problem.lower_yy_vector(x, y, first)
            return through(problem, x, y, q)

    @mutant(
        "STATE",
        "every turn of h <- f_y + (I - gamma g_yy) h starts from the first h: two terms, however many turns",
    )
    class TurnsFromTheStart(base):
        """q = gamma (2 I - gamma g_yy) f_y, and gamma f_y without a turn."""

        def direction(self, problem, x, y):
            return base.direction(self._replace(terms=min(self.terms, 2)), problem, x, y)

    @mutant("STALE", "the products use g_yy at the first lower iterate")
    class HessianAtStart(base):
        """g_yy(x, y_0)."""

        def direction(self, problem, x, y):
            v = self.lower_step_size * problem.upper_y(x, y)
            q = v
            for _ in range(self.terms - 1):
                v = v - self.lower_step_size * problem.lower_yy_vector(x, self.start, v)
                q = q + v
            return through(problem, x, y, q)

    return OneTermMore, SeriesUnscaled, LastTermOnly, FirstVectorReused, TurnsFromTheStart, HessianAtStart


SHARED = (*of_direction(NeumannGradient), *of_lower(NeumannGradient), *of_inner_steps(NeumannGradient))
SERIES = of_series(NeumannGradient)
MUTANTS = (*SHARED, *SERIES)
