// An invitation, for whom the page knows by nothing but the link that leads to it.

import { el, saved } from './elements.js';
import { post } from './server.js';
import { t } from './words.js';

const PLACE = /^#invitation=([A-Za-z0-9_-]+)$/;

/** The secret of the link that led here, or null. */
export const shown = () => location.hash.match(PLACE)?.[1] ?? null;

/** The invitation is fetched when its button is pressed: whoever only looks uses up nothing. */
export function draw(secret, say, complain) {
  let fetched = null;
  const button = el('button', { type: 'button', id: 'fetch', onclick: async () => {
    try {
      fetched ??= await post('/v1/invitation', { invitation: secret });
      history.replaceState(null, '', '/');
      saved(fetched.name, fetched.file);
      say(t('fetched'));
    } catch (failure) {
      complain(failure);
    }
  } }, t('fetch'));
  return el('div', { class: 'sheet narrow' }, el('h1', {}, t('anInvitation')), el('p', {}, t('fetchWhy')), el('p', {}, button), el('p', { class: 'small faint' }, t('onceOnly')));
}
