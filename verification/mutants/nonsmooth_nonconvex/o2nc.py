"""Named mistakes in online-to-non-convex conversion."""

from __future__ import annotations

import numpy as np

from refimpl.nonsmooth_nonconvex.o2nc import O2NC, State, onto_ball
from verification.claim import mutant


class _Parts(O2NC):
    """The step in parts, for mistakes in one of them."""

    def place(self, rng):
        return rng.random()

    def query(self, x, shift, s):
        return x + s * shift

    def learned(self, shift, g):
        return onto_ball(shift - self.step_size * g, self.radius)

    def ends(self, n):
        return (n + 1) % self.epoch == 0

    def moved(self, x, shift, new):
        return x + shift

    def step(self, problem, state, rng):
        w = self.query(state.x, state.shift, self.place(rng))
        shift = self.learned(state.shift, problem.sample_gradient(w, problem.sample(rng)))
        if self.ends(state.n):
            shift = np.zeros_like(w)
        return State(self.moved(state.x, state.shift, shift), shift, state.n + 1)


@mutant("NOISE", "the gradient is taken at the end point x_n, s = 1")
class SEqualsOne(_Parts):
    """w = x_n."""

    def place(self, rng):
        return 1.0 + 0.0 * rng.random()


@mutant("NOISE", "the gradient is taken at the start x_{n-1}, s = 0")
class SEqualsZero(_Parts):
    """w = x_{n-1}."""

    def place(self, rng):
        return 0.0 * rng.random()


@mutant("NOISE", "the gradient is taken at the middle, s = 1/2")
class Midpoint(_Parts):
    """w = (x_{n-1} + x_n)/2."""

    def place(self, rng):
        return 0.5 + 0.0 * rng.random()


@mutant("SIGN", "the learner climbs")
class Ascent(_Parts):
    """Delta + eta g."""

    def learned(self, shift, g):
        return onto_ball(shift + self.step_size * g, self.radius)


@mutant("PROX", "displacements are not projected")
class NotProjected(_Parts):
    """Delta - eta g."""

    def learned(self, shift, g):
        return shift - self.step_size * g


@mutant("PROX", "every displacement is scaled to the radius")
class AlwaysScaled(_Parts):
    """D (Delta - eta g)/|Delta - eta g|."""

    def learned(self, shift, g):
        new = shift - self.step_size * g
        return onto_ball(new * 2.0**40, self.radius)


@mutant("PROX", "the projection is that onto a cube")
class OntoCube(_Parts):
    """Entries cut at D."""

    def learned(self, shift, g):
        return np.minimum(np.maximum(shift - self.step_size * g, -self.radius), self.radius)


@mutant("STALE", "x moves by the new displacement")
class ProjectAfterUpdate(_Parts):
    """x_n = x_{n-1} + Delta_{n+1}."""

    def moved(self, x, shift, new):
        return x + new


@mutant("STALE", "x moves to the query point")
class MovesToQuery(_Parts):
    """x_n = w_n."""

    def step(self, problem, state, rng):
        w = self.query(state.x, state.shift, self.place(rng))
        shift = self.learned(state.shift, problem.sample_gradient(w, problem.sample(rng)))
        if self.ends(state.n):
            shift = np.zeros_like(w)
        return State(w, shift, state.n + 1)


@mutant("STATE", "the learner forgets: a gradient step of fixed length instead of an online one")
class Forgetful(_Parts):
    """P(-eta g)."""

    def learned(self, shift, g):
        return onto_ball(-self.step_size * g, self.radius)


@mutant("SCHED", "no restart at the start of an epoch")
class NoRestart(_Parts):
    """Delta is carried on."""

    def ends(self, n):
        return False


@mutant("SCHED", "epochs start one step late")
class EpochOneLate(_Parts):
    """n mod T."""

    def ends(self, n):
        return n % self.epoch == 0


MUTANTS = (
    SEqualsOne,
    SEqualsZero,
    Midpoint,
    Ascent,
    NotProjected,
    AlwaysScaled,
    OntoCube,
    ProjectAfterUpdate,
    MovesToQuery,
    Forgetful,
    NoRestart,
    EpochOneLate,
)
