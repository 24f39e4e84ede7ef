"""Language-neutral test vectors: inputs, certified iterates, and what the known mistakes give instead."""
