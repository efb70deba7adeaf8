// What every page has: times in the reader's zone, copy buttons, the theme, and parts that stay up to date.
import { request, toast, busy } from './request.js';

const FULL = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'medium' });

function span(seconds) {
  const of = (big, unit, small, smallUnit, below) => {
    const whole = Math.floor(seconds / big);
    const rest = Math.floor((seconds % big) / small);
    return `${whole} ${unit}${whole < below && rest ? ` ${rest} ${smallUnit}` : ''}`;
  };
  if (seconds < 60) return `${Math.floor(seconds)} s`;
  if (seconds < 3600) return of(60, 'min', 1, 's', 10);
  if (seconds < 86400) return of(3600, 'h', 60, 'min', 10);
  return of(86400, 'd', 3600, 'h', 10);
}

function tellTimes(root = document) {
  for (const time of root.querySelectorAll('time[datetime]')) {
    const at = new Date(time.dateTime);
    const full = FULL.format(at);
    if (time.title !== full) time.title = full;
    const past = (Date.now() - at) / 1000;
    const words = time.dataset.show === 'full' ? full
      : Math.abs(past) < 1 ? 'now' : past < 0 ? `in ${span(-past)}`
      : time.dataset.show === 'span' ? span(past) : `${span(past)} ago`;
    if (time.textContent !== words) time.textContent = words;
  }
}
tellTimes();
setInterval(() => { if (!document.hidden) tellTimes(); }, 1000);

const said = sessionStorage.getItem('said');
if (said) {
  sessionStorage.removeItem('said');
  toast(said);
}

document.addEventListener('click', (event) => {
  const copy = event.target.closest('[data-copy]');
  if (copy) {
    const source = document.getElementById(copy.dataset.copy);
    navigator.clipboard.writeText(source.textContent.trim()).then(() => toast('Copied.'), () => getSelection().selectAllChildren(source));
  }
  const theme = event.target.closest('[data-toggle-theme]');
  if (theme) {
    const dark = (document.documentElement.dataset.theme || (matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light')) === 'dark';
    document.documentElement.dataset.theme = dark ? 'light' : 'dark';
    localStorage.setItem('theme', dark ? 'light' : 'dark');
    dispatchEvent(new Event('themechange'));
  }
  // <button data-method="POST" data-path="/endpoints/…/pause" data-said="Paused." data-ask="Really?">
  const act = event.target.closest('button[data-method]');
  if (act && (!act.dataset.ask || confirm(act.dataset.ask))) {
    busy(act, async () => {
      await request(act.dataset.method, act.dataset.path, act.dataset.body ? JSON.parse(act.dataset.body) : undefined);
      if (act.dataset.then) location.assign(act.dataset.then);
      else await refresh();
      if (act.dataset.said) toast(act.dataset.said);
    });
  }
});

/**
 * Fetches the page again and puts its parts (`data-live`, with an id) in place of those shown. What somebody is
 * typing in, and open details, stay.
 */
export async function refresh() {
  const response = await fetch(location.href, { headers: { Accept: 'text/html' } });
  if (!response.ok || response.redirected) return;
  const next = new DOMParser().parseFromString(await response.text(), 'text/html');
  for (const old of document.querySelectorAll('[data-live]')) {
    const fresh = next.getElementById(old.id);
    if (!fresh || old.contains(document.activeElement) && document.activeElement.matches('input, select, textarea')) continue;
    fresh.querySelectorAll('details[id]').forEach((each) => { each.open = document.getElementById(each.id)?.open ?? each.open; });
    tellTimes(fresh);
    if (fresh.innerHTML === old.innerHTML) continue;
    const focused = old.contains(document.activeElement) ? document.activeElement.id : null;
    old.replaceChildren(...document.adoptNode(fresh).childNodes);
    if (focused) document.getElementById(focused)?.focus();
  }
  dispatchEvent(new Event('refreshed'));
}

// <body data-stream="?endpoint=…">: refreshed when something happens, at most once in two seconds.
const stream = document.body.dataset.stream;
if (stream !== undefined) {
  const lamp = document.getElementById('live');
  const show = (on) => {
    lamp.dataset.state = on ? 'on' : 'off';
    lamp.textContent = on ? 'live' : 'not live';
  };
  let due = null;
  const soon = () => {
    due = due || setTimeout(async () => { due = null; if (!document.hidden) await refresh().catch(() => show(false)); else stale = true; }, 2000 * Math.random() + 250);
  };
  let stale = false;
  document.addEventListener('visibilitychange', () => { if (!document.hidden && stale) { stale = false; soon(); } });
  const source = new EventSource('/api/v1/stream' + stream);
  // What happened while the page was on its way, no stream tells.
  source.onopen = () => { show(true); soon(); };
  source.onerror = () => show(false);
  for (const type of ['state', 'check', 'reset']) source.addEventListener(type, soon);
  addEventListener('pagehide', () => source.close());
}
