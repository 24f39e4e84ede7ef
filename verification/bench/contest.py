"""One pairing: the compiled loop against one peer, on equal iterates."""

from __future__ import annotations

import contextlib
from typing import Any

import numpy as np

from refimpl import get_engine, run, run_many
from refimpl.core.draws import tape
from refimpl.engines import Engine, EngineUnavailable
from verification.bench.cases import Case, Instance
from verification.bench.peers import Contestant, Peer
from verification.bench.ratios import Timed, enough, in_turns

CHECKED = 10  # steps after which the iterates are compared
AT_LEAST, SLOW = 5, 1.0  # pairs, and the seconds of a pair from which on so many do
TOLERANCE = 1e-10  # of the largest entry: d = 1000 and ten steps of ill-conditioned solves leave 1e-12


class Different(ValueError):
    """The peer computes something else: timing it would be void."""


def engine_of(case: Case, instance: Instance) -> tuple[Engine, str]:
    """The compiled engine and its name: with vectors in registers where they are small and the source compiles so."""
    from refimpl.engines.registers.kinds import LARGEST

    with contextlib.suppress(EngineUnavailable):
        if instance.x0.size <= LARGEST:
            registers = get_engine("numba", registers=True)
            whole_loop(instance, registers)(case.stride)
            return registers, "numba, registers"
    return get_engine("numba"), "numba"


def whole_loop(instance: Instance, engine: str | Engine, draws: Any = None) -> Contestant:
    """Our contestant: `refimpl.run` as a user calls it, validation included; on recorded `draws` where given."""
    algorithm, problem, x0, seeds, _ = instance

    def one(steps: int) -> Any:
        rng = 0 if draws is None else tape(draws)
        return run(algorithm, problem, x0, steps, engine=engine, every=steps, rng=rng).x[-1]

    def many(steps: int) -> Any:
        return run_many(
            algorithm, problem, x0, steps, engine=engine, every=steps, seeds=range(seeds)
        )[-1].x[-1]  # fmt: skip

    return many if seeds and draws is None else one


def difference(case: Case, instance: Instance, peer: Peer, engine: str | Engine) -> float:
    """Largest difference of the iterates after `CHECKED` steps on `engine`, relative to the largest entry.

    Raises Different where it is beyond rounding.
    """
    steps = min(CHECKED, peer.window)
    draws = np.random.default_rng(0).standard_normal(steps * instance.draws) if instance.draws else None
    ours = whole_loop(instance, engine, draws)(steps)
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
    case: Case, instance: Instance, peer: Peer, engine: Engine, pairs: int, seconds: float
) -> tuple[Timed, int]:
    """Seconds per step in turns, and our number of steps; each side takes as many as fill `seconds`, so that neither
    is judged by what a call costs once. Where that is long already, fewer pairs do."""
    ours, theirs = whole_loop(instance, engine), peer.make(instance)
    ours(case.stride), theirs(case.stride)  # compiled
    mine, other = (enough(call, case.stride, peer.window, seconds) for call in (ours, theirs))
    first = in_turns(lambda: ours(mine), lambda: theirs(other), min(pairs, AT_LEAST))
    rest = pairs - AT_LEAST if first.ours[0] + first.theirs[0] < SLOW else 0
    timed = first.joined(in_turns(lambda: ours(mine), lambda: theirs(other), max(0, rest)))
    return Timed(timed.ours / mine, timed.theirs / other), mine
