"""Workers of a Dask cluster; this process alone writes the ledger.

Start the Dask workers with one thread each: a worker process runs one chunk at a time whatever its threads.
"""

from __future__ import annotations

import time
from typing import Any

from refimpl.engines import unavailable
from verification.sweep.work import Chunk, Done, OtherSource, run_chunk

TIMEOUT = 10.0  # seconds to find a scheduler
REMEDY = "Dask must be installed for a sweep on a cluster: pip install 'refimpl[sweep]'"


def connect(address: str) -> Any:
    """A client of the scheduler at `address`; ValueError with one sentence where there is none."""
    try:
        from distributed import Client
    except ImportError:
        raise ValueError(REMEDY) from None
    try:
        return Client(address, timeout=TIMEOUT, set_as_default=False)
    except (OSError, ValueError, TypeError) as error:
        raise ValueError(
            f"the scheduler must be a Dask scheduler such as tcp://host:8786, got {address!r}: {error}"
        ) from None


class DaskPool:
    """Chunks as futures of a Dask client, which stays open. Use it as a context manager."""

    def __init__(self, client: Any) -> None:
        self._client = client
        self._chunks: dict[Any, Chunk] = {}
        self._counted, self._workers = 0.0, 0
        if not self.workers:
            client.wait_for_workers(1, timeout=30)

    @property
    def workers(self) -> int:
        """The worker processes that there are, looked up every two seconds."""
        if time.monotonic() - self._counted > 2:
            self._workers, self._counted = len(self._client.nthreads()), time.monotonic()
        return self._workers

    @property
    def slots(self) -> int:
        """Chunks that may be in flight: one runs and one waits per worker."""
        return 2 * max(1, self.workers)

    def __enter__(self) -> DaskPool:
        return self

    def __exit__(self, *exception: object) -> None:
        self._client.cancel(list(self._chunks), force=True)

    def lacking(self, engines: tuple[str, ...]) -> dict[str, str]:
        """Those of the engines that the workers do not have, with the reason."""
        return dict(self._client.submit(_lacking, engines, pure=False).result())

    def submit(self, chunk: Chunk) -> None:
        """Hand a chunk to the cluster."""
        self._chunks[self._client.submit(run_chunk, chunk, pure=False)] = chunk

    def wait(self, timeout: float) -> list[Done]:
        """What came back; waits `timeout` seconds for the first. Raises OtherSource as the worker did."""
        from distributed import wait

        try:
            with self._client.as_current():
                finished = wait(list(self._chunks), timeout=timeout, return_when="FIRST_COMPLETED").done
        except TimeoutError:
            return []
        return [self._done(future, self._chunks.pop(future)) for future in finished]

    def _done(self, future: Any, chunk: Chunk) -> Done:
        from distributed import KilledWorker

        try:
            done: Done = future.result()
            return done
        except OtherSource:
            raise
        except KilledWorker as error:
            return Done(chunk, None, f"the Dask workers that ran it died: {error}")


def _lacking(engines: tuple[str, ...]) -> dict[str, str]:
    return {name: reason for name in engines if (reason := unavailable(name))}
