"""Write the page of verdicts to standard output: `python -m verification.verdicts > docs/verdicts.md`."""

from __future__ import annotations

import sys

import jax

from verification.verdicts import entries, page, row

jax.config.update("jax_enable_x64", True)
sys.stdout.write(page([row(entry) for entry in entries()]))
