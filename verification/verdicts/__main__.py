"""Write the page of verdicts to standard output: `python -m verification.verdicts > docs/verdicts.md`."""

from __future__ import annotations

import importlib
import sys

from verification.verdicts import entries, page, row

importlib.import_module("jax").config.update("jax_enable_x64", True)
sys.stdout.write(page([row(entry) for entry in entries()]))
