"""The figures of a benchmark as plain data; run as a module it measures whole loops in a process of its own."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Sequence
from typing import Any

from refimpl.core import checks
from verification.bench.cases import CASES
from verification.bench.contest import Different, contest, difference, entrant_of
from verification.bench.machine import pin
from verification.bench.peers import peers_of
from verification.bench.ratios import Ratio

PAIRS, SECONDS = 11, 0.02  # of each side of a ratio
FEW, BRIEF = 3, 0.01  # with --quick


def figure(
    what: str, algorithm: str, size: int, peer: str, ratio: Ratio, engine: str = "numba", **more: Any
) -> dict[str, Any]:
    """One entry of the JSON: `ratio` is the peer's time over ours, above 1 we are faster; `spread` its quartiles."""
    return {
        "figure": what,
        "algorithm": algorithm,
        "size": size,
        "engine": engine,
        "peer": peer,
        "ratio": ratio.median,
        "spread": [ratio.low, ratio.high],
        "pairs": ratio.pairs,
        **more,
    }


def chosen(names: Sequence[str]) -> list[str]:
    """The cases of the named algorithms, of all when none is named. ValueError for one that has no case."""
    for name in names:
        checks.one_of("algorithm", name, tuple(CASES))
    return list(dict.fromkeys(names)) or list(CASES)


def loops(
    names: Sequence[str], sizes: Sequence[int], against: Sequence[str], quick: bool
) -> Iterator[dict[str, Any]]:
    """Figures of whole loops, and `note`s: peers that are not installed, iterates that differ."""
    peers: dict[str, Any] = {}
    for name in against:
        try:
            peers[name] = peers_of(name)
        except ValueError as error:
            yield {"note": f"{error}; its figures are left out", "wrong": False}
    for algorithm in names:
        case = CASES[algorithm]
        for size in sizes:
            known = {
                name: peer for name in peers if (peer := peers[name].get(algorithm)) and size >= peer.least
            }
            if not known:
                continue  # nothing to compile for
            instance = case.build(size)
            entrant = entrant_of(case, instance)
            for name, peer in known.items():
                try:
                    gap = difference(case, instance, peer, entrant) if peer.iterates else None
                except Different as error:
                    yield {"note": f"peer {name!r}, d = {size}: {error}", "wrong": True}
                    continue
                pairs, seconds = (FEW, BRIEF) if quick else (PAIRS, SECONDS)
                timed, steps = contest(case, instance, peer, entrant, pairs, seconds)
                yield figure(
                    "whole loop",
                    algorithm,
                    size,
                    name,
                    timed.ratio(),
                    entrant.words,
                    problem=case.words,
                    steps=steps,
                    microseconds=1e6 * float(sorted(timed.ours)[len(timed.ours) // 2]),
                    peer_microseconds=1e6 * float(sorted(timed.theirs)[len(timed.theirs) // 2]),
                    difference=gap,
                )


def main() -> None:
    """The child process: pinned to one core, a line of JSON per figure."""
    task = json.loads(sys.argv[1])
    pin(task["threads"])
    for entry in loops(task["names"], task["sizes"], task["peers"], task["quick"]):
        print(json.dumps(entry), flush=True)


if __name__ == "__main__":
    main()
