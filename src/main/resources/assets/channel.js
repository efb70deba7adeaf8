// What an editor does with a channel: a test message with its result, and another signing secret.
import { request, busy } from './request.js';
import { refresh } from './page.js';
import { showOnce } from './form.js';

const PATIENCE = 20000;
const STEP = 500;
const box = document.getElementById('test-result');

function say(tone, text) {
  box.className = `notice ${tone}`;
  box.textContent = text;
  box.hidden = false;
}

const pause = (time) => new Promise((resolve) => { setTimeout(resolve, time); });

async function test(id) {
  let { body: delivery } = await request('POST', `/channels/${id}/test`);
  say('', 'Sending…');
  const end = Date.now() + PATIENCE;
  while (delivery.state === 'pending' && !delivery.lastError && Date.now() < end) {
    await pause(STEP);
    delivery = (await request('GET', `/deliveries/${delivery.id}`)).body;
  }
  const answered = delivery.lastStatus ? ` It answered ${delivery.lastStatus}.` : '';
  if (delivery.state === 'delivered') say('up', `Delivered.${answered}`);
  else if (delivery.lastError) say('down', `Not delivered: ${delivery.lastError}${delivery.state === 'pending' ? ' It is tried again.' : ''}`);
  else say('degraded', 'Not sent yet. Look at its deliveries in a moment.');
  await refresh();
}

// What is on its way is looked at again until it has arrived or is given up.
setInterval(() => {
  if (!document.hidden && document.querySelector('#log [data-pending]')) refresh().catch(() => {});
}, 3000);

document.addEventListener('click', (event) => {
  const tested = event.target.closest('[data-test]');
  if (tested) busy(tested, () => test(tested.dataset.test));
  const rotated = event.target.closest('[data-rotate]');
  if (rotated && confirm(rotated.dataset.ask)) {
    busy(rotated, async () => {
      const { body } = await request('POST', `/channels/${rotated.dataset.rotate}/rotate-secret`);
      showOnce(body.secret, () => location.reload());
    });
  }
});
