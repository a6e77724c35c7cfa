import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import { utf8 } from '../../../src/base/index.ts';
import { nativeBackend } from '../../../src/crypto/index.ts';
import { AuditChain } from '../../../src/monitor/audit/audit-chain.ts';
import { encodeAuditEntry, NO_PREVIOUS } from '../../../src/monitor/audit/audit-entry.ts';
import { sampleEvent } from './audit-rig.ts';

/** Entries of a chain, hashed by node:crypto. */
function entries(count: number): readonly Uint8Array[] {
  const written: Uint8Array[] = [];
  let previous = NO_PREVIOUS;
  for (let index = 0; index < count; index += 1) {
    const bytes = encodeAuditEntry({ ...sampleEvent(index), index, previous });
    previous = createHash('sha256').update(bytes).digest('hex');
    written.push(bytes);
  }
  return written;
}

const [zero, one, two, three] = entries(4) as [Uint8Array, Uint8Array, Uint8Array, Uint8Array];

test('entries that follow each other are taken, and the next one is known by number and hash', () => {
  const chain = new AuditChain(nativeBackend);
  for (const bytes of [zero, one, two]) assert.equal(chain.take(bytes).problem, undefined);
  assert.deepEqual([chain.next, chain.previous], [3, createHash('sha256').update(two).digest('hex')]);
});

test('what is not the next entry is told apart', () => {
  const chain = new AuditChain(nativeBackend);
  chain.take(zero);
  assert.deepEqual(chain.take(two).problem, { kind: 'misplaced', says: 2 });
  assert.deepEqual(chain.take(two).problem, { kind: 'unchained' }, 'it names one, and two stands there');
});

test('an entry behind one that was changed names another one', () => {
  const chain = new AuditChain(nativeBackend);
  chain.take(utf8(new TextDecoder().decode(zero).replace('master', 'slaves')));
  assert.deepEqual(chain.take(one).problem, { kind: 'unchained' });
  assert.equal(chain.take(two).problem, undefined, 'each is held against what is there');
  assert.equal(chain.take(utf8('{"broken":')).problem?.kind, 'unreadable');
});

test('behind entries that nobody has, the next one is taken by its number alone', () => {
  const chain = new AuditChain(nativeBackend);
  chain.take(zero);
  chain.passOver(2);
  assert.equal(chain.take(three).problem, undefined);
});
