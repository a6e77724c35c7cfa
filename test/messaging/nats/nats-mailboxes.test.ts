import assert from 'node:assert/strict';
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { describe, test } from 'node:test';
import { promisify } from 'node:util';
import { isQForgeError, silentMetrics, systemClock } from '../../../src/base/index.ts';
import { formatPeerId } from '../../../src/handshake/index.ts';
import type { Mail } from '../../../src/messaging/index.ts';
import { parseNatsAddress } from '../../../src/messaging/nats/nats-address.ts';
import { NatsLink } from '../../../src/messaging/nats/nats-link.ts';
import { until } from '../../until.ts';
import { folderOf } from '../peer-rig.ts';
import { alice, bob, carol, hasty, openAs, sharedCluster, soon, whyNoNats } from './nats-rig.ts';

const HOUR_MS = 3_600_000;
const mailTo = (recipient: string, sender: string, number: number): Mail => ({
  recipient,
  sender,
  id: number.toString(16).padStart(32, '0'),
  envelope: new Uint8Array(100).fill(number),
  expiresAtMs: systemClock.wallMs() + HOUR_MS,
});

/** Of nobody that has a mailbox. */
const dave = formatPeerId(new Uint8Array(32).fill(4));
const GATEWAY = new URL('./gateway-process.ts', import.meta.url).pathname;
async function gatewayProcess(...words: readonly string[]): Promise<unknown> {
  const { stdout } = await promisify(execFile)(process.execPath, [GATEWAY, ...words]);
  return JSON.parse(stdout) as unknown;
}

/** A gateway that empties a mailbox, in two steps. */
class DrainProcess {
  readonly #child: ChildProcess;
  readonly #lines: AsyncIterator<string>;

