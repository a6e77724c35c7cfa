import assert from 'node:assert/strict';
import { execFile, spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { test } from 'node:test';
import { promisify } from 'node:util';
import { ServedNetwork } from '../kme/served-network.ts';

const SCRIPT = join(import.meta.dirname, 'etsi_client.py');
const hasPython = spawnSync('python3', ['--version']).status === 0;
/** Where everything is checked, nothing may be left out. */
const isRequired = process.env['QFORGE_NEEDS_PYTHON'] !== undefined;

test('a client of Python alone, written from the standard, gets its keys over mutual TLS', {
  skip: hasPython || isRequired ? false : 'python3 is not installed: install it to run the independent client',
}, async (t) => {
  assert.ok(hasPython, 'python3 is not installed, and this test may not be left out here');
  await using network = await ServedNetwork.start(t);
  await network.untilStored(await network.client('alice'), 'bob', 60);
  const urls = network.files.kmes.map(({ url }) => url);
  const { stdout } = await promisify(execFile)('python3', [SCRIPT, network.folder, ...urls]);
  const report = JSON.parse(stdout) as { checked: number; python: string; openssl: string };
  t.diagnostic(`${report.checked} checks by Python ${report.python} with ${report.openssl}`);
  assert.ok(report.checked >= 35, stdout);
});
