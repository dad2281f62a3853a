'use strict';
// A Bitcoin chain in memory, on loopback, that is told by lines on standard input what to do and answers each by one line:
//   mine N             N blocks with what waits                     -> ok HEIGHT
//   pay TO SAT         a transaction to an address or V:PROGRAM     -> ok TXID
//   account            a new wallet's account for witness programs  -> ok TPUB
//   fork BACK N        N empty blocks after the one BACK below top  -> ok HEIGHT
//   again              the last transaction once more, as wallets do  -> ok TXID
//   blocks             all blocks                                   -> ok HEX HEX ...
//   parse HEX          reads a block                                -> ok HASH OUTPUTS, each SATOSHI:SCRIPT, or ok refused
//   derive XPUB I,I... keys of m/0/I: hashed, and as BIP 86 has it  -> ok HEX:HEX ...
// Arguments: the port of its JSON-RPC, the directory of bcoin's node_modules.
process.env.NODE_BACKEND = 'js';
const [port, modules] = process.argv.slice(2);
const bcoin = require('path').resolve(modules, 'bcoin');
const { FullNode, KeyRing, MTX, Address, Coin, Block, HDPrivateKey, HDPublicKey } = require(bcoin);
const bcrypto = name => require(require('path').resolve(modules, 'bcrypto/lib', name));
const [secp256k1, hash160, sha256] = ['secp256k1', 'hash160', 'sha256'].map(bcrypto);
const { bech32 } = require(require('path').resolve(modules, 'bstring'));

const COINBASES = 30;
const MATURITY = 101;

async function main() {
  const node = new FullNode({
    network: 'regtest', memory: true, listen: false, workers: false, logLevel: 'none', noDns: true,
    httpHost: '127.0.0.1', httpPort: Number(port), apiKey: 'secret', plugins: [],
  });
  await node.open();
  const ring = KeyRing.generate();
  const address = ring.getAddress();
  const cpu = node.miner.cpu;
  const coinbases = [];
  let last;

  async function mine(count) {
    for (let i = 0; i < count; i++) {
      const block = await cpu.mineBlock(null, address);
      await node.chain.add(block);
      coinbases.push(block.txs[0]);
    }
  }

  async function fork(back, count) {
    let tip = node.chain.tip;
    for (let i = 0; i < back; i++) tip = await node.chain.getPrevious(tip);
    for (let i = 0; i < count; i++) {
      const job = await cpu.createJob(tip, address);
      job.attempt.items = [];
      job.attempt.fees = 0;
      job.refresh();
      tip = await node.chain.add(await job.mineAsync());
    }
  }

  // bcoin's own regtest has another prefix than everybody's.
  function destination(text) {
    const { version, hash } = bech32.decode(text);
    return Address.fromProgram(version, hash);
  }

  async function pay(to, satoshi) {
    const [version, hash] = to.split(':');
    const mtx = new MTX();
    mtx.addOutput(hash ? Address.fromProgram(Number(version), Buffer.from(hash, 'hex')) : destination(to), Number(satoshi));
    await mtx.fund([Coin.fromTX(coinbases.shift(), 0, 1)], { rate: 10000, changeAddress: address });
    mtx.sign(ring);
    last = mtx.toTX();
    return again();
  }

  async function again() {
    await node.mempool.addTX(last);
    return last.txid();
  }

  async function blocks() {
    const all = [];
    for (let i = 0; i <= node.chain.height; i++) all.push((await node.chain.getRawBlock(i)).toString('hex'));
    return all.join(' ');
  }

  function parse(hex) {
    let block;
    try {
      block = Block.fromRaw(Buffer.from(hex, 'hex'));
      if (block.toRaw().toString('hex') !== hex) return 'refused';
    } catch (error) {
      return 'refused';
    }
    const outputs = block.txs.flatMap(tx => tx.outputs.map(one => one.value + ':' + one.script.toRaw().toString('hex')));
    return [block.hash().toString('hex'), ...outputs].join(' ');
  }

  function derive(xpub, indices) {
    const chain = HDPublicKey.fromBase58(xpub).derive(0);
    const tag = sha256.digest(Buffer.from('TapTweak'));
    return indices.split(',').map(index => {
      const { publicKey } = chain.derive(Number(index));
      const even = Buffer.concat([Buffer.from([2]), publicKey.slice(1)]);
      const tweak = sha256.digest(Buffer.concat([tag, tag, publicKey.slice(1)]));
      const tweaked = secp256k1.publicKeyTweakAdd(even, tweak, true).slice(1);
      return hash160.digest(publicKey).toString('hex') + ':' + tweaked.toString('hex');
    }).join(' ');
  }

  async function obey([command, one, two]) {
    switch (command) {
      case 'mine': await mine(Number(one)); return node.chain.height;
      case 'pay': return pay(one, two);
      case 'account': return HDPrivateKey.generate().deriveAccount(84, 1, 0).toPublic().toBase58('testnet');
      case 'fork': await fork(Number(one), Number(two)); return node.chain.height;
      case 'again': return again();
      case 'blocks': return blocks();
      case 'parse': return parse(one);
      case 'derive': return derive(one, two);
      default: throw new Error('unknown: ' + command);
    }
  }

  await mine(COINBASES + MATURITY);
  let before = Promise.resolve();
  require('readline').createInterface({ input: process.stdin })
    .on('line', line => {
      before = before.then(() => obey(line.split(' ')))
        .then(answer => console.log('ok ' + answer), error => console.log('failed ' + error.message.replace(/\n/g, ' ')));
    })
    .on('close', () => process.exit(0));
  console.log('ok ' + node.chain.height);
}

main().catch(error => { console.log('failed ' + error.stack.replace(/\n/g, ' ')); process.exit(1); });
