"""The ledger: what is stored stays, and everything that stands in the way is one sentence."""

from __future__ import annotations

import contextlib
import os
import resource
import shutil
import signal
import sqlite3
import subprocess
import tempfile
from pathlib import Path

import pytest
from sweeping import start, stored, toml

from verification.sweep.cell import Result
from verification.sweep.ledger import Cell, Ledger
from verification.sweep.opening import LedgerError, in_use
from verification.sweep.plan import Group
from verification.sweep.spec import Setting

GROUP = Group(Setting("algorithm", "sam", (("rho", 0.1),)), Setting("family", "chain", (("scale", 1.0),)), 3, 5,
              "ball", 100, ("value",), "abc")  # fmt: skip
RESULT = Result("completed", "", 5, 0.25, '{"rho":0.1}', '{"value":"nan"}', '{"gradient":10}')


def cells(seeds, group=GROUP):
    return [Cell(group, seed, RESULT) for seed in seeds]


def test_what_is_stored_is_read_back(tmp_path):
    path = tmp_path / "l.sqlite"
    with Ledger(path) as ledger:
        assert ledger.store(cells(range(3))) == 3
        assert ledger.store(cells(range(1, 5))) == 2  # those that were there are not new
        assert list(ledger.missing(GROUP, range(7))) == [5, 6]
        assert ledger.store([]) == 0
    with Ledger(path, read_only=True) as ledger:
        (row,) = ledger.rows([GROUP.key(4), GROUP.key(9)])
    assert row == {
        "key": GROUP.key(4), "algorithm": "sam", "settings": '{"rho":0.1}', "problem": "chain",
        "problem_settings": '{"scale":1.0}', "dimension": 3, "steps": 5, "engine": "ball", "precision": "100",
        "seed": 4, "source": "abc", "outcome": "completed", "reason": "", "stopped_at": 5, "seconds": 0.25,
        "parameters": '{"rho":0.1}', "observed": '{"value":"nan"}', "calls": '{"gradient":10}',
    }  # fmt: skip


def test_a_row_is_never_overwritten(tmp_path):
    with Ledger(tmp_path / "l.sqlite") as ledger:
        ledger.store(cells([0]))
        assert ledger.store([Cell(GROUP, 0, RESULT._replace(seconds=9.0))]) == 0
    assert next(iter(stored(tmp_path / "l.sqlite").values()))[13] == 0.25


def test_more_keys_than_one_statement_takes(tmp_path):
    with Ledger(tmp_path / "l.sqlite") as ledger:
        ledger.store(cells(range(0, 3000, 2)))
        assert list(ledger.missing(GROUP, range(3000))) == list(range(1, 3000, 2))
        rows = list(ledger.rows([GROUP.key(seed) for seed in range(3000)]))
    assert [row["seed"] for row in rows] == list(range(0, 3000, 2))


def test_crashed_cells_can_be_forgotten(tmp_path):
    with Ledger(tmp_path / "l.sqlite") as ledger:
        ledger.store([Cell(GROUP, 0, RESULT), Cell(GROUP, 1, RESULT._replace(outcome="crashed"))])
        assert ledger.forget_crashed(GROUP, range(3)) == 1
        assert list(ledger.missing(GROUP, range(2))) == [1]


def test_it_is_written_to_the_disk_before_a_cell_counts(tmp_path):
    with Ledger(tmp_path / "l.sqlite") as ledger:
        assert ledger.base.execute("PRAGMA journal_mode").fetchone() == ("wal",)
        assert ledger.base.execute("PRAGMA synchronous").fetchone() == (2,)  # FULL


def test_two_writers(tmp_path):
    path = tmp_path / "l.sqlite"
    with Ledger(path) as ledger:
        ledger.store(cells([0]))
        assert in_use(path)
        with pytest.raises(LedgerError, match=r"l\.sqlite is in use by another sweep: wait for it"):
            Ledger(path)
        with Ledger(path, read_only=True) as reader:
            assert list(reader.outcomes(GROUP, [0, 9])) == [(0, "completed"), (9, None)]
        assert ledger.store(cells([1])) == 1
    assert not in_use(path)
    assert not in_use(tmp_path / "none.sqlite")
    with Ledger(path) as ledger:
        assert ledger.store(cells([1, 2])) == 1


@pytest.mark.parametrize(
    "content", [b"not a database at all, not at all" * 40, b"SQLite format 3\0" + b"\1" * 4000]
)
def test_other_files(tmp_path, content):
    path = tmp_path / "l.sqlite"
    path.write_bytes(content)
    for read_only in (False, True):
        with pytest.raises(LedgerError, match=r"l\.sqlite cannot be (used|read) as a ledger: "):
            Ledger(path, read_only)
    assert path.read_bytes() == content


