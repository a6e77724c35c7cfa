import { readFileSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { runCommand } from './command.ts';
import {
  type Bill,
  billProblems,
  type Lockfile,
  partsByLicence,
  productBill,
  reproducibleBill,
} from './sbom/bill-of-materials.ts';
import { REPOSITORY_ROOT } from './source-tree.ts';

const USAGE = `Usage: npm run sbom -- [FILE] [--licences] [--check]

  What is installed with the product, from the lockfile, as CycloneDX 1.5: to FILE, else to standard output. The same lockfile gives the same bytes.

  --licences  parts by licence instead
  --check     only says how many there are; a part without a hash or under a licence that nobody has allowed makes it exit with 1
`;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    licences: { type: 'boolean', default: false },
    check: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});

process.exitCode = main();

function main(): number {
  if (values.help || positionals.length > 1) {
    process.stderr.write(USAGE);
    return values.help ? 0 : 2;
  }
  const { name, dependencies } = readJson('package.json') as Product;
  const packages = Object.keys(dependencies);
  const bill = reproducibleBill(productBill(readBill(), readJson('package-lock.json') as Lockfile), name);
  const problems = billProblems(bill, packages);
  for (const problem of problems) process.stderr.write(`${problem}\n`);
  const text = values.check
    ? summary(bill)
    : values.licences
      ? licenceList(bill)
      : `${JSON.stringify(bill, undefined, 2)}\n`;
  const [file] = positionals;
  if (file === undefined) process.stdout.write(text);
  else writeFileSync(file, text);
  return problems.length === 0 ? 0 : 1;
}

interface Product {
  readonly name: string;
  readonly dependencies: Readonly<Record<string, string>>;
}

function readJson(file: string): unknown {
  return JSON.parse(readFileSync(resolve(REPOSITORY_ROOT, file), 'utf8'));
}

/** Everything in the lockfile, tools of development too. */
function readBill(): Bill {
  return JSON.parse(runCommand(['npm', 'sbom', '--sbom-format', 'cyclonedx', '--package-lock-only'])) as Bill;
}

function summary(bill: Bill): string {
  const licences = partsByLicence(bill).map(([licence, parts]) => `${licence} ${parts.length}`);
  return `${bill.components.length} parts, each with a SHA-512; licences: ${licences.join(', ')}\n`;
}

function licenceList(bill: Bill): string {
  return partsByLicence(bill)
    .map(([licence, parts]) => `${licence}\n${parts.map((part) => `  ${part}\n`).join('')}`)
    .join('');
}
