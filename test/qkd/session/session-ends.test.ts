import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { describe, test } from 'node:test';
import { isQForgeError } from '../../../src/base/index.ts';
import type { KeyBlockReport } from '../../../src/qkd/key-block.ts';
import { linkSetup } from '../../../src/qkd/link/link-setup.ts';
import { SeededRandom } from '../../../src/qkd/link/seeded-random.ts';
import { authenticationSecretBytes } from '../../../src/qkd/post-processing/authentication-key.ts';
import { memoryChannels } from '../../../src/qkd/post-processing/classical-channel.ts';
import { AliceSession, BobSession, type SessionEndOptions } from '../../../src/qkd/session/session-ends.ts';

interface Line {
  readonly digest?: string;
  readonly report?: KeyBlockReport;
  readonly code?: string;
}

/** A process of one end: the lines that it prints. */
class EndProcess {
  readonly #child: ChildProcess;
  readonly #lines: AsyncIterator<string>;

  constructor(...words: readonly string[]) {
    this.#child = spawn(process.execPath, [join(import.meta.dirname, 'end-process.ts'), ...words], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    assert.ok(this.#child.stdout);
    this.#lines = createInterface(this.#child.stdout)[Symbol.asyncIterator]();
  }

  async line(): Promise<string> {
    const step = await this.#lines.next();
    return step.done === true ? '{}' : step.value;
  }

  async result(): Promise<Line> {
    return JSON.parse(await this.line()) as Line;
  }

  async ended(): Promise<void> {
    if (this.#child.exitCode === null) await once(this.#child, 'exit');
  }
}

describe('two processes over sockets', () => {
  test('make the same keys, and write the same reports', async () => {
    const bob = new EndProcess('bob', 'a shared secret');
    const alice = new EndProcess('alice', 'a shared secret', await bob.line());
    const digests = new Set<string>();
    for (let block = 0; block < 2; block++) {
      const [a, b] = [await alice.result(), await bob.result()];
      assert.deepEqual(a, b);
      assert.ok((a.report?.finalBits ?? 0) > 500);
      digests.add(a.digest ?? '');
    }
    assert.equal(digests.size, 2);
    await Promise.all([alice.ended(), bob.ended()]);
  });

  test('that do not share a secret get no key: one of them is not who it says', async () => {
    const bob = new EndProcess('bob', 'a shared secret');
    const alice = new EndProcess('alice', 'a guess', await bob.line());
    for (const end of [alice, bob]) {
      const { code, digest } = await end.result();
      assert.equal(digest, undefined);
      assert.equal(code, 'QKD_AUTHENTICATION_FAILED');
    }
    await Promise.all([alice.ended(), bob.ended()]);
  });
});

test('ends that were set up differently notice it before anything is sent', async () => {
  const [aliceChannel, bobChannel] = memoryChannels();
  const [aliceFibre, bobFibre] = memoryChannels();
  const authenticationSecret = new SeededRandom('secret').fill(new Uint8Array(authenticationSecretBytes(1)));
  const common = { pulsesPerBlock: 10_000, authenticationSecret };
  const options = (protocol: 'bb84' | 'sarg04'): Pick<SessionEndOptions, 'setup'> => ({
    setup: linkSetup({ protocol, distanceKm: 1 }),
  });
  const random = new SeededRandom('different');
  const alice = new AliceSession({ ...common, ...options('bb84'), channel: aliceChannel, photons: aliceFibre }, random);
  const bob = new BobSession({ ...common, ...options('sarg04'), channel: bobChannel, photons: bobFibre });
  const outcomes = await Promise.allSettled([alice.nextBlock(), bob.nextBlock()]);
  for (const outcome of outcomes) {
    assert.ok(outcome.status === 'rejected' && isQForgeError(outcome.reason, 'QKD_ABORTED'));
    assert.match(outcome.reason.message, /different parameters/u);
  }
});