  constructor(engine: string, peer: string) {
    const child = spawn(process.execPath, [GATEWAY, engine, 'drain', peer], { stdio: ['pipe', 'pipe', 'inherit'] });
    this.#child = child;
    this.#lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  }

  /** Resolves when it has its first mail. */
  async holds(): Promise<void> {
    assert.equal((await this.#lines.next()).value, 'holding');
  }

  /** Lets it go on; what it got. */
  async goOn(): Promise<readonly string[]> {
    this.#child.stdin?.end();
    return JSON.parse(String((await this.#lines.next()).value)) as readonly string[];
  }
}

describe('mailboxes in a cluster of three', { skip: whyNoNats() ?? false, timeout: 600_000 }, () => {
  const cluster = sharedCluster(3);

  test('alice cannot read what bob gets, send as carol, or delete it: the server refuses', async () => {
    await using ours = await openAs(await cluster(), 'alice');
    await using theirs = await openAs(await cluster(), 'bob');
    await ours.mailboxes.deposit(mailTo(bob, alice, 1));
    const key = { sender: alice, id: mailTo(bob, alice, 1).id };
    const { mailboxes, presence, directory, broadcast } = ours;
    for (const [what, attempt] of Object.entries({
      collect: () => mailboxes.collect(bob),
      list: () => mailboxes.list(bob),
      usage: () => mailboxes.usage(bob),
      'dead letters': () => mailboxes.deadLetters(bob),
      acknowledge: () => mailboxes.acknowledge(bob, key),
      refuse: () => mailboxes.refuse(bob, key, 'damaged'),
      'deposit as carol': () => mailboxes.deposit(mailTo(bob, carol, 2)),
      'presence of bob': () => presence.announce(bob, HOUR_MS),
      'last resort of bob': () =>
        directory.publish(bob, {
          lastResort: { id: key.id, signedPrekey: new Uint8Array(1), expiresAtMs: systemClock.wallMs() + HOUR_MS },
        }),
      broadcast: () => broadcast.publish('votes', 'one', new Uint8Array(1)),
    })) {
      await assert.rejects(attempt, (error) => isQForgeError(error, 'MAIL_STORE_DENIED'), what);
    }
    const [collected, ...others] = await theirs.mailboxes.collect(bob);
    assert.deepEqual([collected?.sender, collected?.id, others.length], [alice, key.id, 0]);
    await theirs.mailboxes.acknowledge(bob, key);
  });

  test('two gateways in processes of their own share a mailbox and a directory: nothing goes to both', async () => {
    const gateway = (await cluster()).engineOf('gateway');
    await using engine = await openAs(await cluster(), 'gateway');
    const expiresAtMs = systemClock.wallMs() + HOUR_MS;
    const oneTime = Array.from({ length: 20 }, (_, number) => {
      return { id: mailTo(bob, alice, number).id, signedPrekey: Uint8Array.of(number), expiresAtMs };
    });
    await engine.directory.publish(bob, { oneTime });
    for (let number = 0; number < 40; number++) await engine.mailboxes.deposit(mailTo(bob, alice, 200 + number));
    const [first, second] = (await Promise.all([
      gatewayProcess(gateway, 'take', bob, '10'),
      gatewayProcess(gateway, 'take', bob, '10'),
    ])) as [number[], number[]];
    assert.deepEqual(
      [...first, ...second].toSorted((one, other) => one - other),
      oneTime.map((_, number) => number),
    );
    // Neither goes on before both hold mail: otherwise the one that started first could empty the mailbox alone.
    const drains = [new DrainProcess(gateway, bob), new DrainProcess(gateway, bob)];
    await Promise.all(drains.map((drain) => drain.holds()));
    const [ours = [], theirs = []] = await Promise.all(drains.map((drain) => drain.goOn()));
    assert.deepEqual(
      [...ours, ...theirs].toSorted(),
      Array.from({ length: 40 }, (_, n) => mailTo(bob, alice, 200 + n).id),
    );
    assert.ok(ours.length > 0 && theirs.length > 0, `${ours.length} and ${theirs.length}`);
  });

  test('of many who take the last prekey at once, one gets it', async () => {
    const engines = await Promise.all(['gateway', 'alice', 'carol'].map(async (name) => openAs(await cluster(), name)));
    const [gateway] = engines;
    const expiresAtMs = systemClock.wallMs() + HOUR_MS;
    const prekey = { id: '5'.repeat(32), signedPrekey: Uint8Array.of(5), expiresAtMs };
    await gateway?.directory.publish(bob, { oneTime: [prekey] });
    const takers = engines.flatMap((engine) => Array.from({ length: 5 }, () => engine.directory.take(bob)));
    const taken = await Promise.all(takers);
    assert.equal(taken.filter((each) => each !== undefined).length, 1);
    assert.equal(await gateway?.directory.remaining(bob), 0);
    await Promise.all(engines.map((engine) => engine[Symbol.asyncDispose]()));
  });

  test('a duplicate without a number says nothing: it is asked again, and then deposited under another name', async () => {
    await using link = await NatsLink.open(parseNatsAddress((await cluster()).engineOf('gateway')), {
      clock: systemClock,
    });
    // A server of 2.10 that lost its leader before the first copy was stored, for a mailbox that no stream has.
    const names: string[] = [];
    link.connection.subscribe(`qforge.mail.${dave}.${alice}`, {
      callback: (_error, message) => {
        const name = message.headers?.get('Nats-Msg-Id') ?? '';
        const isNew = names.length === 2;
        names.push(name);
        message.respond(JSON.stringify({ stream: 'of the test', seq: isNew ? 7 : 0, duplicate: !isNew }));
      },
    });
    await link.connection.flush();
    await using engine = await openAs(await cluster(), 'gateway');
    assert.equal(await engine.mailboxes.deposit(mailTo(dave, alice, 1)), 'stored');
    const name = `${dave}.${alice}.${mailTo(dave, alice, 1).id}`;
    assert.deepEqual(names, [name, name, `${name}.2`]);
  });

  test('what a peer deposited is deposited again when its leader steps down, and stored once', async () => {
    await using link = await NatsLink.open(parseNatsAddress((await cluster()).engineOf('gateway')), {
      clock: systemClock,
    });
    const name = `QFORGE_MAIL_${bob}`;
    await using engine = await openAs(await cluster(), 'alice', { clock: soon });
    await engine.mailboxes.deposit(mailTo(bob, alice, 300));
    let published = 0;
    link.connection.subscribe(`qforge.mail.${bob}.${alice}`, { callback: () => void (published += 1) });
    await link.connection.flush();
    const { messages } = (await link.jsm.streams.info(name)).state;
    await link.connection.request(`$JS.API.STREAM.LEADER.STEPDOWN.${name}`, '', { timeout: 5000 });
    await until(() => published >= 1);
    await link.call(async () => assert.equal((await link.jsm.streams.info(name)).state.messages, messages));
    await engine.mailboxes.deposit(mailTo(bob, alice, 301));
    await using owner = await openAs(await cluster(), 'bob');
    const ids = [300, 301].map((number) => mailTo(bob, alice, number).id);
    for (const id of ids) await owner.mailboxes.acknowledge(bob, { sender: alice, id });
  });

  test('what a gateway writes past the rules is nobody’s message, and is counted', async () => {
    const counted: string[] = [];
    const metrics = {
      ...silentMetrics,
      count: (name: string, _delta: number, labels?: object) =>
        counted.push(`${name} ${Object.values(labels ?? {}).join()}`),
    };
    await using engine = await openAs(await cluster(), 'bob', { metrics });
    await using link = await NatsLink.open(parseNatsAddress((await cluster()).engineOf('gateway')), {
      clock: systemClock,
    });
    await link.js.publish(`qforge.mail.${bob}.${alice}`, 'no headers at all');
    await link.js.publish(`qforge.mail.${bob}.${alice}`, new Uint8Array(0));
    assert.deepEqual(await engine.mailboxes.list(bob), []);
    await until(async () => {
      assert.deepEqual(await engine.mailboxes.collect(bob), []);
      return (await link.jsm.streams.info(`QFORGE_MAIL_${bob}`)).state.messages === 0;
    });
    assert.ok(counted.includes('qforge_mail_store_failures_total MALFORMED'), counted.join());
  });

  test('wrong credentials and no cluster at all are told apart, and counted', async (t) => {
    const { servers } = await cluster();
    const counted: string[] = [];
    const metrics = {
      ...silentMetrics,
      count: (_name: string, _delta: number, labels?: object) => counted.push(Object.values(labels ?? {}).join()),
    };
    const { nkeys } = await import('@nats-io/transport-node');
    const stranger = join(folderOf(t), 'stranger.nk');
    writeFileSync(stranger, nkeys.createUser().getSeed());
    const open = (text: string): Promise<NatsLink> =>
      NatsLink.open(parseNatsAddress(text), { clock: systemClock, metrics });
    await assert.rejects(open(`${servers[0]?.url}?key=${stranger}`), (e) => isQForgeError(e, 'MAIL_STORE_DENIED'));
    await assert.rejects(open(`${servers[0]?.url}`), (e) => isQForgeError(e, 'MAIL_STORE_DENIED'));
    await assert.rejects(open('nats://127.0.0.1:1'), (e) => isQForgeError(e, 'MAIL_STORE_UNAVAILABLE'));
    await assert.rejects(open(`nats://h?key=${stranger}.missing`), (e) => isQForgeError(e, 'MAIL_ENGINE_INVALID'));
    writeFileSync(stranger, 'not a seed');
    await assert.rejects(open(`nats://h?key=${stranger}`), (e) => isQForgeError(e, 'MAIL_ENGINE_INVALID'));
    assert.deepEqual(counted, ['MAIL_STORE_DENIED', 'MAIL_STORE_DENIED', 'MAIL_STORE_UNAVAILABLE']);
  });

  test('a cluster that is away for longer than anybody tries is an error; nothing stored is lost, and it goes on after', async () => {
    const running = await cluster();
    await using engine = await openAs(running, 'gateway', { clock: hasty });
    await engine.mailboxes.deposit(mailTo(bob, alice, 101));
    for (const { name } of running.servers) running.signal(name, 'SIGKILL');
    await assert.rejects(engine.mailboxes.deposit(mailTo(bob, alice, 102)), (e) =>
      isQForgeError(e, 'MAIL_STORE_UNAVAILABLE'),
    );
    await Promise.all(running.servers.map(({ name }) => running.restart(name)));
    await using again = await openAs(running, 'gateway');
    const outcome = await again.mailboxes.deposit(mailTo(bob, alice, 102));
    assert.ok(['stored', 'duplicate'].includes(outcome));
    const collected: string[] = [];
    await until(async () => {
      collected.push(...(await again.mailboxes.collect(bob)).map(({ id }) => id));
      return collected.length >= 2;
    });
    assert.deepEqual(
      collected,
      [101, 102].map((number) => mailTo(bob, alice, number).id),
    );
    // The engine that saw it all go has found its way back by itself.
    await until(() =>
      engine.presence.list().then(
        () => true,
        () => false,
      ),
    );
  });
});
