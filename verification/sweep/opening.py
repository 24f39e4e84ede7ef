"""Opening a ledger: one writer, any number of readers."""

from __future__ import annotations

import contextlib
import sqlite3
from pathlib import Path


class LedgerError(Exception):
    """The ledger cannot be used or written; one sentence."""


def in_use(path: str | Path) -> bool:
    """Whether a sweep is writing the ledger now."""
    lock = Path(f"{path}-lock")
    if not lock.exists():
        return False
    try:
        connection = sqlite3.connect(f"{lock.absolute().as_uri()}?mode=ro", uri=True, timeout=0)
        with contextlib.closing(connection):
            connection.execute("SELECT count(*) FROM sqlite_master")
    except sqlite3.OperationalError as error:
        return "locked" in str(error)
    return False


def locked(path: Path) -> sqlite3.Connection:
    """An exclusive lock beside the ledger, which ends with the process however it ends; readers need none."""
    connection = sqlite3.connect(
        f"{path}-lock", timeout=0.2, isolation_level=None
    )  # `in_use` looks for a moment
    try:
        connection.execute("BEGIN EXCLUSIVE")
    except sqlite3.OperationalError as error:
        connection.close()
        if "locked" in str(error):
            raise LedgerError(
                f"{path} is in use by another sweep: wait for it, or name another ledger"
            ) from None
        raise
    return connection


def reader(path: Path) -> sqlite3.Connection:
    """A connection that writes nothing, also where nothing can be written."""
    if not path.exists():
        raise LedgerError(f"{path} must be a ledger, and does not exist")
    address = path.absolute().as_uri()
    connection = sqlite3.connect(f"{address}?mode=ro", uri=True, isolation_level=None)
    try:
        connection.execute("SELECT count(*) FROM sqlite_master")
    except sqlite3.OperationalError:  # WAL wants to write beside it; where nothing is open it need not
        connection.close()
        if Path(f"{path}-wal").exists():
            raise
        connection = sqlite3.connect(f"{address}?immutable=1", uri=True, isolation_level=None)
    return connection
