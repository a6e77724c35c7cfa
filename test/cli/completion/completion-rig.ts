import { spawnSync } from 'node:child_process';
import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { completionScript, type Shell } from '../../../src/cli/completion/completion-script.ts';
import { buildProgram } from '../../../src/cli/program.ts';
import { temporaryFolder } from '../../daemon/temporary-folder.ts';

/** The completion script of a shell, in a file beside a `qforge` that knows the peers bob and barbara. */
export async function completionFile(t: TestContext, shell: Shell): Promise<{ script: string; path: string }> {
  const folder = temporaryFolder(t);
  const script = join(folder, `completion.${shell}`);
  writeFileSync(script, completionScript(shell, await buildProgram([])));
  const program = join(folder, 'qforge');
  writeFileSync(program, '#!/bin/sh\n[ "$1 $2" = "peers list" ] && printf "bob\\tqf1x\\nbarbara\\tqf1y\\n"\n');
  chmodSync(program, 0o755);
  return { script, path: `${folder}:${process.env['PATH'] ?? ''}` };
}

/** Why a shell cannot be tested here; undefined where it can. */
export function whyNoShell(shell: Shell): string | undefined {
  return spawnSync(shell, ['--version']).status === 0 ? undefined : `it takes ${shell}`;
}
