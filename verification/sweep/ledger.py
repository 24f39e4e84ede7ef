"""The ledger: finished cells in SQLite, each under its content key, written by one process.

WAL with synchronous=FULL: a transaction that returned is on the disk, so neither kill -9 nor a power cut loses a
finished cell; one that did not return leaves nothing behind. Readers do not disturb the writer.
"""

from __future__ import annotations

import functools
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from verification.sweep.cell import CRASHED, Result, canonical
from verification.sweep.opening import LedgerError, locked, reader
from verification.sweep.plan import Group

APPLICATION, SCHEMA = 0x5EED1ED6, 1
COLUMNS = ("key", "algorithm", "settings", "problem", "problem_settings", "dimension", "steps", "engine", "precision",
           "seed", "source", *Result._fields)  # fmt: skip
_PAGE = 16384  # bytes: a transaction of 500 cells takes 0.6 of the time that it takes with 4096 [measured]
_BATCH = 500  # SQLite takes at most 999 variables in one statement on old builds
_TABLE = """CREATE TABLE cells (
    key TEXT PRIMARY KEY, algorithm TEXT NOT NULL, settings TEXT NOT NULL, problem TEXT NOT NULL,
    problem_settings TEXT NOT NULL, dimension INTEGER NOT NULL, steps INTEGER NOT NULL, engine TEXT NOT NULL,
    precision TEXT NOT NULL, seed INTEGER NOT NULL, source TEXT NOT NULL, outcome TEXT NOT NULL,
    reason TEXT NOT NULL, stopped_at INTEGER NOT NULL, seconds REAL NOT NULL, parameters TEXT NOT NULL,
    observed TEXT NOT NULL, calls TEXT NOT NULL
) WITHOUT ROWID"""


class Cell(NamedTuple):
    """A finished cell."""

    group: Group
    seed: int
    result: Result

    def row(self) -> tuple[Any, ...]:
        """The values of COLUMNS."""
        return (
            self.group.key(self.seed),
            *_described(self.group),
            self.seed,
            self.group.source,
            *self.result,
        )


@functools.lru_cache(4096)
def _described(g: Group) -> tuple[Any, ...]:
    return (
        g.algorithm.name, canonical(g.algorithm.table()), g.problem.name, canonical(g.problem.table()), g.dimension,
        g.steps, g.engine, str(g.precision),
    )  # fmt: skip


class Ledger:
    """A ledger opened for writing by one process at a time, or with `read_only` by any number.

    Raises LedgerError where the file is not a ledger, is damaged, cannot be written or is in use by another sweep.
    """

    def __init__(self, path: str | Path, read_only: bool = False) -> None:
        self.path = Path(path)
        self._lock: sqlite3.Connection | None = None
        self._base: sqlite3.Connection | None = None
        try:
            if read_only:
                self._base = reader(self.path)
                self._check()
            else:
                self._lock = locked(self.path)
                self._base = sqlite3.connect(self.path, isolation_level=None)
                self._create()
        except sqlite3.Error as error:
            self.close()
            raise LedgerError(
                f"{path} cannot be {'read' if read_only else 'used'} as a ledger: {error}"
            ) from None
        except LedgerError:
            self.close()
            raise

    def __enter__(self) -> Ledger:
        return self

    def __exit__(self, *exception: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the file; it stays locked as long as it is open."""
        for connection in (self._base, self._lock):
            if connection is not None:
                connection.close()

    def store(self, cells: Iterable[Cell]) -> int:
        """Store all cells in one transaction; returns how many were new. LedgerError where nothing was stored."""
        marks = ", ".join("?" * len(COLUMNS))
        return self._change(f"INSERT OR IGNORE INTO cells VALUES ({marks})", (cell.row() for cell in cells))

    def outcomes(self, group: Group, seeds: Sequence[int]) -> Iterator[tuple[int, str | None]]:
        """Every seed with the outcome of its cell, None where it is not stored; looked up as they are asked for."""
        for i in range(0, len(seeds), _BATCH):
            keys = {group.key(seed): seed for seed in seeds[i : i + _BATCH]}
            marks = ", ".join("?" * len(keys))
            found = dict(self._select(f"SELECT key, outcome FROM cells WHERE key IN ({marks})", list(keys)))
            yield from ((seed, found.get(key)) for key, seed in keys.items())

    def missing(self, group: Group, seeds: Sequence[int]) -> Iterator[int]:
        """The seeds of a group that are not stored, in order; looked up as they are asked for."""
        return (seed for seed, outcome in self.outcomes(group, seeds) if outcome is None)

    def rows(self, keys: list[str]) -> Iterator[dict[str, Any]]:
        """The stored rows of these keys, in the order of the keys."""
        for i in range(0, len(keys), _BATCH):
            part = keys[i : i + _BATCH]
            marks = ", ".join("?" * len(part))
            found = {row[0]: row for row in self._select(f"SELECT * FROM cells WHERE key IN ({marks})", part)}
            yield from (dict(zip(COLUMNS, found[key], strict=True)) for key in part if key in found)

    def forget_crashed(self, group: Group, seeds: Sequence[int]) -> int:
        """Remove those of these cells that crashed, so that they run again; returns how many there were."""
        crashed = [(group.key(seed),) for seed, outcome in self.outcomes(group, seeds) if outcome == CRASHED]
        return self._change("DELETE FROM cells WHERE key = ?", crashed)

    @property
    def base(self) -> sqlite3.Connection:
        """The connection."""
        assert self._base is not None
        return self._base

    def _change(self, statement: str, rows: Iterable[tuple[Any, ...]]) -> int:
        """The statement for every row in one transaction: all or nothing. Returns how many rows changed."""
        before = self.base.total_changes
        try:
            self.base.execute("BEGIN IMMEDIATE")
            self.base.executemany(statement, rows)
            changed = self.base.total_changes - before
            self.base.execute("COMMIT")
        except sqlite3.Error as error:
            if self.base.in_transaction:
                self.base.execute("ROLLBACK")
            raise LedgerError(f"{self.path} cannot be written: {error}") from None
        return changed

    def _select(self, statement: str, values: list[str]) -> list[Any]:
        try:
            return self.base.execute(statement, values).fetchall()
        except sqlite3.Error as error:
            raise LedgerError(f"{self.path} cannot be read: {error}") from None

    def _create(self) -> None:
        self.base.execute(f"PRAGMA page_size = {_PAGE}")  # of a new file; an old one keeps its own
        self.base.execute("PRAGMA journal_mode = WAL")
        self.base.execute("PRAGMA synchronous = FULL")
        self.base.execute("BEGIN IMMEDIATE")
        if not self.base.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]:
            self.base.execute(_TABLE)
            self.base.execute(f"PRAGMA application_id = {APPLICATION}")
            self.base.execute(f"PRAGMA user_version = {SCHEMA}")
        self.base.execute("COMMIT")
        self._check()

    def _check(self) -> None:
        ours, version = (
            self.base.execute(f"PRAGMA {p}").fetchone()[0] for p in ("application_id", "user_version")
        )
        if ours != APPLICATION:
            raise LedgerError(f"{self.path} must be a ledger of sweeps, got another database")
        if version != SCHEMA:
            raise LedgerError(f"{self.path} must have schema {SCHEMA}, got schema {version}")
        damage = self.base.execute("PRAGMA quick_check(1)").fetchone()[0]
        if damage != "ok":
            raise LedgerError(f"{self.path} must be undamaged, got: {damage}")
