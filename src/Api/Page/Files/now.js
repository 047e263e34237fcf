import { all, get, may, session } from './api.js';
import { card, fill, h, icon, trouble } from './dom.js';
import { chart } from './chart.js';
import { count, decimal, many, secondsSince, span, time } from './format.js';
import { executionColumns, executionRow, nightOf, unitNames } from './night.js';
import { signInCard } from './signin.js';
import { isStale } from './live.js';

const ranges = { '24 h': [86400, 300], '7 d': [604800, 3600] };
let range = '24 h';

/** The first view: is the data safe, where is it, what needs a person; then what is only interesting. */
export function now(main, { rest, signedIn }) {
  const top = h('div', { class: 'stack' });
  const charts = h('div', { class: 'stack only-near' });
  const tonight = h('div', { class: 'only-near' });
  const here = h('div', { class: 'only-near' });
  const signIn = h('div', { class: 'only-near' });
  const showsNight = may('read:observations');
  fill(main, h('h1', { class: 'sr' }, 'Now'), top, signIn, may('view:buffer') && charts,
    session.me && h('div', { class: 'two only-near' }, tonight, here));
  if (!session.me) fill(signIn, signInCard(signedIn, rest[0] === 'used'));

  const timers = [];
  if (may('view:buffer')) {
    drawCharts(charts);
    timers.push(setInterval(() => drawCharts(charts), 60000));
  }
  if (showsNight) {
    drawTonight(tonight);
    timers.push(setInterval(() => drawTonight(tonight), 10000));
  }

  let lanes = '';
  return {
    leave: () => timers.forEach(clearInterval),
    update: live => {
      fill(top, verdictOf(live), session.me && may('view:buffer') && lanesOf(live.status));
      if (session.me) fill(here, siteOf(live.status));
      const present = JSON.stringify(live.status?.lanes ?? null);
      if (showsNight && lanes && present !== lanes) drawTonight(tonight);
      lanes = present;
    },
  };
}

export function verdictOf(live) {
  const status = live.status;
  if (!status) {
    const missing = live.problem?.status === 404;
    return h('section', { class: 'card verdict unknown', role: 'status' }, icon('unknown'), h('div', null,
      h('p', null, live.problem ? missing ? 'This version of the service has no verdict.' : 'The service does not answer this page.' : 'Asking the service …'),
      live.problem && h('p', null, missing ? 'The views above work; /health says how the site is.' : `${live.problem.message} It is asked again every few seconds.`)));
  }
  const words = { ok: 'All is well', waiting: 'Waiting, passes by itself', attention: 'Needs a person' };
  return h('section', { class: `card verdict ${status.severity}`, role: 'status', 'aria-label': words[status.severity] }, icon(status.severity), h('div', null,
    h('p', null, status.verdict),
    h('p', null, isStale() ? `This is old: the service has not answered since ${status.at.slice(11, 19)} UTC.` : `${words[status.severity]}. Seen at `, !isStale() && time(status.at), !isStale() && ' UTC.')));
}

const needsLink = {
  refused: ['#/failed', 'Look and decide'], paused: ['#/site', 'Look and resume'], no_drainer: ['#/site', 'See the processes'], not_durable: ['#/site', 'See durability'],
  buffer_unavailable: ['#/site', 'See the site'], redis_unavailable: ['#/site', 'See the site'], clock_difference: ['#/site', 'See the clocks'], disk_nearly_full: ['#/site', 'See the disks'],
  replica_stuck: ['#/site', 'See the site'], local_unavailable: ['#/site', 'See the site'], buffer_nearly_full: ['#/site', 'See the site'], buffer_full: ['#/site', 'See the site'],
};

function factsOf(status) {
  const facts = (status?.facts ?? []).filter(fact => fact.severity !== 'ok');
  return facts.length > 0 && h('ul', { class: 'facts', 'aria-label': 'What needs a person, and what waits' }, facts.map(fact => h('li', { class: `fact ${fact.severity}` },
    h('b', null, fact.severity === 'attention' ? 'Needs you' : 'Waits'), h('span', { class: 'text' }, fact.text),
    fact.since && h('span', { class: 'small dim' }, 'since ', time(fact.since), ` (${span(secondsSince(fact.since))})`),
    needsLink[fact.code] && h('a', { class: 'button only-near', href: needsLink[fact.code][0] }, needsLink[fact.code][1]))));
}

function lanesOf(status) {
  if (!status?.facts) return null;
  const lanes = status.lanes;
  const isCut = status.facts.some(fact => fact.code === 'link_down');
  const isMain = status.site.type === 'main';
  return card('Where the writes are',
    !lanes ? h('p', { class: 'dim' }, 'Not known while the buffer is unavailable. What it holds is kept.')
      : isMain ? h('p', { class: 'dim' }, 'A main site writes directly; nothing waits here.')
        : h('ul', { class: 'lanes' },
          lane('Buffered here', lanes.buffered, lanes.buffered.count > 0 ? 'on' : '', oldest(lanes.buffered) ?? 'nothing waits'),
          arrow(isCut),
          lane('Being applied', lanes.applying, lanes.applying.count > 0 ? 'on' : '', oldest(lanes.applying) ?? 'no batch under way'),
          arrow(),
          lane('At main', lanes.committed, lanes.committed.count > 0 ? 'on' : '', lanes.committed.count > 0 ? `not yet back; ${oldest(lanes.committed) ?? ''}` : 'nothing unconfirmed'),
          arrow(),
          lane('Confirmed here', lanes.replicated, 'done', 'in the last 24 h'),
        ),
    factsOf(status));
}

