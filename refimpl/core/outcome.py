"""How a run ended: every ending has a name, and success is never the default."""

from __future__ import annotations

from enum import Enum


class Outcome(Enum):
    """Ending of a run; only COMPLETED means that all steps asked for were taken."""

    COMPLETED = "completed"
    NON_FINITE = "non-finite"  # an iterate held NaN or infinity
    UNDECIDABLE = "undecidable"  # a ball comparison could not be decided at this precision
    BREAKDOWN = "breakdown"  # a linear solve or eigendecomposition failed (singular, not simple)
