// All that the page says, in each language. What the node itself says, such as why a line is not up, stays in its own words.

const ENGLISH = {
  skip: 'To the content', pages: 'Pages', overview: 'Overview', calls: 'Calls', friends: 'Friends', network: 'Network', health: 'Health', settings: 'Settings', log: 'Log',
  logIn: 'Log in', logOut: 'Log out', password: 'Password', useLink: 'Or on the machine itself, for a link that logs in once: voider web',
  noPassword: 'There is no password. On the machine itself, ask for a link that logs in once: voider web',
  disconnected: 'The node does not answer; this page tries again by itself.', loading: 'One moment …', done: 'Done.',
  lines: 'Lines', phones: 'Phones', callsNow: 'Calls now', noLines: 'No lines yet: invite a friend, or join one.', noCalls: 'Nobody speaks.', noCallsEver: 'No calls.',
  since: 'since {0}', dial: 'dial {0}', roundTrip: 'Round trip', ms: '{0} ms', home: 'Here', relay: 'Relay', direct: 'direct', relayed: 'over a relay', noPath: 'no path',
  phone: 'Phone {0}', plugged: 'plugged in', unplugged: 'not connected', registered: 'registered', notRegistered: 'not registered', nothingHeard: 'nothing heard of it yet',
  forget: 'Forget the device', forgetWhat: 'Forget which device is phone {0}?', forgetWhy: 'The next device that asks for its address is that phone. For one that was replaced.',
  asksInVain: 'asks for an address and gets none: {0}',
  'line.up': 'up', 'line.no-peer': 'friend is away', 'line.finding': 'looking for a path', 'line.connecting': 'connecting', 'line.failing': 'failing', 'line.out-of-order': 'out of order', 'line.cut-off': 'cut off',
  'call.calling': 'calling', 'call.ringing': 'ringing', 'call.answered': 'speaking', 'call.held': 'on hold', 'call.ended': 'ended',
  when: 'When', who: 'Who', how: 'How', duration: 'Duration', quality: 'MOS', loss: 'Loss', jitter: 'Jitter', outgoing: 'outgoing', incoming: 'incoming', missed: 'missed', unanswered: 'not answered', all: 'all',
  find: 'Name or number', which: 'Which', call: 'Call {0}', callWith: 'Call with {0}', began: 'Began', answeredAt: 'Answered', endedAt: 'Ended', reason: 'Reason', byPhone: 'by phone {0}', backToCalls: 'All calls',
  heard: 'How it was heard', ladder: 'What was said in SIP', yourPhone: 'Your phone', theLine: 'The line', towardsPhone: 'heard here', towardsLine: 'heard there', noMedia: 'No media came.', packets: 'packets', lost: 'lost', gap: 'longest gap', codec: 'codec',
  ladderTold: '{0} after {1} s, {2}', noMessages: 'What the messages said is known of the latest 50 calls since the node started.', outwards: 'from your phone', inwards: 'to your phone', recording: 'Recording', notRecorded: 'It was not recorded. A call is recorded while it runs, on the machine, by:', recordIt: 'It is not recorded. On the machine:', savePcap: 'Save its packets ({0} MB, pcap)', pcapWhat: 'For Wireshark. It holds what was said, and who said it: keep it to yourself.', plotLoss: 'Packets lost, per cent', plotJitter: 'Jitter, milliseconds', most: '{0}: {1} at most, at {2}', noneCame: ' (where it is grey, nothing came)',
  name: 'Name', number: 'Number', state: 'State', actions: 'Actions', invite: 'Invite', inviteFriend: 'Invite a friend', inviteWhy: 'Makes one file, which is all that the friend needs. It is a secret: whoever has it is that friend.',
  invited: '{0} is invited. Dial {1} once {0} has joined.', save: 'Save the file', share: 'Hand it over', onceOnly: 'The file is to be had once. On the friend’s machine: voider join FILE',
  makeLink: 'Link and QR code', linkUntil: 'Good once, until {0}, for who reaches this page: in your home, say. The browser there warns of the page’s key, as it did here.', qrTold: 'The link as a QR code', noLink: 'There is no link: this page is at 127.0.0.1, where nobody else reaches it. On the machine: voider web password, then voider web on ADDRESS:PORT',
  anInvitation: 'An invitation', fetch: 'Save the invitation', fetchWhy: 'Somebody invites you to their exchange for telephones. The link is good once: save the file where your own voider is.', fetched: 'Saved. The link is used up.',
  revoke: 'Revoke', revokeWhat: 'Cut {0} off?', revokeWhy: 'At once and for good: calls end, and the invitation is void. Another one can be made.', cancel: 'Cancel', revoked: '{0} is cut off.',
  mayCall: 'may call other friends', changeNumber: 'Number', set: 'Set', noFriends: 'Nobody was invited yet.', formerFriends: 'No longer invited',
  joined: 'Exchanges that you joined', joinOne: 'Join a friend’s exchange', joinWhy: 'The file that the friend gave you.', join: 'Join', nowJoined: '{0} is joined: dial {1}.', leave: 'Leave', leaveWhat: 'Leave {0}?', leaveWhy: 'The line goes, and the invitation is deleted here.', left: '{0} was left.',
  rendezvous: 'Rendezvous', connected: 'connected', notConnected: 'not connected', noRendezvous: 'None yet: get a line from its operator, and set it on the page of settings.', whyNotDirect: 'Lines that are not direct', allDirect: 'Every line that has a path is direct.',
  routerPorts: 'The router’s ports', routerPortsWhy: 'Where the router leads a port to a line, nearly every other home reaches it directly.',
  nat: 'What this home is behind', check: 'Ask now', checking: 'Asking STUN servers …', addresses: 'Own addresses', asked: 'Asked', mapping: 'NAT', meaning: 'That means',
  what: 'What', found: 'Found', todo: 'What to do', fine: 'ok', trouble: 'not right', allFine: 'All is as it must be.', notFine: 'Not all is as it must be.', lookAgain: 'Look again',
  nodeName: 'What the exchange is called', interface: 'Phones’ interface', 'caller-names': 'Phones show callers by your names for them', 'account-passwords': 'Phones need a password to register', 'expedited-forwarding': 'Mark voice as urgent (DSCP EF)', 'media-silence-seconds': 'End a silent call after, in seconds', quiet: 'No friend’s call rings at, such as 22:00-07:00, or off', rendezvousLine: 'The operator’s line for another rendezvous', version: 'Version', runsSince: 'Runs since', language: 'Language', counters: 'Counters', counter: 'Counter', value: 'Value', saved: 'Saved.', fromNextStart: 'counts from the next start on',
  logWhy: 'What happened lately, and what happens.', nothing: 'Nothing yet.', yes: 'yes', no: 'no', unknownPage: 'There is no such page.',
};

