import { get, may, send } from './api.js';
import { card, fill, h, loading, table, toast, trouble } from './dom.js';
import { ask, field } from './dialogs.js';
import { refresh } from './live.js';
import { bytes, count, decimal, secondsSince, span, time } from './format.js';

const mark = (isOk, text) => h('span', { class: `s ${isOk ? 'ok' : 'bad'}` }, text);

/** The site itself: sending, processes, durability, clocks, disks, replica. */
export function site(main) {
  const boxes = { sending: h('div'), rest: h('div', { class: 'stack' }), replica: h('div') };
  fill(main, h('h1', { class: 'sr' }, 'Site'), boxes.sending, boxes.rest, boxes.replica);
  fill(boxes.rest, h('div', { class: 'card' }, loading('the site')));
  let known = '';
  const timer = setInterval(drawReplica, 10000);
  drawReplica();

  async function drawReplica() {
    try {
      const view = await get('api/replication');
      fill(boxes.replica, card('Replica', h('dl', { class: 'left' }, Object.entries(view)
        .filter(([, value]) => value === null || typeof value !== 'object')
        .map(([name, value]) => [h('dt', null, words(name)), h('dd', null, shown(name, value))]))));
    } catch (problem) {
      fill(boxes.replica, card('Replica', trouble(problem, drawReplica)));
    }
  }

  return {
    leave: () => clearInterval(timer),
    update: live => {
      const status = live.status;
      if (!status?.facts) return;
      const { at, facts, lanes, verdict, severity, ...parts } = status;
      const present = JSON.stringify(parts, (name, value) => ['heartbeat_at', 'free_bytes', 'offset_seconds'].includes(name) ? undefined : value) + JSON.stringify(facts.map(fact => fact.code));
      if (present === known && secondsSince(drawnAt) < 5) return;
      known = present;
      drawnAt = new Date().toISOString();
      draw(status);
    },
  };

  function draw(status) {
    fill(boxes.sending, sending(status));
    fill(boxes.rest,
      status.processes && card('Processes', table('Processes', ['Name', 'Started (UTC)', 'Heartbeat', 'Epoch', 'Sends'], status.processes.map(process => {
        const silent = secondsSince(process.heartbeat_at);
        return h('tr', null, h('td', null, process.name), h('td', null, time(process.started_at, true)),
          h('td', null, mark(silent < 30, silent < 30 ? `alive, ${span(silent)} ago` : `silent for ${span(silent)}`)),
          h('td', null, count(process.epoch)), h('td', null, process.drains ? 'yes, this one' : 'no'));
      }))),
      status.durability && card('Durability of accepted writes', durability(status.durability)),
      h('div', { class: 'halves' },
        card('Clocks', (status.clocks ?? []).length === 0 ? h('p', { class: 'dim' }, 'No other clock has been compared yet.')
          : h('dl', null, status.clocks.map(clock => [h('dt', null, words(clock.name)), h('dd', null, mark(Math.abs(clock.offset_seconds) <= 1, `${clock.offset_seconds > 0 ? '+' : ''}${decimal(clock.offset_seconds)} s`))]))),
        card('Room', (status.disks ?? []).length === 0 ? h('p', { class: 'dim' }, 'Nothing is measured here.')
          : h('dl', null, status.disks.map(disk => {
            const free = disk.total_bytes > 0 ? disk.free_bytes / disk.total_bytes : 1;
            return [h('dt', null, words(disk.name)), h('dd', { title: disk.path ?? '' }, h('meter', { min: 0, max: 1, low: 0.1, high: 0.2, optimum: 1, value: free, 'aria-label': `free: ${Math.round(free * 100)} %` }), ` ${bytes(disk.free_bytes)} of ${bytes(disk.total_bytes)} free`,
              disk.full_in_days !== null && disk.full_in_days !== undefined && h('div', { class: `small ${disk.full_in_days < 3 ? 'bad' : 'dim'}` }, `full in ${count(Math.round(disk.full_in_days))} days at this rate`))];
          })))));
  }

  function durability(view) {
    const lists = [['Refuses writes', view.faults, 'bad'], ['May lose an accepted write', view.weaknesses, 'bad'], ['Notes', view.notes, 'dim']];
    return [
      h('dl', { class: 'left' }, [['Held as', mark(!view.faults?.length && !view.weaknesses?.length, view.level)], view.demanded && ['Demanded', view.demanded],
        ['Journal on disk', view.has_journal ? 'yes' : 'no'], ['Redis', view.is_alone ? mark(false, 'unavailable, the journal takes writes alone') : 'as configured']]
        .filter(Boolean).map(([name, value]) => [h('dt', null, name), h('dd', null, value)])),
      lists.filter(([, texts]) => texts?.length > 0).map(([title, texts, css]) => h('div', { class: 'fault' }, h('b', { class: css }, title), texts.map(text => h('p', null, text)))),
    ];
  }

  function sending(status) {
    const paused = status.paused;
    if (status.site.type === 'main') return null;
    return h('section', { class: `card ${paused ? 'verdict attention' : ''}`, 'aria-label': 'Sending to main' }, h('div', { class: 'row grow' },
      paused ? h('div', null, h('p', null, 'Sending is paused'), h('p', null, `by ${paused.by} since `, time(paused.since, true), ` UTC (${span(secondsSince(paused.since))}): ${paused.reason}`))
        : h('div', null, h('b', null, 'Sending to main is on'), h('p', { class: 'dim' }, 'A pause keeps everything here, as if the link were down. Recording goes on.')),
      h('span', { class: 'grow' }),
      may('configure:system') && (paused ? h('button', { type: 'button', class: 'main', onclick: resume }, 'Resume sending') : h('button', { type: 'button', onclick: pause }, 'Pause sending'))));
  }

  async function pause() {
    const why = h('input', { required: true, maxlength: 1000, autocomplete: 'off' });
    const result = await ask({
      title: 'Pause sending to main?',
      body: [h('p', null, 'Writes go on being accepted and wait here until somebody resumes, also across restarts.'), field('Reason', why, 'Everybody on shift sees it.')],
      confirm: 'Pause sending', danger: true, act: () => send('POST', 'api/buffer/pause', { reason: why.value }),
    });
    if (!result) return;
    toast('Sending is paused.');
    refresh();
  }

  async function resume() {
    const result = await ask({ title: 'Resume sending to main?', body: [h('p', null, 'What waits is applied in order, once.')], confirm: 'Resume sending', act: () => send('POST', 'api/buffer/resume') });
    if (!result) return;
    toast('Sending goes on.');
    refresh();
  }
}

let drawnAt = null;

const words = name => (name[0].toUpperCase() + name.slice(1)).replaceAll('_', ' ');

function shown(name, value) {
  if (value === null) return '–';
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  if (name.endsWith('_bytes')) return bytes(value);
  if (name.endsWith('_seconds')) return span(value);
  if (name.endsWith('_at')) return time(value, true);
  return typeof value === 'number' ? count(value) : h('code', null, String(value));
}
