// Tries what the form holds, and shows what was found; nothing is stored.
import { request, busy, Refused } from './request.js';
import { collect, showRefused } from './form.js';
import { make, mark, millis, waterfall, assertions } from './waterfall.js';

const form = document.querySelector('[data-form]');
const box = document.getElementById('tried');

function facts(pairs) {
  const list = make('dl', { class: 'facts' });
  for (const [name, value] of pairs) {
    if (value !== null && value !== undefined && value !== '') list.append(make('dt', {}, name), make('dd', { class: 'break' }, String(value)));
  }
  return list;
}

/** A field's name in words: `notAfter` is "Not after". */
function words(name) {
  const apart = name.replace(/([a-z0-9])([A-Z])/g, '$1 $2').toLowerCase();
  return apart.charAt(0).toUpperCase() + apart.slice(1);
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

function show(check) {
  const parts = [
    make('div', { class: 'head' }, mark(check.verdict, check.verdict, true),
      make('b', {}, check.failure ? check.failure.class : `answered ${check.status} in ${millis(check.timings.totalMs)}`)),
  ];
  if (check.failure) parts.push(make('p', { class: 'tight break' }, check.failure.detail || ''));
  parts.push(waterfall(check), ...assertions(check));
  parts.push(facts([
    ['Address', check.address], ['HTTP', check.httpVersion], ['Status', check.status], ['Body', check.bytes === null ? null : `${check.bytes.toLocaleString('en')} bytes`],
  ]));
  const evidence = check.failure?.evidence;
  const told = String(check.failure?.class).startsWith('assertion.');
  if (!told && evidence && Object.keys(evidence).length) {
    parts.push(make('section', { class: 'form' }, make('h3', {}, 'Evidence'),
      facts(Object.entries(evidence).map(([name, value]) => [words(name), typeof value === 'object' ? JSON.stringify(value) : value]))));
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
