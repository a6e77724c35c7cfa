import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  type Bill,
  billProblems,
  type Part,
  partsByLicence,
  reproducibleBill,
} from '../../../tools/sbom/bill-of-materials.ts';

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
  assert.deepEqual(billProblems(billOf(part('a', 'MIT'))), []);
  assert.deepEqual(billProblems(billOf()), ['there are no parts']);
  assert.deepEqual(billProblems({ ...billOf(), bomFormat: 'SPDX' }), ['the format is SPDX']);
  assert.deepEqual(billProblems(billOf({ ...part('a', 'GPL-3.0-only'), hashes: [] })), [
    'a 1.0.0 has no SHA-512',
    'a 1.0.0 is under GPL-3.0-only',
  ]);
  const two = { ...part('a', 'MIT'), licenses: [{ license: { id: 'MIT' } }, { license: { name: 'Own' } }] };
  assert.deepEqual(billProblems(billOf(two)), ['a 1.0.0 is under several licences']);
  assert.deepEqual(billProblems(billOf({ ...part('a', 'MIT'), licenses: [{ expression: 'MIT OR GPL-3.0' }] })), [
    'a 1.0.0 is under MIT OR GPL-3.0',
  ]);
});
