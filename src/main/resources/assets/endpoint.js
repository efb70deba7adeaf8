// The page of an endpoint: check now, and the chart of latency and failures.
import uPlot from './uplot.js';
import { request, busy, toast } from './request.js';
import { refresh } from './page.js';
import { waterfall, assertions, millis } from './waterfall.js';

document.addEventListener('click', (event) => {
  const button = event.target.closest('#check-now');
  if (button) busy(button, () => checkNow(button.dataset.endpoint));
});

async function checkNow(id) {
  const { body } = await request('POST', `/endpoints/${id}/checks`);
  const line = document.createElement('p');
  line.className = `lead ink break ${body.verdict}`;
  const failure = body.failure;
  line.textContent = failure ? `${body.verdict}: ${failure.detail || failure.class}`
    : `${body.verdict}, answered ${body.status} within ${millis(body.timings.totalMs)}`;
  document.getElementById('now-content').replaceChildren(line, waterfall(body), ...assertions(body));
  document.getElementById('now').hidden = false;
  toast('Checked. This check counts neither for health nor for uptime.');
  await refresh();
}

/** What is wider than its place can be scrolled by the keyboard too. */
function reachable() {
  for (const each of document.querySelectorAll('.scroll')) {
    const wide = each.scrollWidth > each.clientWidth;
    if (!wide) {
      ['tabindex', 'role', 'aria-label'].forEach((name) => each.removeAttribute(name));
      continue;
    }
    each.tabIndex = 0;
    each.setAttribute('role', 'region');
    each.setAttribute('aria-label', each.closest('section').querySelector('h2').textContent);
  }
}
reachable();
addEventListener('refreshed', reachable);
addEventListener('resize', reachable);
document.addEventListener('toggle', reachable, true);

const box = document.getElementById('chart');
const PERCENTILES = [['p50', 'p50Ms'], ['p95', 'p95Ms'], ['p99', 'p99Ms']];
const COLOURS = { dns: '--dns', connect: '--connect', tls: '--tls', request: '--write', response: '--first-byte', redirect: '--accent', status: '--down-fill', assertion: '--degraded-fill', egress: '--paused-fill', monitor: '--unknown-fill' };
const SYNC = uPlot.sync('endpoint');
let plots = [];
let shown = null;
let zoom = null;
let asked = 0;

const TIME = { label: 'From', value: (plot, seconds) => (seconds === null || seconds === undefined ? '–' : FULL.format(new Date(seconds * 1000))) };

/** A token's colour as the theme has it now: canvases know no variables. */
function colour(token) {
  const probe = document.createElement('span');
  probe.style.color = `var(${token})`;
  box.append(probe);
  const resolved = getComputedStyle(probe).color;
  probe.remove();
  return resolved;
}

function time(instant) {
  return new Date(instant).getTime() / 1000;
}

async function load() {
  const mine = ++asked;
  const to = zoom ? zoom[1] : Date.now() / 1000;
  const from = zoom ? zoom[0] : to - Number(box.dataset.seconds);
  const span = `from=${new Date(from * 1000).toISOString()}&to=${new Date(to * 1000).toISOString()}`;
  const path = `/endpoints/${box.dataset.endpoint}`;
  const latency = (await request('GET', `${path}/latency?${span}&phase=${box.dataset.phase}`)).body;
  const failures = (await request('GET', `${path}/failures?${span}&step=${latency.step}`)).body;
  if (mine !== asked) return;
  shown = { latency, failures, from, to };
  draw();
}

const CLOCK = new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
const DATE = new Intl.DateTimeFormat(undefined, { day: 'numeric', month: 'short' });
const FULL = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'short', hourCycle: 'h23' });

/** Times of day, and the date where it changes. */
function ticks(plot, seconds, axis, space, step) {
  let day = '';
  return seconds.map((each) => {
    const at = new Date(each * 1000);
    const date = DATE.format(at);
    if (step >= 86400) return date;
    const changed = date !== day;
    day = date;
    return CLOCK.format(at) + (changed ? `\n${date}` : '');
  });
}

function axes(sizeOfY, values, named, more = {}) {
  const ink = colour('--ink-soft');
  const line = { stroke: colour('--line'), width: 1 };
  const font = '12px system-ui, sans-serif';
  return [
    { stroke: ink, grid: line, ticks: line, font, space: 64, ...(named ? { values: ticks } : { values: (plot, all) => all.map(() => ''), size: 10 }) },
    { stroke: ink, grid: line, ticks: { show: false }, font, size: sizeOfY, values, ...more },
  ];
}

