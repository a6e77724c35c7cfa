import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { controlSocketName, parseControlSocketName } from '../../src/daemon/control-socket-name.ts';

describe('names of control sockets', () => {
  test('are read back as they were made', () => {
    const owner = { command: 'receive', pid: 4_194_303 };
    assert.equal(controlSocketName(owner), 'receive-4194303.sock');
    assert.deepEqual(parseControlSocketName('receive-4194303.sock'), owner);
  });

  for (const name of [
    '',
    'receive.sock',
    'receive-.sock',
    'receive-0.sock',
    'receive-01.sock',
    'Receive-1.sock',
    'receive-1.sock.tmp',
    'receive-1',
    '../receive-1.sock',
    'receive-99999999999.sock',
    'a\nreceive-1.sock',
  ]) {
    test(`${JSON.stringify(name)} is none`, () => {
      assert.equal(parseControlSocketName(name), undefined);
    });
  }
});
