// Search and filters; what they show is in the address, so that a view can be passed on.
const FIELDS = ["family", "kind", "standing", "verdict"];
const VERDICTS = { stands: (c) => c.stands, "does not stand": (c) => !c.stands, holds: (c) => c.verdict === "holds",
  violated: (c) => c.verdict === "violated", inconclusive: (c) => c.verdict === "inconclusive" };

function makeFilter(views, groups, shown) {
  const form = document.getElementById("filters");
  fillOptions(form, views);
  const state = () => Object.fromEntries(["q", ...FIELDS].map((name) => [name, form.elements[name].value.trim()]));
  const fits = (view, wanted) =>
    wanted.words.every((word) => view.text.includes(word)) &&
    ["family", "kind", "standing"].every((name) => !wanted[name] || view.claim[name] === wanted[name]) &&
    (!wanted.verdict || VERDICTS[wanted.verdict](view.claim));

  function apply(keepAddress) {
    const wanted = state();
    wanted.words = wanted.q.toLowerCase().split(/\s+/).filter(Boolean);
    let count = 0;
    for (const view of views) {
      view.shown = fits(view, wanted);
      view.card.hidden = !view.shown;
      count += view.shown;
    }
    for (const group of groups) group.node.hidden = !group.members.some((member) => member.shown ?? !member.node.hidden);
    document.getElementById("count").textContent = count === views.length ? `All ${count} claims` : `${count} of ${views.length} claims`;
    document.getElementById("none").hidden = count > 0;
    if (!keepAddress) setHash(new URLSearchParams(Object.entries(state()).filter(([, value]) => value)).toString());
    shown();
  }

  function set(values) {
    for (const name of ["q", ...FIELDS]) form.elements[name].value = values[name] ?? "";
    for (const name of FIELDS) if (form.elements[name].selectedIndex < 0) form.elements[name].value = "";
    apply(true);
  }

  form.addEventListener("input", () => apply());
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("reset", (event) => {
    event.preventDefault();
    set({});
    setHash("");
  });
  return { set, apply, only: (family) => { set({ family }); setHash("family=" + encodeURIComponent(family)); } };
}

function setHash(text) {
  const address = location.href.split("#")[0] + (text ? "#" + text : "");
  try {
    history.replaceState(null, "", address);
  } catch {
    location.replace(address + (text ? "" : "#"));
  }
}

function fillOptions(form, views) {
  for (const name of FIELDS.slice(0, 3)) {
    const counts = new Map();
    for (const { claim } of views) counts.set(claim[name], (counts.get(claim[name]) || 0) + 1);
    form.elements[name].append(element("option", { value: "" }, "all"),
      ...[...counts].sort().map(([value, n]) => element("option", { value }, `${value} (${n})`)));
  }
  form.elements.verdict.append(element("option", { value: "" }, "all"),
    ...Object.entries(VERDICTS).map(([value, test]) => element("option", { value }, `${value} (${views.filter((v) => test(v.claim)).length})`)));
}
