import { createHash, createPublicKey, verify } from 'node:crypto';

// A reader of receipts that shares nothing with the engine: node:crypto and the C2SP texts alone.

const sha256 = (...parts: readonly Uint8Array[]): Buffer => createHash('sha256').update(Buffer.concat(parts)).digest();

/** What a receipt shows, or why it shows nothing. */
export interface ReceiptVerdict {
  readonly index: number;
  readonly size: number;
  readonly problem: string | undefined;
}

/** Checks that the entry is in the log whose Ed25519 and ML-DSA-44 keys these lines give. */
export function verifyReceipt(receipt: string, entry: Uint8Array, verifiers: string): ReceiptVerdict {
  const [head = '', ...rest] = receipt.split('\n\n');
  const note = rest.join('\n\n');
  const [kind, indexLine = '', ...hashLines] = head.split('\n');
  const [text, signatures] = [note.slice(0, note.indexOf('\n\n') + 1), note.slice(note.indexOf('\n\n') + 2)];
  const [origin = '', sizeText, rootText = ''] = text.split('\n');
  const [index, size] = [Number(indexLine.split(' ')[1]), Number(sizeText)];
  const verdict = (problem?: string): ReceiptVerdict => ({ index, size, problem });
  if (kind !== 'c2sp.org/tlog-proof@v1') return verdict('kind');
  const hashes = hashLines.map((line) => Buffer.from(line, 'base64'));
  if (!rootOf(entry, { index, size, hashes }).equals(Buffer.from(rootText, 'base64'))) return verdict('root');
  const keys = verifiers.trim().split('\n').map(readKey);
  for (const key of keys) {
    const line = signatures.split('\n').find((each) => each.startsWith(`— ${key.name} `)) ?? '';
    if (!isSigned(key, text, origin, line)) return verdict(`signature of ${key.name}`);
  }
  return verdict();
}

/** RFC 9162 §2.1.3.2: the root that the proof leads to. */
function rootOf(
  entry: Uint8Array,
  proof: { readonly index: number; readonly size: number; readonly hashes: readonly Buffer[] },
): Buffer {
  let [fn, sn] = [proof.index, proof.size - 1];
  let hash = sha256(Uint8Array.of(0), entry);
  if (fn > sn) return Buffer.alloc(0);
  for (const sibling of proof.hashes) {
    if (sn === 0) return Buffer.alloc(0);
    if (fn % 2 === 1 || fn === sn) {
      hash = sha256(Uint8Array.of(1), sibling, hash);
      while (fn % 2 === 0 && fn !== 0) [fn, sn] = [fn / 2, Math.floor(sn / 2)];
    } else hash = sha256(Uint8Array.of(1), hash, sibling);
    [fn, sn] = [Math.floor(fn / 2), Math.floor(sn / 2)];
  }
  return sn === 0 ? hash : Buffer.alloc(0);
}

interface Key {
  readonly name: string;
  readonly id: string;
  readonly type: number;
  readonly bytes: Buffer;
}

function readKey(line: string): Key {
  const [name = '', id = '', ...base64] = line.split('+');
  const material = Buffer.from(base64.join('+'), 'base64');
  return { name, id, type: material[0] ?? 0, bytes: material.subarray(1) };
}

function isSigned({ id, type, bytes, name }: Key, text: string, origin: string, line: string): boolean {
  const blob = Buffer.from(line.split(' ').at(-1) ?? '', 'base64');
  if (blob.subarray(0, 4).toString('hex') !== id) return false;
  const signature = blob.subarray(4);
  const asymmetricKeyType = type === 1 ? 'ed25519' : 'ml-dsa-44';
  const key = createPublicKey({ key: bytes, format: 'raw-public', asymmetricKeyType });
  if (type === 1) return verify(null, Buffer.from(text), key, signature);
  return verify(null, cosigned(text, name, origin, signature.subarray(0, 8)), key, signature.subarray(8));
}

/** What an ML-DSA-44 cosignature signs: C2SP tlog-cosignature. */
function cosigned(text: string, name: string, origin: string, timestamp: Buffer): Buffer {
  const [, sizeText, rootText = ''] = text.split('\n');
  const size = Buffer.alloc(8);
  size.writeBigUInt64BE(BigInt(sizeText ?? '0'));
  return Buffer.concat([
    Buffer.from('subtree/v1\n\0'),
    Buffer.from([Buffer.byteLength(name)]),
    Buffer.from(name),
    timestamp,
    Buffer.from([Buffer.byteLength(origin)]),
    Buffer.from(origin),
    Buffer.alloc(8),
    size,
    Buffer.from(rootText, 'base64'),
  ]);
}
