"""One pairing: the compiled loop against one peer, on equal iterates."""

from __future__ import annotations

import contextlib
from typing import Any, NamedTuple

import numpy as np

from refimpl import get_engine, run, run_many
from refimpl.core.draws import tape
from refimpl.engines import Engine, EngineUnavailable
from verification.bench.cases import MANY, Case, Instance
from verification.bench.peers import Contestant, Peer
from verification.bench.ratios import Timed, enough, in_turns

CHECKED = 10  # steps after which the iterates are compared
AT_LEAST, SLOW = 5, 1.0  # pairs, and the seconds of a pair from which on so many do
TRIAL = 0.2  # seconds of a side in the choice of the engine
TOLERANCE = 1e-10  # of the largest entry: d = 1000 and ten steps of ill-conditioned solves leave 1e-12


class Different(ValueError):
    """The peer computes something else: timing it would be void."""


class Entrant(NamedTuple):
    """How we run: an engine, whether many seeds go in one batch, and both in words."""

    engine: Engine
    words: str
    together: bool = False


def entrant_of(case: Case, instance: Instance) -> Entrant:
    """The compiled engine, with vectors in registers where they are small and the source compiles so; many seeds go
    together in NumPy where a short trial shows that to be faster."""
    from refimpl.engines.registers.kinds import LARGEST

    compiled = Entrant(get_engine("numba"), "numba")
    if instance.x0.size <= LARGEST:
        registers = Entrant(get_engine("numba", registers=True), "numba, registers")
        with contextlib.suppress(EngineUnavailable):
            whole_loop(instance, registers)(case.stride)
            compiled = registers
    if not instance.seeds:
        return compiled
    batch = Entrant(get_engine("numpy"), "numpy, together", together=True)
    ours, theirs = (whole_loop(instance, entrant) for entrant in (batch, compiled))
    try:
        ours(case.stride), theirs(case.stride)  # compiled
    except ValueError:  # this source cannot go together
        return compiled
    steps = enough(ours, case.stride, MANY, TRIAL)
    trial = in_turns(lambda: ours(steps), lambda: theirs(steps), AT_LEAST)
    return batch if trial.ratio().median > 1 else compiled


def whole_loop(instance: Instance, entrant: Entrant | str, draws: Any = None) -> Contestant:
    """Our contestant: `refimpl.run` as a user calls it, validation included; on recorded `draws` where given.

    `entrant` may be the name of an engine.
    """
    algorithm, problem, x0, seeds, _ = instance
    engine, _, together = Entrant(get_engine(entrant), entrant) if isinstance(entrant, str) else entrant
    many = range(seeds)

    def one(steps: int) -> Any:
        rng = 0 if draws is None else tape(draws)
        return run(algorithm, problem, x0, steps, engine=engine, every=steps, rng=rng).x[-1]

    def all_seeds(steps: int) -> Any:
        seeds: Any = many if draws is None else [tape(draws) for _ in many]
        return run_many(
            algorithm, problem, x0, steps, engine=engine, every=steps, seeds=seeds, together=together
        )[-1].x[-1]

    return all_seeds if many and (draws is None or together) else one


def difference(case: Case, instance: Instance, peer: Peer, entrant: Entrant | str) -> float:
    """Largest difference of the iterates after `CHECKED` steps of `entrant`, relative to the largest entry.

    Raises Different where it is beyond rounding.
    """
    steps = min(CHECKED, peer.window)
    draws = np.random.default_rng(0).standard_normal(steps * instance.draws) if instance.draws else None
    ours = whole_loop(instance, entrant, draws)(steps)
    theirs = np.asarray((peer.make(instance) if draws is None or peer.check is None
                         else peer.check(instance, draws))(steps))  # fmt: skip
    if theirs.shape != ours.shape:
        raise Different(f"{case.algorithm}: iterates must have shape {ours.shape}, got {theirs.shape}")
    gap = float(np.max(np.abs(theirs - ours)) / np.max(np.abs(ours)))
    if not gap <= TOLERANCE:
        raise Different(
            f"{case.algorithm}: iterates must agree within {TOLERANCE:g} after {steps} steps, got {gap:.2g}"
        )
    return gap


def contest(
    case: Case, instance: Instance, peer: Peer, entrant: Entrant | str, pairs: int, seconds: float
) -> tuple[Timed, int]:
    """Seconds per step in turns, and our number of steps; each side takes as many as fill `seconds`, so that neither
    is judged by what a call costs once. Where that is long already, fewer pairs do."""
    ours, theirs = whole_loop(instance, entrant), peer.make(instance)
    ours(case.stride), theirs(case.stride)  # compiled
    mine, other = (enough(call, case.stride, peer.window, seconds) for call in (ours, theirs))
    first = in_turns(lambda: ours(mine), lambda: theirs(other), min(pairs, AT_LEAST))
    rest = pairs - AT_LEAST if first.ours[0] + first.theirs[0] < SLOW else 0
    timed = first.joined(in_turns(lambda: ours(mine), lambda: theirs(other), max(0, rest)))
    return Timed(timed.ours / mine, timed.theirs / other), mine
