// L-BFGS by the two loops, from the data of a vector file; mistakes to plant: beta-missing, long-first-step
import { add, consume, dot } from "./vectors.mjs";

consume(function* lbfgs({ gradient }, { step_size, memory }, x, draws, mistake) {
  const pairs = []; // of steps s and differences y of gradients, the newest last
  let g = gradient(x);
  const size = g.reduce((sum, v) => sum + Math.abs(v), 0);
  let length = mistake === "long-first-step" ? step_size : step_size * Math.min(1, 1 / size);
  for (;;) {
    let r = g;
    const alphas = pairs.map(() => 0);
    for (let i = pairs.length - 1; i >= 0; i--) {
      const { s, y } = pairs[i];
      alphas[i] = dot(s, r) / dot(s, y);
      r = add(r, -alphas[i], y);
    }
    if (pairs.length > 0) {
      const { s, y } = pairs[pairs.length - 1];
      const gamma = dot(s, y) / dot(y, y);
      r = r.map((v) => v * gamma);
    }
    pairs.forEach(({ s, y }, i) => {
      const beta = mistake === "beta-missing" ? 0 : dot(y, r) / dot(s, y);
      r = add(r, alphas[i] - beta, s);
    });
    const after = add(x, -length, r);
    const ahead = gradient(after);
    const [s, y] = [add(after, -1, x), add(ahead, -1, g)];
    if (dot(s, y) > 1e-10) pairs.push({ s, y });
    if (pairs.length > memory) pairs.shift();
    [x, g, length] = [after, ahead, step_size];
    yield x;
  }
});
