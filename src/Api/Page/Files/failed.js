import { all, may } from './api.js';
import { card, empty, fill, h, loading, trouble } from './dom.js';
import { field } from './dialogs.js';
import { count, many, short, time } from './format.js';
import { decisions, discard, retry } from './transaction.js';

const most = 500;

/** What main has refused: search at the service, and retry, edit or discard. */
export function failed(main, { query }) {
  const box = h('div');
  const wanted = Object.fromEntries(['error', 'operation', 'entity', 'principal', 'min_accepted_at', 'max_accepted_at'].map(name => [name, query.get(name) ?? '']));
  const selected = new Set();
  let items = [];
  let more = false;
  let known = '';
  let timer;

  const input = (name, props) => h('input', { type: 'search', value: wanted[name], autocomplete: 'off', oninput: event => choose(name, event.target.value), ...props });
  const operation = h('select', { onchange: () => choose('operation', operation.value) }, ['', 'start_observation', 'finish_observation', 'register_raw_data_file', 'register_raw_data_files', 'create_obs_unit', 'create_instrument']
    .map(name => h('option', { value: name }, name ? name.replaceAll('_', ' ') : 'any')));
  operation.value = wanted.operation;
  const id = h('input', { type: 'search', autocomplete: 'off', placeholder: 'id of a transaction', onchange: () => { if (id.value.trim()) location.hash = `#/transaction/${encodeURIComponent(id.value.trim())}`; } });
  fill(main, h('div', { class: 'card stack' },
    h('h1', null, 'Failed'),
    h('p', { class: 'dim' }, 'What main has refused for good. Nothing here is lost, and nothing expires: it waits for a person. Link trouble is never charged to a transaction.'),
    h('form', { class: 'filter', onsubmit: event => event.preventDefault() },
      field('Text of the error', input('error', { placeholder: 'foreign key, 23503' })), field('Operation', operation),
      field('Entity', input('entity', { placeholder: 'executed_obs_unit:…' })), field('Sent by', input('principal')),
      field('Accepted from (UTC)', input('min_accepted_at', { type: 'datetime-local' })), field('Accepted before (UTC)', input('max_accepted_at', { type: 'datetime-local' })),
      field('Id', id)),
    box));
  fill(box, loading('what has failed'));

  function choose(name, value) {
    wanted[name] = value;
    const pairs = new URLSearchParams(Object.entries(wanted).filter(([, each]) => each));
    history.replaceState(null, '', `#/failed${pairs.size ? `?${pairs}` : ''}`);
    clearTimeout(timer);
    timer = setTimeout(load, 300);
  }

  const moment = text => text ? `${text}${text.length === 16 ? ':00' : ''}Z` : '';

  const params = () => ({ state: 'failed', ...wanted, min_accepted_at: moment(wanted.min_accepted_at), max_accepted_at: moment(wanted.max_accepted_at) });

  /** The same search in the words of a decision about several. */
  const filter = () => Object.fromEntries(Object.entries({
    operation: wanted.operation && [wanted.operation], entity: wanted.entity && [wanted.entity], principal: wanted.principal && [wanted.principal], error: wanted.error,
    min_accepted_at: moment(wanted.min_accepted_at), max_accepted_at: moment(wanted.max_accepted_at),
  }).filter(([, value]) => value));

  async function load() {
    try {
      const found = await all('api/transactions', params(), most);
      const present = JSON.stringify(found.items);
      if (present === known) return;
      [items, more, known] = [found.items, found.more, present];
      for (const each of selected) if (!items.some(item => item.id === each)) selected.delete(each);
      draw();
    } catch (problem) {
      known = '';
      fill(box, trouble(problem, load));
    }
  }

  function draw() {
    const isFiltered = Object.values(wanted).some(Boolean);
    if (items.length === 0) {
      return fill(box, isFiltered ? empty('Nothing that has failed matches', 'Take words out of the search to see more.')
        : empty('Nothing has failed', 'Main has taken every write that has reached it.'));
    }
    const mayRetry = may('replay:transactions');
    const mayDiscard = may('discard:transactions');
    const everything = { filter: filter() };
    const chosen = [...selected];
    const how = more ? `more than ${count(items.length)}` : count(items.length);
    fill(box,
      h('div', { class: 'row' },
        mayRetry && chosen.length > 0 && h('button', { type: 'button', class: 'main', onclick: () => retry({ ids: chosen }, again) }, `Retry ${chosen.length} selected`),
        mayDiscard && chosen.length > 0 && h('button', { type: 'button', onclick: () => discard({ ids: chosen }, again) }, `Discard ${chosen.length} selected`),
        mayRetry && h('button', { type: 'button', class: chosen.length === 0 && 'main', onclick: () => retry(everything, again) }, isFiltered ? `Retry the ${how} found` : `Retry all ${how}`),
        mayDiscard && h('button', { type: 'button', onclick: () => discard(everything, again) }, isFiltered ? `Discard the ${how} found` : `Discard all ${how}`),
        !mayRetry && !mayDiscard && h('span', { class: 'dim' }, 'You may look. Retry needs replay:transactions, discard needs discard:transactions.')),
      h('div', { class: 'scroll fault', tabindex: 0, role: 'region', 'aria-label': 'Failed transactions' }, h('table', null,
        h('thead', null, h('tr', null,
          (mayRetry || mayDiscard) && h('th', { scope: 'col' }, h('input', {
            type: 'checkbox', 'aria-label': 'Select all that are shown', checked: items.every(item => selected.has(item.id)),
            onchange: event => { items.forEach(item => event.target.checked ? selected.add(item.id) : selected.delete(item.id)); draw(); },
          })),
          ['Accepted (UTC)', 'Operation', 'Error', 'Sent by', 'Attempts', 'Decide'].map(title => h('th', { scope: 'col' }, title)))),
        h('tbody', null, items.map(row)))),
      more && h('p', { class: 'bad' }, `Only the newest ${count(most)} are shown; the buttons mean all.`));
  }

  const row = item => h('tr', null,
    (may('replay:transactions') || may('discard:transactions')) && h('td', null, h('input', {
      type: 'checkbox', 'aria-label': `Select ${item.operation} ${short(item.id)}`, checked: selected.has(item.id),
      onchange: event => { event.target.checked ? selected.add(item.id) : selected.delete(item.id); draw(); },
    })),
    h('td', null, time(item.accepted_at)),
    h('td', null, h('a', { href: `#/transaction/${item.id}` }, item.operation.replaceAll('_', ' ')), h('div', { class: 'small dim', title: item.entities.join('\n') }, short(item.entities[0]?.split(':')[1]))),
    h('td', { class: 'wide' }, item.error?.message ?? item.last_error ?? '–', item.error?.detail && h('div', { class: 'small dim' }, item.error.detail), item.error?.sql_state && h('div', { class: 'small dim' }, `SQLSTATE ${item.error.sql_state}`)),
    h('td', null, item.principal), h('td', { class: 'num' }, count(item.attempts)),
    h('td', null, h('div', { class: 'row' }, decisions([item], again))));

  function again() {
    selected.clear();
    known = '';
    load();
  }

  load();
  let lanes = null;
  return {
    leave: () => clearTimeout(timer),
    update: live => {
      const present = JSON.stringify([live.status?.lanes?.failed?.count, live.status?.lanes?.parked?.count]);
      if (lanes !== null && lanes !== present) load();
      lanes = present;
    },
  };
}
