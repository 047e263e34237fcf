import { all, get } from './api.js';
import { card, empty, fill, h, loading, trouble } from './dom.js';
import { field } from './dialogs.js';
import { count, many, span, state, time } from './format.js';

const most = 1000;

/** An observing night begins at this hour of UTC, about local noon at the telescope. */
const begins = 16;

const day = 86400000;

export function nightOf(moment) {
  const from = new Date(moment);
  from.setUTCHours(begins, 0, 0, 0);
  if (from > moment) from.setTime(from.getTime() - day);
  return { from, to: new Date(from.getTime() + day), name: from.toISOString().slice(0, 10) };
}

let names = null;

/** The names of the planned units by id, asked once. */
export async function unitNames() {
  try {
    names ??= all('obs_unit', { limit: 1000 }, 5000).then(({ items }) => new Map(items.map(unit => [unit.id, unit.name])));
    return await names;
  } catch {
    names = null;
    return new Map();
  }
}

export const executionColumns = [
  { title: 'Start (UTC)' }, { title: 'Planned unit' }, { title: 'Module' }, { title: 'Status' }, { title: 'Took' }, { title: 'Files', num: true }, { title: 'Where' },
];

export const executionRow = (item, units) => h('tr', null,
  h('td', null, time(item.start_time, false)),
  h('td', null, h('a', { href: `#/record/${item.id}` }, units.get(item.obs_unit_id) ?? `unit ${item.obs_unit_id}`)),
  h('td', null, item.instrument_module ?? '–'),
  h('td', null, item.status),
  h('td', null, item.end_time ? span((Date.parse(item.end_time) - Date.parse(item.start_time)) / 1000) : '–'),
  h('td', { class: 'num' }, count(item.raw_data_file_count)),
  h('td', null, state(worst(item))));

const order = ['failed', 'parked', 'buffered', 'applying', 'committed', 'replicated'];

/** Where an execution is, is where the last of it is: a file that has not arrived counts. */
function worst(item) {
  const states = [item.sync?.state, ...item.raw_data_files.map(file => file.sync?.state)].filter(Boolean);
  return order.find(each => states.includes(each)) ?? item.sync?.state ?? 'replicated';
}

