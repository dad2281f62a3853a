// What the owner may tune.

import { el, table } from './elements.js';
import { get, order } from './server.js';
import { figure, language, moment, speak, t } from './words.js';

const SWITCHES = [['caller-names', 'callerNames'], ['account-passwords', 'accountPasswords'], ['expedited-forwarding', 'expeditedForwarding']];

export const title = () => t('settings');
export async function load() {
  const [config, status] = await Promise.all([get('/v1/settings'), get('/v1/status')]);
  return { config, status };
}

const configure = (frame, key, value) => frame.act(() => order('configure', { key, value }), t('saved'));

function text(frame, key, words, value, more) {
  return el('form', { class: 'row', onsubmit: (event) => {
    event.preventDefault();
    configure(frame, key, event.target.elements.value.value);
  } }, el('label', {}, words, el('input', { id: key, name: 'value', required: true, value, ...more })), el('button', { type: 'submit', class: 'plain', 'aria-label': t('set') + ': ' + words }, t('set')));
}

export function draw({ config, status }, frame) {
  const { settings } = config;
  return [
    el('div', { class: 'sheet' },
      text(frame, 'name', t('nodeName'), config.name, { maxlength: 64 }),
      text(frame, 'quiet', t('quiet'), settings.quiet, { maxlength: 20 }),
      text(frame, 'media-silence-seconds', t('media-silence-seconds') + ', ' + t('fromNextStart'), settings.mediaSilenceSeconds, { type: 'number', min: 10, max: 86400 }),
      text(frame, 'rendezvous', t('rendezvousLine'), '', { autocomplete: 'off', spellcheck: 'false', placeholder: config.rendezvous ?? '' }),
      SWITCHES.map(([key, component]) => el('p', {}, el('label', {}, el('input', { type: 'checkbox', class: 'inline', id: key, checked: settings[component], onchange: (event) => configure(frame, key, event.target.checked ? 'on' : 'off') }), ' ', t(key))))),
    el('div', { class: 'sheet' }, el('div', { class: 'row' }, el('label', {}, t('language'), el('select', { id: 'language', onchange: (event) => { speak(event.target.value); frame.redraw(); } },
      el('option', { value: 'en', lang: 'en', selected: language === 'en' }, 'English'), el('option', { value: 'de', lang: 'de', selected: language === 'de' }, 'Deutsch'))))),
    el('div', { class: 'sheet' }, el('dl', {},
      el('dt', {}, t('version')), el('dd', {}, status.version),
      el('dt', {}, t('runsSince')), el('dd', {}, moment(status.startedAt)),
      el('dt', {}, t('interface')), el('dd', {}, config.networkInterface))),
    el('details', {}, el('summary', {}, t('counters')), table(t('counters'), [{ title: t('counter') }, { title: t('value'), figure: true }],
      Object.entries(status.counters).map(([counter, value]) => [counter, figure(value)]))),
  ];
}
