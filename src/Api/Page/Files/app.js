import { may, readSession, session, signOut } from './api.js';
import { fill, h, toast, trouble } from './dom.js';
import { atTelescope, clock, span } from './format.js';
import { age, follow, isStale, live, restart } from './live.js';
import { audit } from './audit.js';
import { failed } from './failed.js';
import { night } from './night.js';
import { now } from './now.js';
import { record } from './record.js';
import { settings } from './settings.js';
import { signInCard } from './signin.js';
import { site } from './site.js';
import { tokens } from './tokens.js';
import { transaction } from './transaction.js';

/** The views by the first part of the path behind '#'. A view without a title stands in no menu. */
const views = {
  '': { title: 'Now', show: now, open: true },
  night: { title: 'Night', show: night, needs: 'read:observations' },
  failed: { title: 'Failed', show: failed, needs: 'read:transactions' },
  site: { title: 'Site', show: site, needs: 'view:buffer' },
  settings: { title: 'Settings', show: settings, needs: 'configure:system' },
  tokens: { title: 'Tokens', show: tokens, needs: 'manage:tokens' },
  audit: { title: 'Audit', show: audit, needs: 'view:audit' },
  record: { show: record, needs: 'read:observations', parent: 'night' },
  transaction: { show: transaction, needs: 'read:transactions', parent: 'failed' },
  'sign-in': { show: now, open: true },
};

const header = document.getElementById('header');
const main = document.getElementById('main');
const fresh = h('span', { class: 'fresh' });
let shown = null;
let place = '';

document.body.classList.toggle('wall', new URLSearchParams(location.search).has('wall'));

function route() {
  const [path, query] = location.hash.replace(/^#\/?/, '').split('?');
  const [name, ...rest] = path.split('/').map(decodeURIComponent);
  return { name, rest, query: new URLSearchParams(query) };
}

function show() {
  const { name, rest, query } = route();
  const view = views[name];
  shown?.leave?.();
  shown = null;
  place = name;
  fill(main);
  if (!view) fill(main, h('div', { class: 'card' }, h('div', { class: 'empty' }, h('b', null, 'There is no such view'), h('p', null, h('a', { href: '#/' }, 'Back to the overview')))));
  else if (view.needs && !session.me) fill(main, signInCard(signedIn));
  else if (view.needs && !may(view.needs)) fill(main, h('div', { class: 'card' }, h('div', { class: 'empty' }, h('b', null, 'You have no right to see this'), h('p', null, `It needs ${view.needs}. An administrator gives it with a role.`))));
  else shown = view.show(main, { rest, query, signedIn }) ?? null;
  drawHeader();
  shown?.update?.(live);
}

function drawHeader() {
  const status = live.status;
  const count = status?.lanes?.failed?.count;
  const current = views[place]?.parent ?? place;
  fill(header,
    h('b', { class: 'name' }, 'CcatOps'),
    status && h('span', { class: 'pill' }, `${status.site.name} · ${status.site.type}`),
    h('nav', { 'aria-label': 'Views' }, Object.entries(views)
      .filter(([, view]) => view.title && (view.open || (session.me && may(view.needs))))
      .map(([name, view]) => h('a', { href: `#/${name}`, 'aria-current': name === current && 'page' }, view.title, name === 'failed' && count > 0 && h('b', null, ` ${count}`))),
    h('a', { href: 'docs' }, 'API')),
    h('span', { class: 'grow' }), fresh,
    h('span', { class: 'account row' }, session.me
      ? [h('span', { class: 'pill', title: session.me.permissions.join(', ') }, `${session.me.name}${session.me.roles.length ? ` · ${session.me.roles.join(', ')}` : ''}`),
        h('button', { type: 'button', class: 'link small', onclick: leave }, 'Sign out')]
      : h('a', { class: 'button', href: '#/sign-in' }, 'Sign in')));
  drawFreshness();
}

function drawFreshness() {
  const seconds = age();
  const at = new Date();
  fresh.className = isStale() ? 'fresh old' : 'fresh';
  fresh.title = atTelescope(at);
  const text = seconds === null ? 'No answer yet' : seconds < 2 ? 'updated now' : `${isStale() ? 'Stale: last ' : ''}update ${span(Math.floor(seconds))} ago`;
  fresh.textContent = `${clock(at)} UTC · ${text}${live.mode === 'polling' && seconds !== null && !isStale() ? ' · polling' : ''}`;
  document.body.classList.toggle('old-data', isStale() && live.status !== null);
}

function drawTitle() {
  const status = live.status;
  const marks = { ok: '✓', waiting: '…', attention: '!' };
  document.title = status ? `${isStale() ? '?' : marks[status.severity]} ${status.site.name} · CcatOps` : 'CcatOps';
}

async function signedIn() {
  restart();
  if (place === 'sign-in') location.hash = '#/';
  else show();
}

async function leave() {
  try {
    await signOut();
    toast('Signed out.');
    restart();
    location.hash = '#/';
    show();
  } catch (problem) {
    toast(problem.message, 'bad');
  }
}

addEventListener('hashchange', () => {
  show();
  main.focus();
  scrollTo(0, 0);
});

// The cookie holds no longer: everything that needs it would fail, so the page says so once and asks for another.
addEventListener('signed-out', event => {
  if (!session.me) return;
  session.me = null;
  session.refusal = event.detail.message;
  show();
});

try {
  await readSession();
} catch (problem) {
  fill(main, h('div', { class: 'card' }, trouble(problem, () => location.reload())));
}
show();
await follow(kind => {
  drawTitle();
  if (kind === 'tick') return drawFreshness();
  drawHeader();
  shown?.update?.(live);
});
