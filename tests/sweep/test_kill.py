"""kill -9 of the whole process group at random moments: nothing lost, nothing twice, the ledger opens."""

from __future__ import annotations

import json
import os
import signal
import sqlite3
import time
from contextlib import closing

import numpy as np
from sweeping import start, stored, toml

KILLS = 20


def test_nothing_is_lost_and_nothing_repeated_by_twenty_kills(tmp_path):
    spec, ledger = tmp_path / "grid.toml", tmp_path / "grid.sqlite"
    spec.write_text(
        toml({"algorithms": ["sam", "newton"], "problems": ["logistic"], "steps": 40, "seeds": 1500})
    )
    rng = np.random.default_rng(0)
    before, growths = {}, 0
    for i in range(KILLS):
        process = start(spec, "--workers", 2)
        if i % 2:  # while rows come in; else at any moment, also before the ledger exists
            wait_for_rows(ledger, len(before) + 1, process)
            time.sleep(rng.uniform(0, 0.1))
        else:
            time.sleep(rng.uniform(0, 0.7))
        assert process.poll() is None, process.communicate()
        os.killpg(process.pid, signal.SIGKILL)
        process.communicate()
        after = stored(ledger) if rows(ledger) else {}
        assert before.items() <= after.items()
        growths += len(after) > len(before)
        before = after
    assert growths >= KILLS // 2
    final = start(spec, "--json")
    summary = json.loads(final.communicate()[0])
    assert final.returncode == 0
    assert summary["done"] == summary["cells"] == len(stored(ledger)) == 3000
    assert summary["new"] == 3000 - len(before)  # what was stored was not computed again
    assert before.items() <= stored(ledger).items()


def test_workers_die_with_the_parent(tmp_path):
    spec = tmp_path / "grid.toml"
    spec.write_text(toml({"algorithms": ["sam"], "problems": ["logistic"], "steps": 10_000_000, "seeds": 2}))
    process = start(spec, "--workers", 2)
    deadline = time.monotonic() + 30
    while len(workers := children(process.pid)) < 2:
        assert time.monotonic() < deadline
        time.sleep(0.05)
    os.kill(process.pid, signal.SIGKILL)
    process.communicate()
    while any(os.path.exists(f"/proc/{worker}") for worker in workers):
        assert time.monotonic() < deadline
        time.sleep(0.05)


def rows(ledger):
    """The number of rows, 0 where there is no ledger or no table yet."""
    if not ledger.exists():
        return 0
    with closing(sqlite3.connect(ledger)) as base:
        if not base.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]:
            return 0
        return base.execute("SELECT count(*) FROM cells").fetchone()[0]


def wait_for_rows(ledger, count, process):
    deadline = time.monotonic() + 30
    while rows(ledger) < count:
        assert process.poll() is None, process.communicate()
        assert time.monotonic() < deadline
        time.sleep(0.01)


def children(pid):
    """The worker processes of a sweep: they run multiprocessing's spawn."""
    found = []
    for entry in os.listdir("/proc"):
        try:
            with open(f"/proc/{entry}/stat") as stat, open(f"/proc/{entry}/cmdline") as command:
                if int(stat.read().rpartition(")")[2].split()[1]) == pid and "spawn_main" in command.read():
                    found.append(int(entry))
        except (OSError, ValueError):
            continue
    return found
