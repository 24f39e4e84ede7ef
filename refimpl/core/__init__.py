"""What every method stands on: dialect, checks, loop, draws, counting, trajectories."""
