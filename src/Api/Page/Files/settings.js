import { get } from './api.js';
import { card, empty, fill, h, loading, table, trouble } from './dom.js';
import { field } from './dialogs.js';

/** The settings in effect, with where each comes from; secrets are masked by the service. */
export function settings(main) {
  const box = h('div');
  let items = [];
  const text = h('input', { type: 'search', placeholder: 'name or value', oninput: draw });
  fill(main, h('h1', { class: 'sr' }, 'Settings'), card('Settings in effect', h('p', { class: 'dim' }, 'Read once at the start. The environment comes before .env, and .env before settings.toml.'),
    h('form', { class: 'filter', onsubmit: event => event.preventDefault() }, field('Search', text)), box));
  fill(box, loading('the settings'));

  function draw() {
    const words = text.value.toLowerCase();
    const met = items.filter(item => `${item.name} ${item.value} ${item.origin}`.toLowerCase().includes(words));
    fill(box, met.length === 0 ? empty('No setting matches')
      : table('Settings', ['Name', 'Value', 'Origin'], met.map(item => h('tr', { class: /default/i.test(item.origin ?? '') && 'gone' },
        h('td', null, h('code', null, item.name)), h('td', { class: 'wide' }, item.value === null || item.value === '' ? '–' : h('code', null, String(item.value))), h('td', { class: 'wide' }, item.origin ?? '–')))));
  }

  async function load() {
    try {
      const answer = await get('api/settings');
      items = answer.items ?? answer;
      draw();
    } catch (problem) {
      fill(box, trouble(problem, load));
    }
  }

  load();
}
