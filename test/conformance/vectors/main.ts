import process, { argv, stderr, stdout } from 'node:process';
import { parseArgs } from 'node:util';
import { readVectorFolder } from './vector-folder.ts';
import { readableReport, summarize } from './vector-report.ts';
import { type FileReport, runVectorFile } from './vector-run.ts';

const USAGE = `usage: npm run -s vectors -- DIR [--json] [--verbose]

Runs every vector file under DIR through the product, on both backends where both can.
  --json      print one JSON object: {files, cases, passed, failed, unsupported, byBackend, failures}
  --verbose   one line for each file on the way (on standard error with --json)
Exit code 1 if anything failed.
`;

interface WantedRun {
  readonly folder: string;
  readonly json: boolean;
  readonly verbose: boolean;
}

/** What the command line asks for; undefined when it cannot be understood. */
function wantedRun(): WantedRun | undefined {
  try {
    const { values, positionals } = parseArgs({
      args: argv.slice(2),
      allowPositionals: true,
      options: { json: { type: 'boolean', default: false }, verbose: { type: 'boolean', default: false } },
    });
    const [folder, ...others] = positionals;
    return folder === undefined || others.length > 0 ? undefined : { folder, ...values };
  } catch {
    return undefined;
  }
}

async function main(): Promise<number> {
  const wanted = wantedRun();
  if (wanted === undefined) {
    stderr.write(USAGE);
    return 2;
  }
  const { folder, json, verbose } = wanted;
  const reports: FileReport[] = [];
  for (const file of await readVectorFolder(folder)) {
    const report = await runVectorFile(file);
    reports.push(report);
    if (verbose && json) stderr.write(`${readableReport([report], true)}\n`);
  }
  const summary = summarize(reports);
  stdout.write(`${json ? JSON.stringify(summary) : readableReport(reports, verbose)}\n`);
  return summary.failed === 0 ? 0 : 1;
}

// Not by `exit`, which would cut off what is still on its way into a pipe.
process.exitCode = await main();
