"""Mistakes that the T-step Cournot game and the T-step monopoly model share, for either class."""

from __future__ import annotations

from typing import Any

from refimpl.core.dialect import identity_like
from verification.claim import mutant


def anticipated(levels: Any, x: Any, y: Any, follower_step: Any, count: int) -> tuple[Any, Any, Any]:
    """h^T(x, y) with its derivatives, rows x and rows y."""
    by_x, by_y = 0.0 * levels.lower_xy(x, y), identity_like(levels.lower_yy(x, y))
    for _ in range(count):
        turned = levels.lower_yy(x, y).T
        by_x = by_x - follower_step * (levels.lower_xy(x, y) + by_x @ turned)
        by_y = by_y - follower_step * (by_y @ turned)
        y = y - follower_step * levels.lower_y(x, y)
    return y, by_x, by_y


def exchangeable(algorithm: Any, state: Any) -> Any:
    """The method in parts; a mutant replaces one of them."""

    class Exchangeable(algorithm):
        """What the followers do at the end of a step is left to the method."""

        def anticipate(self, levels, x, y):
            """h^T and its Jacobians."""
            return anticipated(levels, x, y, self.follower_step, self.anticipation)

        def upper(self, problem, x):
            """P_X."""
            return problem.upper_projection(x)

        def direction(self, levels, x, y, end, by_x):
            """The direction of x, and f_y."""
            f_y = levels.upper_y(x, end)
            return levels.upper_x(x, end) + by_x @ f_y, f_y

        def step(self, problem, state_, rng):
            levels = problem.realisation(rng)
            end, by_x, by_y = self.anticipate(levels, state_.x, state_.y)
            direction, f_y = self.direction(levels, state_.x, state_.y, end, by_x)
            x = self.upper(problem, state_.x - self.step_size * direction)
            return state(x, self.followers(problem, state_.y, end, by_y, f_y))

    return Exchangeable


def shared(base: Any) -> tuple[Any, ...]:
    """Mutants of either class."""

    @mutant("TERM", "the followers are anticipated one step less")
    class OneStepFewer(base):
        """T - 1."""

        def anticipate(self, levels, x, y):
            return anticipated(levels, x, y, self.follower_step, self.anticipation - 1)

    @mutant("HYPERGRAD", "the leader does not anticipate: the derivative of h^T in x is missing")
    class NoAnticipation(base):
        """f_x alone."""

        def direction(self, levels, x, y, end, by_x):
            return levels.upper_x(x, end), levels.upper_y(x, end)

    @mutant("HYPERGRAD", "the derivative of h^T is that of its last step")
    class LastStepOnly(base):
        """d h/dx at the last state."""

        def anticipate(self, levels, x, y):
            end, _, by_y = super().anticipate(levels, x, y)
            return end, anticipated(levels, x, y, self.follower_step, 1)[1], by_y

    @mutant("SIGN", "the derivative of h^T has the wrong sign")
    class AnticipationReversed(base):
        """f_x - J f_y."""

        def direction(self, levels, x, y, end, by_x):
            return super().direction(levels, x, y, end, -by_x)

    @mutant("STALE", "the gradients of f are taken at the followers' old state")
    class OldStateInUpperLevel(base):
        """f_x(x, y), f_y(x, y)."""

        def direction(self, levels, x, y, end, by_x):
            return super().direction(levels, x, y, y, by_x)

    @mutant("PROX", "x is not projected")
    class UpperNotProjected(base):
        """P_X is left out."""

        def upper(self, problem, x):
            return x

    return (
        OneStepFewer,
        NoAnticipation,
        LastStepOnly,
        AnticipationReversed,
        OldStateInUpperLevel,
        UpperNotProjected,
    )
