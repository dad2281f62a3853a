// What happened lately, and what happens.

import { el } from './elements.js';
import { get } from './server.js';
import { moment, t } from './words.js';

export const title = () => t('log');
export const load = () => get('/v1/log');

export function draw({ events }) {
  return [
    el('p', { class: 'faint' }, t('logWhy')),
    events.length === 0 ? el('p', {}, t('nothing')) : el('ol', { class: 'log' }, events.map((event) => el('li', {}, el('time', { class: 'faint', datetime: event.at }, moment(event.at)), el('span', { class: 'name' }, event.text)))),
  ];
}
