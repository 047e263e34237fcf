import { get, may, send } from './api.js';
import { card, empty, fill, h, loading, table, toast, trouble } from './dom.js';
import { ask, field } from './dialogs.js';
import { refresh } from './live.js';
import { json, many, short, state, time } from './format.js';

const path = ['buffered', 'applying', 'committed', 'replicated'];

export const copyLink = () => h('button', {
  type: 'button',
  onclick: async () => {
    try {
      await navigator.clipboard.writeText(location.href);
      toast('The link is copied.');
    } catch {
      toast(location.href);
    }
  },
}, 'Copy link');

/** The states that a transaction has been in, with times, LSN, attempts and errors. */
export const wayOf = item => [
  h('ol', { class: 'way' }, Object.entries(item.times).sort(([a, at], [b, other]) => Date.parse(at) - Date.parse(other) || path.indexOf(a) - path.indexOf(b))
    .map(([name, at]) => h('li', { class: name === item.state && 'now' }, state(name), h('span', null, time(at, true), ' UTC'),
      name === 'committed' && item.lsn && h('span', { class: 'dim' }, 'LSN ', h('code', null, item.lsn)))),
  item.history.length > 0 && h('li', null, h('span', { class: 'bad' }, `${many(item.total_attempts, 'attempt')} refused; trouble with the link does not count`))),
  item.waits_for && h('p', { class: 'fault' }, 'Waits for ', item.waits_for, '.'),
  item.state === 'failed' && item.error && errorOf(item.error),
];

export const errorOf = error => h('div', { class: 'trouble fault' }, h('b', null, error.message), error.detail && h('p', null, error.detail),
  h('p', { class: 'small dim' }, [error.sql_state && `SQLSTATE ${error.sql_state}`, error.class && `class ${error.class}`, error.table && `table ${error.table}`, error.constraint && `constraint ${error.constraint}`]
    .filter(Boolean).join(' · ')));

/** One transaction, with the decisions that the person may take about it. */
export function transaction(main, { rest: [id] }) {
  fill(main, h('div', { class: 'card' }, loading('the transaction')));
  let known = '';

  async function load() {
    try {
      const item = await get(`api/transactions/${encodeURIComponent(id)}`);
      const present = JSON.stringify(item);
      if (present === known) return;
      known = present;
      draw(item);
    } catch (problem) {
      if (!known) fill(main, h('div', { class: 'card' }, trouble(problem, load)));
    }
  }

  function draw(item) {
    const execution = item.entities.find(entity => entity.startsWith('executed_obs_unit:'))?.split(':')[1];
    fill(main,
      h('div', { class: 'row' }, h('h1', null, item.operation.replaceAll('_', ' ')), state(item.state), h('span', { class: 'grow' }),
        item.state === 'failed' && decisions([item], load), copyLink()),
      card('Its way', wayOf(item)),
      card('Transaction', h('dl', { class: 'left' }, [
        ['Id', h('code', null, item.id)], ['Sent by', item.principal], ['Site', item.site_name], ['Sequence', item.sequence ?? '–'], ['Accepted', h('span', null, time(item.accepted_at, true), ' UTC')],
        ['About', h('span', null, item.entities.map(entity => h('div', null, h('code', null, entity))))], execution && ['Record', h('a', { href: `#/record/${execution}` }, 'the execution and its files')],
        item.reason && ['Discarded because', item.reason],
      ].filter(Boolean).map(([name, value]) => [h('dt', null, name), h('dd', null, value)]))),
      item.history.length > 0 && card('Refused attempts, the newest first', table('Refused attempts', ['When (UTC)', 'SQLSTATE', 'Error'], item.history.toReversed().map(each => h('tr', null,
        h('td', null, time(each.at, true)), h('td', null, each.error.sql_state ?? '–'), h('td', { class: 'wide' }, each.error.message, each.error.detail && ` (${each.error.detail})`))))),
      item.edits.length > 0 && card('Edits', item.edits.map(edit => h('div', null, h('p', null, time(edit.at, true), ` UTC, ${edit.principal}: ${edit.reason}`), diffOf(edit.fields)))),
      card(item.change_count === null ? 'What it changes' : many(item.change_count, 'change'), item.changes
        ? item.changes.slice(0, 50).map(change => h('div', { class: 'fault' }, h('p', null, h('b', null, change.kind), ` ${change.table} `, h('code', null, change.key)),
          change.values && h('pre', null, JSON.stringify(change.values, null, 2))))
        : empty('This site no longer holds what it changes', 'It is in the main database.')));
  }

  load();
  let lanes = null;
  return {
    update: live => {
      const present = JSON.stringify(live.status?.lanes ?? null);
      if (lanes !== null && lanes !== present) load();
      lanes = present;
    },
  };
}

