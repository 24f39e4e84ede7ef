// One claim as a card. What is below the fold stays a heading and a sentence until it comes near the screen.
function makeCard(claim, papers) {
  const rejected = claim.controls.filter((c) => c.rejected).length;
  const title = papers[claim.paper] || "";
  const card = element("article", { id: claim.claim, class: claim.stands ? "card" : "card fails", tabindex: "-1" },
    element("header", {},
      element("h4", {}, element("a", { href: "#" + claim.claim, title: "Link to this claim" }, claim.claim.slice(claim.algorithm.length + 1))),
      element("p", { class: "verdict " + claim.verdict }, claim.verdict + (claim.verdict === "holds" && !claim.stands ? ", but a planted error passes" : ""))),
    element("p", { class: "statement" }, claim.statement),
    element("p", { class: "origin" }, [claim.kind, claim.standing, claim.theorem, claim.paper].filter(Boolean).join(" \u00b7 ") + (title ? " " : ""), title ? element("cite", {}, title) : null),
    element("div", { class: "body" }));
  const view = { claim, card, rejected, title, chosen: null, pinned: false, width: 0 };
  view.text = [claim.claim, claim.algorithm, claim.statement, claim.theorem, claim.paper, title, claim.family].join(" ").toLowerCase();
  return view;
}

// Draws the cards that have not been drawn at their width: all are measured before one is changed, for one layout.
function fill(...views) {
  const bodies = views.map((view) => view.card.querySelector(".body"));
  const widths = bodies.map((body) => Math.floor(body.clientWidth));
  views.forEach((view, i) => fillAt(view, bodies[i], widths[i]));
}

function fillAt(view, body, width) {
  if (!width || view.width === width) return;
  if (!view.width) furnish(view, body);
  view.width = width;
  if (drawn(view.claim)) redraw(view);
}

const drawn = (claim) => hasCurves(claim.picture) || hasDistances(claim);

function furnish(view, body) {
  const { claim } = view;
  view.figure = element("div", { class: "drawing" });
  view.legend = element("ul", { class: "legend", "aria-hidden": "true" });
  view.words = element("p", { class: "words" });
  view.chips = claim.controls.map((control, i) => chip(view, control, i));
  const list = element("div", { class: "chips", role: "listbox", "aria-label": `Planted errors of ${claim.claim}` }, ...view.chips);
  list.addEventListener("keydown", (event) => step(view, event));
  const none = claim.controls.length ? null : element("p", { class: "warning" }, "No planted error: this claim cannot fail.");
  if (drawn(claim)) {
    body.append(view.legend, view.figure, none ?? list, view.words, facts(claim), details(claim), element("p", { class: "tools" }, csvButton(claim)));
  } else {
    view.figure.append(measuredTable(claim));
    body.append(none ?? "", view.figure, facts(claim));
  }
}

function chip(view, control, i) {
  const node = element("span", { role: "option", class: control.rejected ? "chip" : "chip passes", tabindex: i === 0 ? "0" : "-1", "aria-selected": "false",
    "aria-label": controlWords(control) }, control.name);
  node.addEventListener("pointerenter", () => choose(view, i, false));
  node.addEventListener("pointerleave", () => choose(view, null, false));
  node.addEventListener("click", () => choose(view, view.pinned && view.chosen === i ? null : i, true));
  return node;
}

const controlWords = (c) => `${c.name}: ${c.words}. ${c.rejected ? "Rejected" : "Not rejected, " + c.verdict}: ${c.reason || c.measured}`;

// Arrow keys walk through the planted errors, Enter or a click keeps one, Escape lets go.
function step(view, event) {
  const last = view.chips.length - 1, from = view.chips.indexOf(document.activeElement);
  const to = { ArrowRight: Math.min(last, from + 1), ArrowDown: Math.min(last, from + 1), ArrowLeft: Math.max(0, from - 1),
    ArrowUp: Math.max(0, from - 1), Home: 0, End: last, Enter: from, " ": from }[event.key];
  if (event.key === "Escape") choose(view, null, true);
  else if (to == null) return;
  else {
    view.chips.forEach((node, i) => node.setAttribute("tabindex", i === to ? "0" : "-1"));
    view.chips[to].focus();
    choose(view, to, true);
  }
  event.preventDefault();
}

// Hovering only brings a curve forward; choosing makes room for it too.
function choose(view, control, pin) {
  if (view.pinned && !pin) return;
  if (pin) view.pinned = control != null;
  view.chosen = control;
  view.chips.forEach((node, i) => {
    node.setAttribute("aria-selected", String(view.pinned && i === control));
    node.classList.toggle("lit", i === control);
  });
  view.words.textContent = control == null ? rest(view) : controlWords(view.claim.controls[control]);
  if (pin || !hasCurves(view.claim.picture)) redraw(view);
  else light(view, control);
}

