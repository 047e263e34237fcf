// Elements without a framework. Text is always set as text, so nothing that a client has sent becomes markup.

const svgTags = new Set(['svg', 'path', 'line', 'rect', 'circle', 'g']);

export function h(tag, props, ...children) {
  const element = svgTags.has(tag) ? document.createElementNS('http://www.w3.org/2000/svg', tag) : document.createElement(tag);
  for (const [name, value] of Object.entries(props ?? {})) {
    if (value === undefined || value === null || value === false) continue;
    if (name.startsWith('on')) element.addEventListener(name.slice(2), value);
    else if (name === 'value' || name === 'checked' || name === 'disabled') element[name] = value;
    else element.setAttribute(name, value === true ? '' : value);
  }
  element.append(...children.flat(Infinity).filter(child => child !== undefined && child !== null && child !== false));
  return element;
}

/** Replaces what an element holds. What has the focus gives it to its successor, so that news does not interrupt who works by keyboard. */
export function fill(element, ...children) {
  const active = element.contains(document.activeElement) && document.activeElement !== element ? document.activeElement : null;
  element.replaceChildren(...children.flat(Infinity).filter(child => child !== undefined && child !== null && child !== false));
  if (!active || element.contains(active)) return;
  [...element.querySelectorAll(active.tagName)].find(each => nameOf(each) === nameOf(active))?.focus({ preventScroll: true });
}

const nameOf = element => element.getAttribute('aria-label') ?? element.getAttribute('href') ?? element.textContent;

const icons = {
  ok: 'M5 12.5l4.5 4.500L19 7.500',
  waiting: 'M12 7v5l3 2M12 3a9 9 0 100 18 9 9 0 000-18',
  attention: 'M12 8v5m0 3.500v.010M10.300 4l-7.800 13.500A2 2 0 004.200 20.500h15.600a2 2 0 001.700-3L13.700 4a2 2 0 00-3.400 0',
  unknown: 'M9.500 9a2.500 2.500 0 114 2c-1 .700-1.500 1.200-1.500 2.500m0 3v.010M12 3a9 9 0 100 18 9 9 0 000-18',
};

export const icon = name => h('svg', {
  viewBox: '0 0 24 24', fill: 'none', stroke: 'currentColor', 'stroke-width': 2, 'stroke-linecap': 'round', 'stroke-linejoin': 'round', 'aria-hidden': 'true',
}, h('path', { d: icons[name] ?? icons.unknown }));

export function card(title, ...children) {
  const id = `t${card.next = (card.next ?? 0) + 1}`;
  return h('section', { class: 'card', 'aria-labelledby': id }, h('h2', { id }, title), ...children);
}

export const loading = what => h('p', { class: 'empty', role: 'status' }, `Loading ${what} …`);

export const empty = (title, text) => h('div', { class: 'empty' }, h('b', null, title), text && h('p', null, text));

/** What has gone wrong, and what to do about it, as the service says it. */
export const trouble = (problem, again) => h('div', { class: 'trouble', role: 'alert' },
  h('b', null, problem.title), h('p', null, problem.message), problem.remedy && h('p', { class: 'dim' }, problem.remedy),
  again && h('button', { type: 'button', onclick: again }, 'Try again'));

export function toast(text, kind = 'ok') {
  const note = h('p', { class: `toast ${kind}` }, text);
  document.getElementById('toasts').append(note);
  setTimeout(() => note.remove(), 8000);
}

/** A table that scrolls by itself where it is wider than the screen; its box can be reached by keyboard. */
export const table = (label, columns, rows) => h('div', { class: 'scroll', tabindex: 0, role: 'region', 'aria-label': label },
  h('table', null,
    h('thead', null, h('tr', null, columns.map(column => h('th', { scope: 'col', class: column.num && 'num' }, column.title ?? column)))),
    h('tbody', null, rows)));
