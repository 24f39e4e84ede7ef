"""MRCL-type representation learning: the representation by the gradient of OML, the readout online and never reset.

Source      Javed & White 2019 (NeurIPS, "Meta-Learning Representations for Continual Learning") as used by Javed, Yao &
            White 2019; the type, not their networks.
Step        as OML; but  W+ = W - eta G,   v+ = v_K: the readout goes on from where the stream has left it
Guarantee   G is the gradient of L in W                                                                       (derived)
            a stream of one example drawn uniformly: the mean of v+ is a gradient step on the mean of all losses, so
            nothing is forgotten in the mean: interference needs a correlated stream                          (derived)
Assumes     nothing for the gradient.
Cost        as OML.
Departures  recalled: the readout there starts anew in every meta-step; here it is the one that is learned online.
"""

from __future__ import annotations

import numpy as np

from refimpl.bilevel.oml import OML, State, stream
from refimpl.problems.linear_tasks import split


class MRCL(OML):
    """OML's parameters."""

    def step(self, problem, state, rng):
        chosen = self.sampled(problem.task_count(), rng)
        W, v = split(state.x, problem.input_dimension())
        inputs, targets = stream(problem, chosen)
        vs = self.followed(W, v, inputs, targets)
        G, _ = self.pulled_back(problem, W, vs, chosen, inputs, targets)
        return State(np.concatenate(((W - self.step_size * G).ravel(), vs[-1])))