const lane = (title, { count: number }, kind, note) => h('li', { class: `lane ${kind}` }, h('span', { class: 'dim' }, title), h('b', null, count(number)), h('span', { class: 'small dim' }, note));

const oldest = ({ oldest_at: at }) => at ? `oldest ${span(secondsSince(at))}` : null;

const arrow = isCut => isCut
  ? h('li', { class: 'arrow cut' }, '✕', h('small', null, 'link down'))
  : h('li', { class: 'arrow', 'aria-hidden': 'true' }, '→');

const rounded = number => count(number === null ? null : Math.round(number));

async function drawCharts(box) {
  const [length, step] = ranges[range];
  const to = Math.floor(Date.now() / 1000);
  const buttons = h('div', { class: 'row', role: 'group', 'aria-label': 'Range of the charts' }, Object.keys(ranges).map(name => h('button', {
    type: 'button', 'aria-pressed': String(name === range), onclick: () => { range = name; drawCharts(box); },
  }, name)));
  try {
    const history = await get('api/history', { from: new Date((to - length) * 1000).toISOString(), to: new Date(to * 1000).toISOString(), step });
    fill(box, buttons, h('div', { class: 'charts' },
      chart({ title: `Writes per minute · ${range}`, at: history.at, show: decimal, series: [
        { name: 'accepted', css: 'blue', values: history.accepted }, { name: 'applied', css: 'green', values: history.applied }] }),
      chart({ title: `Waiting for main · ${range}`, at: history.at, show: rounded, series: [{ name: 'writes', css: 'amber', values: history.depth }] }),
      chart({ title: `Oldest waiting write · ${range}`, at: history.at, show: span, series: [{ name: 'old', css: 'amber', values: history.oldest_age_seconds }] }),
      chart({ title: `Replica behind main · ${range}`, at: history.at, show: span, series: [{ name: 'behind', css: 'blue', values: history.replica_lag_seconds }] })));
  } catch (problem) {
    fill(box, problem.status === 404 ? null : card('Charts', trouble(problem, () => drawCharts(box))));
  }
}

async function drawTonight(box) {
  try {
    const { from, name } = nightOf(new Date());
    const [{ items }, names] = await Promise.all([all('executed_obs_units', { min_start_time: from.toISOString(), limit: 8 }, 8), unitNames()]);
    fill(box, card(`Tonight, ${name}: the newest executions`,
      items.length === 0
        ? h('div', { class: 'empty' }, h('b', null, 'Nothing was started tonight'), h('p', null, 'The first execution shows here as soon as it is recorded.'))
        : executionTable(items.slice(0, 8), names),
      h('p', { class: 'fault' }, h('a', { href: '#/night' }, 'The whole night'))));
  } catch (problem) {
    fill(box, card('Tonight', trouble(problem, () => drawTonight(box))));
  }
}

const executionTable = (items, names) => h('div', { class: 'scroll', tabindex: 0, role: 'region', 'aria-label': 'The newest executions' }, h('table', null,
  h('thead', null, h('tr', null, executionColumns.map(column => h('th', { scope: 'col', class: column.num && 'num' }, column.title)))),
  h('tbody', null, items.map(item => executionRow(item, names)))));

function siteOf(status) {
  if (!status?.facts) return null;
  const mark = (isOk, text) => h('span', { class: `s ${isOk ? 'ok' : 'bad'}` }, text);
  const drains = (status.processes ?? []).filter(process => process.drains);
  const link = status.facts.find(fact => ['link_down', 'main_unavailable'].includes(fact.code));
  const tightest = (status.disks ?? []).filter(disk => disk.total_bytes > 0).sort((a, b) => a.free_bytes / a.total_bytes - b.free_bytes / b.total_bytes)[0];
  const worst = (status.clocks ?? []).reduce((most, each) => Math.max(most, Math.abs(each.offset_seconds)), 0);
  const rows = [
    ['Main', link ? mark(false, `unavailable for ${span(secondsSince(link.since))}`) : mark(true, 'reachable')],
    status.durability && ['Durability', mark(!(status.durability.faults?.length || status.durability.weaknesses?.length), `${status.durability.level}${status.durability.has_journal ? ' and journal' : ''}`)],
    ['Sending', status.paused ? mark(false, `paused by ${status.paused.by}`) : drains.length ? mark(true, `process ${drains[0].name}`) : h('span', { class: 's' }, 'no process yet')],
    ['Processes', many(status.processes?.length ?? 0, 'process', 'processes')],
    ['Clocks', mark(worst <= 1, worst <= 1 ? 'within 1 s' : `${decimal(worst)} s apart`)],
    tightest && ['Disk', `${Math.round(100 * tightest.free_bytes / tightest.total_bytes)} % free${tightest.full_in_days ? `, full in ${count(Math.round(tightest.full_in_days))} days` : ''}`],
  ].filter(Boolean);
  return card('This site', h('dl', null, rows.map(([name, value]) => [h('dt', null, name), h('dd', null, value)])), h('p', { class: 'fault' }, h('a', { href: '#/site' }, 'More about the site')));
}
