// Forms that edit a document of the API. Fields know their place in it (`data-pointer`); what the form does not show stays.
import { request, busy, showErrors, Refused } from './request.js';

const MASK = '***';
const escaped = (name) => name.replaceAll('~', '~0').replaceAll('/', '~1');
const steps = (pointer) => pointer.split('/').slice(1).map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'));

export function read(document, pointer) {
  return steps(pointer).reduce((at, step) => at?.[step], document);
}

/** Undefined removes, and so does what is left empty by it. */
function write(document, pointer, value) {
  const path = steps(pointer);
  const last = path.pop();
  let at = document;
  for (const step of path) {
    if (at[step] === null || typeof at[step] !== 'object') {
      if (value === undefined) return;
      at[step] = {};
    }
    at = at[step];
  }
  if (value === undefined) delete at[last];
  else at[last] = value;
}

const unseen = (element) => element.closest('[data-shown][hidden]') !== null;

function valueOf(field, stored) {
  const text = field.value;
  switch (field.dataset.kind) {
    case 'flag':
      return field.checked === (field.dataset.fallback === 'true') && stored === undefined ? undefined : field.checked;
    case 'number':
      return text.trim() === '' ? undefined : /^-?\d+$/.test(text.trim()) ? Number(text) : text;
    case 'secret':
      return text === '' ? (stored === MASK ? MASK : undefined) : text;
    case 'moment': {
      const at = new Date(text);
      return text === '' ? undefined : field.dataset.same === text ? stored : Number.isNaN(at.getTime()) ? text : at.toISOString();
    }
    default:
      if (text === '') return undefined;
      return field.dataset.none && text.trim().toLowerCase() === field.dataset.none ? null : text;
  }
}

function pairsOf(group, stored) {
  const pairs = {};
  for (const row of group.querySelectorAll('[data-pair]')) {
    const name = row.querySelector('[data-name]').value.trim();
    const input = row.querySelector('[data-value]');
    input.dataset.pointer = `${group.dataset.pairs}/${escaped(name)}`;
    if (name === '' && input.value === '') continue;
    pairs[name] = input.value === '' && 'secret' in group.dataset && stored?.[name] === MASK ? MASK : input.value;
  }
  return pairs;
}

