"""The transformations of optax that have a registered algorithm, with its hyper-parameters in optax's words."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from refimpl.first_order_adaptive.ademamix import AdEMAMix
from verification.adapters import library
from verification.adapters.optax import transformation
from verification.oracle import NotApplicable
from verification.verdicts.entry import Entry
from verification.verdicts.optax_schedule_free import ScheduleFree
from verification.verdicts.optax_sophia import Sophia
from verification.verdicts.pytorch import matrix


def entries() -> list[Entry]:
    """One entry per transformation and way of calling it; JAX must compute in float64."""
    optax, _ = library("optax", "optax", "optax.contrib")

    def entry(name: str, algorithm: str, build: Callable[[Any, dict[str, Any]], Any], dialect: str | None = None,
              **how: Any) -> Entry:  # fmt: skip
        return Entry("optax", name, algorithm, dialect, transformation(build, **how))

    def decayed(h: dict[str, Any], method: Any) -> Any:
        return optax.chain(optax.add_decayed_weights(h["weight_decay"]), method)

    def sgd(s: Any, h: dict[str, Any]) -> Any:
        if h["dampening"]:
            raise NotApplicable("optax has no dampening")
        return decayed(h, optax.sgd(s, h["momentum"]))

    def nesterov(s: Any, h: dict[str, Any]) -> Any:
        return decayed(h, optax.sgd(s, h["momentum"], nesterov=True))

    def adagrad(s: Any, h: dict[str, Any]) -> Any:
        return decayed(h, optax.adagrad(s, eps=h["epsilon"]))

    def rmsprop(**options: Any) -> Any:
        return lambda s, h: decayed(
            h, optax.rmsprop(s, decay=h["beta2"], eps=h["epsilon"], momentum=h["momentum"], **options)
        )

    def adam(method: Any, **options: Any) -> Any:
        words = {"weight_decay"}
        return lambda s, h: method(
            s, b1=h["beta1"], b2=h["beta2"], eps=h["epsilon"], **{w: h[w] for w in words if w in h}, **options
        )

    def adan(s: Any, h: dict[str, Any]) -> Any:
        return optax.adan(
            s, b1=h["beta1"], b2=h["beta2"], b3=h["beta3"], eps=h["epsilon"], eps_root=0.0,
            weight_decay=h["weight_decay"],
        )  # fmt: skip

    def ademamix(s: Any, h: dict[str, Any]) -> Any:
        schedules = AdEMAMix(**h)
        return optax.contrib.ademamix(
            s, b1=h["beta1"], b2=h["beta2"], b3=lambda t: schedules.slow_beta(int(t) + 1),
            alpha=lambda t: schedules.slow_weight(int(t) + 1), eps=h["epsilon"], weight_decay=h["weight_decay"],
        )  # fmt: skip

    def adabelief(s: Any, h: dict[str, Any]) -> Any:
        return optax.adabelief(s, b1=h["beta1"], b2=h["beta2"], eps=h["epsilon"], eps_root=h["epsilon"])

    def yogi(s: Any, h: dict[str, Any]) -> Any:
        scaled = optax.scale_by_yogi(
            b1=h["beta1"], b2=h["beta2"], eps=h["epsilon"], initial_accumulator_value=h["initial"]
        )
        return optax.chain(scaled, optax.scale_by_learning_rate(s))

    def inside(s: Any, h: dict[str, Any]) -> Any:
        return optax.adam(s, b1=h["beta1"], b2=h["beta2"], eps=0.0, eps_root=h["epsilon"])

    def lion(s: Any, h: dict[str, Any]) -> Any:
        return optax.lion(s, b1=h["beta1"], b2=h["beta2"], weight_decay=h["weight_decay"])

    def lars(s: Any, h: dict[str, Any]) -> Any:
        return optax.lars(
            s,
            h["weight_decay"],
            trust_coefficient=h["trust_coefficient"],
            eps=h["epsilon"],
            momentum=h["momentum"],
        )

    def adafactor(s: Any, h: dict[str, Any]) -> Any:
        if round(h["scale_floor"], 4) != 1e-3:
            raise NotApplicable("its floor of the scale is 0.001")
        return optax.adafactor(
            s, min_dim_size_to_factor=2, clipping_threshold=h["clip"], weight_decay_rate=h["weight_decay"],
            eps=h["epsilon"],
        )  # fmt: skip

    def adafactor_parts(s: Any, h: dict[str, Any]) -> Any:
        return optax.chain(
            optax.scale_by_factored_rms(
                min_dim_size_to_factor=2,
                epsilon=h["epsilon"],
                decay_rate_fn=lambda t, power: 1 - (t + 1.0) ** -power,
            ),
            optax.clip_by_block_rms(h["clip"]),
            optax.scale_by_learning_rate(s, flip_sign=False),
            optax.scale_by_param_block_rms(h["scale_floor"]),
            optax.add_decayed_weights(h["weight_decay"]),
            optax.scale(-1.0),
        )

    def lbfgs(s: Any, h: dict[str, Any]) -> Any:
        return optax.lbfgs(s, memory_size=h["memory"], linesearch=None)

    def sam(s: Any, h: dict[str, Any]) -> Any:
        ascent = optax.chain(optax.contrib.normalize(), optax.sgd(h["rho"]))
        return optax.contrib.sam(optax.sgd(s), ascent, sync_period=2)

    def dog(s: Any, h: dict[str, Any]) -> Any:
        return optax.contrib.dog(init_step=("distance", h["radius"]), eps=h["epsilon"])

    def schedule_free_sgd(s: Any, h: dict[str, Any]) -> Any:
        return optax.contrib.schedule_free_sgd(s, b1=h["beta"], weight_decay=h["weight_decay"])

    def schedule_free_adamw(s: Any, h: dict[str, Any]) -> Any:
        return optax.contrib.schedule_free_adamw(
            s, b1=h["beta1"], b2=h["beta2"], eps=h["epsilon"], weight_decay=h["weight_decay"]
        )

    ahead = "the average weighs every step by the step size of the next one"
    return [
        entry("sgd(momentum), decayed weights", "sgd-momentum", sgd),
        entry("sgd(momentum, nesterov), decayed weights", "nesterov", nesterov),
        entry("adagrad, decayed weights", "adagrad", adagrad, "epsilon-inside-from-tenth"),
        entry("rmsprop(momentum), decayed weights", "rmsprop", rmsprop(), "epsilon-and-step-inside"),
        entry("rmsprop(momentum, eps_in_sqrt=False), decayed weights", "rmsprop", rmsprop(eps_in_sqrt=False),
              "step-inside"),
        entry("rmsprop(momentum, centered), decayed weights", "rmsprop", rmsprop(centered=True),
              "centred-epsilon-and-step-inside"),
        entry("adam", "adam", adam(optax.adam)),
        entry("adam(eps_root) with eps = 0", "adam", inside, "epsilon-inside"),
        entry("adamw", "adamw", adam(optax.adamw)),
        entry("amsgrad", "amsgrad", adam(optax.amsgrad), "max-of-corrected"),
        entry("nadam", "nadam", adam(optax.nadam), "constant-momentum"),
        entry("radam", "radam", adam(optax.radam), layouts=("one array", "two leaves")),
        entry("adadelta", "adadelta", lambda s, h: optax.adadelta(s, rho=h["beta2"], eps=h["epsilon"])),
        Entry("optax", "adan(eps_root=0)", "adan", "decoupled-decay", transformation(adan),
              "the weight of the gradient difference is 1 - beta2 where the algorithm has beta2"),
        entry("contrib.ademamix, the schedules of the paper", "ademamix", ademamix),
        entry("adamax", "adamax", adam(optax.adamax)),
        entry("adabelief(eps_root=eps)", "adabelief", adabelief),
        entry("scale_by_yogi, learning rate", "yogi", yogi),
        entry("lion", "lion", lion),
        entry("lamb", "lamb", adam(optax.lamb), split=False),
        entry("lars", "lars", lars, "norm-of-sum", split=False),
        Entry("optax", "adafactor", "adafactor", "fixed-decay", transformation(adafactor, shape=matrix),
              "t^(-4/5) is worked out in float32: steps err by some 1e-9"),
        entry("adafactor's parts, t^(-4/5) in float64", "adafactor", adafactor_parts, "fixed-decay", shape=matrix),
        entry("lbfgs(linesearch=None)", "lbfgs", lbfgs, "euclidean-first-step", split=False, compiled=True),
        Entry("optax", "contrib.sam(sgd, normalize and sgd)", "sam", None,
              transformation(sam, updates=2)),
        entry("contrib.dog(init_step of a distance)", "dog", dog, split=False),
        Entry("optax", "contrib.schedule_free_sgd", "schedule-free-sgd", "start-left-out",
              ScheduleFree(schedule_free_sgd, "beta"), ahead),
        Entry("optax", "contrib.schedule_free_adamw", "schedule-free-adamw", None,
              ScheduleFree(schedule_free_adamw, "beta1"), ahead),
        Entry("optax", "contrib.sophia, probes of the case", "sophia-h", "corrected-momentum-old-curvature", Sophia()),
    ]  # fmt: skip
