// The frame around the pages: who is logged in, which page is shown, and what happens meanwhile.

import { el, morph } from './elements.js';
import { get, listen, post, Refusal, remove } from './server.js';
import { t } from './words.js';
import * as overview from './overview.js';
import * as calls from './calls.js';
import * as call from './call.js';
import * as friends from './friends.js';
import * as network from './network.js';
import * as health from './health.js';
import * as settings from './settings.js';
import * as log from './log.js';
import * as invitation from './invitation.js';

const PAGES = { overview, calls, call, friends, network, health, settings, log };
const IN_MENU = ['overview', 'calls', 'friends', 'network', 'health', 'settings', 'log'];
const AGAIN_MILLIS = 10_000;
const SOON_MILLIS = 150;

const main = document.getElementById('main');
const top = document.getElementById('top');
const notice = document.getElementById('notice');
let leave = null;
let soon = null;
let shown = 0;
let name = 'voider';

/** Says something in the one place for it. */
function say(words, bad = false) {
  notice.className = bad ? 'bad' : '';
  notice.textContent = words;
}

function complain(failure) {
  if (failure instanceof Refusal && failure.status === 401) return start();
  if (failure instanceof Refusal) return say(failure.remedy ? failure.message + ' – ' + failure.remedy : failure.message, true);
  if (failure instanceof TypeError) return say(t('disconnected'), true);
  throw failure;
}

/** What the pages may do to the frame. */
const frame = {
  say,
  /** Does something, says what came of it, and shows how it is then. */
  async act(task, words) {
    try {
      const answer = await task();
      say(typeof words === 'function' ? words(answer) : words ?? t('done'));
      await show();
      return answer;
    } catch (failure) {
      complain(failure);
      return null;
    }
  },
  redraw: () => { menu(); show(); },
};

function place() {
  const [page, ...rest] = location.hash.replace(/^#\/?/, '').split('/');
  return { page: page || 'overview', rest };
}

function menu() {
  document.getElementById('skip').textContent = t('skip');
  const present = place().page === 'call' ? 'calls' : place().page;
  const wanted = el('header', {},
    el('span', { class: 'brand' }, name),
    leave && el('nav', { 'aria-label': t('pages') }, el('ul', {}, IN_MENU.map((page) =>
      el('li', {}, el('a', { href: '#/' + page, 'aria-current': page === present ? 'page' : null }, t(page)))))),
    leave && el('button', { type: 'button', class: 'plain', id: 'log-out', onclick: logOut }, t('logOut')));
  morph(top, wanted);
}

/** Shows the page that the address names, as it is now. */
async function show(fresh = false) {
  const { page, rest } = place();
  const view = PAGES[page];
  const turn = ++shown;
  if (!view) {
    main.replaceChildren(el('h1', {}, t('unknownPage')));
    return;
  }
  try {
    const data = await view.load(rest);
    if (turn !== shown || !leave) return;
    if (data?.name && page === 'overview') name = data.name;
    const title = view.title(data);
    document.title = title + ' – ' + name;
    const wanted = el('main', {}, el('h1', {}, title), view.draw(data, frame));
    if (fresh) main.replaceChildren(...wanted.childNodes);
    else morph(main, wanted);
    menu();
  } catch (failure) {
    complain(failure);
  }
}

function happened(event) {
  PAGES[place().page]?.heard?.(event);
  clearTimeout(soon);
  soon = setTimeout(() => show(), SOON_MILLIS);
}

async function logOut() {
  try {
    await remove('/v1/session');
  } catch (failure) {
    if (!(failure instanceof Refusal)) return complain(failure);
  }
  say('');
  await start();
}

function loginForm(password) {
  const field = el('input', { id: 'password', type: 'password', autocomplete: 'current-password', required: true });
  const form = el('form', { class: 'sheet narrow', onsubmit: async (event) => {
    event.preventDefault();
    try {
      await post('/v1/session', { password: field.value });
      say('');
      await start();
    } catch (failure) {
      field.value = '';
      field.focus();
      if (failure instanceof Refusal) say(failure.remedy ? failure.message + ' – ' + failure.remedy : failure.message, true);
      else complain(failure);
    }
  } },
  el('h1', {}, t('logIn')),
  password ? [
    el('input', { type: 'text', name: 'username', autocomplete: 'username', value: 'voider', hidden: true }),
    el('label', { for: 'password' }, t('password')), field,
    el('p', {}, el('button', { type: 'submit' }, t('logIn'))),
    el('p', { class: 'faint small' }, t('useLink'))] : el('p', {}, t('noPassword')));
  document.title = t('logIn') + ' – voider';
  main.replaceChildren(form);
  if (password) field.focus();
}

async function start() {
  leave?.();
  leave = null;
  try {
    const session = await get('/v1/session');
    if (!session.open) {
      menu();
      loginForm(session.password);
      return;
    }
    let lost = false;
    leave = listen(happened, (connected) => {
      if (!connected) say(t('disconnected'), true);
      else if (lost) { say(''); show(); }
      lost = !connected;
    });
    menu();
    main.replaceChildren(el('p', { class: 'faint' }, t('loading')));
    await show(true);
  } catch (failure) {
    complain(failure);
    setTimeout(start, AGAIN_MILLIS);
  }
}

async function useLink() {
  const link = location.hash.match(/^#link=([A-Za-z0-9_-]+)$/);
  if (!link) return;
  history.replaceState(null, '', '/');
  try {
    await post('/v1/session', { link: link[1] });
  } catch (failure) {
    if (!(failure instanceof Refusal)) throw failure;
    say(failure.remedy ? failure.message + ' – ' + failure.remedy : failure.message, true);
  }
}

/** Whoever comes by a link to an invitation need not log in. */
function invited() {
  const secret = invitation.shown();
  if (!secret) return false;
  leave?.();
  leave = null;
  say('');
  menu();
  document.title = t('anInvitation') + ' – voider';
  main.replaceChildren(invitation.draw(secret, say, complain));
  return true;
}

addEventListener('hashchange', async () => {
  if (invited()) return;
  if (location.hash.startsWith('#link=')) {
    await useLink();
    return start();
  }
  if (!leave) return;
  say('');
  menu();
  await show(true);
  scrollTo(0, 0);
  main.focus({ preventScroll: true });
});
document.getElementById('skip').onclick = (event) => { event.preventDefault(); main.focus(); };
setInterval(() => { if (leave && !document.hidden && !PAGES[place().page]?.still) show(); }, AGAIN_MILLIS);

if (!invited()) {
  await useLink();
  await start();
}
