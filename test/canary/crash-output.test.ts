import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { leaks } from './canary-search.ts';
import { secretContainers, secretHolders } from './secret-holders.ts';

const PROGRAM = join(import.meta.dirname, 'crash-program.ts');
/** The most that a crash may say of objects, and a report besides. */
const LOUD = ['--report-uncaught-exception', '--trace-uncaught', '--report-on-fatalerror'];

/** Every canary, under a name of its own. */
const secrets: Readonly<Record<string, Uint8Array>> = Object.fromEntries(
  Object.entries({ ...secretHolders, ...secretContainers }).flatMap(([name, holder]) =>
    typeof holder === 'string'
      ? []
      : holder().flatMap((planted, at) =>
          Object.entries(planted.secrets).map(([what, secret]) => [`${name} ${at} ${what}`, secret] as const),
        ),
  ),
);

for (const way of ['thrown', 'rejected', 'no error at all']) {
  test(`no canary is in what a crash prints and reports: ${way}`, (t) => {
    const folder = mkdtempSync(join(tmpdir(), 'qforge-crash-'));
    t.after(() => rmSync(folder, { recursive: true, force: true }));
    const { status, stdout, stderr } = spawnSync(
      process.execPath,
      [...LOUD, `--report-directory=${folder}`, PROGRAM, way],
      { encoding: 'utf8', maxBuffer: 2 ** 28 },
    );
    assert.notEqual(status, 0);
    assert.ok(Number(stdout) > 20, 'the canaries were there');
    assert.ok(stderr.includes('NativeKemPrivateKey'), 'what holds the canaries is shown');
    const reports = readdirSync(folder).map((file) => readFileSync(join(folder, file), 'utf8'));
    assert.equal(reports.length, 1);
    assert.ok(reports.every((report) => report.includes('javascriptStack')));
    t.diagnostic(
      `${Object.keys(secrets).length} canaries, ${stderr.length + (reports[0]?.length ?? 0)} characters searched`,
    );
    assert.deepEqual(leaks([stdout, stderr, ...reports], secrets), []);
  });
}
