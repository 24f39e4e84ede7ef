"""Claims with controls, the evidence that decides them, and the oracle for other implementations."""

from verification.oracle import check as check
