// Changes of state refresh the page as they come; the times of last checks and the strips follow now and then.
import { refresh } from './page.js';

const EVERY = 30000;

setInterval(() => { if (!document.hidden) refresh().catch(() => {}); }, EVERY);

// The list appears with the first endpoint.
addEventListener('refreshed', () => {
  document.getElementById('list').hidden = document.getElementById('welcome') !== null;
});
