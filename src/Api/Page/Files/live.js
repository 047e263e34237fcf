// The status of the site, live: server-sent events, and polling where they do not come through.

import { get, may, root } from './api.js';

/** Seconds between questions while no stream is open, and without news on one that is: the service sends at least every 15 s. */
const betweenQuestions = 5;
const quietStream = 18;

/** Seconds after which the page says that what it shows is old, and after which it tries to open a stream again. */
const old = 25;
const reopenAfter = 20;

export const live = { status: null, receivedAt: 0, mode: 'none', problem: null };

let source = null;
let closedAt = 0;
let asking = false;
let listener = () => {};

export const age = () => live.receivedAt ? (Date.now() - live.receivedAt) / 1000 : null;

/** Sooner where the service was asked and did not answer. */
export const isStale = () => age() === null || age() > (live.problem ? 10 : old);

export function follow(onChange) {
  listener = onChange;
  setInterval(tick, 1000);
  return poll();
}

/** Asks now, because the person has just changed something. */
export const refresh = () => poll();

/** Begins again, because the person has signed in or out. */
export function restart() {
  source?.close();
  source = null;
  closedAt = 0;
  return poll();
}

function tick() {
  if (!asking && (live.receivedAt === 0 || age() > (source?.readyState === EventSource.OPEN ? quietStream : betweenQuestions))) poll();
  listener('tick');
}

async function poll() {
  asking = true;
  try {
    take(await get('api/status'));
    if (!source) live.mode = 'polling';
    // A stranger gets the verdict alone, and not as a stream.
    if (!source && may('view:buffer') && Date.now() - closedAt > reopenAfter * 1000) open();
  } catch (problem) {
    live.problem = problem;
    listener('trouble');
  } finally {
    asking = false;
  }
}

function open() {
  source = new EventSource(new URL('api/events', root));
  source.addEventListener('open', () => { live.mode = 'live'; });
  source.addEventListener('status', event => {
    live.mode = 'live';
    take(JSON.parse(event.data));
  });
  source.addEventListener('error', () => {
    live.mode = 'polling';
    // The browser resumes by itself, unless the service has refused.
    if (source?.readyState === EventSource.CLOSED) {
      source = null;
      closedAt = Date.now();
    }
  });
}

function take(status) {
  live.status = status;
  live.receivedAt = Date.now();
  live.problem = null;
  listener('status');
}
