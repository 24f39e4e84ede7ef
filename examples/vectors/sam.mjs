// SAM from the data of a vector file, in a language that shares nothing with refimpl:
//   refimpl vectors export vectors && node sam.mjs vectors/sam.json | refimpl vectors check -
// A second argument plants a mistake: node sam.mjs vectors/sam.json descending-perturbation
import { readFileSync } from "node:fs";

const [file, mistake = ""] = process.argv.slice(2);
const document = JSON.parse(readFileSync(file, "utf8"));
if (document.schema !== 1) throw new Error(`schema must be 1, got ${document.schema}`);

// "decimal" spells the float64 number exactly; scalars, vectors and matrices are nested alike
const numbers = (spelled) => (Array.isArray(spelled) ? spelled.map(numbers) : Number(spelled));
const dot = (a, b) => a.reduce((sum, v, i) => sum + v * b[i], 0);
const times = (A, x) => A.map((row) => dot(row, x));
const add = (x, factor, y) => x.map((v, i) => v + factor * y[i]);

// the definitions are in document.definitions
const gradients = {
  Quadratic: ({ A, b }) => (x) => add(times(A, x), -1, b),
  RidgePolynomial: ({ A, W, cubic, quartic }) => (x) =>
    W.reduce((g, w, i) => {
      const u = dot(w, x);
      return add(g, (cubic[i] * u * u) / 2 + (quartic[i] * u * u * u) / 3, w);
    }, times(A, x)),
};

function sam(vector) {
  const data = (fields) => Object.fromEntries(Object.entries(fields).map(([k, v]) => [k, numbers(v.decimal)]));
  const { step_size, rho } = data(vector.parameters);
  const gradient = gradients[vector.problem.class](data(vector.problem.fields));
  const sign = mistake === "descending-perturbation" ? -1 : 1;
  let x = numbers(vector.start.decimal);
  const iterates = [];
  for (let k = 0; k < vector.steps; k++) {
    const g = gradient(x);
    const size = Math.sqrt(dot(g, g));
    const guarded = size > 0 || mistake === "unguarded-norm";
    const y = guarded ? add(x, (sign * rho) / size, g) : x;
    x = add(x, -step_size, gradient(y));
    iterates.push(x.map((v) => (Number.isFinite(v) ? v : String(v)))); // JSON has no NaN
  }
  return { id: vector.id, x: iterates };
}

const valid = document.vectors.filter((vector) => vector.expected === "valid");
console.log(JSON.stringify({ schema: 1, results: valid.map(sam) }));
