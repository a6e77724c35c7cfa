// Checks the receipt and the certified block of a decision against a pinned network file: Node's own modules, and no line of qforge.
// node verify.mjs network.json FILE.tlog-proof FILE.decision      Formats: docs/spec/decision-log.md §8, docs/spec/consensus.md
import must from 'node:assert/strict';
import { createHash, createPublicKey, verify } from 'node:crypto';
import { readFileSync } from 'node:fs';

const base64 = (text) => Buffer.from(text, 'base64');
const sha256 = (...parts) => createHash('sha256').update(Buffer.concat(parts)).digest();
const u64 = (value) => Buffer.from(BigInt(value).toString(16).padStart(16, '0'), 'hex');
const short = (text) => Buffer.concat([Buffer.of(Buffer.byteLength(text)), Buffer.from(text)]);
const digest = (domain, bytes) => createHash('sha3-256').update(short(domain)).update(bytes).digest();
const importKey = (asymmetricKeyType, key) => createPublicKey({ key, format: 'raw-public', asymmetricKeyType });
const isSigned = (type, key, message, signature, context) =>
  verify(null, message, { key: importKey(type, key), context: Buffer.from(context) }, signature);
const reader = (bytes, state = { at: 0 }) => {
  const take = (length) => {
    must(state.at + length <= bytes.length, 'the input is too short');
    return bytes.subarray(state.at, (state.at += length));
  };
  return { take, number: (length) => take(length).readUIntBE(0, length), rest: () => bytes.subarray(state.at) };
};
/** | 1 | name: u16, bytes | 1 | epoch u32 | approvals u16 | n u16 | n x (name: u8, bytes | key 1952) | */
function parseGenesis(bytes) {
  const outer = reader(bytes);
  must(outer.number(1) === 1 && outer.take(outer.number(2)), 'unknown version of the genesis');
  const set = reader(outer.rest());
  must(set.number(1) === 1 && set.number(4) === 0 && set.take(2), 'unknown version of the set, or not the first set');
  const members = Array.from({ length: set.number(2) }, () => set.take(set.number(1)) && set.take(1952));
  must(set.rest().length === 0 && members.length > 0, 'trailing bytes after the set');
  const quorum = Math.floor((members.length + Math.floor((members.length - 1) / 3)) / 2) + 1;
  const [chain, hash] = [digest('qforge chain v1', bytes), digest('qforge validator set v1', outer.rest())];
  return { members, quorum, chain, hash };
}
/** RFC 9162 §2.1.3.2 */
function rootOf(leaf, index, size, path) {
  let [at, last, hash] = [index, size - 1, sha256(Buffer.of(0), leaf)];
  for (const other of path) {
    must(other.length === 32 && last > 0, 'the inclusion proof is too long');
    const isRight = at % 2 === 1 || at === last;
    hash = isRight ? sha256(Buffer.of(1), other, hash) : sha256(Buffer.of(1), hash, other);
    if (isRight) while (at > 0 && at % 2 === 0) [at, last] = [at / 2, Math.floor(last / 2)];
    [at, last] = [Math.floor(at / 2), Math.floor(last / 2)];
  }
  must(last === 0, 'the inclusion proof is too short');
  return hash;
}
/** C2SP tlog-proof, tlog-checkpoint, and ML-DSA-44 cosignatures of tlog-cosignature. */
function verifyReceipt(text, witnessKeys, { quorum, chain }) {
  const [proof, body, signatures] = text.split('\n\n');
  const [, extra, index, ...path] = proof.split('\n');
  must(proof.startsWith('c2sp.org/tlog-proof@v1\nextra ') && /^index \d+$/.test(index), 'it is no receipt');
  const [origin, size, root] = body.split('\n');
  must(origin === `qforge/${chain.toString('hex')}` && /^\d+$/.test(size), 'the receipt is of another log');
  const [leaf, place] = [base64(extra.slice(6)), Number(index.slice(6))];
  must(rootOf(leaf, place, Number(size), path.map(base64)).equals(base64(root)), 'the entry is not in the log');
  const cosigners = new Set();
  for (const line of signatures.trimEnd().split('\n')) {
    const [, name, encoded] = line.split(' ');
    const [, id, ...key] = witnessKeys.map((known) => known.split('+')).find(([known]) => known === name) ?? [];
    const [publicKey, signature] = [base64(key.join('+')), base64(encoded)];
    if (signature.subarray(0, 4).toString('hex') !== id) continue; // an unknown key says nothing
    const time = signature.subarray(4, 12);
    const head = Buffer.concat([Buffer.from('subtree/v1\n\0'), short(name), time, short(origin), u64(0)]);
    const message = Buffer.concat([head, u64(size), base64(root)]);
    const isGood = isSigned('ml-dsa-44', publicKey.subarray(1), message, signature.subarray(12), '');
    must(publicKey[0] === 6 && isGood && !time.equals(u64(0)), 'a cosignature is wrong');
    cosigners.add(name);
  }
  must(cosigners.size >= quorum, `only ${cosigners.size} validators cosigned`);
  return { leaf, height: place + 1 };
}
/** | 1 | step | chain 32 | epoch u32 | height u64 | round u32 | value 32 | n u16 | n x (validator u16 | lock u32 | signature 3309) | */
function verifyCertificate(bytes, block, height, { members, quorum, chain }) {
  const from = reader(bytes);
  must(from.number(2) === 0x0102, 'it is no certificate of precommits');
  const place = from.take(48);
  const isHere = place.subarray(0, 44).equals(Buffer.concat([chain, Buffer.alloc(4), u64(height)]));
  must(isHere && from.take(32).equals(block), 'the certificate is for another block, height, set or chain');
  const voters = new Set();
  for (let left = from.number(2); left > 0; left--) {
    const [validator, lock] = [from.take(2), from.take(4)];
    const statement = Buffer.concat([Buffer.of(1, 2), place, validator, lock, block]);
    const key = members[validator.readUInt16BE()];
    must(key && isSigned('ml-dsa-65', key, statement, from.take(3309), 'qforge vote v1'), 'a vote is wrong');
    voters.add(validator.readUInt16BE());
  }
  must(from.rest().length === 0 && voters.size >= quorum, `only ${voters.size} votes, or trailing bytes`);
}
const [network, receipt, decision] = process.argv.slice(2).map((path) => readFileSync(path));
const { genesis: encoded, members } = JSON.parse(network);
const genesis = parseGenesis(base64(encoded));
const witnessKeys = members.map(({ witnessKey }) => witnessKey);
const { leaf, height } = verifyReceipt(String(receipt), witnessKeys, genesis);
const from = reader(decision);
const block = digest('qforge block v1', from.take(from.number(4)));
must(leaf.length === 142 && leaf[0] === 1 && leaf.subarray(10, 42).equals(block), 'the receipt is for another block');
must(leaf.subarray(78, 110).equals(genesis.hash) && leaf.subarray(2, 10).equals(u64(height)), 'another set or height');
verifyCertificate(from.rest(), block, height, genesis);
process.stdout.write(`valid: ${['tick', 'approved', 'rejected', 'expired'][leaf[1]]} at height ${height}\n`);
