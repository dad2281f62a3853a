// Asks the node, and listens to it.

/** What the node said no to. */
export class Refusal extends Error {
  constructor(status, refusal) {
    super(refusal.message);
    this.status = status;
    this.remedy = refusal.remedy ?? '';
  }
}

async function ask(method, path, body) {
  const request = { method, credentials: 'same-origin', cache: 'no-store', redirect: 'error' };
  if (method !== 'GET') {
    request.headers = { 'content-type': 'application/json' };
    request.body = JSON.stringify(body ?? {});
  }
  const response = await fetch(path, request);
  const answer = await response.json();
  if (!response.ok) throw new Refusal(response.status, answer);
  return answer;
}

export const get = (path) => ask('GET', path);
export const post = (path, body) => ask('POST', path, body);
export const remove = (path) => ask('DELETE', path);
export const order = (name, body) => post('/v1/orders/' + name, body);

/** Gives each event to the listener, and says when nobody is heard. The browser itself tries again. */
export function listen(heard, connected) {
  const source = new EventSource('/v1/events');
  source.onopen = () => connected(true);
  source.onerror = () => connected(false);
  source.onmessage = (message) => heard(JSON.parse(message.data));
  return () => source.close();
}
