'use strict';
// OpenPGP by somebody else: makes certificates and decrypts. Arguments: a command, the directory of node_modules, a directory.
//   make     writes NAME.asc and NAME.key for each kind of key
//   decrypt  for each NAME.msg writes NAME.txt
const fs = require('fs');
const path = require('path');
const [command, modules, directory] = process.argv.slice(2);
const openpgp = require(path.resolve(modules, 'openpgp'));

const LEGACY = ['curve25519Legacy', 'nistP256', 'nistP384', 'nistP521'].map(curve => ({ type: 'ecc', curve }));
const RSA = [2048, 3072, 4096].map(rsaBits => ({ type: 'rsa', rsaBits }));
const P256 = { type: 'ecc', curve: 'nistP256' };
const X25519 = { type: 'curve25519' };
// One kind of first key and others of subkeys, and several subkeys of which the last one that encrypts is to be taken.
const MIXED = [
  { ...X25519, subkeys: [RSA[0]] }, { ...RSA[0], subkeys: [X25519] }, { type: 'curve448', subkeys: [P256] },
  { ...P256, subkeys: [{ type: 'curve448' }] }, { ...X25519, subkeys: [{ sign: true }, {}] }, { ...X25519, subkeys: [{}, {}] },
];
const KINDS = [...LEGACY, ...RSA, X25519, { type: 'curve448' }, ...MIXED];

const called = kind => (kind.curve || kind.type) + (kind.rsaBits || '') + (kind.sign ? 's' : '');

async function make() {
  for (const v6Keys of [false, true]) {
    for (const kind of KINDS) {
      if (v6Keys && kind.curve === 'curve25519Legacy') continue;
      const name = [v6Keys ? 'v6' : 'v4', called(kind), ...(kind.subkeys || []).map(called)].join('-').replace(/undefined/g, 'x');
      const { privateKey, publicKey } = await openpgp.generateKey({
        ...structuredClone(kind), userIDs: [{ name, email: 'x@x.invalid' }], date: new Date(Date.now() - 3 * 86400000), config: { v6Keys },
      });
      fs.writeFileSync(path.join(directory, name + '.asc'), publicKey);
      fs.writeFileSync(path.join(directory, name + '.key'), privateKey);
    }
  }
}

async function decrypt() {
  for (const file of fs.readdirSync(directory).filter(one => one.endsWith('.msg'))) {
    const name = path.join(directory, file.slice(0, -4));
    const { data } = await openpgp.decrypt({
      message: await openpgp.readMessage({ armoredMessage: fs.readFileSync(name + '.msg', 'utf8') }),
      decryptionKeys: await openpgp.readPrivateKey({ armoredKey: fs.readFileSync(name + '.key', 'utf8') }),
    });
    fs.writeFileSync(name + '.txt', data);
  }
}

({ make, decrypt })[command]().catch(error => { console.error(error); process.exit(1); });
