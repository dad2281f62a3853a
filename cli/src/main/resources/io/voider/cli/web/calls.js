// The calls that were, and a filter.

import { el, table } from './elements.js';
import { get } from './server.js';
import { figure, moment, span, t } from './words.js';

const filter = { text: '', which: 'all' };

export const title = () => t('calls');
export const load = () => get('/v1/calls');

const isMissed = (call) => call.direction === 'in' && call.state === 'ended' && !call.answeredAt;
const FILTERS = { all: () => true, incoming: (call) => call.direction === 'in', outgoing: (call) => call.direction === 'out', missed: isMissed };

/** Of the streams that were heard here, what share did not come, in per cent; and the largest jitter. */
export function loss(streams) {
  const lost = streams.reduce((sum, stream) => sum + stream.lost, 0);
  const all = streams.reduce((sum, stream) => sum + stream.packets + stream.lost, 0);
  return all ? lost * 100 / all : null;
}
const jitter = (streams) => streams.length ? Math.max(...streams.map((stream) => stream.jitterMillis)) : null;

const how = (call) => isMissed(call) ? t('missed') : call.state !== 'ended' ? t('call.' + call.state) : t(call.direction === 'out' ? 'outgoing' : 'incoming') + (call.answeredAt ? '' : ', ' + t('unanswered'));

export function draw({ calls }, frame) {
  const wanted = filter.text.toLowerCase();
  const found = calls.filter((call) => FILTERS[filter.which](call) && (call.name + ' ' + call.line).toLowerCase().includes(wanted));
  return [
    el('form', { class: 'row sheet', role: 'search', onsubmit: (event) => event.preventDefault() },
      el('label', {}, t('find'), el('input', { type: 'search', id: 'find', oninput: (event) => { filter.text = event.target.value; frame.redraw(); } })),
      el('label', {}, t('which'), el('select', { id: 'which', onchange: (event) => { filter.which = event.target.value; frame.redraw(); } },
        Object.keys(FILTERS).map((each) => el('option', { value: each, selected: each === filter.which }, t(each)))))),
    found.length === 0 ? el('p', { class: 'faint' }, t('noCallsEver')) : table(t('calls'), [
      { title: t('when') }, { title: t('who') }, { title: t('how') }, { title: t('duration'), figure: true }, { title: t('quality'), figure: true }, { title: t('loss'), figure: true }, { title: t('jitter'), figure: true },
    ], found.map((call) => [
      moment(call.startedAt),
      el('a', { href: '#/call/' + call.id, class: 'name' }, call.name || call.line),
      how(call),
      call.answeredAt ? span(call.answeredAt, call.endedAt ?? Date.now()) : '–',
      call.mos === null ? '–' : figure(call.mos, 1),
      loss(call.media) === null ? '–' : figure(loss(call.media), 1) + ' %',
      jitter(call.media) === null ? '–' : t('ms', figure(jitter(call.media), 1)),
    ])),
  ];
}
