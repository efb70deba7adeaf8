// Talks to the API. What it refuses becomes an Error with the problem (RFC 9457) in it.

export class Refused extends Error {
  constructor(problem) {
    super(problem.detail || problem.title);
    this.problem = problem;
    this.status = problem.status;
    this.errors = problem.errors || [];
  }
}

/** Answers `{body, etag}`; body is null where there is none. */
export async function request(method, path, body, headers = {}) {
  let response;
  try {
    response = await fetch('/api/v1' + path, {
      method,
      headers: {
        Accept: 'application/json',
        ...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
        ...headers,
      },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
  } catch {
    throw new Refused({ status: 0, title: 'No answer', detail: 'Probity does not answer. Is the network there?' });
  }
  if (response.status === 401) {
    location.assign('/log-in?next=' + encodeURIComponent(location.pathname + location.search));
  }
  const text = await response.text();
  if (!response.ok) {
    throw new Refused(problemOf(text, response));
  }
  return { body: text ? JSON.parse(text) : null, etag: response.headers.get('ETag') };
}

function problemOf(text, response) {
  try {
    return JSON.parse(text);
  } catch {
    return { status: response.status, title: response.statusText || 'Refused', detail: `The answer was ${response.status}.` };
  }
}

/** Says something that does not stay; screen readers hear it. */
export function toast(text, failed = false) {
  const box = document.getElementById('toasts');
  const line = document.createElement('p');
  line.className = failed ? 'toast failed' : 'toast';
  line.textContent = text;
  line.style.margin = '0';
  box.append(line);
  setTimeout(() => line.remove(), failed ? 12000 : 5000);
}

/** Runs what a button does; meanwhile it is busy, and what fails is said. */
export async function busy(button, work) {
  if (button.getAttribute('aria-busy') === 'true') return;
  button.setAttribute('aria-busy', 'true');
  try {
    await work();
  } catch (e) {
    toast(e.message, true);
    if (!(e instanceof Refused)) throw e;
  } finally {
    button.removeAttribute('aria-busy');
  }
}

/** Shows each error of a refused form at its field (`data-pointer`), and the rest above it. */
export function showErrors(form, refused) {
  form.querySelectorAll('.error').forEach((each) => each.remove());
  form.querySelectorAll('[aria-invalid]').forEach((each) => {
    each.removeAttribute('aria-invalid');
    each.setAttribute('aria-describedby', (each.getAttribute('aria-describedby') || '').replace(/ ?error-\S+/, ''));
  });
  const rest = [];
  let first = null;
  for (const error of refused.errors) {
    const input = nearest(form, error.pointer);
    if (input) {
      const line = document.createElement('p');
      line.className = 'error';
      line.id = 'error-' + input.id;
      line.textContent = error.detail;
      input.setAttribute('aria-invalid', 'true');
      input.setAttribute('aria-describedby', `${input.getAttribute('aria-describedby') || ''} ${line.id}`.trim());
      (input.closest('.field') || input.parentElement).append(line);
      first = first || input;
    } else {
      rest.push(`${error.pointer}: ${error.detail}`);
    }
  }
  const summary = form.querySelector('[data-errors]');
  summary.hidden = refused.errors.length > 0 && rest.length === 0;
  summary.textContent = rest.length ? rest.join(' ') : refused.message;
  (first || summary).focus();
}

function nearest(form, pointer) {
  for (let at = pointer; at; at = at.slice(0, at.lastIndexOf('/'))) {
    const found = form.querySelector(`[data-pointer="${CSS.escape(at)}"]`);
    if (found) return found;
  }
  return null;
}
