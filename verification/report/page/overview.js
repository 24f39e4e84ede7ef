// The head of the page: totals and, family by family, how much of the catalogue is done.
function overview(data, filterBy) {
  const sum = (key) => data.families.reduce((total, family) => total + family[key], 0);
  const n = { claims: sum("claims"), stand: sum("stand"), controls: sum("controls"), rejected: sum("rejected"), methods: sum("methods"), papers: sum("papers"), done: sum("done") };
  const fall = n.claims - n.stand;
  document.getElementById("lead").textContent =
    `${n.claims} ${n.claims === 1 ? "claim" : "claims"} about ${n.methods} ${n.methods === 1 ? "method" : "methods"} of optimisation: theorems checked on problems whose constants are known exactly, each of which must also reject the errors planted for it. ` +
    (fall ? `${fall} ${fall === 1 ? "claim does" : "claims do"} not stand.` : n.claims ? "All stand." : "");
  const totals = document.getElementById("totals");
  const add = (name, value, of) => totals.append(element("div", {}, element("dt", {}, name), element("dd", {}, String(value), of == null ? null : element("small", {}, ` of ${of}`))));
  add("claims stand", n.stand, n.claims);
  add("planted errors rejected", n.rejected, n.controls);
  add("methods verified", n.methods, data.registered);
  if (data.whole) add("papers of the catalogue done", n.done, n.papers);
  document.getElementById("made").textContent = `Verified on ${data.date} with refimpl ${data.refimpl}, Python ${data.python}, NumPy ${data.numpy}.`;
  const begun = data.families.filter((family) => family.methods);
  const rest = data.families.filter((family) => !family.methods);
  const place = document.getElementById("coverage");
  place.append(familyTable(begun, data.whole, filterBy));
  if (rest.length) {
    const papers = rest.reduce((total, family) => total + family.papers, 0);
    place.append(element("details", {}, element("summary", {}, `${rest.length} families (${papers} papers) have no method of their own yet`),
      element("p", {}, rest.map((family) => `${family.name} (${family.done ? `${family.done} of ` : ""}${family.papers})`).join(", "))));
  }
}

function familyTable(families, whole, filterBy) {
  const head = ["family", ...(whole ? ["papers done"] : []), "methods", "claims stand", "planted errors rejected"];
  const rows = families.map((family) => {
    const link = element("a", { href: "#family=" + encodeURIComponent(family.name) }, family.name);
    link.addEventListener("click", (event) => {
      event.preventDefault();
      filterBy(family.name);
    });
    const cells = [String(family.methods), share(family.stand, family.claims), share(family.rejected, family.controls)];
    if (whole) cells.unshift(bar(family.done, family.papers));
    return [link, ...cells];
  });
  const node = table(head, rows);
  node.setAttribute("aria-label", "Coverage by family");
  return node;
}

const share = (part, all) => (part === all ? String(all) : `${part} of ${all}`);

function bar(part, all) {
  const track = element("span", { class: "bar", "aria-hidden": "true" }, element("span", {}));
  track.firstChild.style.width = `${all ? (100 * part) / all : 0}%`;
  return element("span", { class: "share" }, track, element("span", {}, `${part} of ${all}`));
}
