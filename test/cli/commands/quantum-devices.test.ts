import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { SeededRandom } from '../../../src/quantum/index.ts';
import { IonqStub } from '../../quantum/hardware/ionq-stub.ts';
import { startStub } from '../../quantum/hardware/stub-server.ts';
import { onlyDocument, User } from '../command-line.ts';

describe('qforge quantum devices', () => {
  test('shows the simulator, and device files for what they are', async (t) => {
    const user = new User(t);
    const [good, stuck] = [join(user.home, 'good'), join(user.home, 'stuck')];
    writeFileSync(good, new SeededRandom(1).fill(new Uint8Array(2_000)));
    writeFileSync(stuck, new Uint8Array(2_000));
    const { code, stdout } = await user.run(['quantum', 'devices', '--device', good, stuck, join(user.home, 'none')]);
    assert.equal(code, 0);
    const rows = stdout
      .trim()
      .split('\n')
      .map((line) => line.split('\t'));
    assert.deepEqual(
      rows.map(([, available]) => available),
      ['yes', 'yes', 'no', 'no'],
    );
    assert.match(rows[1]?.[2] ?? '', /whether it is quantum cannot be seen from here/u);
    assert.match(rows[2]?.[2] ?? '', /equal bytes in a row/u);
  });

  test('asks machines elsewhere, and says why one is not to be had', async (t) => {
    const stub = new IonqStub({ apiKey: 'k', states: [] });
    const { url } = await startStub(t, (request) => stub.answer(request));
    const words = ['quantum', 'devices', '--device', '/nothing', '--backend', 'ionq:qpu.forte-1', 'ibm:x', '--json'];
    const { devices } = onlyDocument(
      await new User(t).run(words, { env: { IONQ_API_KEY: 'k', QFORGE_IONQ_URL: url } }),
    ) as unknown as {
      devices: { name: string; available: boolean; detail: string }[];
    };
    assert.deepEqual(
      devices.map(({ name, available }) => [name, available]),
      [
        ['local', true],
        ['ionq:qpu.forte-1', true],
        ['ibm:x', false],
        ['/nothing', false],
      ],
    );
    assert.match(devices[2]?.detail ?? '', /IBM_QUANTUM_API_KEY/u);
  });
});
