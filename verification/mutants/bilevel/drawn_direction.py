"""Mistakes in directions f_x - g_xy q that are made of draws, for methods with `adjoint(problem, x, y, f_y, rng)`."""

from __future__ import annotations

from typing import Any

from refimpl.bilevel.hypergradient import drawn_direction
from verification.claim import mutant


class Fixed:
    """Stands for a problem all of whose draws are the first that is asked for."""

    def __init__(self, problem: Any):
        self.problem, self.drawn = problem, None

    def realisation(self, rng: Any) -> Any:
        self.drawn = self.drawn or self.problem.realisation(rng)
        return self.drawn


class Seen:
    """Stands for a problem, through whose draws `change` looks."""

    def __init__(self, problem: Any, change: Any):
        self.problem, self.change = problem, change

    def realisation(self, rng: Any) -> Any:
        return self.change(self.problem.realisation(rng))


class Flipped:
    """A draw with -g_xy."""

    def __init__(self, drawn: Any):
        self.drawn = drawn

    def __getattr__(self, name: str) -> Any:
        return getattr(self.drawn, name)

    def lower_xy(self, x: Any, y: Any) -> Any:
        return -self.drawn.lower_xy(x, y)


class WithoutDirectTerm(Flipped):
    """A draw with f_x = 0."""

    def lower_xy(self, x: Any, y: Any) -> Any:
        return self.drawn.lower_xy(x, y)

    def upper_x(self, x: Any, y: Any) -> Any:
        return 0 * x


def of_drawn_direction(base: Any) -> tuple[Any, ...]:
    """The mistakes as mutants of `base`, which has a method `direction(problem, x, y, rng)`."""

    @mutant("SIGN", "the implicit term has the other sign")
    class ImplicitTermFlipped(base):
        """f_x + g_xy q."""

        def direction(self, problem, x, y, rng):
            return drawn_direction(self, Seen(problem, Flipped), x, y, rng)

    @mutant("TERM", "the direct derivative f_x is dropped")
    class DirectTermDropped(base):
        """-g_xy q."""

        def direction(self, problem, x, y, rng):
            return drawn_direction(self, Seen(problem, WithoutDirectTerm), x, y, rng)

    @mutant("HYPERGRAD", "the implicit term is dropped: a stop-gradient on the lower solution")
    class StopGradient(base):
        """f_x; all draws are taken."""

        def adjoint(self, problem, x, y, f_y, rng):
            return 0 * super().adjoint(problem, x, y, f_y, rng)

    @mutant("NOISE", "one draw serves all of the direction: products of dependent factors are biased")
    class OneDrawForAll(base):
        """f, every g_yy and g_xy of one draw."""

        def direction(self, problem, x, y, rng):
            return drawn_direction(self, Fixed(problem), x, y, rng)

    @mutant("NOISE", "one draw of g_yy serves all factors of the products")
    class OneDrawForAllFactors(base):
        """H_1 = H_2 = ..."""

        def adjoint(self, problem, x, y, f_y, rng):
            return super().adjoint(Fixed(problem), x, y, f_y, rng)

    @mutant("SCALE", "the inverse is estimated without the factor nu")
    class AdjointUnscaled(base):
        """q/nu."""

        def adjoint(self, problem, x, y, f_y, rng):
            return super().adjoint(problem, x, y, f_y, rng) / self.series_step_size

    return (
        ImplicitTermFlipped,
        DirectTermDropped,
        StopGradient,
        OneDrawForAll,
        OneDrawForAllFactors,
        AdjointUnscaled,
    )
