import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { type ClusterPlan, serverConfig } from '../../../src/messaging/cluster/server-config.ts';
import { parseServerVersion } from '../../../src/messaging/cluster/server-version.ts';
import { whyNoNats } from '../nats/nats-rig.ts';
import { folderOf } from '../peer-rig.ts';

function planIn(folder: string, version = '2.9.10'): ClusterPlan {
  const server = (index: number): ClusterPlan['servers'][number] => ({
    name: `n${index}`,
    host: '127.0.0.1',
    clientPort: 4220 + index,
    clusterPort: 6220 + index,
    monitorPort: 8220 + index,
    folder: join(folder, `n${index}`),
  });
  return {
    version: parseServerVersion(version),
    servers: [server(1), server(2), server(3)],
    users: [
      {
        name: 'gateway',
        role: { kind: 'gateway' },
        publicKey: 'UAH42UG6PV552P5SWLWTBP3H3S5BHAVCO2IEKEXUANJXR75J63RQ5WM6',
      },
      {
        name: 'alice',
        role: { kind: 'peer', peerId: 'qf1alice' },
        publicKey: 'UCNGL4W5QX66CFX6A6DCBVDH5VOHMI7B2UZZU7TXAUQQSI2JPHULCKBR',
      },
    ],
    clusterSecret: 'ab'.repeat(24),
    maxStoredBytes: 1_000_000,
  };
}

const configOf = (plan: ClusterPlan): string => serverConfig(plan, plan.servers[0] as ClusterPlan['servers'][number]);

describe('the configuration of a server', () => {
  test('syncs always where the server knows how to', () => {
    assert.ok(!configOf(planIn('/x', '2.9.10')).includes('sync_interval'));
    assert.match(configOf(planIn('/x', '2.12.3')), /sync_interval: always/u);
  });

  test('listens on loopback, knows the others, and has no secret of a user', () => {
    const config = configOf(planIn('/x'));
    for (const line of config.split('\n').filter((each) => /listen|http:/u.test(each)))
      assert.match(line, /"127\.0\.0\.1:/u);
    assert.equal(config.match(/nats-route:/gu)?.length, 2);
    assert.ok(!/\bSU[A-Z2-7]{50}/u.test(config));
  });

  test('leads past a proxy where there is one', () => {
    const config = configOf({
      ...planIn('/x'),
      routeBetween: (from, to) => (from === 'n1' && to === 'n2' ? '127.0.0.1:9' : undefined),
    });
    assert.match(config, /@127\.0\.0\.1:9"/u);
    assert.match(config, /@127\.0\.0\.1:6223"/u);
    assert.match(config, /no_advertise: true/u);
  });

  test('is one that the installed server takes', { skip: whyNoNats() ?? false }, (t) => {
    const folder = folderOf(t);
    const path = join(folder, 'odd "name" \\ server.conf');
    writeFileSync(path, configOf(planIn(join(folder, 'odd "name" \\ store'))));
    const { status, stderr } = spawnSync('nats-server', ['-t', '--config', path]);
    assert.equal(status, 0, stderr.toString());
    writeFileSync(path, `${configOf(planIn(folder))}\nno_such_setting: true\n`);
    assert.notEqual(spawnSync('nats-server', ['-t', '--config', path]).status, 0);
  });
});
