// One call: how it was heard, and what was said in SIP, as a ladder.

import { el, svg, table } from './elements.js';
import { get } from './server.js';
import { loss } from './calls.js';
import { figure, moment, span, t } from './words.js';

const LEFT = 70;
const RIGHT = 330;
const STEP = 30;

export const title = (call) => t('callWith', call.name || call.line);
export async function load([id]) {
  const [call, recording] = await Promise.all([get('/v1/calls/' + id), get('/v1/recordings/' + id)]);
  return { ...call, recording };
}

const seconds = (millis) => figure(millis / 1000, 2);

function ladder(steps) {
  const bottom = 40 + steps.length * STEP;
  return svg('svg', { viewBox: `0 0 400 ${bottom + 10}`, role: 'img', 'aria-labelledby': 'ladder-told' },
    svg('title', { id: 'ladder-told' }, t('ladder') + ': ' + steps.map((step) => t('ladderTold', step.what, seconds(step.millis), t(step.outwards ? 'outwards' : 'inwards'))).join('; ')),
    [[LEFT, 'yourPhone'], [RIGHT, 'theLine']].map(([x, who]) => [
      svg('text', { x, y: 14, 'text-anchor': 'middle' }, t(who)),
      svg('line', { class: 'stroke', x1: x, y1: 22, x2: x, y2: bottom })]),
    steps.map((step, place) => {
      const y = 50 + place * STEP;
      const [from, to, back] = step.outwards ? [LEFT, RIGHT, -8] : [RIGHT, LEFT, 8];
      return svg('g', step.message ? { class: 'read', onclick: () => read(place) } : {},
        svg('text', { class: 'soft', x: 4, y: y + 4 }, seconds(step.millis)),
        svg('text', { x: 200, y: y - 5, 'text-anchor': 'middle' }, step.what),
        svg('line', { class: 'stroke', x1: from, y1: y, x2: to, y2: y }),
        svg('path', { class: 'mark', d: `M${to} ${y}l${back} -4v8z` }));
    }));
}

const place = (number) => 'message-' + number;

function read(number) {
  const message = document.getElementById(place(number));
  message.open = true;
  message.scrollIntoView({ block: 'nearest' });
}

/** What each message said, for those who press it on the ladder or open it here. */
const messages = (steps) => steps.map((step, number) => step.message && el('details', { id: place(number) },
  el('summary', {}, t('ladderTold', step.what, seconds(step.millis), t(step.outwards ? 'outwards' : 'inwards'))),
  el('pre', { tabindex: '0' }, step.message)));

/** Loss and jitter of each stream as bars beside each other, each with its figure. */
function plot(streams) {
  const kinds = [['plotLoss', (stream) => loss([stream]) ?? 0, 'lost', 1], ['plotJitter', (stream) => stream.jitterMillis, 'mark', 10]];
  const height = kinds.length * (22 + streams.length * 22);
  let y = 0;
  return svg('svg', { viewBox: `0 0 400 ${height}`, role: 'img', 'aria-label': t('heard') }, kinds.map(([words, of, kind, least]) => {
    const most = Math.max(least, ...streams.map(of));
    y += 16;
    const title = svg('text', { x: 0, y }, words === 'plotLoss' ? t('plotLoss') : t('plotJitter'));
    const bars = streams.map((stream) => {
      y += 22;
      return [
        svg('text', { class: 'soft', x: 0, y: y - 4 }, t(stream.towards === 'phone' ? 'towardsPhone' : 'towardsLine')),
        svg('rect', { class: kind, x: 95, y: y - 14, width: Math.max(1, of(stream) / most * 240).toFixed(1), height: 12 }),
        svg('text', { x: 100 + Math.max(1, of(stream) / most * 240), y: y - 4 }, figure(of(stream), 1))];
    });
    y += 6;
    return [title, bars];
  }));
}

const HIGH = 56;
const WIDE = 330;

