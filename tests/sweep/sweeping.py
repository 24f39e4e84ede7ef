"""The command as a process of its own, and specifications as TOML."""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]


def toml(data):
    """The specification as TOML; JSON values are TOML values here."""

    def value(v):
        if isinstance(v, dict):
            return "{" + ", ".join(f"{key} = {value(entry)}" for key, entry in v.items()) + "}"
        return "[" + ", ".join(map(value, v)) + "]" if isinstance(v, list) else json.dumps(v)

    return "\n".join(f"{key} = {value(v)}" for key, v in data.items()) + "\n"


def start(*words, before="", **options):
    """`refimpl sweep` in a process group of its own, after the statements `before`."""
    program = f"{before}\nfrom verification.cli import main; main()"
    return subprocess.Popen(
        [sys.executable, "-c", program, "sweep", *map(str, words)],
        env={**os.environ, "PYTHONPATH": str(ROOT)}, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        start_new_session=True, **options,
    )  # fmt: skip


def stored(path):
    """All rows of a ledger by key, read without the library."""
    with sqlite3.connect(path) as base:
        rows = base.execute("SELECT * FROM cells").fetchall()
        assert base.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    base.close()
    return {row[0]: row[1:] for row in rows}
