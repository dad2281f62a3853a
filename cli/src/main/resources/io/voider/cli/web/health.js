// What the doctor finds, and what to do about it.

import { el, table } from './elements.js';
import { get } from './server.js';
import { t } from './words.js';

export const title = () => t('health');
export const load = () => get('/v1/health');
export const still = true;

export function draw({ ok, findings }, frame) {
  return [
    el('p', {}, t(ok ? 'allFine' : 'notFine')),
    table(t('health'), [{ title: t('state') }, { title: t('what') }, { title: t('found') }, { title: t('todo') }],
      findings.map((finding) => [el('span', { class: 'state ' + (finding.ok ? 'good' : 'bad') }, t(finding.ok ? 'fine' : 'trouble')), finding.what, finding.found, finding.remedy || '–'])),
    el('p', {}, el('button', { type: 'button', class: 'plain', onclick: () => frame.act(async () => {}) }, t('lookAgain'))),
  ];
}
