"""Search from function values alone: evolutionary algorithms, racing of configurations, Gaussian processes."""
