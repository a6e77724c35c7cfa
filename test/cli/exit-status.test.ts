import assert from 'node:assert/strict';
import { constants } from 'node:os';
import { describe, test } from 'node:test';
import { errorCatalogue } from '../../src/base/index.ts';
import { exitStatuses, SIGNAL_EXIT_CODES } from '../../src/cli/exit-status.ts';

describe('the exit codes', () => {
  test('of signals are 128 and their number, as shells count', () => {
    assert.equal(SIGNAL_EXIT_CODES.hungUp, 128 + constants.signals.SIGHUP);
    assert.equal(SIGNAL_EXIT_CODES.interrupted, 128 + constants.signals.SIGINT);
    assert.equal(SIGNAL_EXIT_CODES.brokenPipe, 128 + constants.signals.SIGPIPE);
    assert.equal(SIGNAL_EXIT_CODES.terminated, 128 + constants.signals.SIGTERM);
  });

  test('are listed once each, with every one that an error can have', () => {
    const codes = exitStatuses.map(([code]) => code);
    assert.deepEqual(
      codes,
      [...new Set(codes)].toSorted((a, b) => a - b),
    );
    for (const { exitCode } of Object.values(errorCatalogue)) assert.ok(codes.includes(exitCode), String(exitCode));
  });
});
