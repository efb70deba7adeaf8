// The form of a status page.
import { request, busy, showErrors, Refused } from './request.js';

const form = document.getElementById('status-page');
const field = (id) => document.getElementById(id);
const lines = (id) => field(id).value.split('\n').map((each) => each.trim()).filter(Boolean);

form.addEventListener('change', () => {
  for (const each of form.querySelectorAll('[data-by]')) each.hidden = each.dataset.by !== form.elements.by.value;
});

field('slug').addEventListener('input', () => { field('slug-shown').textContent = field('slug').value; });

// A new page gets its address from its title until somebody writes one.
let follows = field('slug').value === '';
field('slug').addEventListener('input', () => { follows = false; });
field('title').addEventListener('input', () => {
  if (!follows) return;
  const slug = field('title').value.normalize('NFD').toLowerCase().replace(/[\u0300-\u036f]/g, '').replace(/[^a-z0-9]+/g, '-').slice(0, 63).replace(/^-|-$/g, '');
  field('slug').value = slug;
  field('slug-shown').textContent = slug;
});

function match() {
  if (form.elements.by.value === 'endpoints') return { endpoints: lines('endpoints') };
  return { labels: Object.fromEntries(lines('labels').map((line) => {
    const at = line.search(/[=:]/);
    return at < 0 ? [line, ''] : [line.slice(0, at).trim(), line.slice(at + 1).trim()];
  })) };
}

form.addEventListener('submit', (event) => {
  event.preventDefault();
  busy(form.querySelector('button[type="submit"]'), async () => {
    const body = {
      title: field('title').value,
      slug: field('slug').value,
      description: field('description').value || null,
      match: match(),
      groupBy: field('group-by').value || null,
      public: field('public').checked,
    };
    const { id, revision } = form.dataset;
    try {
      await (id ? request('PUT', '/status-pages/' + id, body, { 'If-Match': `"${revision}"` }) : request('POST', '/status-pages', body));
      location.assign('/status-pages');
    } catch (e) {
      if (!(e instanceof Refused)) throw e;
      showErrors(form, e);
    }
  });
});
