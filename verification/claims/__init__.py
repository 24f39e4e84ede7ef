"""Claims of every method, mirroring refimpl."""
