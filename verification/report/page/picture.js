// Theory dashed, measurement solid, planted errors thin and grey until one is chosen.
const MARKS = ["circle", "square", "triangle", "diamond"];
const FEW = 30;
let clips = 0;

const sameMeaning = (a, b) => a && b && a.xlabel === b.xlabel && a.ylabel === b.ylabel;
const hasCurves = (picture) => picture != null && picture.curves.some((curve) => curve.y.length > 1);
const points = (claim, curve) => claim.xs[curve.x].map((x, i) => [x, curve.y[i]]);

// The points of a curve on the axes of a picture: a zero on a logarithmic axis stands at its floor.
function placed(claim, curve, picture) {
  const low = picture.yscale === "log" ? floorOf(picture) : 0;
  return points(claim, curve).map(([x, y]) => [x, y === 0 ? low : y]);
}

function floorOf(picture) {
  const least = Math.min(...picture.curves.flatMap((curve) => curve.y.filter((y) => y > 0)));
  return least === Infinity ? 0 : 0.1 * least;
}

function ylabelOf(picture) {
  const zeros = picture.yscale === "log" && picture.curves.some((curve) => curve.y.includes(0));
  return zeros ? `${picture.ylabel} (zeros at the bottom)` : picture.ylabel;
}

// What is to be drawn: the claim, with one planted error brought forward (its index), or that error's own picture
// where its axes mean something else.
function scene(claim, chosen) {
  const control = chosen == null ? null : claim.controls[chosen];
  const own = control && control.picture && !sameMeaning(control.picture, claim.picture);
  const picture = own ? control.picture : claim.picture;
  const lines = [];
  if (!own) {
    claim.controls.forEach((c, i) => {
      if (i !== chosen && sameMeaning(c.picture, picture)) {
        c.picture.curves.filter((curve) => curve.role !== "theory").forEach((curve) => lines.push({ curve, style: "shadow", control: i }));
      }
    });
    lines.push(...styled(picture.curves));
  }
  if (control && control.picture) {
    control.picture.curves.forEach((curve) => {
      const theory = curve.role === "theory";
      const known = !own && theory && picture.curves.some((c) => c.x === curve.x && String(c.y) === String(curve.y));
      if (!known) lines.push({ curve, style: theory ? "planted theory" : "planted", control: chosen });
    });
  }
  return { picture, lines, own, limits: chosen == null ? [picture.xlim, picture.ylim] : reach(claim, picture, lines) };
}

function styled(curves) {
  let measured = 0, theories = 0;
  return curves.map((curve) => {
    if (curve.role === "theory") return { curve, style: "theory", dash: theories++ % 4 };
    const i = measured++ % 4;
    return { curve, style: `m${i}`, mark: MARKS[i] };
  });
}

// Limits that hold every line but the shadows.
function reach(claim, picture, lines) {
  return [["x", 0], ["y", 1]].map(([name, i]) => {
    const log = picture[name + "scale"] === "log";
    let low = Infinity, high = -Infinity;
    for (const { curve, style } of lines) {
      if (style === "shadow") continue;
      for (const point of placed(claim, curve, picture)) {
        if (log && point[i] <= 0) continue;
        low = Math.min(low, point[i]);
        high = Math.max(high, point[i]);
      }
    }
    if (low > high) return log ? [1, 10] : [0, 1];
    if (low === high) return log ? [low / 2, high * 2] : [low - (Math.abs(low) || 1) / 2, high + (Math.abs(high) || 1) / 2];
    const margin = log ? (high / low) ** 0.04 : (high - low) * 0.04;
    return log ? [Math.max(low / margin, 1e-307), Math.min(high * margin, 1e307)] : [low - margin, high + margin];
  });
}

function drawPicture(claim, width, chosen, choose) {
  const { picture, lines, limits } = scene(claim, chosen);
  const height = Math.round(Math.min(340, Math.max(220, width * 0.6)));
  const wide = axisWidth(picture, limits[1], height);
  const box = { left: wide, right: width - 12, top: 24, bottom: height - 40 };
  const x = axis(picture.xscale, limits[0], box.left, box.right);
  const y = axis(picture.yscale, limits[1], box.bottom, box.top);
  const svg = frame(width, height, box, x, y, picture.xlabel, ylabelOf(picture));
  const clip = `clip-${(clips += 1)}`;
  svg.append(shape("clipPath", { id: clip }, shape("rect", { x: box.left, y: box.top - 4, width: box.right - box.left + 4, height: box.bottom - box.top + 8 })));
  const drawn = shape("g", { "clip-path": `url(#${clip})` });
  for (const line of [...lines].sort((a, b) => order(a) - order(b))) {
    const at = placed(claim, line.curve, picture).filter(([a, b]) => x.drawable(a) && y.drawable(b)).map(([a, b]) => [x.at(a), y.at(b)]);
    if (at.length) drawn.append(...drawLine(at, line, choose));
  }
  svg.append(drawn);
  return svg;
}

