"""JAX: the whole loop fused by `jax.jit` over `lax.fori_loop`, in float64; data are arguments, not constants."""

from __future__ import annotations

import importlib
from collections.abc import Callable
from typing import Any

from verification.bench.cases import Instance
from verification.bench.peers import Contestant, Peer

jax: Any = importlib.import_module("jax")
jnp: Any = importlib.import_module("jax.numpy")
jax.config.update("jax_enable_x64", True)

Step = Callable[[Any, Any, Any], Any]  # (data, state, k) -> state


def fused(step: Step, data: Any, start: Any) -> Contestant:
    """The last iterate, the first entry of the state, after any number of steps from `start`."""
    data, start = jax.tree.map(jnp.asarray, (data, start))

    @jax.jit
    def loop(steps: Any, data: Any, start: Any) -> Any:
        return jax.lax.fori_loop(0, steps, lambda k, state: step(data, state, k), start)

    return lambda steps: loop(steps, data, start)[0].block_until_ready()


def _gradient_descent(instance: Instance) -> Contestant:
    (eta,), (A, b) = instance.algorithm, instance.problem
    return fused(lambda p, s, k: (s[0] - eta * (p[0] @ s[0] - p[1]),), (A, b), (instance.x0,))


def _sam(instance: Instance) -> Contestant:
    (eta, rho), (A, b) = instance.algorithm, instance.problem

    def step(p: Any, s: Any, k: Any) -> Any:
        (A, b), (x,) = p, s
        g = A @ x - b
        size = jnp.sqrt(g @ g)
        ascent = jnp.where(size == 0, 0.0, rho / size) * g
        return (x - eta * (A @ (x + ascent) - b),)

    return fused(step, (A, b), (instance.x0,))


def _adam(instance: Instance) -> Contestant:
    eta, beta1, beta2, epsilon = instance.algorithm

    def step(p: Any, s: Any, k: Any) -> Any:
        x, m, v = s
        g = 2 * x / (1 + x * x)
        m = beta1 * m + (1 - beta1) * g
        v = beta2 * v + (1 - beta2) * g * g
        t = k + 1.0
        return x - eta * (m / (1 - beta1**t)) / (jnp.sqrt(v / (1 - beta2**t)) + epsilon), m, v

    return fused(step, (), (instance.x0, 0 * instance.x0, 0 * instance.x0))


def _gradient(p: Any, x: Any) -> Any:
    A, y, mu = p
    s = (1 - jnp.tanh(y * (A @ x) / 2)) / 2
    return mu * x - A.T @ (y * s) / A.shape[0]


def _hessian(p: Any, x: Any) -> Any:
    A, y, mu = p
    w = jnp.tanh(y * (A @ x) / 2)
    return (A.T * (1 - w * w)) @ A / (4 * A.shape[0]) + mu * jnp.eye(A.shape[1])


def _newton(instance: Instance) -> Contestant:
    (eta,) = instance.algorithm

    def step(p: Any, s: Any, k: Any) -> Any:
        return (s[0] - eta * jnp.linalg.solve(_hessian(p, s[0]), _gradient(p, s[0])),)

    return fused(step, tuple(instance.problem), (instance.x0,))


def _aicn(instance: Instance) -> Contestant:
    (L_est,) = instance.algorithm

    def step(p: Any, s: Any, k: Any) -> Any:
        g = _gradient(p, s[0])
        n = jnp.linalg.solve(_hessian(p, s[0]), g)
        return (s[0] - 2 / (1 + jnp.sqrt(1 + 2 * L_est * jnp.sqrt(g @ n))) * n,)

    return fused(step, tuple(instance.problem), (instance.x0,))


def _lazy(instance: Instance, displacement: Callable[..., Any]) -> Contestant:
    M, period = instance.algorithm
    d = len(instance.x0)

    def step(p: Any, s: Any, k: Any) -> Any:
        x, w, V = s
        w, V = jax.lax.cond(k % period == 0, lambda: tuple(jnp.linalg.eigh(_hessian(p, x))), lambda: (w, V))
        return x + displacement(w, V, _gradient(p, x), M), w, V

    start = (instance.x0, jnp.zeros(d), jnp.zeros((d, d)))
    return fused(step, tuple(instance.problem), start)


def _regularised(w: Any, V: Any, g: Any, M: Any) -> Any:
    return -(V @ ((V.T @ g) / (w + jnp.sqrt(M * jnp.sqrt(g @ g)))))