const diffOf = fields => table('What is replaced', ['Row', 'Column', 'From and to'], fields.map(each => h('tr', null,
  h('td', null, `${each.table} ${short(each.key)}`), h('td', null, each.column), h('td', { class: 'wide diff' }, h('del', null, json(each.old)), ' ', h('ins', null, json(each.new))))));

const outcomes = { apply: ['ok', 'would be applied'], be_known: ['ok', 'is at main already'], fail: ['bad', 'would be refused again'], park: ['wait', 'would wait behind it'] };

/** What main would do, as a dry run has found. */
export const wouldOf = would => h('ul', { class: 'facts' }, would.map(each => h('li', { class: `fact ${each.would === 'fail' ? 'attention' : 'waiting'}` },
  h('span', { class: `s ${outcomes[each.would]?.[0]}` }, outcomes[each.would]?.[1] ?? each.would), h('span', { class: 'text' }, `${each.operation.replaceAll('_', ' ')} ${short(each.transaction_id)}`, each.error && `: ${each.error.message}`))));

/** The buttons for one failed transaction; only those that the rights of the person allow. */
export function decisions([item], done) {
  return [
    may('replay:transactions') && h('button', { type: 'button', class: 'main', onclick: () => retry({ ids: [item.id] }, done) }, 'Retry'),
    may('replay:transactions') && h('button', { type: 'button', onclick: () => edit(item, done) }, 'Edit'),
    may('discard:transactions') && h('button', { type: 'button', onclick: () => discard({ ids: [item.id] }, done) }, 'Discard'),
  ];
}

/** Asks main in a dry run first; the dialog and its button say how many are meant. */
export async function retry(which, done) {
  let trial;
  try {
    trial = await send('POST', 'api/transactions/retry', { ...which, dry_run: true });
  } catch (problem) {
    trial = { count: which.ids?.length, problem };
  }
  if (trial.count === undefined) return toast(trial.problem.message, 'bad');
  if (trial.count === 0) return toast('No failed transaction is meant any more.');
  const parked = (trial.would?.length ?? 0) + (trial.not_rehearsed ?? 0) - trial.count;
  const result = await ask({
    title: `Retry ${many(trial.count, 'transaction')}?`,
    body: [
      h('p', null, `${many(trial.count, 'failed transaction goes', 'failed transactions go')} back into the buffer${parked > 0 ? `, and with ${trial.count === 1 ? 'it' : 'them'} ${many(parked, 'parked one')} in order` : ''}.`),
      trial.problem && h('p', { class: 'dim' }, `What main would say is not known: ${trial.problem.message}`),
      trial.would?.length > 0 && h('div', null, h('h3', null, 'Tried at main just now, and rolled back'), wouldOf(trial.would.slice(0, 8)),
        (trial.not_rehearsed > 0 || trial.would.length > 8) && h('p', { class: 'small dim' }, `and ${many(trial.not_rehearsed + Math.max(0, trial.would.length - 8), 'other')}`)),
    ],
    confirm: `Retry ${trial.count}`,
    act: () => send('POST', 'api/transactions/retry', { ...which, expected_count: trial.count }),
  });
  if (!result) return;
  toast(`${many(result.ids.length, 'transaction')} put back.`);
  refresh();
  done?.();
}

