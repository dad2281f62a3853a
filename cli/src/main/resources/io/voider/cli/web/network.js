// Where others find this node, and why lines go as they go.

import { el } from './elements.js';
import { get } from './server.js';
import { moment, t } from './words.js';

let report = null;
let asking = false;

export const title = () => t('network');
export async function load() {
  const [status, { ports }] = await Promise.all([get('/v1/status'), get('/v1/router-ports')]);
  return { ...status, ports };
}

const fact = (words, value) => [el('dt', {}, words), el('dd', {}, value)];

function nat(frame) {
  return el('div', { class: 'sheet' },
    report && el('dl', {}, fact(t('mapping'), report.mapping), fact(t('meaning'), report.meaning), fact(t('addresses'), report.addresses.join(', ')), fact(t('asked'), report.servers.join(', '))),
    el('p', {}, el('button', { type: 'button', id: 'check', disabled: asking, onclick: async () => {
      asking = true;
      frame.say(t('checking'));
      frame.redraw();
      await frame.act(async () => { report = await get('/v1/network'); }).finally(() => { asking = false; frame.redraw(); });
    } }, t('check'))));
}

export function draw(status, frame) {
  const roundabout = status.lines.filter((line) => line.whyNotDirect);
  return [
    el('h2', {}, t('rendezvous')),
    status.rendezvous.length === 0 ? el('p', { class: 'faint' }, t('noRendezvous')) : el('ul', { class: 'cards' }, status.rendezvous.map((each) => el('li', {},
      el('div', { class: 'card-top' }, el('strong', {}, each.server), el('span', { class: 'number' }, each.whose)),
      el('div', {}, el('span', { class: 'state ' + (each.connected ? 'good' : 'bad') }, t(each.connected ? 'connected' : 'notConnected')), el('span', { class: 'small faint' }, ' ' + t('since', moment(each.since)))),
      el('div', { class: 'small faint' }, each.why)))),
    el('h2', {}, t('whyNotDirect')),
    roundabout.length === 0 ? el('p', { class: 'faint' }, t('allDirect')) : el('ul', { class: 'cards' }, roundabout.map((line) => el('li', {}, el('strong', { class: 'name' }, line.name), el('div', { class: 'small' }, line.whyNotDirect)))),
    el('h2', {}, t('routerPorts')),
    el('p', { class: 'small faint' }, t('routerPortsWhy')),
    status.ports.length > 0 && el('ul', { class: 'cards' }, status.ports.map((port) => el('li', {}, el('strong', { class: 'name' }, port.name),
      port.mappings.map((mapping) => el('div', {}, el('span', { class: 'state good' }, mapping.protocol), ' ', mapping.outside, el('span', { class: 'small faint' }, ' ' + t('since', moment(mapping.since))))),
      port.why && el('div', { class: 'small' }, port.why)))),
    el('h2', {}, t('nat')),
    nat(frame),
  ];
}
