// Sophia-H from the data of a vector file, with its recorded draws; mistakes to plant: probe-forgotten, clip-forgotten
import { add, consume } from "./vectors.mjs";

consume(function* sophia({ gradient, hessianVector }, parameters, x, draws, mistake) {
  const { step_size, beta1, beta2, gamma, epsilon, weight_decay, period } = parameters;
  const clip = (r) => (mistake === "clip-forgotten" ? r : Math.max(Math.min(r, 1), -1));
  const average = (beta, old, now) => old.map((v, i) => beta * v + (1 - beta) * now[i]);
  let m = x.map(() => 0);
  let h = m;
  for (let t = 0; ; t++) {
    m = average(beta1, m, gradient(x));
    if (t % period === 0) {
      const u = x.map(() => Math.sign(draws.next().value));
      const Hu = hessianVector(x, u);
      h = average(beta2, h, mistake === "probe-forgotten" ? Hu : Hu.map((v, i) => u[i] * v));
    }
    const step = m.map((v, i) => clip(v / Math.max(gamma * h[i], epsilon)) + weight_decay * x[i]);
    x = add(x, -step_size, step);
    yield x;
  }
});