/** The executions of a night with their files and where they are, live. */
export function night(main, { rest, query }) {
  const chosen = /^\d{4}-\d\d-\d\d$/.test(rest[0] ?? '') ? nightOf(new Date(`${rest[0]}T16:00:00Z`)) : nightOf(new Date());
  const isTonight = chosen.name === nightOf(new Date()).name;
  const box = h('div');
  const shift = days => new Date(chosen.from.getTime() + days * day).toISOString().slice(0, 10);
  const wanted = { module: query.get('module') ?? '', where: query.get('where') ?? '', status: query.get('status') ?? '', text: query.get('text') ?? '' };
  let items = [];
  let units = new Map();
  let more = false;
  let loaded = false;

  const pick = h('input', { type: 'date', value: chosen.name, onchange: () => { if (pick.value) location.hash = `#/night/${pick.value}`; } });
  const module = h('select', { onchange: () => choose('module', module.value) });
  const where = h('select', { onchange: () => choose('where', where.value) }, ['', ...order].map(name => h('option', { value: name }, name || 'anywhere')));
  const status = h('select', { onchange: () => choose('status', status.value) }, ['', 'running', 'completed', 'failed', 'aborted'].map(name => h('option', { value: name }, name || 'any')));
  const text = h('input', { type: 'search', value: wanted.text, placeholder: 'unit, id, comment, file', oninput: () => choose('text', text.value) });
  where.value = wanted.where;
  status.value = wanted.status;
  fill(main, h('div', { class: 'card stack' },
    h('div', { class: 'row' }, h('h1', null, `Night of ${chosen.name}`), h('span', { class: 'grow' }),
      h('a', { class: 'button', href: `#/night/${shift(-1)}`, 'aria-label': 'The night before' }, '←'),
      !isTonight && h('a', { class: 'button', href: '#/night' }, 'Tonight'),
      h('a', { class: 'button', href: `#/night/${shift(1)}`, 'aria-label': 'The night after' }, '→')),
    h('form', { class: 'filter', onsubmit: event => event.preventDefault() },
      field('Night (begins 16:00 UTC)', pick), field('Instrument module', module), field('Where', where), field('Status', status), field('Text', text)),
    box));
  fill(box, loading('the night'));

  // The address carries the filter, so that it can be pasted in chat.
  function choose(name, value) {
    wanted[name] = value;
    const pairs = new URLSearchParams(Object.entries(wanted).filter(([, each]) => each));
    history.replaceState(null, '', `#/night/${chosen.name}${pairs.size ? `?${pairs}` : ''}`);
    draw();
  }

  function matches(item) {
    const words = wanted.text.toLowerCase();
    return (!wanted.module || (item.instrument_module ?? '').toLowerCase() === wanted.module.toLowerCase())
      && (!wanted.where || worst(item) === wanted.where)
      && (!wanted.status || item.status === wanted.status)
      && (!words || [units.get(item.obs_unit_id), item.id, item.comment, item.instrument_module, ...item.raw_data_files.map(file => file.name)]
        .some(each => each?.toLowerCase().includes(words)));
  }

  function draw() {
    if (!loaded) return;
    const modules = [...new Set(items.map(item => item.instrument_module).filter(Boolean))].sort();
    if (module.options.length !== modules.length + 1) {
      fill(module, ['', ...modules].map(name => h('option', { value: name }, name || 'all')));
      module.value = wanted.module;
    }
    const met = items.filter(matches);
    const files = met.reduce((sum, item) => sum + item.raw_data_file_count, 0);
    const arrived = met.filter(item => worst(item) === 'replicated').length;
    if (items.length === 0) return fill(box, empty('Nothing was started in this night', 'Executions show here as soon as they are recorded, whether or not there is a link.'));
    if (met.length === 0) return fill(box, empty('No execution matches the filter', `${many(items.length, 'execution')} in this night.`));
    fill(box,
      h('p', { role: 'status' }, `${many(met.length, 'execution')}, ${many(files, 'file')}; ${met.length === arrived ? 'all confirmed' : `${count(met.length - arrived)} not confirmed yet`}.`,
        more && h('b', { class: 'bad' }, ` Only the newest ${count(most)} are shown.`)),
      h('div', { class: 'scroll', tabindex: 0, role: 'region', 'aria-label': 'Executions' }, h('table', null,
        h('thead', null, h('tr', null, executionColumns.map(column => h('th', { scope: 'col', class: column.num && 'num' }, column.title)))),
        h('tbody', null, met.map(item => executionRow(item, units))))));
  }

  const ofNight = { min_start_time: chosen.from.toISOString(), max_start_time: chosen.to.toISOString() };

  async function load() {
    try {
      [{ items, more }, units] = await Promise.all([all('executed_obs_units', ofNight, most), unitNames()]);
      loaded = true;
      draw();
    } catch (problem) {
      fill(box, trouble(problem, load));
    }
  }

  /** The newest ones, and those that were on their way: what has arrived changes no more. */
  async function refresh() {
    if (!loaded) return;
    try {
      const unsettled = items.filter(item => worst(item) !== 'replicated').slice(0, 20);
      const [{ items: newest }, ...others] = await Promise.all([
        get('executed_obs_units', { ...ofNight, limit: 25 }), ...unsettled.map(item => get(`executed_obs_units/${item.id}`))]);
      const fresh = new Map([...others, ...newest].map(item => [item.id, item]));
      const known = new Set(items.map(item => item.id));
      items = [...newest.filter(item => !known.has(item.id)), ...items.map(item => fresh.get(item.id) ?? item)];
      draw();
    } catch {
      // The header says that what is shown is old.
    }
  }

  load();
  // What comes and goes between two looks at the lanes changes them not.
  const timer = setInterval(refresh, 10000);
  let lanes = null;
  return {
    leave: () => clearInterval(timer),
    update: live => {
      const present = JSON.stringify(live.status?.lanes ?? null);
      if (lanes !== null && lanes !== present) refresh();
      lanes = present;
    },
  };
}
