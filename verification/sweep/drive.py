"""A sweep from beginning to end: what is missing is run in chunks, and stored as it comes."""

from __future__ import annotations

import itertools
import time
from collections import Counter, deque
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any, NamedTuple, Protocol

from refimpl.engines import unavailable
from verification.sweep.cell import CRASHED
from verification.sweep.ledger import Cell, Ledger
from verification.sweep.opening import LedgerError
from verification.sweep.plan import Group, Plan, plan
from verification.sweep.rates import Rates
from verification.sweep.spec import Spec, parse_spec, read_spec
from verification.sweep.work import Chunk, Done, OtherSource, crash

CHUNK_SECONDS = 0.3  # a kill costs at most what was in flight: two chunks per worker, or two longer cells
TRIES = 3  # a cell that kills this many workers, alone in its chunk, is recorded as crashed


class Pool(Protocol):
    """Where chunks run."""

    @property
    def workers(self) -> int: ...
    @property
    def slots(self) -> int: ...
    def submit(self, chunk: Chunk) -> None: ...
    def wait(self, timeout: float) -> list[Done]: ...


class Summary(NamedTuple):
    """How a sweep stands. `outcomes` counts the cells of this specification that are stored, by outcome."""

    plan: Plan
    outcomes: dict[str, int]
    new: int = 0
    seconds: float = 0.0

    @property
    def done(self) -> int:
        """Cells that are stored."""
        return sum(self.outcomes.values())

    @property
    def left(self) -> int:
        """Cells that are not."""
        return self.plan.cells - self.done

    @property
    def crashed(self) -> int:
        """Cells that ended in an error."""
        return self.outcomes.get(CRASHED, 0)


class Interrupted(Exception):
    """The ledger or the workers gave out; `stored` says how many new cells are safe."""

    def __init__(self, reason: str, stored: int) -> None:
        super().__init__(reason)
        self.stored = stored


def run_sweep(
    spec: Spec | dict[str, Any] | str | Path,
    ledger: str | Path,
    *,
    client: Any = None,
    workers: int | None = None,
    retry_crashed: bool = False,
    stop: Callable[[], bool] = lambda: False,
    progress: Callable[[Rates], None] = lambda rates: None,
) -> Summary:
    """Run what `ledger` does not have yet of the cells of `spec` (a Spec, its data, or a TOML file).

    On `workers` processes (all cores when left out), or on the cluster of a Dask `client`. `stop` is asked between
    chunks: the sweep then stores what is in flight and returns. `progress` is called as cells come in.
    Raises ValueError for an unusable specification, LedgerError for an unusable ledger, and Interrupted where the
    sweep cannot go on; all finished cells are stored then, as far as the disk takes them.
    """
    from verification.sweep.distributed import DaskPool
    from verification.sweep.local import LocalPool, cores

    spec = (
        parse_spec(spec)
        if isinstance(spec, dict)
        else read_spec(spec)
        if isinstance(spec, str | Path)
        else spec
    )
    cluster = None if client is None else DaskPool(client)
    planned = plan(spec, (lacking if cluster is None else cluster.lacking)(spec.engines))
    begun = time.perf_counter()
    with Ledger(ledger) as book:
        if retry_crashed:
            for group in planned.groups:
                book.forget_crashed(group, planned.seeds)
        stored = _stored(planned, book)
        standing = _summary(planned, stored)
        if not standing.left:
            return standing
        rates = Rates({g: len(planned.seeds) - n.total() for g, n in stored.items()}, planned.cells)
        with cluster or LocalPool(min(workers or cores(), standing.left)) as pool:
            new = _drive(planned, book, pool, rates, stop, progress)
        return status(planned, book)._replace(new=new, seconds=time.perf_counter() - begun)


def status(planned: Plan, ledger: Ledger) -> Summary:
    """How many cells of the plan the ledger has."""
    return _summary(planned, _stored(planned, ledger))


def _stored(planned: Plan, ledger: Ledger) -> dict[Group, Counter[str]]:
    """How many cells of each group the ledger has, by outcome."""
    return {
        group: Counter(outcome for _, outcome in ledger.outcomes(group, planned.seeds) if outcome)
        for group in planned.groups
    }


def _summary(planned: Plan, stored: dict[Group, Counter[str]]) -> Summary:
    return Summary(planned, dict(sum(stored.values(), Counter[str]())))


def lacking(engines: Iterable[str]) -> dict[str, str]:
    """Those of the engines that are not there, with the reason."""
    return {name: reason for name in engines if (reason := unavailable(name))}


def _drive(planned: Plan, ledger: Ledger, pool: Pool, rates: Rates, stop: Callable[[], bool],
           progress: Callable[[Rates], None]) -> int:  # fmt: skip
    stored, in_flight = 0, 0
    fresh, again = _chunks(planned, ledger, rates), deque[Chunk]()
    while True:
        while in_flight < pool.slots and not stop():
            chunk = again.popleft() if again else next(fresh, None)
            if chunk is None:
                break
            pool.submit(chunk)
            in_flight += 1
        if not in_flight:
            return stored
        try:
            finished = pool.wait(0.5)
            cells: list[Cell] = []
            for done in finished:
                in_flight -= 1
                if done.results is None:
                    retried, dead = _after_death(done)
                    again.extend(retried)
                    cells += dead
                else:
                    cells += map(Cell, [done.chunk.group] * len(done.results), done.chunk.seeds, done.results)
                    rates.add(done.chunk.group, len(done.results), done.seconds)
            if cells:
                stored += ledger.store(cells)
                rates.crashed += sum(cell.result.outcome == CRASHED for cell in cells)
        except (LedgerError, OtherSource) as error:
            raise Interrupted(str(error), stored) from None
        rates.workers = pool.workers
        progress(rates)


def _chunks(planned: Plan, ledger: Ledger, rates: Rates) -> Iterator[Chunk]:
    """One cell of every group first, so that an estimate of the rest has something to stand on."""
    pilots = {g: next(ledger.missing(g, planned.seeds), None) for g in planned.groups}
    yield from (Chunk(group, (seed,)) for group, seed in pilots.items() if seed is not None)
    for group, pilot in pilots.items():
        seeds = (seed for seed in ledger.missing(group, planned.seeds) if seed != pilot)
        while taken := tuple(itertools.islice(seeds, rates.cells_in(group, CHUNK_SECONDS))):
            yield Chunk(group, taken)


def _after_death(done: Done) -> tuple[list[Chunk], list[Cell]]:
    """A chunk that killed its worker comes back in halves; a cell that does so alone is tried again, then recorded."""
    group, seeds, tries = done.chunk
    if len(seeds) > 1:
        middle = len(seeds) // 2
        return [Chunk(group, seeds[:middle]), Chunk(group, seeds[middle:])], []
    if tries + 1 < TRIES:
        return [Chunk(group, seeds, tries + 1)], []
    return [], [Cell(group, seeds[0], crash(done.reason))]
