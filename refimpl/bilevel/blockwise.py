"""What the blockwise variance-reduced bilevel methods share: sampling of blocks, tracking of blocks, checks.

MSVR tracks g_i(w_t), i = 1 ... m, from I sampled blocks per step. With D = g_i(w_t) - g_i(w_{t-1}) and the error
e = h_i - g_i(w_{t-1}) before the step, a sampled block leaves (1 - a) e + (gamma - 1 + a) D, another one e - D. The
gain gamma = (m - I)/(I (1 - a)) + 1 - a makes the product of e and D vanish in the mean square.
"""

from __future__ import annotations

from refimpl.core import checks


def subset(rng, m, count):
    """`count` of the indices below m without replacement, by the first swaps of a Fisher-Yates shuffle."""
    order = list(range(m))
    for j in range(count):
        k = j + below(rng.random(), m - j)
        order[j], order[k] = order[k], order[j]
    return order[:count]


def below(u, n):
    """The integer part of n u, for u uniform on [0, 1): uniform on 0 ... n - 1."""
    for k in range(n - 1):
        if n * u < k + 1:
            return k
    return n - 1


def gain(m, count, a):
    """gamma."""
    return (m - count) / (count * (1 - a)) + 1 - a


def estimates(algorithm, problem, state, rng):
    """What `estimated` of the algorithm leaves: after the first step of all blocks as drawn, later of sampled ones."""
    m = problem.block_count()
    if state.k == 0:
        return algorithm.estimated(problem, state, list(range(m)), 1.0, 0.0, 1.0, rng)
    gamma = gain(m, algorithm.blocks, algorithm.tracking)
    chosen = algorithm.sampled(m, rng)
    return algorithm.estimated(problem, state, chosen, algorithm.tracking, gamma, algorithm.momentum, rng)


def msvr(h, now, before, a, gamma):
    """(1 - a) h + a now + gamma (now - before), of the same draw at both points."""
    return (1 - a) * h + a * now + gamma * (now - before)


def check_blockwise(algorithm, problem):
    """Raise ValueError unless what both methods share is usable and the start has one row per block."""
    for name in ("step_size", "lower_step_size", "tracking", "momentum"):
        checks.positive(name, getattr(algorithm, name))
    checks.positive("1 - tracking", 1 - algorithm.tracking)
    checks.between("momentum", algorithm.momentum, 0, 1)
    checks.count("blocks", algorithm.blocks)
    checks.between("blocks", algorithm.blocks, 1, problem.block_count())
    checks.count("batch", algorithm.batch)
    checks.array("start", algorithm.start, shape=(problem.block_count(), problem.lower_dimension()))
