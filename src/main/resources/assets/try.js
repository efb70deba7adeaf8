// Tries what the form holds, and shows what was found; nothing is stored.
import { request, busy, Refused } from './request.js';
import { collect, showRefused } from './form.js';
import { make, ms, waterfall } from './waterfall.js';

const SHAPES = {
  up: 'M6 1a5 5 0 1 0 0 10A5 5 0 0 0 6 1z', degraded: 'M6 1l5.5 10H.5z', down: 'M1 1h10v10H1z',
  unknown: 'M6 0a6 6 0 1 0 0 12A6 6 0 0 0 6 0zm0 3a3 3 0 1 1 0 6 3 3 0 0 1 0-6z',
};
const form = document.querySelector('[data-form]');
const box = document.getElementById('tried');

function chip(verdict) {
  const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
  svg.setAttribute('viewBox', '0 0 12 12');
  svg.setAttribute('aria-hidden', 'true');
  const path = document.createElementNS('http://www.w3.org/2000/svg', 'path');
  path.setAttribute('d', SHAPES[verdict] || SHAPES.unknown);
  svg.append(path);
  return make('span', { class: `state chip ${verdict}` }, svg, verdict);
}

function facts(pairs) {
  const list = make('dl', { class: 'facts' });
  for (const [name, value] of pairs) {
    if (value !== null && value !== undefined && value !== '') list.append(make('dt', {}, name), make('dd', { class: 'break' }, String(value)));
  }
  return list;
}

const day = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium' });

function certificate(found) {
  const leaf = found.chain[0];
  const days = Math.floor((Date.parse(leaf.notAfter) - Date.now()) / 86400000);
  return make('section', { class: 'form' }, make('h3', {}, 'Certificate'), facts([
    ['Verdict', found.verdict], ['For', leaf.subject], ['Names', leaf.subjectAlternativeNames.slice(0, 8).join(', ')], ['By', leaf.issuer],
    ['Valid until', `${day.format(new Date(leaf.notAfter))} (${days < 0 ? 'expired' : `${days} d left`})`],
    ['Negotiated', [found.tlsVersion, found.cipher].filter(Boolean).join(', ')], ['Chain', `${found.chain.length} sent`],
  ]));
}

/** What the assertions came to: the first one that failed is told, and nothing of those after it. */
function judged(check) {
  if (check.verdict === 'up') return 'Every assertion holds.';
  return String(check.failure?.class).startsWith('assertion.') ? 'This assertion failed; those after it are not told.' : '';
}

function show(check) {
  const parts = [
    make('div', { class: 'head' }, chip(check.verdict),
      make('b', {}, check.failure ? check.failure.class : `answered ${check.status} in ${ms(check.timings.totalMs)}`)),
  ];
  if (check.failure) parts.push(make('p', { class: 'tight break' }, check.failure.detail || ''));
  if (judged(check)) parts.push(make('p', { class: 'tight soft' }, judged(check)));
  parts.push(waterfall(check.attemptTrace));
  parts.push(facts([
    ['Address', check.address], ['HTTP', check.httpVersion], ['Status', check.status], ['Body', check.bytes === null ? null : `${check.bytes.toLocaleString('en')} bytes`],
  ]));
  const evidence = check.failure?.evidence;
  if (evidence && Object.keys(evidence).length) {
    parts.push(make('section', { class: 'form' }, make('h3', {}, 'Evidence'),
      facts(Object.entries(evidence).map(([name, value]) => [name, typeof value === 'object' ? JSON.stringify(value) : value]))));
  }
  if (check.certificate) parts.push(certificate(check.certificate));
  document.getElementById('tried-in').replaceChildren(...parts);
  box.hidden = false;
  box.scrollIntoView();
}

form.querySelector('[data-try]').addEventListener('click', (event) => busy(event.currentTarget, async () => {
  try {
    const query = form.dataset.id ? `?endpoint=${form.dataset.id}` : '';
    const { body } = await request('POST', '/probe' + query, collect(form));
    form.querySelectorAll('.error').forEach((each) => each.remove());
    form.querySelectorAll('[aria-invalid]').forEach((each) => each.removeAttribute('aria-invalid'));
    form.querySelector('[data-errors]').hidden = true;
    show(body);
  } catch (e) {
    if (!(e instanceof Refused) || !e.errors.length) throw e;
    showRefused(e);
  }
}));