def _cubic(w: Any, V: Any, g: Any, M: Any) -> Any:
    """The step of the cubic model for w > 0, by the same Newton iteration on |b / (w + t)| = t."""
    b = M / 2 * (V.T @ g)

    def update(s: Any) -> Any:
        t, k, _ = s
        r = b / (w + t)
        length = jnp.sqrt(r @ r)
        done = length <= t
        return jnp.where(done, t, t + (length - t) / (1 + r @ (r / (w + t)) / length)), k + 1, done

    t = jnp.max(2 * jnp.abs(b) / (w + jnp.sqrt(w * w + 4 * jnp.abs(b))))
    t, _, _ = jax.lax.while_loop(lambda s: (s[1] < 20) & ~s[2], update, (t, 0, False))
    return -2 / M * (V @ (b / (w + t)))


def _frank_wolfe_step(algorithm: Any, radius: float, scale: float) -> Any:
    _, averaging, smoothing, shift = algorithm

    def step(p: Any, x: Any, average: Any, t: Any, noise: Any, z: Any) -> Any:
        A, b = p
        s = t + shift
        root = jnp.exp(jnp.log(s) / 3)
        rho, c, gamma = jnp.minimum(1.0, averaging / (root * root)), smoothing / root, 2 / s

        def value(x: Any) -> Any:
            return x @ (A @ x) / 2 - b @ x + scale * (noise @ x)

        average = (1 - rho) * average + rho * ((value(x + c * z) - value(x)) / c * z)
        size = jnp.sqrt(average @ average)
        v = jnp.where(size == 0, 0.0, -radius / size) * average
        return (1 - gamma) * x + gamma * v, average

    return step


def _parts(instance: Instance) -> Any:
    (inner, ball), scale = instance.problem
    step = _frank_wolfe_step(instance.algorithm, ball.radius, scale)
    return step, tuple(map(jnp.asarray, inner))


def _frank_wolfe(instance: Instance) -> Contestant:
    """All seeds at once by `jax.vmap`, with draws of JAX's own generator."""
    step, data = _parts(instance)
    d = len(instance.x0)

    def one(p: Any, s: Any, k: Any) -> Any:
        x, average, key = s
        key, fresh = jax.random.split(key)
        noise, z = jax.random.normal(fresh, (2, d))
        return (*step(p, x, average, 1.0 * k, noise, z), key)

    keys = jax.random.split(jax.random.key(0), instance.seeds)
    starts = jnp.tile(jnp.asarray(instance.x0), (instance.seeds, 1))
    batch = jax.vmap(one, (None, 0, None))
    return fused(batch, data, (starts, jnp.zeros_like(starts), keys))


def _frank_wolfe_on_draws(instance: Instance, draws: Any) -> Contestant:
    step, data = _parts(instance)
    draws = jnp.asarray(draws).reshape(-1, 2, len(instance.x0))
    start = (instance.x0, 0 * instance.x0)
    return fused(lambda p, s, k: step(p[0], *s, 1.0 * k, p[1][k, 0], p[1][k, 1]), (data, draws), start)


def _f2sa(instance: Instance) -> Contestant:
    a = instance.algorithm
    A, B, t, r = instance.problem

    def step(p: Any, s: Any, k: Any) -> Any:
        (A, B, t), (x, y, z) = p, s
        weight = jnp.exp(jnp.log(a.penalty**3 + a.growth * k) / 3)
        alpha = a.step_size / weight

        def inner(_: Any, yz: Any) -> Any:
            y, z = yz
            z = z - a.lower_step_size * (A @ z - B @ x)
            return y - alpha * (y - t + weight * (A @ y - B @ x)), z

        y, z = jax.lax.fori_loop(0, a.inner_steps, inner, (y, z))
        difference = B.T @ z - B.T @ y
        return x - a.ratio * alpha * (r * x + weight * difference), y, z

    return fused(step, (A, B, t), (instance.x0, a.start, a.start))


PEERS = {
    "gradient-descent": Peer(_gradient_descent),
    "sam": Peer(_sam),
    "adam": Peer(_adam),
    "newton": Peer(_newton),
    "aicn": Peer(_aicn),
    "lazy-newton": Peer(lambda instance: _lazy(instance, _regularised)),
    "lazy-cubic-newton": Peer(lambda instance: _lazy(instance, _cubic)),
    "zo-frank-wolfe": Peer(_frank_wolfe, _frank_wolfe_on_draws),
    "f2sa": Peer(_f2sa),
}
