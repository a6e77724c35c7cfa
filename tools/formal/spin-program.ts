import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { REPOSITORY_ROOT } from '../source-tree.ts';
import { SPIN_MODEL, type SpinCase } from './spin-cases.ts';
import { type SpinResult, spinVerdict } from './spin-results.ts';

/** Only assertions are asked for; the longest path is far shorter than the depth. */
const COMPILER_FLAGS = ['-O2', '-w', '-DSAFETY', '-DMEMLIM=2000', '-o', 'pan', 'pan.c'];
const VERIFIER_FLAGS = ['-m100000', '-E'];
const CASE_LIMIT_MS = 600_000;

/** As the program names itself, such as `Spin Version 6.5.2`; undefined when Spin or a C compiler is missing. */
export function spinName(): string | undefined {
  const { stdout, error } = spawnSync('spin', ['-V'], { encoding: 'utf8' });
  const compiler = spawnSync('cc', ['--version'], { encoding: 'utf8' });
  if (error !== undefined || compiler.error !== undefined) return undefined;
  return /Spin Version [\d.]+\d/u.exec(stdout)?.[0];
}

/** Searches all states of the model with these settings. */
export function runSpin({ settings }: SpinCase): Pick<SpinResult, 'verdict' | 'states'> {
  const folder = mkdtempSync(join(tmpdir(), 'qforge-spin-'));
  const run = (command: string, parameters: readonly string[]): string =>
    spawnSync(command, parameters, { cwd: folder, encoding: 'utf8', timeout: CASE_LIMIT_MS, maxBuffer: 2 ** 28 })
      .stdout;
  try {
    run('spin', ['-a', ...settings.map((setting) => `-D${setting}`), resolve(REPOSITORY_ROOT, SPIN_MODEL)]);
    run('cc', COMPILER_FLAGS);
    return spinVerdict(run(resolve(folder, 'pan'), VERIFIER_FLAGS));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
