import { get } from './api.js';
import { card, empty, fill, h, loading, table, trouble } from './dom.js';
import { field } from './dialogs.js';
import { short, time } from './format.js';

const actions = ['retry', 'edit', 'discard', 'pause', 'resume', 'reconcile', 'create', 'rotate', 'revoke', 'emergency', 'role', 'disable', 'enable', 'link', 'close'];

/** What people have decided, page by page. */
export function audit(main, { query }) {
  const box = h('div');
  const wanted = { action: query.get('action') ?? '', principal: query.get('principal') ?? '' };
  let items = [];
  let next = null;
  let timer;
  const action = h('select', { onchange: () => choose('action', action.value) }, ['', ...actions].map(name => h('option', { value: name }, name || 'any')));
  action.value = wanted.action;
  const principal = h('input', { type: 'search', value: wanted.principal, autocomplete: 'off', oninput: () => choose('principal', principal.value) });
  fill(main, h('h1', { class: 'sr' }, 'Audit'), card('What people have decided', h('form', { class: 'filter', onsubmit: event => event.preventDefault() }, field('Decision', action), field('By', principal)), box));
  fill(box, loading('the audit'));

  function choose(name, value) {
    wanted[name] = value;
    const pairs = new URLSearchParams(Object.entries(wanted).filter(([, each]) => each));
    history.replaceState(null, '', `#/audit${pairs.size ? `?${pairs}` : ''}`);
    clearTimeout(timer);
    timer = setTimeout(() => load(), 300);
  }

  async function load(cursor) {
    try {
      const page = await get('api/audit', { ...wanted, limit: 100, cursor });
      items = cursor ? [...items, ...page.items] : page.items;
      next = page.next && new URL(page.next, location.href).searchParams.get('cursor');
      draw();
    } catch (problem) {
      fill(box, trouble(problem, () => load(cursor)));
    }
  }

  const draw = () => fill(box, items.length === 0 ? empty('No decision is recorded', 'Retries, edits, discards, pauses, tokens and rights show here with who, when and why.')
    : [table('Audit', ['When (UTC)', 'Decision', 'By', 'About', 'Reason', 'From'], items.map(item => h('tr', null,
      h('td', null, time(item.at, true)), h('td', null, item.action), h('td', null, item.principal),
      h('td', null, item.about_transaction_id ? h('a', { href: `#/transaction/${item.about_transaction_id}` }, short(item.about_transaction_id)) : '–'),
      h('td', { class: 'wide' }, item.reason ?? '–', item.details && h('div', { class: 'small dim' }, JSON.stringify(item.details))), h('td', null, item.remote_address ?? 'the site itself')))),
    next && h('p', { class: 'fault' }, h('button', { type: 'button', onclick: () => load(next) }, 'Show older ones'))]);

  load();
  return { leave: () => clearTimeout(timer) };
}