const GERMAN = {
  skip: 'Zum Inhalt', pages: 'Seiten', overview: 'Übersicht', calls: 'Gespräche', friends: 'Freunde', network: 'Netz', health: 'Befund', settings: 'Einstellungen', log: 'Protokoll',
  logIn: 'Anmelden', logOut: 'Abmelden', password: 'Passwort', useLink: 'Oder am Gerät selbst, für einen Link, der einmal anmeldet: voider web',
  noPassword: 'Es gibt kein Passwort. Am Gerät selbst gibt es einen Link, der einmal anmeldet: voider web',
  disconnected: 'Der Knoten antwortet nicht; diese Seite versucht es von selbst wieder.', loading: 'Einen Augenblick …', done: 'Erledigt.',
  lines: 'Leitungen', phones: 'Telefone', callsNow: 'Gespräche jetzt', noLines: 'Noch keine Leitungen: einen Freund einladen oder einem beitreten.', noCalls: 'Niemand spricht.', noCallsEver: 'Keine Gespräche.',
  since: 'seit {0}', dial: '{0} wählen', roundTrip: 'Umlaufzeit', ms: '{0} ms', home: 'Hier', relay: 'Relais', direct: 'direkt', relayed: 'über ein Relais', noPath: 'kein Weg',
  phone: 'Telefon {0}', plugged: 'eingesteckt', unplugged: 'nicht verbunden', registered: 'registriert', notRegistered: 'nicht registriert', nothingHeard: 'noch nichts von ihm gehört',
  forget: 'Gerät vergessen', forgetWhat: 'Vergessen, welches Gerät Telefon {0} ist?', forgetWhy: 'Das nächste Gerät, das nach seiner Adresse fragt, ist dieses Telefon. Für eines, das ersetzt wurde.',
  asksInVain: 'fragt nach einer Adresse und bekommt keine: {0}',
  'line.up': 'verbunden', 'line.no-peer': 'Freund ist nicht da', 'line.finding': 'sucht einen Weg', 'line.connecting': 'verbindet sich', 'line.failing': 'bricht ab', 'line.out-of-order': 'gestört', 'line.cut-off': 'getrennt',
  'call.calling': 'ruft an', 'call.ringing': 'klingelt', 'call.answered': 'im Gespräch', 'call.held': 'gehalten', 'call.ended': 'beendet',
  when: 'Wann', who: 'Wer', how: 'Wie', duration: 'Dauer', quality: 'MOS', loss: 'Verlust', jitter: 'Jitter', outgoing: 'ausgehend', incoming: 'ankommend', missed: 'verpasst', unanswered: 'nicht angenommen', all: 'alle',
  find: 'Name oder Nummer', which: 'Welche', call: 'Gespräch {0}', callWith: 'Gespräch mit {0}', began: 'Begonnen', answeredAt: 'Angenommen', endedAt: 'Beendet', reason: 'Grund', byPhone: 'von Telefon {0}', backToCalls: 'Alle Gespräche',
  heard: 'Wie es zu hören war', ladder: 'Was in SIP gesagt wurde', yourPhone: 'Ihr Telefon', theLine: 'Die Leitung', towardsPhone: 'hier gehört', towardsLine: 'dort gehört', noMedia: 'Es kam kein Ton.', packets: 'Pakete', lost: 'verloren', gap: 'längste Lücke', codec: 'Codec',
  ladderTold: '{0} nach {1} s, {2}', noMessages: 'Was in den Nachrichten stand, ist von den letzten 50 Anrufen seit dem Start bekannt.', outwards: 'von Ihrem Telefon', inwards: 'zu Ihrem Telefon', recording: 'Mitschnitt', notRecorded: 'Es wurde nicht mitgeschnitten. Mitgeschnitten wird, während es läuft, am Gerät:', recordIt: 'Es wird nicht mitgeschnitten. Am Gerät:', savePcap: 'Pakete speichern ({0} MB, pcap)', pcapWhat: 'Für Wireshark. Darin ist, was gesprochen wurde, und von wem: für sich behalten.', plotLoss: 'Verlorene Pakete, Prozent', plotJitter: 'Jitter, Millisekunden', most: '{0}: höchstens {1}, bei {2}', noneCame: ' (wo es grau ist, kam nichts)',
  name: 'Name', number: 'Nummer', state: 'Zustand', actions: 'Was zu tun ist', invite: 'Einladen', inviteFriend: 'Einen Freund einladen', inviteWhy: 'Macht eine Datei, mehr braucht der Freund nicht. Sie ist geheim: Wer sie hat, ist dieser Freund.',
  invited: '{0} ist eingeladen. {1} wählen, sobald {0} beigetreten ist.', save: 'Datei speichern', share: 'Weitergeben', onceOnly: 'Die Datei gibt es einmal. Auf dem Gerät des Freundes: voider join DATEI',
  makeLink: 'Link und QR-Code', linkUntil: 'Gilt einmal, bis {0}, für den, der diese Seite erreicht: bei Ihnen zu Hause etwa. Der Browser dort warnt vor dem Schlüssel der Seite, wie er es hier tat.', qrTold: 'Der Link als QR-Code', noLink: 'Es gibt keinen Link: Diese Seite ist auf 127.0.0.1, wo niemand anders sie erreicht. Am Gerät: voider web password, dann voider web on ADRESSE:PORT',
  anInvitation: 'Eine Einladung', fetch: 'Einladung speichern', fetchWhy: 'Jemand lädt Sie in eine Vermittlung für Telefone ein. Der Link gilt einmal: die Datei dort speichern, wo das eigene voider ist.', fetched: 'Gespeichert. Der Link ist verbraucht.',
  revoke: 'Ausladen', revokeWhat: '{0} ausladen?', revokeWhy: 'Sofort und endgültig: Gespräche enden, und die Einladung gilt nicht mehr. Eine neue lässt sich machen.', cancel: 'Abbrechen', revoked: '{0} ist ausgeladen.',
  mayCall: 'darf andere Freunde anrufen', changeNumber: 'Nummer', set: 'Setzen', noFriends: 'Noch ist niemand eingeladen.', formerFriends: 'Nicht mehr eingeladen',
  joined: 'Vermittlungen, denen Sie beigetreten sind', joinOne: 'Der Vermittlung eines Freundes beitreten', joinWhy: 'Die Datei, die der Freund gegeben hat.', join: 'Beitreten', nowJoined: '{0} beigetreten: {1} wählen.', leave: 'Verlassen', leaveWhat: '{0} verlassen?', leaveWhy: 'Die Leitung verschwindet, und die Einladung wird hier gelöscht.', left: '{0} verlassen.',
  rendezvous: 'Treffpunkt', connected: 'verbunden', notConnected: 'nicht verbunden', noRendezvous: 'Noch keiner: eine Zeile vom Betreiber holen und bei den Einstellungen eintragen.', whyNotDirect: 'Leitungen, die nicht direkt sind', allDirect: 'Jede Leitung, die einen Weg hat, ist direkt.',
  routerPorts: 'Ports am Router', routerPortsWhy: 'Wo der Router einen Port zu einer Leitung führt, erreicht fast jedes andere Zuhause sie direkt.',
  nat: 'Wohinter dieses Zuhause ist', check: 'Jetzt fragen', checking: 'STUN-Server werden gefragt …', addresses: 'Eigene Adressen', asked: 'Gefragt', mapping: 'NAT', meaning: 'Das heißt',
  what: 'Was', found: 'Gefunden', todo: 'Was zu tun ist', fine: 'gut', trouble: 'nicht gut', allFine: 'Alles ist, wie es sein muss.', notFine: 'Nicht alles ist, wie es sein muss.', lookAgain: 'Noch einmal nachsehen',
  nodeName: 'Wie die Vermittlung heißt', interface: 'Schnittstelle der Telefone', 'caller-names': 'Telefone zeigen Anrufer unter Ihren Namen', 'account-passwords': 'Telefone brauchen ein Passwort', 'expedited-forwarding': 'Sprache als eilig kennzeichnen (DSCP EF)', 'media-silence-seconds': 'Stilles Gespräch beenden nach, in Sekunden', quiet: 'Kein Anruf von Freunden klingelt um, etwa 22:00-07:00, oder off', rendezvousLine: 'Zeile des Betreibers für einen anderen Treffpunkt', version: 'Version', runsSince: 'Läuft seit', language: 'Sprache', counters: 'Zähler', counter: 'Zähler', value: 'Wert', saved: 'Gespeichert.', fromNextStart: 'zählt ab dem nächsten Start',
  logWhy: 'Was zuletzt geschah, und was geschieht.', nothing: 'Noch nichts.', yes: 'ja', no: 'nein', unknownPage: 'Diese Seite gibt es nicht.',
};

