// Keeps a public status page up to date while somebody looks at it.
import { refresh } from './page.js';

setInterval(() => { if (!document.hidden) refresh().catch(() => {}); }, 60_000);
