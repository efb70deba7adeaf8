// The attempts of a check as bars on one time line, each phase in its colour, and the same as a table.
const PHASES = [['dns', 'DNS'], ['connect', 'Connect'], ['tls', 'TLS'], ['write', 'Write'], ['firstByte', 'First byte'], ['transfer', 'Transfer']];
const SVG = 'http://www.w3.org/2000/svg';
const WIDTH = 1000;

export function make(name, attributes = {}, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  element.append(...children);
  return element;
}

export const ms = (value) => value === null || value === undefined ? '–' : value < 10 ? `${value.toFixed(1)} ms` : `${Math.round(value).toLocaleString('en')} ms`;

function drawn(name, attributes) {
  const element = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  return element;
}

const took = (attempt) => attempt.timings.totalMs ?? PHASES.reduce((sum, [phase]) => sum + (attempt.timings[phase + 'Ms'] ?? 0), 0);

function bar(attempt, start, scale) {
  const svg = drawn('svg', { viewBox: `0 0 ${WIDTH} 20`, preserveAspectRatio: 'none', 'aria-hidden': 'true' });
  svg.append(drawn('rect', { x: 0, y: 0, width: WIDTH, height: 20, class: 'wf-ground' }));
  let at = start;
  for (const [phase, name] of PHASES) {
    const length = attempt.timings[phase + 'Ms'];
    if (!length) continue;
    const rect = drawn('rect', { x: at * scale, y: 2, width: Math.max(length * scale, 2), height: 16, class: `wf-${phase}` });
    const title = drawn('title', {});
    title.textContent = `${name} ${ms(length)}`;
    rect.append(title);
    svg.append(rect);
    at += length;
  }
  const rest = start + took(attempt) - at;
  if (rest > 0.5) svg.append(drawn('rect', { x: at * scale, y: 8, width: Math.max(rest * scale, 2), height: 4, class: 'wf-rest' }));
  return svg;
}

/** The attempts as an element to be put into the page. */
export function waterfall(attempts) {
  const first = Date.parse(attempts[0].at);
  const starts = attempts.map((each) => Math.max(0, Date.parse(each.at) - first));
  const end = Math.max(1, ...attempts.map((each, index) => starts[index] + took(each)));
  const box = make('div', { class: 'wf' });
  attempts.forEach((each, index) => {
    const how = [each.address, each.reused ? 'pooled' : null, each.status ? `answered ${each.status}` : null].filter(Boolean).join(' · ');
    box.append(make('div', { class: 'wf-row' },
      make('div', { class: 'wf-name' }, make('b', {}, `Attempt ${index + 1}`), ' ', make('span', { class: 'soft small break' }, how)),
      bar(each, starts[index], WIDTH / end),
      make('div', { class: 'wf-total' }, ms(took(each)))));
    if (each.failure) box.append(make('p', { class: 'wf-failure small break' }, `${each.failure.class}: ${each.failure.detail}`));
  });
  const head = make('tr', {}, make('th', { scope: 'col' }, 'Attempt'));
  for (const [phase, name] of PHASES) head.append(make('th', { scope: 'col', class: 'number' }, make('span', { class: `wf-key wf-${phase}`, 'aria-hidden': 'true' }), name));
  head.append(make('th', { scope: 'col', class: 'number' }, 'Total'));
  const rows = attempts.map((each, index) => make('tr', {}, make('th', { scope: 'row' }, String(index + 1)),
    ...PHASES.map(([phase]) => make('td', { class: 'number nowrap' }, ms(each.timings[phase + 'Ms']))),
    make('td', { class: 'number nowrap' }, ms(took(each)))));
  box.append(make('div', { class: 'scroll' }, make('table', { class: 'list' },
    make('caption', { class: 'visually-hidden' }, 'How long each phase took'), make('thead', {}, head), make('tbody', {}, ...rows))));
  return box;
}