const LANGUAGES = { en: ENGLISH, de: GERMAN };

function chosen() {
  let kept = null;
  try { kept = localStorage.getItem('language'); } catch { /* a browser that keeps nothing */ }
  const wanted = kept ?? navigator.language.slice(0, 2);
  return wanted in LANGUAGES ? wanted : 'en';
}

export let language = chosen();
document.documentElement.lang = language;

/** From now on in that language. */
export function speak(other) {
  language = other;
  document.documentElement.lang = other;
  try { localStorage.setItem('language', other); } catch { /* for this time only */ }
}

/** The words for something; {0} and so on stand for the values. */
export function t(key, ...values) {
  const words = LANGUAGES[language][key] ?? key;
  return words.replace(/\{(\d)\}/g, (all, place) => values[place] ?? all);
}

/** Figures as they are written there. */
export const figure = (value, digits = 0) => new Intl.NumberFormat(language, { minimumFractionDigits: digits, maximumFractionDigits: digits }).format(value);

/** A moment, in the browser's own zone; of today without its day. */
export function moment(text) {
  if (!text) return '–';
  const at = new Date(text);
  const today = at.toDateString() === new Date().toDateString();
  return new Intl.DateTimeFormat(language, today ? { timeStyle: 'medium' } : { dateStyle: 'medium', timeStyle: 'short' }).format(at);
}

/** A span of time as 1:02:03. */
export function span(from, to) {
  const seconds = Math.max(0, Math.round((new Date(to) - new Date(from)) / 1000));
  const two = (value) => String(value).padStart(2, '0');
  const hours = Math.floor(seconds / 3600);
  return (hours ? hours + ':' + two(Math.floor(seconds / 60) % 60) : Math.floor(seconds / 60)) + ':' + two(seconds % 60);
}
