const data = JSON.parse(document.getElementById("data").textContent);
const views = data.claims.map((claim) => makeCard(claim, data.papers));
const byName = new Map(views.map((view) => [view.claim.claim, view]));
const byCard = new Map(views.map((view) => [view.card, view]));

// Families, methods, claims: one heading each, so that a screen reader can walk through them.
const groups = [];
const list = document.createDocumentFragment();
for (const family of data.families) {
  const methods = new Map();
  for (const view of views) {
    if (view.claim.family !== family.name) continue;
    methods.set(view.claim.algorithm, [...(methods.get(view.claim.algorithm) || []), view]);
  }
  if (!methods.size) continue;
  const section = element("section", { class: "family" }, element("h2", {}, family.name));
  const inner = [];
  for (const [name, members] of methods) {
    const node = element("section", { class: "method" }, element("h3", {}, name), element("div", { class: "cards" }, ...members.map((view) => view.card)));
    inner.push({ node, members });
    section.append(node);
  }
  groups.push(...inner, { node: section, members: inner });
  list.append(section);
}
document.getElementById("list").append(list);

const near = new IntersectionObserver((entries) => fill(...entries.filter((entry) => entry.isIntersecting).map((entry) => byCard.get(entry.target))), { rootMargin: "600px 0px" });
const watch = () => views.forEach((view) => {
  near.unobserve(view.card);
  if (view.shown) near.observe(view.card);
});
const filter = makeFilter(views, groups, watch);
overview(data, (family) => {
  filter.only(family);
  document.getElementById("claims").focus();
});

function follow() {
  const text = location.hash.slice(1);
  const view = byName.get(decoded(text));
  document.querySelectorAll(".card.linked").forEach((node) => node.classList.remove("linked"));
  if (!view) return text === "claims" ? filter.apply(true) : filter.set(Object.fromEntries(new URLSearchParams(text)));
  if (view.shown !== true) filter.set({});
  fill(view);
  view.card.classList.add("linked");
  view.card.scrollIntoView({ block: "start" });
  view.card.focus({ preventScroll: true });
}

function decoded(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

// Everything that is wide enough is drawn again when the width changes, the rest when it comes near.
let last = 0;
new ResizeObserver(() => {
  const width = document.getElementById("list").clientWidth;
  if (width !== last) {
    last = width;
    watch();
  }
}).observe(document.getElementById("list"));

const THEMES = ["auto", "light", "dark"];
const themeButton = document.getElementById("theme");
function setTheme(theme) {
  if (theme === "auto") delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = theme;
  themeButton.textContent = `Theme: ${theme}`;
}
function remembered(theme) {
  try {
    if (theme == null) return localStorage.getItem("refimpl-theme");
    localStorage.setItem("refimpl-theme", theme);
  } catch {
    // a page from disk may have no storage; the choice then lasts as long as the page
  }
  return theme;
}
let theme = THEMES.includes(remembered()) ? remembered() : "auto";
setTheme(theme);
themeButton.addEventListener("click", () => {
  theme = THEMES[(THEMES.indexOf(theme) + 1) % THEMES.length];
  setTheme(theme);
  remembered(theme);
});

document.getElementById("everything").addEventListener("click", () => save("results.json", "application/json", everything(data)));
document.getElementById("again").addEventListener("click", () => {
  filter.set({});
  setHash("");
  document.getElementById("q").focus();
});
addEventListener("hashchange", follow);
addEventListener("beforeprint", () => fill(...views.filter((view) => view.shown)));
addEventListener("keydown", (event) => {
  const typing = event.target.closest?.("input, select, textarea");
  if (event.key === "/" && !typing && !event.ctrlKey && !event.metaKey && !event.altKey) {
    document.getElementById("q").focus();
    event.preventDefault();
  }
});
follow();
