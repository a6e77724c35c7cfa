import { Command } from 'commander';
import { QForgeError } from '../../base/index.ts';
import type { SelfTestReport } from '../../client/index.ts';
import { formatDuration } from '../duration.ts';
import { withExamples } from '../examples.ts';
import { printJson, printLines, printNote } from '../standard-output.ts';
import { alignedFields, alignedTable, tabSeparated } from '../table.ts';
import { isTerminal, styled } from '../terminal.ts';

interface SelftestFlags {
  readonly json?: true;
  readonly all?: true;
}

const COLUMNS = [{ title: 'primitive' }, { title: 'result' }, { title: 'took', alignRight: true }];

/** `qforge selftest`: known answers for every primitive. */
export function selftestCommand(): Command {
  const command = new Command('selftest')
    .summary('test the cryptography of this installation')
    .description(
      'Run every cryptographic primitive against answers published with the standards. Ends with 7 when one of them is wrong.',
    )
    .option('--all', 'also the signatures that take seconds to test; without it they are told as pending')
    .option('--json', 'print one JSON document')
    .action(selftest);
  return withExamples(command, [
    { commandLine: 'qforge selftest', meaning: 'After an installation, or when something does not authenticate.' },
    { commandLine: 'qforge selftest --all', meaning: 'Half a minute: nothing is left out.' },
    { commandLine: 'qforge selftest --json', meaning: 'For a report.' },
  ]);
}

async function selftest(flags: SelftestFlags): Promise<void> {
  const { runSelfTest } = await import('../../client/index.ts');
  const report = runSelfTest({ slowToo: flags.all === true });
  const { node, openssl } = process.versions;
  if (flags.json === true) printJson({ ...report, node, openssl });
  else if (!isTerminal(process.stdout))
    printLines(tabSeparated([...report.tests.map(dumpRow), ...pendingRows(report)]));
  else printLines([...header(report, node, openssl), '', ...readableRows(report)]);
  const failed = report.tests.filter((test) => !test.ok).map((test) => test.primitive);
  if (failed.length > 0) throw new QForgeError('CRYPTO_SELF_TEST_FAILED', { primitive: failed.join(', ') });
  if (flags.json !== true) printNote(summary(report));
}

function header(report: SelfTestReport, node: string, openssl: string): readonly string[] {
  return alignedFields([
    ['backend', report.backend],
    ['Node.js', node],
    ['OpenSSL', openssl],
    ...report.suites.map((suite, index) => [index === 0 ? 'suites' : '', suite] as const),
  ]);
}

function readableRows(report: SelfTestReport): readonly string[] {
  const rows = report.tests.map(({ primitive, ok, durationMs }) => [primitive, result(ok), formatDuration(durationMs)]);
  const [titles = '', ...lines] = alignedTable(COLUMNS, rows);
  return [
    titles,
    ...lines.map((line, index) => (report.tests[index]?.ok === true ? line : styled(process.stdout, 'bad', line))),
  ];
}

function pendingRows({ pending }: SelfTestReport): readonly (readonly string[])[] {
  return pending.map((primitive) => [primitive, 'pending', '-']);
}

function summary({ tests, pending }: SelfTestReport): string {
  const tested = `${tests.length} primitives are right`;
  return pending.length === 0 ? `all ${tested}` : `${tested}; ${pending.length} are pending: see --all`;
}

function dumpRow({ primitive, ok, durationMs }: SelfTestReport['tests'][number]): readonly string[] {
  return [primitive, result(ok), durationMs.toFixed(3)];
}

function result(ok: boolean): string {
  return ok ? 'ok' : 'WRONG';
}
