import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { isQForgeError, systemClock } from '../../src/base/index.ts';
import { makingKeys } from '../../src/client/key-making.ts';
import { nativeBackend } from '../../src/crypto/index.ts';
import { generateIdentity } from '../../src/handshake/index.ts';
import { withMembers } from '../security/faulty-backend.ts';
import { seededBytes } from '../security/seeded-bytes.ts';

/** A system whose generator gives the same bytes in every run. */
const predictable = () => {
  let drawn = 0;
  const fill = <T extends Uint8Array>(target: T): T => {
    target.set(seededBytes(`system ${(drawn += 1)}`, target.length));
    return target;
  };
  return withMembers(nativeBackend, { random: () => ({ fill }) });
};

test('keys that last are worth as much as the best source: two devices make two identities of one bad system', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'qforge-keys-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  const paths = ['one', 'two'].map((name) => join(folder, name));
  for (const path of paths) writeFileSync(path, seededBytes(path, 4096));
  const ids = await Promise.all(
    paths.map((path) =>
      makingKeys(predictable(), systemClock, (backend) => generateIdentity(backend, 'high', 0).peerId, [path]),
    ),
  );
  assert.notEqual(ids[0], ids[1]);
});

test('no key is made when the system is stuck', async () => {
  const stuck = withMembers(nativeBackend, { random: () => ({ fill: (target: Uint8Array) => target.fill(3) }) });
  const made = makingKeys(stuck, systemClock, (backend) => generateIdentity(backend, 'high', 0), []);
  await assert.rejects(made, (error) => isQForgeError(error, 'ENTROPY_UNHEALTHY'));
});
