import { all, get, may, send } from './api.js';
import { card, empty, fill, h, loading, table, toast, trouble } from './dom.js';
import { ask, field } from './dialogs.js';
import { count, time } from './format.js';

/** API tokens: make one, which is shown once; revoke; see the last use. */
export function tokens(main) {
  const box = h('div');
  const made = h('div');
  const showEnded = h('input', { type: 'checkbox', onchange: draw });
  let items = [];
  fill(main, h('h1', { class: 'sr' }, 'Tokens'), made, card('API tokens',
    h('div', { class: 'row' }, h('button', { type: 'button', class: 'main', onclick: create }, 'Make a token'), h('span', { class: 'grow' }), h('label', { class: 'row' }, showEnded, 'show those that have ended')), box));
  fill(box, loading('the tokens'));

  const endOf = item => item.revoked_at ? `revoked ${item.revoked_at.slice(0, 10)}` : item.expires_at && Date.parse(item.expires_at) < Date.now() ? 'expired' : null;

  function draw() {
    const met = items.filter(item => showEnded.checked || !endOf(item));
    fill(box, met.length === 0 ? empty('No token holds', 'Programs send one with each request. Make one for each program.')
      : table('API tokens', ['Name', 'Owner', 'Begins with', 'Scopes', 'Expires', 'Last use (UTC)', { title: 'Uses', num: true }, ''], met.map(item => h('tr', { class: endOf(item) && 'gone' },
        h('td', { title: item.note ?? '' }, item.name, item.kind === 'emergency' && h('span', { class: 'pill' }, 'emergency')), h('td', null, item.owner ?? '–'), h('td', null, h('code', null, `${item.prefix}…`)),
        h('td', { class: 'wide' }, item.scopes.join(', ')), h('td', null, endOf(item) ?? (item.expires_at ? time(item.expires_at, true) : 'never')),
        h('td', null, item.last_used_at ? time(item.last_used_at, true) : 'not yet'), h('td', { class: 'num' }, count(item.use_count)),
        h('td', null, !endOf(item) && h('button', { type: 'button', onclick: () => revoke(item) }, 'Revoke'))))));
  }

  async function load() {
    try {
      ({ items } = await all('api/tokens', {}, 1000));
      draw();
    } catch (problem) {
      fill(box, trouble(problem, load));
    }
  }

  async function create() {
    let scopes;
    try {
      ({ scopes } = await get('api/tokens/scopes'));
    } catch (problem) {
      return toast(problem.message, 'bad');
    }
    const name = h('input', { required: true, autocomplete: 'off', placeholder: 'chai-pipeline' });
    const note = h('input', { autocomplete: 'off', maxlength: 1000 });
    const expires = h('select', null, [['30d', '30 days'], ['90d', '90 days'], ['365d', 'a year'], ['', 'as long as its owner may']].map(([value, text]) => h('option', { value }, text)));
    expires.value = '90d';
    const boxes = scopes.filter(scope => may(scope.name)).map(scope => ({ scope, input: h('input', { type: 'checkbox' }) }));
    const result = await ask({
      title: 'Make a token',
      body: [
        field('Name: what it is for', name), field('Note', note), field('Expires after', expires),
        h('fieldset', null, h('legend', null, 'Scopes; none means all that you may do'), h('div', { class: 'checks' }, boxes.map(({ scope, input }) => h('label', { title: scope.about }, input, h('span', null, scope.name, h('span', { class: 'small dim' }, ` ${scope.about}`)))))),
      ],
      confirm: 'Make the token',
      act: () => {
        const wanted = boxes.filter(each => each.input.checked).map(each => each.scope.name);
        return send('POST', 'api/tokens', { name: name.value, note: note.value || null, expires_in: expires.value || null, scopes: wanted.length ? wanted : null });
      },
    });
    if (!result) return;
    const value = h('code', null, result.token);
    fill(made, h('section', { class: 'card verdict waiting', role: 'status' }, h('div', { class: 'grow' }, h('p', null, 'Copy the token now. It is not shown again.'),
      h('div', { class: 'secret' }, value, h('button', { type: 'button', onclick: () => navigator.clipboard.writeText(result.token).then(() => toast('Copied.'), () => getSelection().selectAllChildren(value)) }, 'Copy'),
        h('button', { type: 'button', onclick: () => fill(made) }, 'Done')))));
    load();
  }

  async function revoke(item) {
    const why = h('input', { autocomplete: 'off', maxlength: 1000 });
    const result = await ask({
      title: `Revoke ${item.name}?`, body: [h('p', null, 'Programs that send it are refused at once. It cannot be undone.'), field('Reason', why, 'It goes into the audit.')],
      confirm: 'Revoke', danger: true, act: () => send('DELETE', `api/tokens/${item.id}${why.value ? `?reason=${encodeURIComponent(why.value)}` : ''}`),
    });
    if (!result) return;
    toast('The token is revoked.');
    load();
  }

  load();
}
