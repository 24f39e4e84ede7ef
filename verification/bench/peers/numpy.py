"""The baseline: the same source, not compiled."""

from __future__ import annotations

from verification.bench.cases import CASES, Instance
from verification.bench.contest import whole_loop
from verification.bench.peers import Contestant, Peer


def _plain(instance: Instance) -> Contestant:
    return whole_loop(instance, "numpy")


def _on_draws(instance: Instance, draws: object) -> Contestant:
    return whole_loop(instance, "numpy", draws)


PEERS = {name: Peer(_plain, _on_draws) for name in CASES}
