import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { commandReference } from '../../src/cli/command-reference.ts';
import { exitStatuses } from '../../src/cli/exit-status.ts';
import { buildProgram } from '../../src/cli/program.ts';

const sources = join(import.meta.dirname, '../../src');

describe('the reference of all commands', async () => {
  const program = await buildProgram([]);
  const lines = commandReference(program);

  test('names every flag of every command in its section', () => {
    const text = lines.join('\n');
    for (const command of program.commands.filter((each) => each.name() !== 'help')) {
      const section = text.split(`\n## qforge ${command.name()}\n`)[1]?.split('\n## ')[0] ?? '';
      for (const { flags } of [command, ...command.commands].flatMap((each) => each.options)) {
        assert.ok(section.includes(`\`${flags}\``), `${command.name()} ${flags}`);
      }
    }
  });

  test('has tables whose rows have as many cells as their titles', () => {
    let cells = 0;
    for (const line of lines) {
      const found = line.startsWith('|') ? line.replaceAll('\\|', '').split('|').length : 0;
      if (cells !== 0 && found !== 0) assert.equal(found, cells, line);
      cells = found;
    }
  });

  test('lists every exit code', () => {
    const text = lines.slice(lines.indexOf('## EXIT STATUS')).join('\n');
    for (const [code] of exitStatuses) assert.ok(text.includes(`| ${code} |`));
  });

  test('lists every variable of the environment that is read', () => {
    const text = lines.join('\n');
    const read = globSync('{cli,daemon}/**/*.ts', { cwd: sources }).flatMap((file) =>
      [...readFileSync(join(sources, file), 'utf8').matchAll(/(?:env|environment)\['(?<name>[A-Z_]+)'\]/gu)].map(
        (match) => match.groups?.['name'] ?? '',
      ),
    );
    assert.ok(read.includes('QFORGE_HOME'));
    for (const name of read.filter((each) => each !== 'TERM')) assert.ok(text.includes(`\`${name}\``), name);
  });
});