function options(height, series, axesOf, scales) {
  return {
    width: box.clientWidth,
    height,
    series,
    axes: axesOf,
    scales,
    legend: { live: true },
    cursor: { sync: { key: SYNC.key, setSeries: false }, drag: { x: true, y: false, setScale: false }, points: { size: 7 } },
    hooks: { setSelect: [select] },
  };
}

function select(plot) {
  const { left, width } = plot.select;
  if (width < 5) return;
  const from = plot.posToVal(left, 'x');
  const to = plot.posToVal(left + width, 'x');
  plot.setSelect({ left: 0, width: 0, top: 0, height: 0 }, false);
  if (to - from >= 10) zoomTo([from, to]);
}

function zoomTo(window) {
  zoom = window;
  document.getElementById('chart-reset').hidden = !zoom;
  load().catch(failed);
}

function failed(error) {
  toast(`The chart could not be loaded. ${error.message}`, true);
}

function draw() {
  plots.forEach((each) => each.destroy());
  const { latency, failures, from, to } = shown;
  const scales = { x: { time: true, range: [from, to] } };
  const empty = !latency.series.some((point) => point.count > 0);
  document.getElementById('chart-none').hidden = !empty;
  plots = [drawLatency(latency, scales), drawFailures(failures, scales)];
  document.getElementById('chart-step').textContent = `One point for each ${latency.step}. Drag over the chart to zoom in.`;
}

function drawLatency(latency, scales) {
  const inks = ['--accent', '--dns', '--first-byte'].map(colour);
  const lonely = latency.series.filter((point) => point.count > 0).length < 60;
  const series = [TIME, ...PERCENTILES.map(([label], i) => ({
    label, stroke: inks[i], width: 1.75, points: { show: lonely, size: 4 }, value: (plot, value) => millis(value),
  }))];
  const data = [latency.series.map((point) => time(point.at)), ...PERCENTILES.map(([, key]) => latency.series.map((point) => point[key]))];
  const range = (plot, least, most) => [0, most ? most * 1.08 : 1];
  const plot = new uPlot(
    options(240, series, axes(72, (of, values) => values.map((value) => (value === 0 ? '0' : millis(value))), false), { ...scales, y: { range } }),
    data, document.getElementById('chart-latency'));
  describe(plot, `Latency p50, p95 and p99, ${box.dataset.label}. The table below holds the same.`);
  return plot;
}

/** Stacked: the sum of all classes lies behind, and each class before it covers its part. */
function drawFailures(failures, scales) {
  const classes = [...new Set(failures.series.flatMap((point) => Object.keys(point.classes)))].sort();
  const x = failures.series.map((point) => time(point.at));
  let sums = x.map(() => 0);
  const stacked = classes.map((name) => {
    sums = sums.map((sum, i) => sum + (failures.series[i].classes[name] || 0));
    return sums.map((sum) => sum || null);
  });
  const series = classes.map((name) => ({
    label: name,
    fill: colour(COLOURS[name.split('.')[0]] || '--unknown-fill'),
    stroke: colour('--surface'),
    width: 1,
    points: { show: false },
    paths: uPlot.paths.bars({ size: [0.9, 24, 2], align: 1 }),
    value: (plot, value, at, i) => (i === null || i === undefined ? '–' : String(failures.series[i].classes[name] || 0)),
  })).reverse();
  const most = Math.max(1, ...sums);
  const plot = new uPlot(
    options(110, [TIME, ...series],
      axes(72, (of, values) => values.map((value) => (Number.isInteger(value) ? String(value) : '')), true, { space: 24 }),
      { ...scales, y: { range: [0, most * 1.1] } }),
    [x, ...stacked.reverse()], document.getElementById('chart-failures'));
  document.getElementById('chart-failures-title').textContent = classes.length ? 'Failed checks by class' : 'No check failed in this window';
  describe(plot, `Failed checks by class: ${classes.join(', ') || 'none'}. The table below holds the same.`);
  return plot;
}

function describe(plot, text) {
  plot.ctx.canvas.setAttribute('role', 'img');
  plot.ctx.canvas.setAttribute('aria-label', text);
}

if (box) {
  document.getElementById('chart-reset').addEventListener('click', () => zoomTo(null));
  new ResizeObserver(() => plots.forEach((each) => { if (each.width !== box.clientWidth && box.clientWidth) each.setSize({ width: box.clientWidth, height: each.height }); })).observe(box);
  addEventListener('themechange', () => { if (shown) draw(); });
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => { if (shown) draw(); });
  let loadedAt = Date.now();
  addEventListener('refreshed', () => {
    if (!zoom && Date.now() - loadedAt > 30000) {
      loadedAt = Date.now();
      load().catch(failed);
    }
  });
  load().catch(failed);
}
