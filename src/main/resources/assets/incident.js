// Mutes an incident for a while that begins now, or no longer.
import { request, busy, toast } from './request.js';
import { refresh } from './page.js';

document.addEventListener('click', (event) => {
  const button = event.target.closest('button[data-mute-minutes]');
  if (!button) return;
  busy(button, async () => {
    const minutes = Number(button.dataset.muteMinutes);
    const until = minutes ? new Date(Date.now() + minutes * 60000).toISOString() : null;
    await request('POST', `/incidents/${button.dataset.incident}/mute`, { until });
    const menu = document.getElementById('mute');
    menu.open = false;
    menu.querySelector('summary').focus();
    await refresh();
    toast(until ? 'Muted. Its end will be announced all the same.' : 'No longer muted.');
  });
});

document.addEventListener('keydown', (event) => {
  const menu = document.getElementById('mute');
  if (event.key === 'Escape' && menu?.open) {
    menu.open = false;
    menu.querySelector('summary').focus();
  }
});
