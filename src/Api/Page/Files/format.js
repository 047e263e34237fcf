import { h } from './dom.js';

const whole = new Intl.NumberFormat('en');
const local = new Intl.DateTimeFormat('en-GB', {
  timeZone: 'America/Santiago', year: 'numeric', month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit', second: '2-digit',
});

export const count = number => number === undefined || number === null ? '–' : whole.format(number);

export const decimal = number => number === undefined || number === null ? '–' : number >= 100 ? whole.format(Math.round(number)) : String(+number.toFixed(number < 10 ? 2 : 1));

/** "1 transaction", "3 transactions". */
export const many = (number, one, more = `${one}s`) => `${count(number)} ${number === 1 ? one : more}`;

/** A length of time in at most two units. */
export function span(seconds) {
  if (seconds === undefined || seconds === null) return '–';
  const s = Math.max(0, Math.round(seconds));
  if (seconds < 10 && seconds !== s) return `${+Math.max(0, seconds).toFixed(1)} s`;
  if (s < 60) return `${s} s`;
  if (s < 600) return s % 60 ? `${Math.floor(s / 60)} min ${s % 60} s` : `${s / 60} min`;
  if (s < 3600) return `${Math.floor(s / 60)} min`;
  if (s < 86400) return two(Math.floor(s / 3600), 'h', Math.floor(s % 3600 / 60), 'min');
  return two(Math.floor(s / 86400), 'd', Math.floor(s % 86400 / 3600), 'h');
}

const two = (large, unit, small, smaller) => small ? `${large} ${unit} ${small} ${smaller}` : `${large} ${unit}`;

export const bytes = number => {
  if (number === undefined || number === null) return '–';
  const units = ['B', 'kB', 'MB', 'GB', 'TB', 'PB'];
  let place = 0;
  while (number >= 1000 && place < units.length - 1) {
    number /= 1000;
    place++;
  }
  return `${place && number < 10 ? number.toFixed(1) : Math.round(number)} ${units[place]}`;
};

export const secondsSince = iso => iso ? (Date.now() - Date.parse(iso)) / 1000 : null;

export const utc = iso => new Date(iso).toISOString();

export const clock = iso => utc(iso).slice(11, 19);

export const atTelescope = iso => `${local.format(new Date(iso))} at the telescope (America/Santiago)`;

/** A time in UTC; the telescope's local time appears on hover. With its date where that is not today's. */
export function time(iso, withDate = utc(iso).slice(0, 10) !== new Date().toISOString().slice(0, 10)) {
  return iso ? h('time', { datetime: iso, title: atTelescope(iso) }, withDate ? `${utc(iso).slice(0, 10)} ${clock(iso)}` : clock(iso)) : '–';
}

const states = {
  buffered: ['wait', 'buffered here'], applying: ['wait', 'being applied'], committed: ['mid', 'at main, not yet back'], replicated: ['ok', 'confirmed'],
  failed: ['bad', 'failed'], parked: ['bad', 'parked behind a failed one'], discarded: ['none', 'discarded'],
};

/** A state as a mark of its own shape and in words, so that it can be read without colour. */
export const state = name => h('span', { class: `s ${states[name]?.[0] ?? 'none'}` }, states[name]?.[1] ?? name ?? 'unknown');

export const short = id => id ? `${id.slice(0, 8)}…${id.slice(-4)}` : '–';

export const json = value => typeof value === 'string' ? value : JSON.stringify(value);
