import { session, signIn } from './api.js';
import { card, fill, h, trouble } from './dom.js';
import { field } from './dialogs.js';

/** How to sign in, and why it is needed again where a cookie holds no longer. */
export function signInCard(done, used) {
  const fault = h('div');
  const token = h('input', { type: 'password', autocomplete: 'off', required: true, spellcheck: 'false', placeholder: 'ops_api_token_…' });
  const button = h('button', { type: 'submit', class: 'main' }, 'Sign in with the token');
  const back = encodeURIComponent(new URL('../', import.meta.url).href);
  return h('div', { class: 'sign-in' }, card('Sign in to see more and to act',
    used && h('p', { class: 'trouble' }, 'That link was used already, or its ten minutes are over. Make a token with ./run.sh token create and paste it here.'),
    session.refusal && h('p', { class: 'trouble' }, `Your session is over. ${session.refusal} Sign in again; nothing that you had sent is lost.`),
    session.github_login && h('p', null, h('a', { class: 'button main', href: new URL(`../github/login?return_to=${back}`, import.meta.url).href }, 'Sign in with GitHub')),
    h('form', {
      onsubmit: async event => {
        event.preventDefault();
        button.disabled = true;
        fill(fault);
        try {
          await signIn(token.value);
          done();
        } catch (problem) {
          fill(fault, trouble(problem));
          button.disabled = false;
          token.select();
        }
      },
    },
    field('API token', token, 'Kept in a cookie that no script can read, and only for this service. It works without a link and without GitHub.'),
    fault, h('div', { class: 'row' }, button))));
}