export async function discard(which, done) {
  let trial;
  try {
    trial = await send('POST', 'api/transactions/discard', { ...which, dry_run: true, reason: 'to see' });
  } catch (problem) {
    return toast(problem.message, 'bad');
  }
  if (trial.count === 0) return toast('No failed transaction is meant any more.');
  const why = h('input', { required: true, maxlength: 1000, autocomplete: 'off' });
  const parked = trial.discarded.length - trial.count;
  const followers = h('select', null, h('option', { value: 'discard' }, 'discard them too'), h('option', { value: 'release' }, 'put them back into the buffer'));
  const result = await ask({
    title: `Discard ${many(trial.count, 'transaction')} for good?`,
    body: [
      h('p', null, 'What they record will not reach main. It cannot be undone.'),
      parked > 0 && field(`${many(parked, 'parked one waits', 'parked ones wait')} behind`, followers),
      field('Reason', why, 'It goes into the audit.'),
    ],
    confirm: `Discard ${trial.count}`,
    danger: true,
    act: () => send('POST', 'api/transactions/discard', { ...which, expected_count: trial.count, reason: why.value, followers: followers.value }),
  });
  if (!result) return;
  toast(`${many(result.discarded.length, 'transaction')} discarded.`);
  refresh();
  done?.();
}

/** Other values for a failed transaction: what was replaced is shown, and tried at main before it is kept. */
export async function edit(item, done) {
  const whole = item.changes && item.changes.length === item.change_count ? item : await get(`api/transactions/${item.id}`).catch(() => item);
  const inputs = [];
  const why = h('input', { required: true, maxlength: 1000, autocomplete: 'off' });
  const trial = h('div', { 'aria-live': 'polite' });
  const changed = () => {
    const byChange = new Map();
    for (const { change, column, input, text } of inputs) {
      if (input.value === text) continue;
      byChange.set(change, { ...byChange.get(change), [column]: read(input.value) });
    }
    return [...byChange].map(([change, values]) => ({ change, values }));
  };
  const attempt = async () => {
    try {
      const result = await send('POST', `api/transactions/${item.id}/edit`, { changes: changed(), reason: why.value || 'to see', dry_run: true });
      fill(trial, diffOf(result.fields), wouldOf(result.would));
    } catch (problem) {
      fill(trial, trouble(problem), Object.entries(problem.errors).map(([name, messages]) => h('p', { class: 'bad' }, `${name} ${[messages].flat().join(' ')}`)));
    }
  };
  const result = await ask({
    title: `Edit ${item.operation.replaceAll('_', ' ')}`,
    body: [
      item.error && errorOf(item.error),
      (whole.changes ?? []).slice(0, 20).map((change, place) => h('fieldset', null, h('legend', null, `${change.kind} ${change.table}`),
        Object.entries(change.values ?? {}).map(([column, value]) => {
          const text = value === null ? '' : json(value);
          const input = h('input', { value: text, autocomplete: 'off' });
          inputs.push({ change: place, column, input, text });
          return field(column, input);
        }))),
      field('Reason', why, 'It goes into the audit. The original values stay to be read.'),
      h('div', { class: 'row' }, h('button', { type: 'button', onclick: attempt }, 'Try it at main (dry run)')),
      trial,
    ],
    confirm: 'Save and retry',
    act: () => send('POST', `api/transactions/${item.id}/edit`, { changes: changed(), reason: why.value }),
  });
  if (!result) return;
  toast(`Edited; ${many(result.ids.length, 'transaction')} put back.`);
  refresh();
  done?.();
}

/** A value as JSON where it is JSON, else as text; empty: null. */
function read(text) {
  if (text === '') return null;
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
