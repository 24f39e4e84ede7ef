// SAM from the data of a vector file, in a language that shares nothing with refimpl:
//   refimpl vectors export vectors && node sam.mjs vectors/sam.json | refimpl vectors check -
// A second argument plants a mistake: node sam.mjs vectors/sam.json descending-perturbation
import { add, consume, dot } from "./vectors.mjs";

consume(function* sam({ gradient }, { step_size, rho }, x, draws, mistake) {
  const sign = mistake === "descending-perturbation" ? -1 : 1;
  for (;;) {
    const g = gradient(x);
    const size = Math.sqrt(dot(g, g));
    const guarded = size > 0 || mistake === "unguarded-norm";
    const y = guarded ? add(x, (sign * rho) / size, g) : x;
    x = add(x, -step_size, gradient(y));
    yield x;
  }
});
