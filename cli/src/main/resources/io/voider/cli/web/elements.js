// Makes elements. Whatever others wrote becomes text and never markup.

const SVG = 'http://www.w3.org/2000/svg';

function fill(node, attributes, children) {
  for (const [name, value] of Object.entries(attributes ?? {})) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith('on')) node[name] = value;
    else node.setAttribute(name, value === true ? '' : value);
  }
  node.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false));
  return node;
}

export const el = (tag, attributes, ...children) => fill(document.createElement(tag), attributes, children);
export const svg = (tag, attributes, ...children) => fill(document.createElementNS(SVG, tag), attributes, children);

const HANDLERS = ['onclick', 'onsubmit', 'onchange', 'oninput'];

/** Makes what is shown like what should be, and leaves alone what is so already: the focus, what was typed, where one has scrolled to. */
export function morph(shown, wanted) {
  const before = [...shown.childNodes];
  const after = [...wanted.childNodes];
  after.forEach((next, place) => {
    const old = before[place];
    if (!old) shown.append(next);
    else if (old.nodeName !== next.nodeName || old.id !== next.id) old.replaceWith(next);
    else if (old.nodeType === Node.TEXT_NODE) {
      if (old.data !== next.data) old.data = next.data;
    } else become(old, next);
  });
  before.slice(after.length).forEach((left) => left.remove());
}

function become(old, next) {
  for (const { name } of [...old.attributes]) if (!next.hasAttribute(name) && name !== 'open') old.removeAttribute(name);
  for (const { name, value } of [...next.attributes]) if (old.getAttribute(name) !== value) old.setAttribute(name, value);
  if (old.type === 'checkbox') old.checked = next.checked;
  for (const handler of HANDLERS) old[handler] = next[handler];
  morph(old, next);
}

/** A table that becomes a list of rows where there is no room. */
export function table(caption, columns, rows) {
  return el('div', { class: 'scroll' }, el('table', { class: 'stacked' },
    el('caption', { class: 'visually-hidden' }, caption),
    el('thead', {}, el('tr', {}, columns.map((column) => el('th', { scope: 'col', class: column.figure ? 'figure' : null }, column.title)))),
    el('tbody', {}, rows.map((row) => el('tr', {}, row.map((cell, place) =>
      el('td', { 'data-column': columns[place].title, class: columns[place].figure ? 'figure' : null }, el('span', {}, cell))))))));
}

/** A name that every system takes for a file. */
const fileName = (name) => name.normalize('NFKD').replace(/[^A-Za-z0-9._-]+/g, '-').replace(/^[-.]+|-+$/g, '').slice(0, 60) || 'invitation';

export const invitationFile = (name, text) => new File([text], fileName(name) + '.ovpn', { type: 'application/octet-stream' });

/** Has the browser save an invitation. */
export function saved(name, text) {
  const file = invitationFile(name, text);
  const address = URL.createObjectURL(file);
  el('a', { href: address, download: file.name }).click();
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
}

/** Asks before something that cannot be undone; resolves to whether it is to be done. */
export function confirmed(question, explanation, yes, no) {
  return new Promise((resolve) => {
    const close = (answer) => { dialog.close(); dialog.remove(); resolve(answer); };
    const dialog = el('dialog', { 'aria-labelledby': 'question' },
      el('h2', { id: 'question' }, question),
      el('p', {}, explanation),
      el('div', { class: 'row' },
        el('button', { type: 'button', class: 'plain', autofocus: true, onclick: () => close(false) }, no),
        el('button', { type: 'button', class: 'grave', id: 'do-it', onclick: () => close(true) }, yes)));
    dialog.oncancel = () => close(false);
    document.body.append(dialog);
    dialog.showModal();
  });
}