function light(view, control) {
  for (const node of view.figure.querySelectorAll("[data-control]")) node.classList.toggle("lit", control != null && node.dataset.control === String(control));
}

const rest = ({ claim, rejected }) => (claim.controls.length ? `${rejected} of ${claim.controls.length} planted errors rejected` : "");

function redraw(view) {
  const { claim, width } = view;
  const chosen = view.pinned ? view.chosen : null;
  const pick = (control, pin) => choose(view, control, pin);
  const curves = hasCurves(claim.picture);
  view.words.textContent = view.chosen == null ? rest(view) : controlWords(claim.controls[view.chosen]);
  view.legend.replaceChildren();
  const svg = curves ? drawPicture(claim, width, chosen, pick) : drawStrip(claim, width, view.chosen, pick);
  svg.prepend(shape("title", {}, claim.statement), shape("desc", {}, alternative(claim, view.rejected)));
  svg.setAttribute("aria-label", `${claim.statement}. ${alternative(claim, view.rejected)}`);
  view.figure.replaceChildren(svg);
  if (curves) view.legend.replaceChildren(...legend(claim, chosen));
}

function legend(claim, chosen) {
  const { lines, own } = scene(claim, chosen);
  const seen = lines.filter(({ style }) => style !== "shadow");
  const items = seen.map(({ curve, style, control, mark, dash }) => {
    const sample = shape("svg", { width: 30, height: 10 }, shape("line", { class: dash ? `${style} t${dash}` : style, x1: 1, x2: 29, y1: 5, y2: 5 }));
    if (mark && curve.y.length <= FEW) sample.append(shape("path", { class: `mark ${style}`, d: markAt(mark, 15, 5, 3) }));
    const owner = control == null ? "" : `${claim.controls[control].name}, `;
    return element("li", {}, sample, owner + curve.label);
  });
  if (own) items.push(element("li", { class: "aside" }, "(on its own axes: it was found on another instance)"));
  return items;
}

// The picture in words.
function alternative(claim, rejected) {
  const parts = [`Verdict: ${claim.verdict}. Predicted: ${claim.prediction || "see the statement"}. Measured: ${claim.measured}.`];
  if (claim.slack != null) parts.push(`Slack: ${inWords(claim.slack)}.`);
  if (hasCurves(claim.picture)) {
    for (const curve of claim.picture.curves) {
      const at = points(claim, curve);
      if (!at.length) continue;
      const [first, last] = [at[0], at[at.length - 1]];
      parts.push(`${curve.role === "theory" ? "Theory" : "Measured"}, ${curve.label}: from ${inWords(first[1])} at ${claim.picture.xlabel} = ${inWords(first[0])} to ${inWords(last[1])} at ${inWords(last[0])}.`);
    }
  }
  parts.push(`${rejected} of ${claim.controls.length} planted errors rejected.`);
  return parts.join(" ");
}

function facts(claim) {
  const list = element("dl", { class: "facts" });
  const add = (name, value) => value && list.append(element("div", {}, element("dt", {}, name), element("dd", {}, value)));
  add("predicted", claim.prediction);
  add("measured", claim.measured);
  add("slack", claim.slack == null ? "" : inWords(claim.slack));
  add("checked", inWords(claim.checked, 6));
  add("false alarms", claim.alpha ? `below ${inWords(claim.alpha)}` : "");
  add("engine", `${claim.engine}, ${inWords(claim.seconds, 2)} s`);
  add("why not", claim.reason);
  return list;
}

// The same in a table, made when it is opened.
function details(claim) {
  const node = element("details", {}, element("summary", {}, `Planted errors in words (${claim.controls.length})`));
  node.addEventListener("toggle", () => {
    if (node.open && !node.querySelector("table")) node.append(controlsTable(claim));
  });
  return node;
}

function table(head, rows) {
  return element("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": "Table" },
    element("table", {}, element("thead", {}, element("tr", {}, ...head.map((text) => element("th", { scope: "col" }, text)))),
      element("tbody", {}, ...rows.map(([first, ...cells]) => element("tr", {}, element("th", { scope: "row" }, first), ...cells.map((text) => element("td", {}, text)))))));
}

const controlsTable = (claim) => table(["planted error", "verdict", "measured", "mistake"],
  claim.controls.map((c) => [c.name, c.verdict, c.reason ? `${c.measured}: ${c.reason}` : c.measured, c.words]));

// Where no distance from rejection is defined (equality to the last bit, a p-value) the numbers speak for themselves.
const measuredTable = (claim) => table(["", "verdict", "measured", "mistake"],
  [["reference", claim.verdict, claim.measured, ""], ...claim.controls.map((c) => [c.name, c.verdict, c.measured, c.words])]);