const order = ({ style }) => ["shadow", "m", "theory", "planted", "planted theory"].findIndex((name) => style === name || (name === "m" && /^m\d/.test(style)));

function drawLine(at, { curve, style, control, mark, dash }, choose) {
  const path = "M" + at.map(([a, b]) => `${a.toFixed(1)},${b.toFixed(1)}`).join("L");
  const data = { "data-label": curve.label, "data-role": control == null ? curve.role : "planted" };
  const nodes = [];
  if (at.length > 1) nodes.push(shape("path", { d: path, class: dash ? `${style} t${dash}` : style, ...data }));
  const few = curve.y.length <= FEW && style !== "theory" && style !== "planted theory";
  if (at.length === 1 || (few && style !== "shadow")) {
    const size = style === "shadow" ? 2 : 3;
    nodes.push(shape("path", { d: at.map(([a, b]) => markAt(mark, a, b, size)).join(""), class: `mark ${style}`, ...data }));
  }
  if (control != null) {
    nodes.forEach((node) => node.setAttribute("data-control", control));
    if (style === "shadow") {
      const target = shape("path", { d: path, class: "target" });
      target.addEventListener("pointerenter", () => choose(control, false));
      target.addEventListener("pointerleave", () => choose(null, false));
      target.addEventListener("click", () => choose(control, true));
      nodes.push(target);
    }
  }
  return nodes;
}

function markAt(mark, a, b, r) {
  const p = (dx, dy) => `${(a + dx).toFixed(1)},${(b + dy).toFixed(1)}`;
  if (mark === "square") return `M${p(-r, -r)}L${p(r, -r)}L${p(r, r)}L${p(-r, r)}Z`;
  if (mark === "triangle") return `M${p(0, -1.3 * r)}L${p(1.2 * r, r)}L${p(-1.2 * r, r)}Z`;
  if (mark === "diamond") return `M${p(0, -1.4 * r)}L${p(1.4 * r, 0)}L${p(0, 1.4 * r)}L${p(-1.4 * r, 0)}Z`;
  return `M${p(-r, 0)}a${r},${r} 0 1,0 ${2 * r},0a${r},${r} 0 1,0 ${-2 * r},0`;
}

function axisWidth(picture, ylim, height) {
  const labels = axis(picture.yscale, ylim, height - 40, 24).ticks.map((tick) => tick.label.length);
  return 18 + 7 * Math.max(2, ...labels);
}

function frame(width, height, box, x, y, xlabel, ylabel) {
  const svg = shape("svg", { viewBox: `0 0 ${width} ${height}`, width, height, role: "img" });
  const grid = shape("g", { class: "axes", "aria-hidden": "true" });
  let free = -Infinity;
  for (const { value, label } of x.ticks) {
    const a = x.at(value);
    if (label) grid.append(shape("line", { class: "grid", x1: a, x2: a, y1: box.top, y2: box.bottom }));
    grid.append(shape("line", { x1: a, x2: a, y1: box.bottom, y2: box.bottom + (label ? 5 : 3) }));
    const half = label.length * 3.6;
    if (label && a - half > free && a + half < width + 2) {
      grid.append(shape("text", { x: a, y: box.bottom + 18, "text-anchor": "middle" }, label));
      free = a + half + 4;
    }
  }
  for (const { value, label } of y.ticks) {
    const b = y.at(value);
    if (label) grid.append(shape("line", { class: "grid", x1: box.left, x2: box.right, y1: b, y2: b }));
    grid.append(shape("line", { x1: box.left - (label ? 5 : 3), x2: box.left, y1: b, y2: b }));
    grid.append(shape("text", { x: box.left - 8, y: b + 4, "text-anchor": "end" }, label));
  }
  grid.append(shape("path", { d: `M${box.left},${box.top}V${box.bottom}H${box.right}`, class: "frame" }));
  grid.append(shape("text", { x: box.left, y: 13, class: "label" }, ylabel));
  grid.append(shape("text", { x: box.right, y: height - 5, "text-anchor": "end", class: "label" }, xlabel));
  svg.append(grid);
  return svg;
}
