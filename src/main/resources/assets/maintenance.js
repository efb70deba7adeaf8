// A window's next times while it is written, and endpoints found by name.
import { request } from './request.js';

const preview = document.getElementById('preview');
const fields = ['f-cron', 'f-duration', 'f-zone'].map((id) => document.getElementById(id));
let asked = 0;

async function show() {
  const [cron, duration, zone] = fields.map((each) => each.value.trim());
  if (!cron || !duration) return;
  const mine = ++asked;
  const response = await fetch('/maintenance/preview?' + new URLSearchParams({ cron, duration, zone }), { headers: { Accept: 'text/html' } });
  if (!response.ok || mine !== asked) return;
  const page = new DOMParser().parseFromString(await response.text(), 'text/html');
  preview.replaceChildren(...document.adoptNode(page.getElementById('preview')).childNodes);
}

const later = (work, delay) => {
  let due = null;
  return () => { clearTimeout(due); due = setTimeout(() => work().catch(() => {}), delay); };
};
const soon = later(show, 300);
fields.forEach((each) => each.addEventListener('input', soon));

const find = document.querySelector('[data-find]');
const found = document.getElementById('found');
const chosen = document.querySelector('[data-named] [data-rows-of]');

function choose(endpoint) {
  if (![...chosen.children].some((each) => each.dataset.id === endpoint.id)) {
    const row = document.createElement('li');
    row.dataset.id = endpoint.id;
    const link = document.createElement('a');
    link.href = '/endpoints/' + endpoint.id;
    link.className = 'break';
    link.textContent = endpoint.name;
    const remove = document.createElement('button');
    remove.type = 'button';
    remove.className = 'plain';
    remove.dataset.remove = 'li';
    remove.textContent = 'Remove';
    remove.setAttribute('aria-label', 'Remove ' + endpoint.name);
    row.append(link, remove);
    chosen.append(row);
  }
  find.value = '';
  found.replaceChildren();
  find.focus();
}

async function look() {
  const text = find.value.trim();
  if (!text) {
    found.replaceChildren();
    return;
  }
  const { body } = await request('GET', '/endpoints?' + new URLSearchParams({ q: text, limit: 8 }));
  if (find.value.trim() !== text) return;
  found.replaceChildren(...body.items.map((each) => {
    const row = document.createElement('li');
    const add = document.createElement('button');
    add.type = 'button';
    add.className = 'small';
    add.textContent = each.name;
    add.addEventListener('click', () => choose(each));
    row.append(add);
    return row;
  }));
  if (!body.items.length) found.textContent = 'No endpoint is called so.';
}
if (find) {
  find.addEventListener('input', later(look, 250));
  find.addEventListener('keydown', (event) => {
    if (event.key === 'Enter') {
      event.preventDefault();
      found.querySelector('button')?.click();
    }
  });
}
