// What every consumer of vector files needs: numbers, problems, results. It shares nothing with refimpl but the file.
import { readFileSync } from "node:fs";

// "decimal" spells the float64 number exactly; scalars, vectors and matrices are nested alike
const numbers = (spelled) => (Array.isArray(spelled) ? spelled.map(numbers) : Number(spelled));
const value = (field) => (typeof field === "number" ? field : numbers(field.decimal)); // JSON numbers are integers
const data = (fields) => Object.fromEntries(Object.entries(fields).map(([k, v]) => [k, value(v)]));

export const dot = (a, b) => a.reduce((sum, v, i) => sum + v * b[i], 0);
export const times = (A, x) => A.map((row) => dot(row, x));
export const add = (x, factor, y) => x.map((v, i) => v + factor * y[i]);

// the definitions are in document.definitions
const problems = {
  Quadratic: ({ A, b }) => ({
    gradient: (x) => add(times(A, x), -1, b),
    hessianVector: (x, v) => times(A, v),
  }),
  RidgePolynomial: ({ A, W, cubic, quartic }) => ({
    gradient: (x) =>
      W.reduce((g, w, i) => {
        const u = dot(w, x);
        return add(g, (cubic[i] * u * u) / 2 + (quartic[i] * u * u * u) / 3, w);
      }, times(A, x)),
    hessianVector: (x, v) =>
      W.reduce((h, w, i) => {
        const u = dot(w, x);
        return add(h, (cubic[i] * u + quartic[i] * u * u) * dot(w, v), w);
      }, times(A, v)),
  }),
};

// method(problem, parameters, x, draws, mistake) yields x_1, x_2, ...; the command line is: file, name of a mistake
export function consume(method) {
  const [file, mistake = ""] = process.argv.slice(2);
  const document = JSON.parse(readFileSync(file, "utf8"));
  if (document.schema !== 1) throw new Error(`schema must be 1, got ${document.schema}`);
  const results = document.vectors
    .filter((vector) => vector.expected === "valid")
    .map((vector) => {
      const problem = problems[vector.problem.class](data(vector.problem.fields));
      const draws = numbers(vector.draws.reals.decimal).values();
      const following = method(problem, data(vector.parameters), numbers(vector.start.decimal), draws, mistake);
      const x = [];
      for (let k = 0; k < vector.steps; k++) {
        x.push(following.next().value.map((v) => (Number.isFinite(v) ? v : String(v)))); // JSON has no NaN
      }
      return { id: vector.id, x };
    });
  console.log(JSON.stringify({ schema: 1, results }));
}
