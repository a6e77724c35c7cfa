import assert from 'node:assert/strict';
import test from 'node:test';
import { Command } from 'commander';
import { messagingOptions, withEngineFlags } from '../../src/cli/mail-flags.ts';

test('the state is beside the list of peers unless it is said otherwise', () => {
  const command = withEngineFlags(new Command('x')).exitOverride();
  command.parse(['-e', 'sqlite:/srv/mail.db'], { from: 'user' });
  const options = messagingOptions(command.opts());
  assert.equal(options.engine, 'sqlite:/srv/mail.db');
  assert.match(options.state, /[\\/]messages\.db$/u);
  assert.deepEqual(messagingOptions({ state: '/tmp/state.db' }), { state: '/tmp/state.db' });
});

test('an engine has to be named', () => {
  const command = withEngineFlags(new Command('x')).exitOverride();
  command.configureOutput({ writeErr: () => undefined });
  assert.throws(() => command.parse([], { from: 'user' }), /required option/u);
});
