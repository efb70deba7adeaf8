// Draws the attempts of a check that was just made, as the server draws stored ones.

const PHASES = [
  ['dnsMs', 'dns', 'phase-dns'],
  ['connectMs', 'connect', 'phase-connect'],
  ['tlsMs', 'tls', 'phase-tls'],
  ['writeMs', 'write', 'phase-write'],
  ['firstByteMs', 'first byte', 'phase-first-byte'],
  ['transferMs', 'transfer', 'phase-transfer'],
];
const WIDTH = 1000;

export function millis(value) {
  if (value === null || value === undefined) return '–';
  if (value < 10) return `${value.toFixed(value < 1 ? 2 : 1)} ms`;
  return value < 1000 ? `${value.toFixed(0)} ms` : `${(value / 1000).toFixed(value < 10000 ? 2 : 1)} s`;
}

function element(name, attributes = {}, ...children) {
  const svg = ['svg', 'rect', 'title'].includes(name);
  const made = svg ? document.createElementNS('http://www.w3.org/2000/svg', name) : document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...children);
  return made;
}

function bars(attempt, offset, scale) {
  const drawn = [];
  let at = offset;
  const add = (style, length, name) => {
    const width = Math.max(3, Math.round((length * WIDTH) / scale));
    const x = Math.min(WIDTH - 3, Math.round((at * WIDTH) / scale));
    drawn.push(element('rect', { class: style, x, y: 0, width: Math.min(width, WIDTH - x), height: 16 },
      element('title', {}, `${name} ${millis(length)}`)));
    at += length;
  };
  for (const [key, name, style] of PHASES) {
    if (attempt.timings[key]) add(style, attempt.timings[key], name);
  }
  const rest = offset + attempt.timings.totalMs - at;
  if (rest > attempt.timings.totalMs / 50) {
    if (attempt.failure) add('phase-failed', rest, `failed in ${attempt.failure.phase}`);
    else add('phase-between', rest, 'between phases');
  }
  return drawn;
}

/** A table of the attempts of what `POST …/checks` answers, or `POST /probe`. */
export function waterfall(check) {
  const first = new Date(check.attemptTrace[0].at);
  const offset = (attempt) => Math.max(0, new Date(attempt.at) - first);
  const scale = Math.max(0.001, ...check.attemptTrace.map((each) => offset(each) + each.timings.totalMs));
  const head = element('tr');
  for (const [name, style] of [['Attempt', ''], ['Result', ''], ['Connection', ''], ['Phases', 'bars'], ['Total', 'number']]) {
    head.append(element('th', { scope: 'col', class: style }, name));
  }
  const rows = check.attemptTrace.map((attempt, i) => {
    const text = PHASES.filter(([key]) => attempt.timings[key] !== null)
      .map(([key, name]) => `${name} ${millis(attempt.timings[key])}`).join(', ');
    const result = attempt.failure ? attempt.failure.class : String(attempt.status ?? '–');
    const connection = attempt.connectionAgeMs === null ? 'none' : attempt.reused ? 'pooled' : 'fresh';
    return element('tr', {},
      element('td', {}, `${i + 1}`),
      element('td', {}, element('code', {}, result)),
      element('td', {}, connection),
      element('td', { class: 'bars' }, element('svg',
        { viewBox: `0 0 ${WIDTH} 16`, preserveAspectRatio: 'none', role: 'img', 'aria-label': `${text}, ${millis(attempt.timings.totalMs)} in all` },
        ...bars(attempt, offset(attempt), scale))),
      element('td', { class: 'number nowrap' }, millis(attempt.timings.totalMs)));
  });
  return element('div', { class: 'scroll' },
    element('table', { class: 'list waterfall' }, element('thead', {}, head), element('tbody', {}, ...rows)));
}
