'use strict';
// OpenPGP by somebody else: makes certificates and decrypts. Arguments: a command, the directory of node_modules, a directory.
//   make     writes NAME.asc and NAME.key for each kind of key
//   decrypt  for each NAME.msg writes NAME.txt
const fs = require('fs');
const path = require('path');
const [command, modules, directory] = process.argv.slice(2);
const openpgp = require(path.resolve(modules, 'openpgp'));

const LEGACY = ['curve25519Legacy', 'nistP256', 'nistP384', 'nistP521'].map(curve => ({ type: 'ecc', curve }));
const KINDS = [...LEGACY, { type: 'rsa', rsaBits: 2048 }, { type: 'curve25519' }, { type: 'curve448' }];

async function make() {
  for (const v6Keys of [false, true]) {
    for (const kind of KINDS) {
      if (v6Keys && kind.curve === 'curve25519Legacy') continue;
      const name = `${v6Keys ? 'v6' : 'v4'}-${kind.curve || kind.type}`;
      const { privateKey, publicKey } = await openpgp.generateKey({
        ...kind, userIDs: [{ name, email: 'x@x.invalid' }], date: new Date(Date.now() - 3 * 86400000), config: { v6Keys },
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
