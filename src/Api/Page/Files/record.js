import { all, get, may } from './api.js';
import { card, fill, h, loading, table, trouble } from './dom.js';
import { bytes, count, many, span, state, time } from './format.js';
import { unitNames } from './night.js';
import { copyLink, wayOf } from './transaction.js';

/** One execution: what was recorded, its files, and the way of each of its writes. */
export function record(main, { rest: [id] }) {
  fill(main, h('div', { class: 'card' }, loading('the execution')));
  let known = '';

  async function load() {
    try {
      const [item, units, transactions] = await Promise.all([
        get(`executed_obs_units/${encodeURIComponent(id)}`), unitNames(),
        may('read:transactions') ? all('api/transactions', { entity: `executed_obs_unit:${id}` }, 200) : null]);
      const present = JSON.stringify([item, transactions]);
      if (present === known) return;
      known = present;
      draw(item, units, transactions);
    } catch (problem) {
      if (!known) fill(main, h('div', { class: 'card' }, trouble(problem, load)));
    }
  }

  function draw(item, units, transactions) {
    const rows = [
      ['Where', state(item.sync?.state)], ['Status', item.status], ['Planned unit', `${units.get(item.obs_unit_id) ?? 'unit'} (${item.obs_unit_id})`],
      ['Instrument module', item.instrument_module ?? '–'], ['Start', h('span', null, time(item.start_time, true), ' UTC')],
      ['End', item.end_time ? h('span', null, time(item.end_time, true), ` UTC, after ${span((Date.parse(item.end_time) - Date.parse(item.start_time)) / 1000)}`) : 'not finished'],
      ['Comment', item.comment ?? '–'], ['Conditions', item.conditions ? h('code', null, JSON.stringify(item.conditions)) : '–'], ['Id', h('code', null, item.id)],
    ];
    fill(main,
      h('div', { class: 'row' }, h('h1', null, units.get(item.obs_unit_id) ?? `Unit ${item.obs_unit_id}`), h('span', { class: 'grow' }), copyLink()),
      card('Execution', h('dl', { class: 'left' }, rows.map(([name, value]) => [h('dt', null, name), h('dd', null, value)]))),
      card(`Its way: ${many(transactions?.items.length ?? 0, 'write')}`, transactions
        ? transactions.items.toReversed().map(each => h('details', { open: transactions.items.length <= 3 || each.state === 'failed' },
          h('summary', null, `${each.operation.replaceAll('_', ' ')} `, state(each.state)), wayOf(each), h('p', { class: 'fault' }, h('a', { href: `#/transaction/${each.id}` }, 'This transaction'))))
        : h('p', { class: 'dim' }, 'You have no right to see transactions (read:transactions).'),
      transactions?.more && h('p', { class: 'bad' }, 'Only the newest 200 writes are shown.')),
      card(many(item.raw_data_files.length, 'file'), item.raw_data_files.length === 0 ? h('p', { class: 'dim' }, 'No file is registered yet.')
        : table('Files', ['Name', 'Path', { title: 'Size', num: true }, 'Module', 'Checksum', 'Where'], item.raw_data_files.map(file => h('tr', null,
          h('td', null, file.name), h('td', { class: 'wide' }, file.relative_path ?? '–'), h('td', { class: 'num', title: count(file.size_bytes) }, bytes(file.size_bytes)),
          h('td', null, file.instrument_module ?? '–'), h('td', { title: file.checksum ?? '' }, file.checksum ? `${file.checksum.slice(0, 18)}…` : '–'), h('td', null, state(file.sync?.state)))))));
  }

  load();
  const timer = setInterval(load, 10000);
  let lanes = null;
  return {
    leave: () => clearInterval(timer),
    update: live => {
      const present = JSON.stringify(live.status?.lanes ?? null);
      if (lanes !== null && lanes !== present) load();
      lanes = present;
    },
  };
}