def test_other_databases_and_other_schemas(tmp_path):
    path = tmp_path / "l.sqlite"
    with contextlib.closing(sqlite3.connect(path)) as base:
        base.execute("CREATE TABLE t (x)")
    with pytest.raises(LedgerError, match="must be a ledger of sweeps, got another database"):
        Ledger(path)
    path.unlink()
    Ledger(path).close()
    with contextlib.closing(sqlite3.connect(path)) as base:
        base.execute("PRAGMA user_version = 2")
    with pytest.raises(LedgerError, match="must have schema 1, got schema 2"):
        Ledger(path)


def test_damage_is_seen_on_opening(tmp_path):
    path = tmp_path / "l.sqlite"
    with Ledger(path) as ledger:
        ledger.store(cells(range(200)))
    content = bytearray(path.read_bytes())
    content[4096 * 3 : 4096 * 4] = bytes(4096)
    path.write_bytes(content)
    with pytest.raises(LedgerError, match=r"must be undamaged|cannot be used as a ledger"):
        Ledger(path)


def test_an_empty_file_becomes_a_ledger(tmp_path):
    (tmp_path / "l.sqlite").touch()
    with Ledger(tmp_path / "l.sqlite") as ledger:
        assert ledger.store(cells([0])) == 1


def test_no_ledger_to_read(tmp_path):
    with pytest.raises(LedgerError, match="must be a ledger, and does not exist"):
        Ledger(tmp_path / "none.sqlite", read_only=True)


@pytest.mark.parametrize("there", [False, True])
def test_a_read_only_directory(there):
    with read_only_directory(there) as folder:
        with pytest.raises(LedgerError, match=r"l\.sqlite cannot be used as a ledger: "):
            Ledger(folder / "l.sqlite")
        if there:  # what is there can be read
            with Ledger(folder / "l.sqlite", read_only=True) as ledger:
                assert list(ledger.missing(GROUP, range(5))) == [3, 4]


def filled(ledger):
    """Store until the disk is full; returns how many cells were stored."""
    for kept in range(0, 100_000, 100):
        try:
            ledger.store(cells(range(kept, kept + 100)))
        except LedgerError:
            return kept
    raise AssertionError("the disk never was full")


def test_a_full_disk_loses_nothing_that_was_stored():
    with small_disk() as folder:
        path = folder / "l.sqlite"
        with Ledger(path) as ledger:
            kept = filled(ledger)
            with pytest.raises(
                LedgerError, match=r"l\.sqlite cannot be written: (database or disk is full|disk I/O)"
            ):
                ledger.store(cells(range(kept, kept + 100)))
            assert kept >= 100
            assert list(ledger.missing(GROUP, range(kept + 100))) == list(range(kept, kept + 100))
        assert len(stored(path)) == kept


def test_a_sweep_on_a_full_disk(tmp_path):
    """The command, where the disk takes 150 kB: finished cells stay, and the sweep ends when there is room."""
    spec, ledger = tmp_path / "grid.toml", tmp_path / "l.sqlite"
    spec.write_text(toml({"algorithms": ["sam"], "problems": ["logistic"], "steps": 1, "seeds": 2000}))
    limit = (
        "import resource, signal; signal.signal(signal.SIGXFSZ, signal.SIG_IGN); "
        "resource.setrlimit(resource.RLIMIT_FSIZE, (150_000, resource.RLIM_INFINITY))"
    )
    process = start(spec, "--ledger", ledger, "--workers", 1, before=limit)
    _, errors = process.communicate()
    assert process.returncode == 1
    assert "l.sqlite cannot be written: " in errors
    assert "new cells are stored, the same command goes on" in errors
    before = stored(ledger)
    assert f"; {len(before)} new cells" in errors
    process = start(spec, "--ledger", ledger, "--workers", 1)
    assert "2000 of 2000 cells done" in process.communicate()[0]
    assert process.returncode == 0
    assert before.items() <= stored(ledger).items()


@contextlib.contextmanager
def read_only_directory(there):
    """A directory that may not be written, with a ledger of three cells; root gives up its rights for it."""
    folder = Path(tempfile.mkdtemp())
    root = os.geteuid() == 0
    try:
        if there:
            with Ledger(folder / "l.sqlite") as ledger:
                ledger.store(cells(range(3)))
            (folder / "l.sqlite-lock").unlink()
        folder.chmod(0o555)
        if root:
            os.seteuid(65534)
        yield folder
    finally:
        if root:
            os.seteuid(0)
        folder.chmod(0o755)
        shutil.rmtree(folder)


@contextlib.contextmanager
def small_disk():
    """A file system of 200 kB; without the right to mount one, a limit on the size of files."""
    folder = Path(tempfile.mkdtemp())
    mount = ["mount", "-t", "tmpfs", "-o", "size=200k", "tmpfs", str(folder)]
    mounted = os.geteuid() == 0 and subprocess.run(mount, capture_output=True).returncode == 0
    limit = resource.getrlimit(resource.RLIMIT_FSIZE)
    before = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    try:
        if not mounted:
            resource.setrlimit(resource.RLIMIT_FSIZE, (150_000, limit[1]))
        yield folder
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limit)
        signal.signal(signal.SIGXFSZ, before)
        if mounted:
            subprocess.run(["umount", str(folder)], check=True)
        shutil.rmtree(folder)
