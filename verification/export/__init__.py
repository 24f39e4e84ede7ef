"""Problems with certified optima, written for other people's benchmarks."""
