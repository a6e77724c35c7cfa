import assert from 'node:assert/strict';
import test from 'node:test';
import { receivedFileMode } from '../../src/client/received-mode.ts';

test("a received file is its owner's alone, who may execute it if the sender's could", () => {
  for (const [offered, mode] of [
    [0o644, 0o600],
    [0o755, 0o700],
    [0o000, 0o600],
    [0o777, 0o700],
    [0o011, 0o600],
  ] as const) {
    assert.equal(receivedFileMode(offered, false), mode, offered.toString(8));
  }
});

test("with leave it is everybody's as far as it was, and its owner can always read and write it", () => {
  assert.equal(receivedFileMode(0o755, true), 0o755);
  assert.equal(receivedFileMode(0o444, true), 0o644);
});
