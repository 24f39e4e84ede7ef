"""Gradient descent with step 1/L, to start from."""

from benchopt import BaseSolver


class Solver(BaseSolver):
    """x+ = x - grad f(x)/L."""

    name = "gradient-descent"
    sampling_strategy = "iteration"
    requirements = ()

    def set_objective(self, value, gradient, start, smoothness, strong_convexity):
        """What the objective hands over."""
        self.gradient, self.start, self.smoothness = gradient, start, smoothness

    def run(self, n_iter):
        """`n_iter` steps."""
        self.x = self.start
        for _ in range(n_iter):
            self.x = self.x - self.gradient(self.x) / self.smoothness

    def get_result(self):
        """The last iterate."""
        return {"x": self.x}
