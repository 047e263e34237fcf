// All that the page asks of the service. The cookie goes along by itself; what changes something needs a header that only our own pages can send.

export const root = new URL('../', import.meta.url);

export class Problem extends Error {
  constructor(status, body) {
    super(body?.detail ?? body?.title ?? `The service answered ${status}.`);
    this.status = status;
    this.title = body?.title ?? (status ? 'The service refuses this' : 'The service cannot be reached');
    this.remedy = body?.remedy;
    this.errors = body?.errors ?? {};
    this.type = body?.type ?? '';
  }
}

async function ask(path, options) {
  let answer;
  try {
    answer = await fetch(new URL(path, root), { cache: 'no-store', ...options });
  } catch {
    throw new Problem(0, { title: 'The service cannot be reached', detail: 'The page goes on trying. What was recorded is not affected.' });
  }
  const body = answer.headers.get('Content-Type')?.includes('json') ? await answer.json() : null;
  if (answer.ok) return body;
  const problem = new Problem(answer.status, body);
  if (answer.status === 401) dispatchEvent(new CustomEvent('signed-out', { detail: problem }));
  throw problem;
}

export const get = (path, params) => ask(params ? `${path}?${query(params)}` : path);

export const send = (method, path, body) => ask(path, {
  method,
  headers: { 'CcatOps-Csrf': '1', ...(body ? { 'Content-Type': 'application/json' } : {}) },
  body: body ? JSON.stringify(body) : undefined,
});

/** The items of a list, page by page up to a bound; `more` says that there are others. */
export async function all(path, params, most = 1000) {
  const items = [];
  let page = await get(path, { limit: Math.min(most, 200), ...params });
  for (;;) {
    items.push(...page.items);
    if (!page.next || items.length >= most) return { items, more: !!page.next };
    page = await ask(page.next);
  }
}

function query(params) {
  const pairs = new URLSearchParams();
  for (const [name, value] of Object.entries(params)) {
    for (const each of Array.isArray(value) ? value : [value]) {
      if (each !== undefined && each !== null && each !== '') pairs.append(name, each);
    }
  }
  return pairs;
}

export const session = { me: null, refusal: null, github_login: false };

export async function readSession() {
  Object.assign(session, await get('auth/session'));
  return session;
}

export const signIn = async token => Object.assign(session, await send('POST', 'auth/session', { token }));

export async function signOut() {
  await send('POST', 'auth/logout');
  session.me = null;
}

/** Whether a right of the person covers a permission such as "replay:transactions". */
export function may(permission) {
  const [action, resource] = permission.split(':');
  return session.me?.permissions.some(mine => {
    const [a, r] = mine.split(':');
    return (a === '*' || a === action) && (r === '*' || r === resource);
  }) ?? false;
}
