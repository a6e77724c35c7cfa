import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { DemoProcess } from '../../../src/cli/demo/demo-process.ts';
import { isPeerId } from '../../../src/client/index.ts';
import { temporaryFolder } from '../../daemon/temporary-folder.ts';
import { hasCode } from '../command-line.ts';

describe('a process of the demonstration', () => {
  test('answers, reports what fails, and stops', async (t) => {
    const home = join(temporaryFolder(t), 'bob');
    mkdirSync(home);
    const bob = new DemoProcess('bob');
    t.after(() => bob.kill());
    assert.notEqual(bob.pid, process.pid);
    const { peerId } = await bob.ask('start', { name: 'bob', home, listen: [] });
    assert.ok(isPeerId(peerId));
    await assert.rejects(bob.ask('connect', { peer: 'nobody' }), (error) => {
      assert.ok(hasCode('DEMO_FAILED')(error));
      return error instanceof Error && error.message.includes('bob reported PEER_UNKNOWN');
    });
    await bob.stop();
    await assert.rejects(bob.ask('traffic', null), hasCode('DEMO_FAILED'));
  });

  test('that is killed fails what was asked of it, and can still be stopped', async () => {
    const bob = new DemoProcess('bob');
    const asked = bob.ask('traffic', null);
    bob.kill();
    await assert.rejects(asked, hasCode('DEMO_FAILED'));
    await bob.stop();
  });
});
