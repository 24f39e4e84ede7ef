"""Contrasts by WCAG's formula, from the colours that a browser has computed."""

from __future__ import annotations


def contrast(one, other):
    """WCAG's ratio of luminances of two colours rgb(r, g, b)."""

    def luminance(colour):
        parts = [int(c) / 255 for c in colour[4:-1].split(",")]
        linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    low, high = sorted(map(luminance, (one, other)))
    return (high + 0.05) / (low + 0.05)


# The least contrast of every kind of text, of drawn lines by class, and of edges of controls, with what lies behind.
CONTRASTS = """() => {
  const pen = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
  const pixel = (colour) => {
    pen.clearRect(0, 0, 1, 1);
    pen.fillStyle = colour;
    pen.fillRect(0, 0, 1, 1);
    return [...pen.getImageData(0, 0, 1, 1).data];
  };
  const luminance = (colour) => {
    const [r, g, b] = colour.map((v) => ((v /= 255) <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const behind = (node) => {
    for (; node; node = node.parentElement) {
      const colour = pixel(getComputedStyle(node).backgroundColor);
      if (colour[3] > 230) return colour;
    }
    return pixel("white");
  };
  const ratio = (colour, node) => {
    const [low, high] = [pixel(colour), behind(node)].map(luminance).sort((a, b) => a - b);
    return (high + 0.05) / (low + 0.05);
  };
  const texts = {}, lines = {}, edges = {};
  const keep = (found, name, value) => (found[name] = Math.min(found[name] ?? Infinity, value));
  for (const node of document.querySelectorAll("body *:not(script, noscript, option)")) {
    if (!node.checkVisibility()) continue;
    const style = getComputedStyle(node), drawn = node instanceof SVGElement;
    const reads = [...node.childNodes].some((child) => child.nodeType === 3 && child.data.trim());
    if (reads && !node.matches("title, desc")) {
      const name = `${node.tagName} ${node.getAttribute("class") ?? ""}`;
      keep(texts, name, ratio(drawn ? style.fill : style.color, node));
    }
    if (node.placeholder) keep(texts, "placeholder", ratio(getComputedStyle(node, "::placeholder").color, node));
    if (node.matches("svg .theory, svg .m0, svg .m1, svg .m2, svg .m3, svg .shadow, svg .planted")) {
      const colour = node.matches(".mark") ? style.fill : style.stroke;
      keep(lines, [...node.classList].find((name) => name !== "mark"), ratio(colour, node));
    }
    if (!node.matches("button, input, select")) continue;
    keep(edges, node.tagName, ratio(style.borderTopColor, node.parentElement));
  }
  return [texts, lines, edges];
}"""