/** A stream's loss and jitter over time: bars of packets lost, a line of jitter; each with its highest figure and when that was. */
function course(stream) {
  const { intervalSeconds, lostPermille, jitterMillis } = stream.course;
  const step = WIDE / lostPermille.length;
  const strips = [['plotLoss', lostPermille.map((lost) => lost / 10), 1, 'lost'], ['plotJitter', jitterMillis, 10, 'trace']];
  const at = (place) => span(0, place * intervalSeconds * 1000);
  const told = strips.map(([words, values]) => {
    const most = Math.max(...values);
    return t('most', t(words), figure(Math.max(0, most), 1), at(values.indexOf(most)));
  });
  return el('figure', {}, el('figcaption', {}, t(stream.towards === 'phone' ? 'towardsPhone' : 'towardsLine') + (lostPermille.includes(-1) ? t('noneCame') : '')),
    svg('svg', { viewBox: `0 0 400 ${2 * (HIGH + 26) + 16}`, role: 'img', 'aria-label': told.join('; ') },
      strips.map(([words, values, least, kind], row) => {
        const most = Math.max(least, ...values);
        const base = (row + 1) * (HIGH + 26) - 4;
        const up = (value) => (Math.max(0, value) / most * (HIGH - 6)).toFixed(1);
        return [
          svg('text', { x: 0, y: base - HIGH - 8 }, told[row]),
          svg('line', { class: 'stroke', x1: 0, y1: base, x2: WIDE, y2: base }),
          svg('text', { class: 'soft', x: WIDE + 6, y: base - HIGH + 14 }, figure(most, 0)),
          svg('text', { class: 'soft', x: WIDE + 6, y: base }, '0'),
          kind === 'trace'
            ? svg('polyline', { class: 'trace', points: values.map((value, place) => `${((place + .5) * step).toFixed(1)},${(base - up(value)).toFixed(1)}`).join(' ') })
            : values.map((value, place) => value < 0
              ? svg('rect', { class: 'none', x: (place * step).toFixed(1), y: base - HIGH + 6, width: step.toFixed(1), height: HIGH - 6 })
              : value > 0 && svg('rect', { class: 'lost', x: (place * step).toFixed(1), y: (base - up(value)).toFixed(1), width: Math.max(1, step - 1).toFixed(1), height: up(value) }))];
      }),
      [[0, 'start'], [WIDE, 'end']].map(([x, anchor]) => svg('text', { class: 'soft', x, y: 2 * (HIGH + 26) + 12, 'text-anchor': anchor }, at(x ? lostPermille.length : 0)))));
}

/** What was recorded, to be saved; or how to have it recorded. */
const recorded = (call) => [el('h2', {}, t('recording')), el('div', { class: 'sheet' },
  call.recording.bytes === null ? [
    el('p', {}, t(call.state === 'ended' ? 'notRecorded' : 'recordIt')),
    el('pre', { tabindex: '0' }, call.recording.command)] : [
    el('p', {}, el('a', { class: 'button', id: 'pcap', href: `/v1/recordings/${call.id}.pcap`, download: `call-${call.id}.pcap` }, t('savePcap', figure(call.recording.bytes / 1e6, 2)))),
    el('p', { class: 'small faint' }, t('pcapWhat'))])];

export function draw(call) {
  const fact = (words, value) => value && [el('dt', {}, words), el('dd', {}, value)];
  return [
    el('p', {}, el('a', { href: '#/calls' }, '← ' + t('backToCalls'))),
    el('div', { class: 'sheet' }, el('dl', {},
      fact(t('state'), t('call.' + call.state) + ', ' + t(call.direction === 'out' ? 'outgoing' : 'incoming')),
      fact(t('number'), call.line),
      fact(t('began'), moment(call.startedAt)),
      fact(t('answeredAt'), call.answeredAt && moment(call.answeredAt) + (call.answeredBy ? ', ' + t('byPhone', call.answeredBy) : '')),
      fact(t('endedAt'), call.endedAt && moment(call.endedAt)),
      fact(t('duration'), call.answeredAt && span(call.answeredAt, call.endedAt ?? Date.now())),
      fact(t('reason'), call.reason),
      fact(t('quality'), call.mos !== null && figure(call.mos, 2)))),
    el('h2', {}, t('heard')),
    call.media.length === 0 ? el('p', { class: 'faint' }, t('noMedia')) : [
      el('div', { class: 'sheet' }, plot(call.media)),
      call.media.some((stream) => stream.course) && el('div', { class: 'sheet courses' }, call.media.filter((stream) => stream.course).map(course)),
      table(t('heard'), [{ title: t('how') }, { title: t('codec') }, { title: t('quality'), figure: true }, { title: t('packets'), figure: true }, { title: t('lost'), figure: true }, { title: t('jitter'), figure: true }, { title: t('gap'), figure: true }],
        call.media.map((stream) => [t(stream.towards === 'phone' ? 'towardsPhone' : 'towardsLine'), stream.codec, stream.mos === null ? '–' : figure(stream.mos, 2), figure(stream.packets), figure(stream.lost), t('ms', figure(stream.jitterMillis, 1)), t('ms', figure(stream.longestGapMillis))]))],
    call.ladder.length > 0 && [el('h2', {}, t('ladder')), el('div', { class: 'sheet' }, ladder(call.ladder), messages(call.ladder),
      call.ladder.every((step) => !step.message) && el('p', { class: 'faint' }, t('noMessages')))],
    recorded(call),
  ];
}
