// A claim without curves: how far the reference and every planted error are from rejection, on one logarithmic line.
const ROW = 20;

function stripData(claim) {
  const rows = [{ name: "reference", slack: claim.slack, measured: claim.measured, control: null }];
  claim.controls.forEach((c, i) => rows.push({ name: c.name, slack: c.slack, measured: c.measured, control: i }));
  return rows.map((row) => ({ ...row, ratio: row.slack == null ? null : Math.max(0, 1 - row.slack) }));
}

const hasDistances = (claim) => stripData(claim).some((row) => row.control != null && row.ratio != null);

function drawStrip(claim, width, chosen, choose) {
  const rows = stripData(claim);
  const ratios = rows.map((row) => row.ratio).filter((ratio) => ratio > 0);
  const names = Math.min(width * 0.45, 12 + 6.7 * Math.max(...rows.map((row) => row.name.length)));
  const height = 58 + ROW * rows.length;
  const box = { left: names, right: width - 16, top: 22, bottom: height - 38 };
  const low = Math.min(0.1, ...ratios) / 3, high = Math.max(10, ...ratios) * 3;
  const x = axis("log", [low, high], box.left, box.right);
  x.ticks = x.ticks.filter((tick) => tick.label);
  const svg = frame(width, height, box, x, { ticks: [], at: Number }, "measured / allowed", "");
  const at = (ratio) => (ratio > 0 ? x.at(ratio) : box.left);
  svg.append(shape("rect", { class: "beyond", x: x.at(1), y: box.top, width: box.right - x.at(1), height: box.bottom - box.top }));
  svg.append(shape("line", { class: "theory", x1: x.at(1), x2: x.at(1), y1: box.top, y2: box.bottom }));
  const left = x.at(1) + 160 > width;
  svg.append(shape("text", { x: x.at(1) + (left ? -6 : 5), y: 14, "text-anchor": left ? "end" : "start", "aria-hidden": "true" },
    left ? "rejected beyond \u2192" : "rejected from here on"));
  rows.forEach((row, i) => {
    const middle = box.top + ROW * (i + 0.5);
    const group = shape("g", { class: row.control == null ? "reference" : row.control === chosen ? "row chosen" : "row", "data-row": row.name });
    const room = Math.floor((names - 10) / 6.7);
    const name = row.name.length > room ? row.name.slice(0, room - 1) + "\u2026" : row.name;
    group.append(shape("rect", { class: "target", x: 0, y: middle - ROW / 2, width, height: ROW }));
    group.append(shape("text", { x: box.left - 8, y: middle + 4, "text-anchor": "end" }, name));
    if (row.ratio == null) {
      group.append(shape("text", { class: "words", x: box.left + 8, y: middle + 4 }, row.measured));
    } else {
      group.append(shape("line", { x1: box.left, x2: at(row.ratio), y1: middle, y2: middle }));
      group.append(shape("path", { class: "mark", d: markAt(row.control == null ? "circle" : "diamond", at(row.ratio), middle, 4) }));
    }
    if (row.control != null) {
      group.addEventListener("pointerenter", () => choose(row.control, false));
      group.addEventListener("pointerleave", () => choose(null, false));
      group.addEventListener("click", () => choose(row.control, true));
    }
    svg.append(group);
  });
  return svg;
}
