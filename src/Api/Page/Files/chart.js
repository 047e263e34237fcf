import { h } from './dom.js';
import { decimal, utc } from './format.js';

const width = 300;
const height = 90;

/**
 * One chart: lines over time, with gaps where nothing was measured. A series has values, a name and the class that colours and dashes it.
 * @param {{title: string, at: number[], series: {name: string, css: string, values: (number|null)[]}[], show: (n: number|null) => string, note?: string}} what
 */
export function chart({ title, at, series, show = decimal, note }) {
  const id = `c${chart.next = (chart.next ?? 0) + 1}`;
  const most = Math.max(...series.flatMap(each => each.values.filter(value => value !== null)), 0);
  const top = most > 0 ? most * 1.08 : 1;
  const from = at[0] ?? 0;
  const to = at.at(-1) ?? 1;
  const x = index => to > from ? (at[index] - from) / (to - from) * width : 0;
  const y = value => height - 2 - value / top * (height - 6);
  const cursor = h('line', { class: 'cursor', x1: -9, x2: -9, y1: 0, y2: height });
  const now = h('p', { class: 'now' }, valuesAt(series, lastKnown(series), show));
  const svg = h('svg', { viewBox: `0 0 ${width} ${height}`, preserveAspectRatio: 'none', 'aria-hidden': 'true' },
    gaps(series, at).map(([begin, end]) => h('rect', { class: 'gap', x: x(begin), y: 0, width: Math.max(1, x(end) - x(begin)), height })),
    series.map((each, place) => [
      place === 0 && h('path', { class: `area ${each.css}`, d: paths(each.values, x, y).map(path => `${path.line} L${path.end} ${height} L${path.begin} ${height} Z`).join(' ') }),
      h('path', { class: `line ${each.css}`, d: paths(each.values, x, y).map(path => path.line).join(' ') }),
    ]),
    cursor);
  const box = h('div', {
    class: 'plot',
    onpointermove: event => {
      if (at.length === 0) return;
      const bounds = box.getBoundingClientRect();
      const wanted = from + (event.clientX - bounds.left) / bounds.width * (to - from);
      const index = at.reduce((best, time, place) => Math.abs(time - wanted) < Math.abs(at[best] - wanted) ? place : best, 0);
      cursor.setAttribute('x1', x(index));
      cursor.setAttribute('x2', x(index));
      now.replaceChildren(h('b', null, `${label(at[index], to - from)}: `), ...valuesAt(series, index, show));
    },
    onpointerleave: () => {
      cursor.setAttribute('x1', -9);
      cursor.setAttribute('x2', -9);
      now.replaceChildren(...valuesAt(series, lastKnown(series), show));
    },
  }, svg);
  return h('figure', { class: 'card chart', role: 'group', 'aria-labelledby': id },
    h('h2', { id }, title), now, note && h('p', { class: 'small dim' }, note), box,
    h('figcaption', null, at.length === 0
      ? 'Nothing is recorded yet.'
      : [h('span', null, label(from, to - from)), h('span', null, `highest ${show(most)}`), h('span', null, label(to, to - from))]));
}

const lastKnown = series => {
  const places = series.map(each => each.values.findLastIndex(value => value !== null));
  return Math.max(...places, -1);
};

const valuesAt = (series, index, show) => series.map((each, place) => h('span', { class: `value ${each.css}` },
  place > 0 && ' ', h('b', null, index < 0 ? '–' : show(each.values[index] ?? null)), ` ${each.name}`));

const label = (seconds, length) => length > 90000 ? `${utc(seconds * 1000).slice(5, 10)} ${utc(seconds * 1000).slice(11, 16)}` : utc(seconds * 1000).slice(11, 16);

function paths(values, x, y) {
  const found = [];
  let points = [];
  const end = () => {
    if (points.length > 0) {
      if (points.length === 1) points.push([points[0][0] + 1, points[0][1]]);
      found.push({ line: `M${points.map(([px, py]) => `${px.toFixed(1)} ${py.toFixed(1)}`).join(' L')}`, begin: points[0][0].toFixed(1), end: points.at(-1)[0].toFixed(1) });
    }
    points = [];
  };
  values.forEach((value, index) => value === null ? end() : points.push([x(index), y(value)]));
  end();
  return found;
}

/** Where no series has a value; before the first value nothing was recorded. */
function gaps(series, at) {
  const found = [];
  let begin = -1;
  const first = Math.min(...series.map(each => each.values.findIndex(value => value !== null)).filter(index => index >= 0));
  at.forEach((_, index) => {
    const known = series.some(each => each.values[index] !== null && each.values[index] !== undefined);
    if (!known && begin < 0 && index > first) begin = index;
    if (known && begin >= 0) {
      found.push([begin, index]);
      begin = -1;
    }
  });
  if (begin >= 0) found.push([begin, at.length - 1]);
  return found;
}
