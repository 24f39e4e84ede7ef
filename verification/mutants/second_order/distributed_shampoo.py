"""Named mistakes in distributed Shampoo: in its delay, its grafting and its blocks."""

from __future__ import annotations

import numpy as np

from refimpl.core.dialect import eigh, norm, quotient, scale_to_norm
from refimpl.second_order.distributed_shampoo import DistributedShampoo, inverse_fourth_roots, part
from verification.claim import mutant


def step(algorithm, problem, state, *, refresh=None, late=False, root=None, held=False):
    """A step whose roots are refreshed when refresh(t) says so, of the statistics before the gradient if `late`.

    `root` replaces the inverse fourth root; statistics that are `held` change with the roots only.
    """
    g = problem.gradient(state.x)
    G, squares = g.reshape(state.L.shape[0], algorithm.columns), state.squares + g * g
    now = state.t % algorithm.period == 0 if refresh is None else refresh(state.t)
    L, R = algorithm.statistics(state, G)
    if held and not now:
        L, R = state.L, state.R
    P, Q = state.P, state.Q
    if now:
        root = inverse_fourth_roots if root is None else root
        P, Q = (root(S, algorithm.epsilon) for S in ((state.L, state.R) if late else (L, R)))
    D = algorithm.preconditioned(G, P, Q).ravel()
    x = state.x - algorithm.step_size * algorithm.grafted(g, squares, D)
    return state._replace(x=x, L=L, R=R, P=P, Q=Q, squares=squares, t=state.t + 1)


@mutant("SCHED", "the roots are refreshed in every step: the period is ignored")
class RefreshedEveryStep(DistributedShampoo):
    """P, Q from L+, R+ always."""

    def step(self, problem, state, rng):
        return step(self, problem, state, refresh=lambda t: True)


@mutant("SCHED", "the roots of the first step are used for ever")
class NeverRefreshed(DistributedShampoo):
    """P, Q from the first gradient."""

    def step(self, problem, state, rng):
        return step(self, problem, state, refresh=lambda t: t == 0)


@mutant("SCHED", "the roots are refreshed one step late, in all periods but the first")
class RefreshedLate(DistributedShampoo):
    """P, Q at t = 0, 1, 1 + period, ..."""

    def step(self, problem, state, rng):
        return step(self, problem, state, refresh=lambda t: t == 0 or (t - 1) % self.period == 0)


@mutant("STATE", "statistics are taken only when the roots are refreshed: gradients in between are lost")
class StatisticsAtRefresh(DistributedShampoo):
    """L, R from every period-th gradient."""

    def step(self, problem, state, rng):
        return step(self, problem, state, held=True)


@mutant("STALE", "the roots are those of the statistics before the current gradient")
class OldStatistics(DistributedShampoo):
    """P, Q from L, R."""

    def step(self, problem, state, rng):
        return step(self, problem, state, late=True)


@mutant("EPS", "the ridge is absolute, not relative to the largest eigenvalue")
class AbsoluteRidge(DistributedShampoo):
    """(S + eps I)^{-1/4}."""

    def step(self, problem, state, rng):
        return step(self, problem, state, root=_absolute)


def _absolute(stack, epsilon):
    n = stack.shape[1]
    roots = stack[:0]
    for j in range(stack.shape[0] // n):
        w, V = eigh(part(stack, j, n))
        roots = np.concatenate((roots, (V / np.sqrt(np.sqrt(w + epsilon))) @ V.T))
    return roots


@mutant("POWER", "inverse square roots on both sides")
class HalfPowers(DistributedShampoo):
    """P = (L + eps |L| I)^{-1/2}."""

    def preconditioned(self, G, P, Q):
        return DistributedShampoo.preconditioned(self, DistributedShampoo.preconditioned(self, G, P, Q), P, Q)


@mutant("TERM", "the right factor is missing")
class LeftOnly(DistributedShampoo):
    """D = P G."""

    def preconditioned(self, G, P, Q):
        D = G[:0]
        for j in range(G.shape[0] // self.rows):
            D = np.concatenate((D, part(P, j, self.rows) @ part(G, j, self.rows)))
        return D


@mutant("SHAPE", "all blocks share the left statistics of the last one")
class SharedLeft(DistributedShampoo):
    """L of every block is that of the last block."""

    def statistics(self, state, G):
        L, R = super().statistics(state, G)
        last, shared = L[L.shape[0] - self.rows :], L[:0]
        for _ in range(G.shape[0] // self.rows):
            shared = np.concatenate((shared, last))
        return shared, R


@mutant("TERM", "no grafting: the step has Shampoo's own length")
class NotGrafted(DistributedShampoo):
    """x+ = x - s D."""

    def grafted(self, g, squares, D):
        return D


@mutant("STALE", "grafted the wrong way round: AdaGrad's direction with Shampoo's length")
class GraftedTheWrongWay(DistributedShampoo):
    """x+ = x - s |D| u / |u|."""

    def grafted(self, g, squares, D):
        return scale_to_norm(quotient(g, np.sqrt(squares)), norm(D))


@mutant("SHAPE", "every block is grafted by itself: the blocks keep AdaGrad's proportions")
class GraftedBlockwise(DistributedShampoo):
    """|D| of every block is |u| of that block."""

    def grafted(self, g, squares, D):
        size, found, u = self.rows * self.columns, D[:0], quotient(g, np.sqrt(squares))
        for j in range(D.shape[0] // size):
            found = np.concatenate((found, scale_to_norm(part(D, j, size), norm(part(u, j, size)))))
        return found


@mutant("POWER", "AdaGrad's step without its root gives the length")
class LengthWithoutRoot(DistributedShampoo):
    """u = g / sum g^2."""

    def grafted(self, g, squares, D):
        return scale_to_norm(D, norm(quotient(g, squares)))


@mutant("SCALE", "the step is 2 % too long")
class StepTooLong(DistributedShampoo):
    """x+ = x - 1.02 s |u| D / |D|."""

    def grafted(self, g, squares, D):
        return 1.02 * super().grafted(g, squares, D)


MUTANTS = (
    RefreshedEveryStep,
    NeverRefreshed,
    RefreshedLate,
    StatisticsAtRefresh,
    OldStatistics,
    AbsoluteRidge,
    HalfPowers,
    LeftOnly,
    SharedLeft,
    NotGrafted,
    GraftedTheWrongWay,
    GraftedBlockwise,
    LengthWithoutRoot,
    StepTooLong,
)
