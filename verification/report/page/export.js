// What is drawn, as files.
function save(name, type, text) {
  const link = element("a", { href: URL.createObjectURL(new Blob([text], { type })), download: name });
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(link.href), 10000);
}

function csvButton(claim) {
  const node = element("button", { type: "button", class: "quiet", "aria-label": `Data of ${claim.claim} as CSV` }, "Data as CSV");
  node.addEventListener("click", () => save(`${claim.claim}.csv`, "text/csv;charset=utf-8", csv(claim)));
  return node;
}

// Long form: whose curve it is ("reference", or the planted error), its label, its role, x, y. Claims without curves
// give the distances of the strip: x = measured / allowed.
function csv(claim) {
  const rows = [["source", "curve", "role", "x", "y"]];
  const add = (source, picture) => {
    for (const curve of picture ? picture.curves : []) {
      for (const [x, y] of points(claim, curve)) rows.push([source, curve.label, curve.role, x, y]);
    }
  };
  add("reference", claim.picture);
  for (const control of claim.controls) add(control.name, control.picture);
  if (rows.length === 1 || !hasCurves(claim.picture)) {
    stripData(claim).forEach((row, i) => row.ratio != null && rows.push([row.name, "measured / allowed", "measured", row.ratio, i]));
  }
  return rows.map((row) => row.map(quoted).join(",")).join("\r\n") + "\r\n";
}

const quoted = (value) => (/[",\r\n]/.test(String(value)) ? `"${String(value).replace(/"/g, '""')}"` : String(value));

// The results as results.json has them: abscissas back in their curves, without what only this page needs.
function everything(data) {
  const { whole, families, registered, papers, claims, ...head } = data;
  const full = (claim, picture) => {
    if (!picture) return null;
    const { xlim, ylim, ...rest } = picture;
    return { ...rest, curves: picture.curves.map((curve) => ({ ...curve, x: claim.xs[curve.x] })) };
  };
  const whole_claims = claims.map((claim) => {
    const { xs, ...rest } = claim;
    return { ...rest, picture: full(claim, claim.picture), controls: claim.controls.map((c) => ({ ...c, picture: full(claim, c.picture) })) };
  });
  return JSON.stringify({ ...head, claims: whole_claims });
}
