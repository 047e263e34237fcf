import { fill, h, trouble } from './dom.js';

/**
 * Asks before something is done. The button that does it is named after it, and what the service refuses is shown in the dialog.
 * @param {{title: string, body: (Node|string)[], confirm: string, danger?: boolean, act: () => Promise<any>}} what
 * @returns {Promise<any>} what act returned; undefined: the person has cancelled
 */
export function ask({ title, body, confirm, danger, act }) {
  return new Promise(resolve => {
    const fault = h('div');
    const button = h('button', { type: 'submit', class: danger ? 'danger' : 'main' }, confirm);
    let result;
    const dialog = h('dialog', { 'aria-labelledby': 'dialog-title', onclose: () => { dialog.remove(); resolve(result); } },
      h('form', {
        onsubmit: async event => {
          event.preventDefault();
          button.disabled = true;
          fill(fault);
          try {
            result = (await act()) ?? true;
            dialog.close();
          } catch (problem) {
            fill(fault, trouble(problem), Object.entries(problem.errors ?? {}).map(([field, messages]) => h('p', { class: 'bad' }, `${field} ${[messages].flat().join(' ')}`)));
            button.disabled = false;
          }
        },
      },
      h('h2', { id: 'dialog-title' }, title), ...body, fault,
      h('div', { class: 'row end' }, h('button', { type: 'button', onclick: () => dialog.close() }, 'Cancel'), button)));
    document.body.append(dialog);
    dialog.showModal();
  });
}

export function field(label, input, note) {
  const id = `f${field.next = (field.next ?? 0) + 1}`;
  input.id = id;
  if (note) input.setAttribute('aria-describedby', `${id}n`);
  return h('div', { class: 'field' }, h('label', { for: id }, label), input, note && h('span', { class: 'small dim', id: `${id}n` }, note));
}

export const reason = (label = 'Reason, for the audit') => h('input', { required: true, maxlength: 1000, autocomplete: 'off', 'aria-label': label });
