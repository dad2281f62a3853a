// Everything at a glance: the lines as a phone book, the phones, the calls that run.

import { confirmed, el, svg } from './elements.js';
import { get, post } from './server.js';
import { figure, moment, span, t } from './words.js';

const KINDS = { up: 'good', failing: 'warn', connecting: 'warn', finding: 'warn', 'out-of-order': 'bad', 'cut-off': 'bad' };
const MOST_TRIPS = 40;
const FEWEST_TRIPS = 4;
const trips = new Map();

export const title = () => t('overview');
export const load = () => get('/v1/status');

export const stateOf = (line) => el('span', { class: 'state ' + (KINDS[line.state] ?? '') }, t('line.' + line.state));

/** A line's last round trips, as far as this page has seen them. */
function sparkline(line) {
  const seen = trips.get(line.dial) ?? [];
  if (line.rttMillis !== null) seen.push(line.rttMillis);
  trips.set(line.dial, seen.slice(-MOST_TRIPS));
  if (line.rttMillis === null) return null;
  const most = Math.max(...seen, 1);
  const points = seen.slice(-MOST_TRIPS).map((trip, place) => (place * 100 / (MOST_TRIPS - 1)).toFixed(1) + ',' + (19 - trip / most * 17).toFixed(1));
  return el('div', { class: 'small faint' }, t('roundTrip') + ' ' + t('ms', figure(line.rttMillis, line.rttMillis < 10 ? 1 : 0)) + ' ',
    points.length >= FEWEST_TRIPS && svg('svg', { class: 'spark', viewBox: '0 0 100 20', preserveAspectRatio: 'none', 'aria-hidden': 'true' },
      svg('polyline', { class: 'trace', points: points.join(' ') })));
}

const house = (x) => svg('path', { class: 'mark', d: `M${x - 9} 20v-9l9-8 9 8v9z` });

/** Where a line goes, as a picture: from here through both NATs to there, or over the relay. */
function path(line) {
  const words = line.path === null ? t('noPath') : t(line.path);
  const stroke = 'stroke' + (line.path === null ? ' dashed' : '');
  return svg('svg', { class: 'picture', viewBox: '0 0 260 40', role: 'img', 'aria-label': t('home') + ' – ' + words + ' – ' + line.name },
    house(12), house(248),
    line.path === 'relayed'
      ? [svg('polyline', { class: stroke, points: '24,14 118,14' }), svg('polyline', { class: stroke, points: '142,14 236,14' }), svg('rect', { class: 'mark', x: 120, y: 4, width: 20, height: 20, rx: 10 })]
      : svg('line', { class: stroke, x1: 24, y1: 14, x2: 236, y2: 14 }),
    [60, 200].map((x) => svg('rect', { class: 'mark', x: x - 3, y: 5, width: 6, height: 18, rx: 2 })),
    [60, 200].map((x) => svg('text', { class: 'soft', x, y: 37, 'text-anchor': 'middle' }, 'NAT')),
    svg('text', { class: 'soft', x: 130, y: 37, 'text-anchor': 'middle' }, words));
}

function line(each) {
  return el('li', {},
    el('div', { class: 'card-top' }, el('strong', {}, each.name), el('span', { class: 'number' }, each.shortNumber ?? each.dial)),
    el('div', {}, stateOf(each), el('span', { class: 'small faint' }, ' ' + t('since', moment(each.since)))),
    el('div', { class: 'small faint' }, each.why),
    path(each), sparkline(each));
}

function phone(each, frame) {
  const facts = [each.connected ? t('plugged') : t('unplugged'), each.contact ? t('registered') : t('notRegistered'), each.vendor ?? null, each.mac ?? t('nothingHeard')];
  return el('li', {},
    el('div', { class: 'card-top' }, el('strong', {}, t('phone', each.number)), el('span', { class: 'number' }, each.address)),
    el('div', {}, el('span', { class: 'state ' + (each.connected ? 'good' : 'bad') }, facts[0])),
    el('div', { class: 'small faint' }, facts.slice(1).filter((fact) => fact).join(' · ')),
    each.mac && el('p', {}, el('button', { type: 'button', class: 'plain', onclick: async () => {
      if (await confirmed(t('forgetWhat', each.number), t('forgetWhy'), t('forget'), t('cancel'))) {
        frame.act(() => post('/v1/phones/forget', { phone: each.number }));
      }
    } }, t('forget'))));
}

function call(each) {
  return el('li', {},
    el('div', { class: 'card-top' }, el('strong', {}, el('a', { href: '#/call/' + each.id }, each.name || each.line)), el('span', { class: 'number' }, span(each.answeredAt ?? each.startedAt, Date.now()))),
    el('div', {}, el('span', { class: 'state ' + (each.state === 'answered' ? 'good' : 'warn') }, t('call.' + each.state)), ' ', t(each.direction === 'out' ? 'outgoing' : 'incoming')));
}

export function draw(status, frame) {
  const section = (words, list, otherwise) => [el('h2', {}, words), list.length ? el('ul', { class: 'cards' }, list) : el('p', { class: 'faint' }, otherwise)];
  return [
    section(t('callsNow'), status.calls.map(call), t('noCalls')),
    section(t('lines'), status.lines.map(line), t('noLines')),
    section(t('phones'), status.phones.map((each) => phone(each, frame)), ''),
    status.askers.map((asker) => el('p', { class: 'sheet' }, (asker.vendor ?? '') + ' ' + asker.mac + ' ' + t('asksInVain', asker.why))),
  ];
}
