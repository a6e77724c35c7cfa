import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

/** What `qforge --help` may take of a processor when it has run before, in milliseconds. */
export const MAX_HELP_MS = 150;

const RUNS = 9;
const FIGURE = /^processor (?<microseconds>\d+)$/mu;

/**
 * The processor time of a program that runs on Node.js, or has it inside, from its start to its end, in milliseconds: the least of so many runs after one that fills
 * the compile cache, so that others on the machine matter little. Throws a TypeError when it fails.
 */
export function startupMs(words: readonly [string, ...string[]], runs = RUNS): number {
  const [program, ...parameters] = words;
  const folder = mkdtempSync(join(tmpdir(), 'qforge-startup-'));
  try {
    const meter = join(folder, 'meter.mjs');
    writeFileSync(meter, METER);
    const environment = {
      PATH: process.env['PATH'] ?? '',
      HOME: folder,
      XDG_CACHE_HOME: join(folder, 'cache'),
      NODE_OPTIONS: `--import=${pathToFileURL(meter).href}`,
    };
    const once = (): number => {
      const { status, stderr } = spawnSync(program, parameters, { env: environment, encoding: 'utf8' });
      const figure = FIGURE.exec(stderr)?.groups?.['microseconds'];
      if (status !== 0 || figure === undefined) throw new TypeError(`${words.join(' ')} failed: ${stderr}`);
      return Number(figure) / 1000;
    };
    once();
    return Math.min(...Array.from({ length: runs }, once));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const METER = `import { writeSync } from 'node:fs';
process.on('exit', () => {
  const { user, system } = process.cpuUsage();
  writeSync(2, 'processor ' + (user + system) + '\\n');
});
`;
