// What a check that was just made came to: its attempts drawn as the server draws stored ones, and its assertions.

const PHASES = [
  ['dnsMs', 'DNS', 'phase-dns'],
  ['connectMs', 'connect', 'phase-connect'],
  ['tlsMs', 'TLS', 'phase-tls'],
  ['writeMs', 'write', 'phase-write'],
  ['firstByteMs', 'first byte', 'phase-first-byte'],
  ['transferMs', 'transfer', 'phase-transfer'],
];
const WIDTH = 1000;
const SHAPES = {
  up: 'M6 1a5 5 0 1 0 0 10A5 5 0 0 0 6 1z', degraded: 'M6 1l5.5 10H.5z', down: 'M1 1h10v10H1z',
  unknown: 'M6 0a6 6 0 1 0 0 12A6 6 0 0 0 6 0zm0 3a3 3 0 1 1 0 6 3 3 0 0 1 0-6z',
};

export function millis(value) {
  if (value === null || value === undefined) return '–';
  if (value < 10) return `${value.toFixed(value < 1 ? 2 : 1)} ms`;
  return value < 1000 ? `${value.toFixed(0)} ms` : `${(value / 1000).toFixed(value < 10000 ? 2 : 1)} s`;
}

export function make(name, attributes = {}, ...children) {
  const svg = ['svg', 'rect', 'title', 'path'].includes(name);
  const made = svg ? document.createElementNS('http://www.w3.org/2000/svg', name) : document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...children);
  return made;
}

/** A state's shape and a word. */
export function mark(state, words, chip = false) {
  const shape = make('svg', { viewBox: '0 0 12 12', 'aria-hidden': 'true' }, make('path', { d: SHAPES[state] || SHAPES.unknown }));
  return make('span', { class: `state ${state}${chip ? ' chip' : ''}` }, shape, words);
}

function table(style, caption, columns, rows) {
  const head = columns.map(([name, cell]) => make('th', { scope: 'col', class: cell }, name));
  return make('div', { class: 'scroll' }, make('table', { class: `list ${style}` },
    make('caption', { class: 'visually-hidden' }, caption),
    make('thead', {}, make('tr', {}, ...head)), make('tbody', {}, ...rows)));
}

function bars(attempt, offset, scale) {
  const drawn = [];
  let at = offset;
  const add = (style, length, name) => {
    const width = Math.max(3, Math.round((length * WIDTH) / scale));
    const x = Math.min(WIDTH - 3, Math.round((at * WIDTH) / scale));
    drawn.push(make('rect', { class: style, x, y: 0, width: Math.min(width, WIDTH - x), height: 16 },
      make('title', {}, `${name} ${millis(length)}`)));
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

function drawn(attempt, number, offset, scale) {
  const text = PHASES.filter(([key]) => attempt.timings[key] !== null)
    .map(([key, name]) => `${name} ${millis(attempt.timings[key])}`).join(', ');
  return make('tr', {},
    make('td', {}, `${number}`),
    make('td', {}, make('code', {}, attempt.failure ? attempt.failure.class : String(attempt.status ?? '–'))),
    make('td', {}, attempt.connectionAgeMs === null ? 'none' : attempt.reused ? 'pooled' : 'fresh'),
    make('td', { class: 'bars' }, make('svg',
      { viewBox: `0 0 ${WIDTH} 16`, preserveAspectRatio: 'none', role: 'img', 'aria-label': `${text}, ${millis(attempt.timings.totalMs)} in all` },
      ...bars(attempt, offset, scale))),
    make('td', { class: 'number nowrap' }, millis(attempt.timings.totalMs)));
}

function phases(attempts) {
  const named = PHASES.map(([, name, style]) => [make('span', { class: 'phase' }, make('svg', { width: 10, height: 10, 'aria-hidden': 'true' },
    make('rect', { class: style, width: 10, height: 10, rx: 2 })), name), 'number']);
  const rows = attempts.map((each, i) => make('tr', {}, make('th', { scope: 'row' }, `${i + 1}`),
    ...PHASES.map(([key]) => make('td', { class: 'number nowrap' }, millis(each.timings[key]))),
    make('td', { class: 'number nowrap' }, millis(each.timings.totalMs))));
  return table('tight', 'How long each phase took', [['Attempt', ''], ...named, ['Total', 'number']], rows);
}

/** The attempts of what `POST …/checks` answers, or `POST /probe`, on one time line, and the same in numbers. */
export function waterfall(check) {
  const attempts = check.attemptTrace;
  const first = new Date(attempts[0].at);
  const offsets = attempts.map((each) => Math.max(0, new Date(each.at) - first));
  const scale = Math.max(0.001, ...attempts.map((each, i) => offsets[i] + each.timings.totalMs));
  return make('div', { class: 'wf' },
    table('waterfall', 'Attempts', [['Attempt', ''], ['Result', ''], ['Connection', ''], ['Phases', 'bars'], ['Total', 'number']],
      attempts.map((each, i) => drawn(each, i + 1, offsets[i], scale))),
    phases(attempts));
}

/** What came of each assertion, as elements to be put into the page; none where nothing could be judged. */
export function assertions(check) {
  const judged = check.assertions ?? []; // a release before this one tells none
  if (judged.every((each) => each.passed === null)) return [];
  const rows = judged.map((each) => {
    const result = each.passed === null ? mark('unknown', 'not judged') : each.passed ? mark('up', 'passed') : mark(each.severity, 'failed');
    const subject = each.subject === null ? [] : [' ', make('code', { class: 'break' }, each.subject)];
    return make('tr', {},
      make('td', { class: 'nowrap' }, result),
      make('th', { scope: 'row' }, each.source, ...subject),
      make('td', { class: 'break', 'data-head': 'Expected' }, each.expected),
      make('td', { class: 'break', 'data-head': 'Actual' }, each.actual ?? '–'));
  });
  const columns = [['Result', ''], ['Assertion', ''], ['Expected', ''], ['Actual', '']];
  return [make('section', { class: 'form' }, make('h3', {}, 'Assertions'), table('tight findings', 'What came of each assertion', columns, rows))];
}
