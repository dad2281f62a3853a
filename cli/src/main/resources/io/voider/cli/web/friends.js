// Those who were invited, and the exchanges that were joined.

import { confirmed, el, invitationFile, saved, svg } from './elements.js';
import { get, order, post } from './server.js';
import { stateOf } from './overview.js';
import { moment, t } from './words.js';

let made = null;

export const title = () => t('friends');
export async function load() {
  const [{ friends }, { lines }] = await Promise.all([get('/v1/friends'), get('/v1/lines')]);
  return { friends, lines };
}

async function makeLink(frame) {
  const { name, file } = made;
  await frame.act(async () => {
    const link = await post('/v1/invitation-links', { name, file });
    if (made?.file === file) made = { ...made, link: { ...link, until: Date.now() + link.seconds * 1000 } };
  }, '');
}

/** The link as its words and as what a camera reads; or why there is none. */
function linked({ url, code, until }) {
  if (!url) return el('p', { id: 'no-link' }, t('noLink'));
  return [
    el('p', {}, t('linkUntil', moment(until))),
    svg('svg', { class: 'qr', viewBox: `0 0 ${code.size} ${code.size}`, role: 'img', 'aria-label': t('qrTold') }, svg('path', { class: 'paper', d: `M0 0h${code.size}v${code.size}H0z` }), svg('path', { class: 'ink', d: code.path })),
    el('pre', { id: 'link', tabindex: '0' }, url)];
}

function invitation(frame) {
  const file = invitationFile(made.name, made.file);
  return el('div', { class: 'sheet', id: 'made' },
    el('p', {}, t('invited', made.name, made.shortNumber ?? made.dial)),
    el('p', { class: 'row' },
      el('button', { type: 'button', id: 'save', onclick: () => saved(made.name, made.file) }, t('save')),
      el('button', { type: 'button', class: 'plain', id: 'make-link', onclick: () => makeLink(frame) }, t('makeLink')),
      navigator.canShare?.({ files: [file] }) && el('button', { type: 'button', class: 'plain', onclick: () => navigator.share({ files: [file] }).catch(() => {}) }, t('share'))),
    made.link && (!made.link.url || Date.now() < made.link.until) && el('div', { id: 'linked' }, linked(made.link)),
    el('p', { class: 'small faint' }, t('onceOnly')));
}

function inviteForm(frame) {
  return el('form', { class: 'sheet', onsubmit: async (event) => {
    event.preventDefault();
    const form = event.target;
    const answer = await frame.act(async () => { made = await order('invite', { friend: form.elements.friend.value }); return made; }, (given) => t('invited', given.name, given.shortNumber ?? given.dial));
    if (answer) form.reset();
  } },
  el('h2', {}, t('inviteFriend')),
  el('p', { class: 'small faint' }, t('inviteWhy')),
  el('div', { class: 'row' }, el('label', {}, t('name'), el('input', { name: 'friend', id: 'friend', required: true, maxlength: 64, autocomplete: 'off' })), el('button', { type: 'submit', id: 'invite' }, t('invite'))));
}

function joinForm(frame) {
  return el('form', { class: 'sheet', onsubmit: async (event) => {
    event.preventDefault();
    const form = event.target;
    const text = await form.elements.invitation.files[0].text();
    const answer = await frame.act(() => order('join', { invitation: text, as: null }), (given) => t('nowJoined', given.name, given.shortNumber ?? given.dial) + (given.warning ? ' ' + given.warning : ''));
    if (answer) form.reset();
  } },
  el('h2', {}, t('joinOne')),
  el('div', { class: 'row' }, el('label', {}, t('joinWhy'), el('input', { type: 'file', name: 'invitation', required: true })), el('button', { type: 'submit' }, t('join'))));
}

function numberForm(line, frame) {
  const id = 'number-' + line.dial;
  return el('form', { class: 'row', onsubmit: (event) => {
    event.preventDefault();
    frame.act(() => order('renumber', { line: line.dial, number: Number(event.target.elements.number.value) }));
  } }, el('label', {}, t('changeNumber'), el('input', { id, name: 'number', type: 'number', min: 1, max: 999, required: true, value: line.shortNumber ?? '' })), el('button', { type: 'submit', class: 'plain', 'aria-label': t('set') + ': ' + line.name }, t('set')));
}

function leaveButton(words, name, question, why, task, after, frame) {
  return el('button', { type: 'button', class: 'plain', 'data-of': name, 'aria-label': words + ': ' + name, onclick: async () => {
    if (await confirmed(question, why, words, t('cancel'))) frame.act(task, after);
  } }, words);
}

function card(line, name, more) {
  return el('li', {},
    el('div', { class: 'card-top' }, el('strong', {}, name), el('span', { class: 'number' }, line ? line.shortNumber ?? line.dial : '')),
    line && el('div', {}, stateOf(line), el('span', { class: 'small faint' }, ' ' + t('since', moment(line.since)))),
    more);
}

function friend(each, line, frame) {
  return card(line, each.name, [
    line && numberForm(line, frame),
    el('p', {}, el('label', {}, el('input', { type: 'checkbox', class: 'inline', checked: each.mayCallSubscribers, onchange: (event) =>
      frame.act(() => order('allow-subscriber-calls', { friend: each.name, allowed: event.target.checked })) }), ' ', t('mayCall'))),
    leaveButton(t('revoke'), each.name, t('revokeWhat', each.name), t('revokeWhy'), async () => {
      if (made?.name === each.name) made = null;
      return order('revoke', { friend: each.name });
    }, t('revoked', each.name), frame)]);
}

export function draw({ friends, lines }, frame) {
  const present = friends.filter((each) => each.invited);
  const former = friends.filter((each) => !each.invited);
  const joined = lines.filter((line) => line.role === 'exchange');
  return [
    made && invitation(frame),
    present.length ? el('ul', { class: 'cards' }, present.map((each) => friend(each, lines.find((line) => line.dial === each.dial), frame))) : el('p', { class: 'faint' }, t('noFriends')),
    el('div', { id: 'invite-form' }, inviteForm(frame)),
    el('h2', {}, t('joined')),
    el('ul', { class: 'cards' }, joined.map((line) => card(line, line.name, [numberForm(line, frame),
      leaveButton(t('leave'), line.name, t('leaveWhat', line.name), t('leaveWhy'), () => order('leave', { exchange: line.name }), t('left', line.name), frame)]))),
    el('div', { id: 'join-form' }, joinForm(frame)),
    former.length > 0 && [el('h2', {}, t('formerFriends')), el('p', { class: 'faint name' }, former.map((each) => each.name).join(', '))],
  ];
}
