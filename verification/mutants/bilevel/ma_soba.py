"""Named mistakes in MA-SOBA, as people really make them."""

from __future__ import annotations

from refimpl.bilevel.ma_soba import MASOBA
from verification.claim import mutant
from verification.mutants.bilevel.drawn_direction import Flipped, Seen, WithoutDirectTerm


class PlusUpper(Flipped):
    """A draw with -f_y."""

    def lower_xy(self, x, y):
        return self.drawn.lower_xy(x, y)

    def upper_y(self, x, y):
        return -self.drawn.upper_y(x, y)


@mutant("SIGN", "the implicit term has the other sign")
class ImplicitTermFlipped(MASOBA):
    """f_x + g_xy z."""

    def step(self, problem, state, rng):
        return super().step(Seen(problem, Flipped), state, rng)


@mutant("SIGN", "the right-hand side of the linear system has the other sign")
class SystemFlipped(MASOBA):
    """z - gamma (g_yy z + f_y)."""

    def step(self, problem, state, rng):
        return super().step(Seen(problem, PlusUpper), state, rng)


@mutant("TERM", "the direct derivative f_x is dropped")
class DirectTermDropped(MASOBA):
    """-g_xy z."""

    def step(self, problem, state, rng):
        return super().step(Seen(problem, WithoutDirectTerm), state, rng)


@mutant("STALE", "x moves along the new average")
class NewDirection(MASOBA):
    """x - alpha h_{k+1}."""

    def step(self, problem, state, rng):
        new = super().step(problem, state, rng)
        return new._replace(x=state.x - self.step_size * new.h)


@mutant("SCALE", "the weights of the average are exchanged")
class AverageExchanged(MASOBA):
    """theta h + (1 - theta) d."""

    def step(self, problem, state, rng):
        return MASOBA.step(self._replace(averaging=1 - self.averaging), problem, state, rng)


@mutant("TERM", "the direction is not averaged")
class NotAveraged(MASOBA):
    """h = d."""

    def step(self, problem, state, rng):
        return MASOBA.step(self._replace(averaging=1.0), problem, state, rng)


@mutant("STATE", "the linear system starts again from zero at every step")
class ColdSystem(MASOBA):
    """z_{k+1} = gamma f_y."""

    def step(self, problem, state, rng):
        seen: list = []

        def noted(drawn):
            seen.append(drawn)
            return drawn

        new = super().step(Seen(problem, noted), state, rng)
        return new._replace(z=self.system_step_size * seen[0].upper_y(state.x, state.y))


@mutant("SCALE", "the linear system takes the step of the lower level")
class LowerStepForSystem(MASOBA):
    """gamma = beta."""

    def step(self, problem, state, rng):
        return MASOBA.step(self._replace(system_step_size=self.lower_step_size), problem, state, rng)


@mutant("NOISE", "the linear system has a draw of its own")
class SecondDraw(MASOBA):
    """Another draw for z."""

    def step(self, problem, state, rng):
        new = super().step(problem, state, rng)
        x, y, z, _ = state
        drawn = problem.realisation(rng)
        return new._replace(z=z - self.system_step_size * (drawn.lower_yy(x, y) @ z - drawn.upper_y(x, y)))


@mutant("SCALE", "the lower step is half as long")
class LowerStepHalved(MASOBA):
    """beta/2."""

    def step(self, problem, state, rng):
        return MASOBA.step(self._replace(lower_step_size=self.lower_step_size / 2), problem, state, rng)


@mutant("SCALE", "the x step is 2 % too long")
class StepTooLong(MASOBA):
    """1.02 alpha."""

    def step(self, problem, state, rng):
        return MASOBA.step(self._replace(step_size=1.02 * self.step_size), problem, state, rng)


MUTANTS = (
    ImplicitTermFlipped,
    SystemFlipped,
    DirectTermDropped,
    NewDirection,
    AverageExchanged,
    NotAveraged,
    ColdSystem,
    LowerStepForSystem,
    SecondDraw,
    LowerStepHalved,
    StepTooLong,
)
