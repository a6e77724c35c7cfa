import { argv, exit, stderr, stdout } from 'node:process';
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

async function main(): Promise<number> {
  const { values, positionals } = parseArgs({
    args: argv.slice(2),
    allowPositionals: true,
    options: { json: { type: 'boolean', default: false }, verbose: { type: 'boolean', default: false } },
  });
  const [folder] = positionals;
  if (folder === undefined || positionals.length > 1) {
    stderr.write(USAGE);
    return 2;
  }
  const reports: FileReport[] = [];
  for (const file of await readVectorFolder(folder)) {
    const report = await runVectorFile(file);
    reports.push(report);
    if (values.verbose && values.json) stderr.write(`${readableReport([report], true)}\n`);
  }
  const summary = summarize(reports);
  stdout.write(`${values.json ? JSON.stringify(summary) : readableReport(reports, values.verbose)}\n`);
  return summary.failed === 0 ? 0 : 1;
}

exit(await main());
