import assert from 'node:assert/strict';
import test from 'node:test';
import { withoutTexts } from '../../src/client/heap-texts.ts';

const meta = {
  node_fields: ['type', 'name', 'id', 'edge_count'],
  node_types: [
    ['hidden', 'object', 'string', 'concatenated string', 'sliced string', 'number'],
    'string',
    'number',
    'number',
  ],
  edge_fields: ['type', 'name_or_index', 'to_node'],
  edge_types: [['context', 'element', 'property', 'internal'], 'string_or_number', 'node'],
};
const strings = ['Client', 'password', 'hunter2', 'passphrase', 'f'.repeat(32), 'unused', 'aB3aB3aB3aB3aB3aB3aB3aB3xy'];

test('values lose their content, names stay; those that are a value somewhere else stay for their name alone', () => {
  const nodes = [
    [1, 0, 1, 3],
    [2, 2, 2, 0],
    [3, 3, 3, 0],
    [4, 1, 4, 0],
    [5, 2, 5, 0],
  ].flat();
  const edges = [
    [2, 1, 4],
    [2, 3, 8],
    [1, 2, 12],
    [2, 4, 12],
    [2, 6, 12],
  ].flat();
  const heap = JSON.parse(withoutTexts(JSON.stringify({ snapshot: { meta }, nodes, edges, strings }))) as {
    nodes: number[];
    strings: string[];
  };
  const nameOf = (node: number): string | undefined => heap.strings[heap.nodes[node * 4 + 1] ?? -1];
  assert.deepEqual([0, 1, 2, 3, 4].map(nameOf), [
    'Client',
    '(string)',
    '(concatenated string)',
    '(sliced string)',
    '(number)',
  ]);
  // "hunter2" is the number of an element, not its name; long and encoded keys of dictionaries are no names.
  assert.deepEqual(heap.strings.slice(0, strings.length), ['Client', 'password', '', 'passphrase', '', '', '']);
});
