import { Command } from 'commander';
import { QForgeError } from '../../base/index.ts';
import { withExamples } from '../examples.ts';
import { Interruption } from '../interruption.ts';
import { printJson, printLines, printNote } from '../standard-output.ts';
import { isTerminal } from '../terminal.ts';

interface DemoFlags {
  readonly once?: true;
  readonly json?: true;
}

/** `qforge demo`: two peers and two key managers in processes of their own, a channel, messages and a file. */
export function demoCommand(): Command {
  const command = new Command('demo')
    .summary('watch two peers meet, talk and exchange a file')
    .description(
      'Start two peers with fresh identities and two key managers with a simulated quantum link, all as processes of their own; connect the peers over TCP on this machine with a key of the link, exchange messages and a file, and print what was measured. At a terminal they stay connected, and alice serves her dashboard, until Ctrl-C.',
    )
    .argument('[file]', 'the file to send; the README of qforge by default')
    .option('--once', 'end after the table, also at a terminal')
    .option('--json', 'print one JSON document and end')
    .action(demo);
  return withExamples(command, [
    { commandLine: 'qforge demo', meaning: 'The whole show.' },
    { commandLine: 'qforge demo --once movie.mkv', meaning: 'With a large file of yours; ends by itself.' },
    { commandLine: 'qforge demo --json', meaning: 'The measurements as data.' },
  ]);
}

async function demo(file: string | undefined, flags: DemoFlags): Promise<void> {
  const [{ demoCast }, { DemoStage }, { playDemo }, { demoTable }, { readStoredFile }, { sampleFile }] =
    await Promise.all([
      import('../demo/demo-cast.ts'),
      import('../demo/demo-stage.ts'),
      import('../demo/demo-script.ts'),
      import('../demo/demo-report.ts'),
      import('../demo/file-digest.ts'),
      import('../demo/sample-file.ts'),
    ]);
  await using sample = await sampleFile();
  const path = file ?? sample.path;
  const asJson = flags.json === true;
  const sent = await readStoredFile(path);
  const interruption = new Interruption('task');
  const endsByItself = asJson || flags.once === true || !isTerminal(process.stdout);
  const note = asJson ? (): void => undefined : printNote;
  await using stage = await DemoStage.open(demoCast, { showsDashboard: !endsByItself, note });
  const report = await Promise.race([interruption.wait(), stage.untilLost(), playDemo(stage, { path, ...sent }, note)]);
  if (report === undefined) return;
  if (asJson) printJson({ ok: report.file.isSame, ...report });
  else printLines(demoTable(report));
  if (!report.file.isSame) throw new QForgeError('FILE_DIGEST_MISMATCH', { path });
  if (endsByItself) return;
  const { dashboard } = stage.first('caller');
  if (dashboard !== undefined) printNote(`dashboard: ${dashboard} (signs in once, within ten minutes)`);
  const { beat } = await import('../demo/heartbeat.ts');
  interruption.countsAsDone();
  await Promise.race([beat(stage, interruption.signal), stage.untilLost()]);
}