const JSON_TEXT = /^[A-Za-z]/;
function jsonOf(text) {
  if (JSON_TEXT.test(text) && !['true', 'false', 'null'].includes(text)) return text;
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

function assertionOf(row, index) {
  const part = (name) => row.querySelector(`[data-part="${name}"]`).value;
  const source = part('source');
  const text = part('value');
  const at = `/assertions/${index}`;
  const point = (name, pointer) => { row.querySelector(`[data-part="${name}"]`).dataset.pointer = pointer; };
  row.dataset.pointer = at;
  const result = { source, severity: part('severity') };
  if (source === 'header' || source === 'json') {
    const subject = source === 'json' ? 'path' : 'name';
    result[subject] = part('subject');
    point('subject', `${at}/${subject}`);
  }
  const test = { status: 'in', latency: 'below', certificate: 'validFor' }[source] || part('test');
  point('value', `${at}/${test}`);
  if (test === 'in') result.in = text.split(/[\s,]+/).filter(Boolean);
  else if (test === 'exists') result.exists = text.trim() !== 'false';
  else if (test === 'lessThan' || test === 'greaterThan') result[test] = text.trim() === '' || Number.isNaN(Number(text)) ? text : Number(text);
  else if (source === 'json') result[test] = jsonOf(text);
  else if (test === 'validFor') { if (text !== '') result.validFor = text; } else result[test] = text;
  return result;
}

/** The document as the form has it now. */
export function collect(form) {
  const stored = JSON.parse(form.dataset.document);
  const document = structuredClone(stored);
  for (const choice of form.querySelectorAll('[data-drops]')) {
    write(document, choice.dataset.drops, undefined);
    if (choice.value) write(document, choice.dataset.pointer, choice.value);
  }
  for (const field of form.querySelectorAll('[data-kind]:not([data-drops])')) {
    const pointer = field.dataset.pointer;
    write(document, pointer, unseen(field) ? undefined : valueOf(field, read(stored, pointer)));
  }
  for (const group of form.querySelectorAll('[data-pairs]')) {
    const pointer = group.dataset.pairs;
    write(document, pointer, unseen(group) ? undefined : pairsOf(group, read(stored, pointer)));
  }
  for (const set of form.querySelectorAll('[data-set]')) {
    const shown = [...set.querySelectorAll('input')];
    const others = (read(stored, set.dataset.set) || []).filter((each) => !shown.some((box) => box.value === each));
    write(document, set.dataset.set, [...shown.filter((box) => box.checked).map((box) => box.value), ...others]);
  }
  for (const list of form.querySelectorAll('[data-assertions]')) {
    const rows = [...list.querySelectorAll('[data-rows-of] [data-row]')].map(assertionOf);
    write(document, '/assertions', rows.length ? rows : undefined);
  }
  for (const list of form.querySelectorAll('[data-named]')) {
    const ids = [...list.querySelectorAll('[data-rows-of] > li')].map((each) => each.dataset.id);
    write(document, list.dataset.named, unseen(list) ? undefined : ids);
  }
  return document;
}

const form = document.querySelector('[data-form]');
const local = (iso) => {
  const at = new Date(iso);
  const two = (number) => String(number).padStart(2, '0');
  return `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}T${two(at.getHours())}:${two(at.getMinutes())}:${two(at.getSeconds())}`;
};

const WORDS = {
  status: ['', 'One of', '2xx, 304'], header: ['Header', 'Expected', ''], body: ['', 'Text', ''],
  json: ['JSON path', 'Expected', ''], latency: ['', 'Below', '800ms'], certificate: ['', 'Valid for', '14d'],
};
const TESTS = {
  header: ['equals', 'contains', 'matches', 'exists'], body: ['contains', 'notContains', 'matches'],
  json: ['equals', 'notEquals', 'exists', 'lessThan', 'greaterThan'],
};
const SAID = {
  equals: 'equals', notEquals: 'does not equal', contains: 'contains', notContains: 'does not contain', matches: 'matches',
  exists: 'exists', lessThan: 'less than', greaterThan: 'greater than',
};

/** Shows of a row what its source has. */
function arrange(row) {
  const source = row.querySelector('[data-part="source"]').value;
  const [subject, expected, example] = WORDS[source];
  for (const label of row.querySelectorAll('[data-for]')) label.hidden = !label.dataset.for.split(' ').includes(source);
  row.querySelector('[data-word]').textContent = subject;
  const test = row.querySelector('[data-part="test"]');
  const tests = TESTS[source] || [];
  for (const option of test.options) {
    option.hidden = option.disabled = !tests.includes(option.value);
    option.textContent = SAID[option.value];
  }
  if (tests.length && !tests.includes(test.value)) test.value = tests[0];
  const value = row.querySelector('[data-part="value"]');
  const exists = tests.length > 0 && test.value === 'exists';
  row.querySelector('[data-meaning]').textContent = exists ? 'Expected' : expected;
  value.placeholder = exists ? 'true' : example;
}

function showChosen(select) {
  for (const part of form.querySelectorAll('[data-shown]')) {
    const [id, wanted] = part.dataset.shown.split(' ');
    if (id === select.id) part.hidden = select.value !== wanted;
  }
}

/** What stays where it was when the page is left by saving. */
let saved = null;
const state = () => JSON.stringify(collect(form));
const dirty = () => form !== null && saved !== null && state() !== saved;

function go(path) {
  saved = null;
  location.assign(path);
}

/** Shows a secret this once, then goes on. */
export function showOnce(text, then) {
  const dialog = document.getElementById('shown-once');
  document.getElementById('shown-once-text').textContent = text;
  dialog.addEventListener('cancel', (event) => event.preventDefault());
  dialog.querySelector('[data-close]').onclick = () => { dialog.close(); then(); };
  dialog.showModal();
}

function changedMeanwhile() {
  const summary = form.querySelector('[data-errors]');
  const link = document.createElement('a');
  link.href = location.href;
  link.textContent = 'Reload what is there now';
  link.addEventListener('click', () => { saved = null; });
  summary.replaceChildren('Somebody else has changed it meanwhile. ', link, '; your changes here are lost then.');
  summary.hidden = false;
  summary.focus();
}

/** Shows what was refused where it belongs, also within closed groups. */
export function showRefused(refused) {
  for (const error of refused.errors) {
    for (const field of form.querySelectorAll('[data-pointer]')) {
      if (error.pointer === field.dataset.pointer || error.pointer.startsWith(field.dataset.pointer + '/')) {
        for (let part = field.closest('details'); part; part = part.parentElement.closest('details')) part.open = true;
      }
    }
  }
  showErrors(form, refused);
}

async function save() {
  const existing = form.dataset.id !== undefined;
  try {
    const { body } = await request(existing ? 'PUT' : 'POST', form.dataset.path, collect(form),
      existing ? { 'If-Match': `"${form.dataset.revision}"` } : {});
    const then = () => go('plainThen' in form.dataset ? form.dataset.then : form.dataset.then + body.id);
    if (form.dataset.shows) {
      saved = null;
      showOnce(body[form.dataset.shows], then);
    } else {
      sessionStorage.setItem('said', form.dataset.said);
      then();
    }
  } catch (e) {
    if (!(e instanceof Refused)) throw e;
    if (e.status === 412) changedMeanwhile();
    else showRefused(e);
  }
}

function addTo(group) {
  const rows = group.querySelector('[data-rows-of]');
  rows.append(group.querySelector('template').content.cloneNode(true));
  const row = rows.lastElementChild;
  row.querySelectorAll('input, select').forEach((each) => { each.id = `new-${addTo.count = (addTo.count || 0) + 1}`; });
  if (row.matches('[data-row]')) arrange(row);
  row.querySelector('input, select').focus();
}

if (form) {
  for (const field of form.querySelectorAll('[data-kind="moment"]')) {
    if (field.value) field.value = local(field.value);
    const value = field.value;
    field.type = 'datetime-local';
    field.step = 1;
    field.value = value;
    field.dataset.same = value;
  }
  form.querySelectorAll('[data-rows-of] [data-row]').forEach((row, index) => {
    row.querySelectorAll('input, select').forEach((each) => { each.id = `assertion-${index}-${each.dataset.part}`; });
    arrange(row);
  });
  form.querySelectorAll('select[data-choice], select[data-drops], #f-format').forEach((select) => {
    showChosen(select);
    select.addEventListener('change', () => showChosen(select));
  });
  form.addEventListener('click', (event) => {
    const add = event.target.closest('[data-add]');
    if (add) addTo(add.closest('[data-pairs], [data-assertions]'));
    const remove = event.target.closest('[data-remove]');
    if (remove) {
      const group = remove.closest('[data-pairs], [data-assertions], [data-named]');
      remove.closest(remove.dataset.remove).remove();
      group.querySelector('[data-add], [data-find]').focus();
    }
  });
  form.addEventListener('change', (event) => {
    const row = event.target.closest('[data-row]');
    if (row && event.target.matches('select')) arrange(row);
  });
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    const button = form.querySelector('[type="submit"]');
    if (button) busy(button, save);
  });
  if (!form.querySelector('fieldset:disabled')) {
    saved = state();
    addEventListener('beforeunload', (event) => { if (dirty()) event.preventDefault(); });
  }
}
