import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { test } from 'node:test';
import { runCommand } from '../../../tools/command.ts';
import {
  type Bill,
  billProblems,
  type Lockfile,
  MOST_PARTS,
  type Part,
  partsByLicence,
  productBill,
  reproducibleBill,
} from '../../../tools/sbom/bill-of-materials.ts';
import { REPOSITORY_ROOT } from '../../../tools/source-tree.ts';

const hashes = [{ alg: 'SHA-512', content: '00' }];
const part = (name: string, licence: string): Part => ({
  name,
  version: '1.0.0',
  hashes,
  licenses: [{ license: { id: licence } }],
});
const billOf = (...components: readonly Part[]): Bill => ({
  bomFormat: 'CycloneDX',
  serialNumber: 'urn:uuid:1',
  metadata: { timestamp: 'now', component: part('some-folder', 'Apache-2.0'), tools: [] },
  components,
});

test('a bill has no time, no serial number, no name of a folder, and its parts in order', () => {
  const bill = reproducibleBill(billOf(part('b', 'MIT'), part('a', 'ISC')), 'product');
  assert.ok(!JSON.stringify(bill).includes('now') && !('serialNumber' in bill));
  assert.equal(bill.metadata.component.name, 'product');
  assert.deepEqual(
    bill.components.map(({ name }) => name),
    ['a', 'b'],
  );
  const other = reproducibleBill({ ...billOf(part('a', 'ISC'), part('b', 'MIT')), serialNumber: 'other' }, 'product');
  assert.equal(JSON.stringify(bill), JSON.stringify(other));
});

test('parts are listed by licence', () => {
  const bill = billOf(part('b', 'MIT'), part('a', 'MIT'), part('c', '0BSD'), { name: 'd', version: '2.0.0' });
  assert.deepEqual(partsByLicence(bill), [
    ['MIT', ['a 1.0.0', 'b 1.0.0']],
    ['0BSD', ['c 1.0.0']],
    ['none stated', ['d 2.0.0']],
  ]);
});

test('a bill without parts, a part without a hash and a licence that nobody has allowed are problems', () => {
  assert.deepEqual(billProblems(billOf(part('a', 'MIT')), []), []);
  assert.deepEqual(billProblems(billOf(), []), ['there are no parts']);
  assert.deepEqual(billProblems({ ...billOf(), bomFormat: 'SPDX' }, []), ['the format is SPDX']);
  assert.deepEqual(billProblems(billOf({ ...part('a', 'GPL-3.0-only'), hashes: [] }), []), [
    'a 1.0.0 has no SHA-512',
    'a 1.0.0 is under GPL-3.0-only',
  ]);
  const two = { ...part('a', 'MIT'), licenses: [{ license: { id: 'MIT' } }, { license: { name: 'Own' } }] };
  assert.deepEqual(billProblems(billOf(two), []), ['a 1.0.0 is under several licences']);
  assert.deepEqual(billProblems(billOf({ ...part('a', 'MIT'), licenses: [{ expression: 'MIT OR GPL-3.0' }] }), []), [
    'a 1.0.0 is under MIT OR GPL-3.0',
  ]);
});

test('too many parts, and a package that is missing, are problems', () => {
  const many = Array.from({ length: MOST_PARTS + 1 }, (_, at) => part(`p${at}`, 'MIT'));
  assert.deepEqual(billProblems(billOf(...many), ['p1', 'wanted']), [
    'wanted is missing',
    `${MOST_PARTS + 1} parts are more than ${MOST_PARTS}`,
  ]);
});

test('what is part of the product stays, also when a tool of development needs it too', () => {
  const named = (name: string): Part => ({ ...part(name, 'MIT'), 'bom-ref': `${name}@1.0.0` });
  const bill: Bill = {
    ...billOf(named('shared'), named('tool'), named('@scope/b'), named('peer')),
    metadata: { component: named('product') },
    dependencies: [
      { ref: 'product@1.0.0', dependsOn: ['@scope/b@1.0.0', 'tool@1.0.0'] },
      { ref: '@scope/b@1.0.0', dependsOn: ['shared@1.0.0', 'peer@1.0.0'] },
      { ref: 'tool@1.0.0', dependsOn: ['shared@1.0.0'] },
    ],
  };
  const version = '1.0.0';
  const { components, dependencies } = productBill(bill, {
    packages: {
      '': { version },
      'node_modules/shared': { version },
      'node_modules/tool': { version, dev: true },
      'node_modules/@scope/b': { version },
      'node_modules/peer': { version, peer: true, optional: true },
    },
  });
  assert.deepEqual(
    components.map(({ name }) => name),
    ['shared', '@scope/b'],
  );
  assert.deepEqual(dependencies, [
    { ref: 'product@1.0.0', dependsOn: ['@scope/b@1.0.0'] },
    { ref: '@scope/b@1.0.0', dependsOn: ['shared@1.0.0'] },
  ]);
});

interface Manifest {
  readonly dependencies?: Readonly<Record<string, string>>;
}

test('the bill holds what the packages themselves say they need, and SECURITY.md how many that are', () => {
  const read = (file: string): string => readFileSync(resolve(REPOSITORY_ROOT, file), 'utf8');
  const needed = new Set<string>();
  const need = (folder: string): void => {
    const { dependencies = {} } = JSON.parse(read(`${folder}package.json`)) as Manifest;
    for (const name of Object.keys(dependencies)) {
      if (needed.has(name)) continue;
      needed.add(name);
      need(`node_modules/${name}/`);
    }
  };
  need('');
  const everything = runCommand(['npm', 'sbom', '--sbom-format', 'cyclonedx', '--package-lock-only']);
  const bill = productBill(JSON.parse(everything) as Bill, JSON.parse(read('package-lock.json')) as Lockfile);
  assert.deepEqual(new Set(bill.components.map(({ name }) => name)), needed);
  assert.ok(read('SECURITY.md').includes(`- ${needed.size} packages are installed with qforge`), `${needed.size}`);
});
