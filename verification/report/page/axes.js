// Elements, numbers in words, and axes with ticks where a reader expects them.
const SVG = "http://www.w3.org/2000/svg";
const SUPERSCRIPT = "\u2070\u00b9\u00b2\u00b3\u2074\u2075\u2076\u2077\u2078\u2079";

function element(name, attributes = {}, ...children) {
  const node = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (value === true) node.setAttribute(key, "");
    else if (value !== false && value != null) node.setAttribute(key, value);
  }
  node.append(...children.filter((child) => child != null));
  return node;
}

function shape(name, attributes = {}, ...children) {
  const node = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, value);
  node.append(...children);
  return node;
}

const minus = (text) => text.replace(/-/g, "\u2212");

function power(exponent) {
  const digits = String(Math.abs(exponent)).replace(/\d/g, (d) => SUPERSCRIPT[d]);
  return "10" + (exponent < 0 ? "\u207b" : "") + digits;
}

// A number for a reader: at most `digits` of them, powers of ten where it is very large or small.
function inWords(value, digits = 3) {
  if (value == null) return "none";
  const size = Math.abs(value);
  if (value === 0 || (size >= 1e-3 && size < 1e5)) return minus(String(Number(value.toPrecision(digits))));
  const [mantissa, exponent] = value.toExponential(digits - 1).split("e");
  const front = Number(mantissa);
  return (front === 1 ? "" : minus(String(front)) + "\u00b7") + power(Number(exponent));
}

// Maps values to pixels. Infinite pixels do not exist: what lies far outside is cut off a thousand pixels away.
function axis(scale, [low, high], from, to) {
  const f = scale === "log" ? Math.log10 : Number;
  const start = f(low), length = f(high) - start || 1;
  const at = (value) => {
    const place = from + ((f(value) - start) / length) * (to - from);
    return Math.max(Math.min(from, to) - 1000, Math.min(Math.max(from, to) + 1000, place));
  };
  const ticks = scale === "log" ? logTicks(low, high, Math.abs(to - from)) : linearTicks(low, high, Math.abs(to - from));
  return { at, ticks, drawable: scale === "log" ? (v) => v > 0 : () => true };
}

function linearTicks(low, high, pixels) {
  const rough = (high - low) / Math.max(2, pixels / 70);
  const unit = 10 ** Math.floor(Math.log10(rough));
  const step = unit * [1, 2, 5, 10].find((n) => n * unit >= rough * 0.999);
  const decimals = Math.max(0, -Math.floor(Math.log10(step)));
  const largest = Math.max(Math.abs(low), Math.abs(high));
  const plain = largest < 1e5 && decimals <= 4;
  const digits = Math.max(1, Math.ceil(Math.log10(largest / step)) + 1);
  const found = [];
  for (let i = Math.ceil(low / step - 1e-9); i * step <= high + 1e-9 * step && found.length < 30; i++) {
    const value = i * step;
    found.push({ value, label: i === 0 ? "0" : plain ? minus(value.toFixed(decimals)) : inWords(value, Math.min(digits, 12)) });
  }
  return found;
}

function logTicks(low, high, pixels) {
  const first = Math.ceil(Math.log10(low) - 1e-9), last = Math.floor(Math.log10(high) + 1e-9);
  if (last - first < 1) return narrowTicks(low, high, pixels);
  const every = Math.max(1, Math.ceil((last - first) / Math.max(2, pixels / 48)));
  const short = first >= -2 && last <= 3;
  const found = [];
  for (let e = first; e <= last; e++) {
    if ((((e - first) % every) + every) % every === 0) found.push({ value: 10 ** e, label: short ? String(Number((10 ** e).toPrecision(1))) : power(e) });
  }
  if (every === 1 && last - first <= 4) {
    for (let e = first - 1; e <= last; e++) {
      for (let n = 2; n < 10; n++) if (n * 10 ** e > low && n * 10 ** e < high) found.push({ value: n * 10 ** e, label: "" });
    }
  }
  return found;
}

// Less than a decade between two powers: 1, 2, 5 if there are enough of them, round numbers otherwise.
function narrowTicks(low, high, pixels) {
  const found = [];
  for (let e = Math.floor(Math.log10(low)); e <= Math.log10(high); e++) {
    for (const n of [1, 2, 5]) if (n * 10 ** e >= low && n * 10 ** e <= high) found.push({ value: n * 10 ** e, label: inWords(n * 10 ** e) });
  }
  return found.length >= 2 ? found : linearTicks(low, high, pixels).filter((tick) => tick.value > 0);
}
