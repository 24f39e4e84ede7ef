"""OML: a linear representation and the start of its readout, learned for online updates that do not interfere.

Source      Javed, Yao & White 2019 ("Is Fast Adaptation All You Need?"); OML: Javed & White 2019 (NeurIPS).
Step        x = (W, v); a random sequence of I tasks of m, one after the other: a correlated stream of their support
            examples (z, y), v_0 = v,  h = W z,  e = h'v_t - y,  v_{t+1} = v_t - alpha e h
            L = mean over these tasks of the query losses at (W, v_K), K the length of the stream;
            (G, a) = gradient of L in (W, v_K);  backwards over the stream, with the h, e of step t:
            G <- G - alpha ((a'h) v_t + e a) z',   a <- a - alpha (a'h) h
            W+ = W - eta G,   v+ = v - eta a
Guarantee   (G, a) is the gradient of L in (W, v), and unbiased for its mean over all sequences                (derived)
            interference: with the Gram matrix Q of the features h_i of the stream, the errors on the stream are
            multiplied by (I - alpha Q u_t u_t') step by step: an error moves where h_i'h_t is not zero        (derived)
            orthogonal features: v_K and a are the same for every sequence of the same tasks (G is not)       (derived)
Assumes     nothing for the gradient.
Cost        I k readout updates and their reversal, I query gradients; K + 1 readouts are stored.
Departures  the representation is linear, without depth; the outer loss is on all tasks of the stream (recalled: the
            stream and a random batch of what came before).
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from refimpl.bilevel.blockwise import subset
from refimpl.core import checks
from refimpl.problems.linear_tasks import split


class State(NamedTuple):
    """Representation and readout."""

    x: Any  # (W, v), shape (d,)


class OML(NamedTuple):
    """`step_size` eta, `inner_step_size` alpha of the readout, `tasks` I of a sequence."""

    step_size: float
    inner_step_size: float
    tasks: int

    @classmethod
    def prescribed(cls, problem):
        """eta = 1/16, alpha = 1/8, at most two tasks: common values, not a theory's."""
        return cls(0.0625, 0.125, min(2, problem.task_count()))

    def validate(self, problem):
        """Raise ValueError unless the hyper-parameters are usable."""
        check_tasks(self, problem)

    def init(self, problem, x0):
        return State(x0)

    def step(self, problem, state, rng):
        chosen = self.sampled(problem.task_count(), rng)
        W, v = split(state.x, problem.input_dimension())
        inputs, targets = stream(problem, chosen)
        vs = self.followed(W, v, inputs, targets)
        G, a = self.pulled_back(problem, W, vs, chosen, inputs, targets)
        return State(state.x - self.step_size * np.concatenate((G.ravel(), a)))

    def sampled(self, m, rng):
        """The tasks of a step."""
        return subset(rng, m, self.tasks)

    def followed(self, W, v, inputs, targets):
        """v_0, ..., v_K."""
        vs = [v]
        for z, y in zip(inputs, targets):
            h = W @ z
            vs.append(vs[-1] - self.inner_step_size * (np.dot(h, vs[-1]) - y) * h)
        return vs

    def pulled_back(self, problem, W, vs, chosen, inputs, targets):
        """The gradient of L in W and v_0."""
        G, a = self.outer(problem, W, vs[-1], chosen)
        for t in range(len(targets) - 1, -1, -1):
            G, a = self.reversed_step(W, vs[t], inputs[t], targets[t], G, a)
        return G, a

    def outer(self, problem, W, v, chosen):
        """The gradient of L in W and v_K."""
        x = np.concatenate((W.ravel(), v))
        g = 0 * x
        for j in chosen:
            g = g + problem.query_gradient(x, j) / self.tasks
        return split(g, problem.input_dimension())

    def reversed_step(self, W, v, z, y, G, a):
        """G and a before the update of the readout v by the example (z, y)."""
        h = W @ z
        e, s = np.dot(h, v) - y, np.dot(a, h)
        G = G - self.inner_step_size * np.outer(s * v + e * a, z)
        return G, a - self.inner_step_size * s * h


def stream(problem, chosen):
    """Inputs and targets of the support examples of the tasks, one after the other."""
    inputs, targets = [], []
    for j in chosen:
        Z, y = problem.support_inputs(j), problem.support_targets(j)
        for i in range(y.shape[0]):
            inputs.append(Z[i])
            targets.append(y[i])
    return inputs, targets


def check_tasks(algorithm, problem):
    """Raise ValueError unless steps are positive and as many tasks are drawn as there are."""
    checks.positive("step_size", algorithm.step_size)
    checks.nonnegative("inner_step_size", algorithm.inner_step_size)
    checks.count("tasks", algorithm.tasks)
    checks.between("tasks", algorithm.tasks, 1, problem.task_count())
