import assert from 'node:assert/strict';
import { utf8 } from '../../../src/base/index.ts';
import { nativeBackend } from '../../../src/crypto/index.ts';
import { deadLetterReasons } from '../../../src/messaging/mailbox/dead-letter.ts';
import { unverifiedDeposit } from '../../../src/messaging/nats/mail-headers.ts';
import { deliveryOf } from '../../../src/messaging/nats/mail-pull.ts';
import { parseNatsAddress } from '../../../src/messaging/nats/nats-address.ts';
import { unverifiedDeadLetter } from '../../../src/messaging/nats/nats-dead-letters.ts';
import { unverifiedPresence } from '../../../src/messaging/nats/nats-presence.ts';
import { decodeAnnouncement, signedAnnouncements } from '../../../src/messaging/routing/route-announcement.ts';
import { decodeFrame, encodeFrame, type RouteFrame } from '../../../src/messaging/routing/route-frame.ts';
import { routeFailures } from '../../../src/messaging/routing/route-outcome.ts';
import type { RouteEntry } from '../../../src/messaging/routing/route-update.ts';
import { decodeRoutePayload, PREKEY_REQUEST, sealedPayload } from '../../../src/messaging/sealed/route-payload.ts';
import { decodeContent, encodeContent } from '../../../src/messaging/sealed/sealed-content.ts';
import { decodeEnvelope, encodeHeader } from '../../../src/messaging/sealed/sealed-envelope.ts';
import { defaultSealedSuite } from '../../../src/messaging/sealed/sealed-suite.ts';
import { signPrekey, verifyPrekey } from '../../../src/messaging/sealed/signed-prekey.ts';
import { MessagingPeer, NOW_MS, TOMORROW_MS } from '../../messaging/peer-rig.ts';
import type { Chances } from '../../simulation/chances.ts';
import { decoder, type FuzzTarget, textDecoder } from '../fuzz-target.ts';

const [alice, bob] = [await MessagingPeer.make(), await MessagingPeer.make()];
const terms = { suite: defaultSealedSuite, messageId: '00'.repeat(16), expiresAtMs: TOMORROW_MS };
const [envelope] = await alice.seal(utf8('for bob'), [bob]);
assert.ok(envelope !== undefined);
const content = encodeContent(
  terms,
  { sentAtMs: NOW_MS, recipients: [alice.peerId, bob.peerId], payload: utf8('hello') },
  alice.author,
);
const prekeys = await Promise.all(
  (['one-time', 'last-resort'] as const).map(async (kind) => {
    const made = await alice.vault.makePrekeys(kind, 1, NOW_MS);
    return made.map((prekey) => signPrekey(prekey, alice.author));
  }),
);
const announcement = signedAnnouncements(alice.author, nativeBackend).make(NOW_MS).bytes;
const hexId = (chances: Chances): string => Buffer.from(chances.bytes(16)).toString('hex');
const deviceKey = (chances: Chances): string => Buffer.from(chances.bytes(32)).toString('latin1');

function entryOf(chances: Chances): RouteEntry {
  const origin = deviceKey(chances);
  if (chances.happens(0.3)) return { kind: 'withdrawn', origin };
  const hops = chances.below(5);
  const path = hops === 0 ? [] : [...Array.from({ length: hops - 1 }, () => deviceKey(chances)), origin];
  const unsigned = chances.happens(0.5) ? undefined : chances.bytes(chances.below(40));
  return { kind: 'route', origin, sequence: NOW_MS, costUs: chances.below(90_000), path, announcement: unsigned };
}

function frameOf(chances: Chances): RouteFrame {
  const number = chances.below(1000);
  switch (chances.pick(['probe', 'probeReply', 'update', 'updateTaken', 'forward', 'outcome'] as const)) {
    case 'update':
      return { type: 'update', number, entries: Array.from({ length: chances.below(4) }, () => entryOf(chances)) };
    case 'forward': {
      const priority = chances.pick([0, 1, 2, 3] as const);
      const [destination, payload] = [deviceKey(chances), chances.bytes(chances.below(60))];
      return {
        type: 'forward',
        number,
        packet: { id: hexId(chances), hopsLeft: chances.below(17), priority, ttlMs: 20_000, destination, payload },
      };
    }
    case 'outcome': {
      const outcome = chances.happens(0.5)
        ? ({ delivered: true, answer: chances.bytes(chances.below(40)) } as const)
        : ({ delivered: false, reason: chances.pick(routeFailures) } as const);
      return { type: 'outcome', number, outcome };
    }
    case 'updateTaken':
      return {
        type: 'updateTaken',
        number,
        wanted: Array.from({ length: chances.below(4) }, () => deviceKey(chances)),
      };
    default:
      return { type: chances.pick(['probe', 'probeReply'] as const), number };
  }
}

const headersIn = (lines: readonly string[]): { get(name: string): string } => ({
  get: (name) => lines.find((line) => line.startsWith(`${name}: `))?.slice(name.length + 2) ?? '',
});

/** Sealed messages, prekeys, frames of routes, and what a NATS server hands out. */
export const messagingTargets: readonly FuzzTarget[] = [
  decoder(
    'sealed-envelope',
    () => envelope.envelope.slice(),
    decodeEnvelope,
    (decoded, unverified) => {
      const { header, encapsulated, wrappedKey, sealedContent } = decoded;
      assert.deepEqual(encodeHeader(decoded), Uint8Array.from(header), 'there is one header for what it says');
      assert.deepEqual(Buffer.concat([header, encapsulated, wrappedKey, sealedContent]), Buffer.from(unverified));
    },
  ),
  decoder(
    'sealed-content',
    () => content.slice(),
    (unverified) => decodeContent(terms, unverified, nativeBackend),
    (decoded, unverified) => {
      // The corpus has contents of identities of earlier runs, which hold, too.
      const isSigned = decoded.sender !== alice.peerId || Buffer.from(content).equals(unverified);
      assert.ok(isSigned, 'only what was signed holds');
    },
  ),
  decoder(
    'prekey',
    (chances) => chances.pick(prekeys.flat()).slice(),
    (unverified) => verifyPrekey(unverified, alice.peerId, NOW_MS, nativeBackend),
    (_prekey, unverified) =>
      assert.ok(
        prekeys.flat().some((each) => Buffer.from(each).equals(unverified)),
        'only what was signed holds',
      ),
  ),
  decoder(
    'route-announcement',
    () => announcement.slice(),
    (unverified) => decodeAnnouncement(unverified, alice.peerId, NOW_MS, nativeBackend),
    (_decoded, unverified) => assert.deepEqual(Buffer.from(unverified), Buffer.from(announcement)),
  ),
  decoder(
    'route-frame',
    (chances) => encodeFrame(frameOf(chances)),
    decodeFrame,
    (decoded, unverified) => assert.deepEqual(Buffer.from(encodeFrame(decoded)), Buffer.from(unverified)),
  ),
  decoder(
    'route-payload',
    (chances) => chances.pick([PREKEY_REQUEST, sealedPayload(envelope.envelope)]).slice(),
    decodeRoutePayload,
  ),
  textDecoder(
    'mail-deposit',
    (chances) =>
      [
        `qforge.mail.${bob.peerId}.${alice.peerId}${chances.pick(['', '-copy', '-note'])}`,
        `Qforge-Id: ${hexId(chances)}`,
        `Qforge-Expires: ${chances.below(2 ** 31)}`,
      ].join('\n'),
    (unverified) => {
      const [subject = '', ...lines] = unverified.split('\n');
      return unverifiedDeposit(subject, headersIn(lines));
    },
    ({ id, sender, expiresAtMs }) => {
      assert.match(id, /^[\da-f]{32}$/u);
      assert.match(sender, /^[\da-z]+$/u);
      assert.ok(Number.isSafeInteger(expiresAtMs) && expiresAtMs >= 0);
    },
  ),
  textDecoder(
    'mail-delivery',
    (chances) =>
      chances.pick([
        '$JS.ACK.QFORGE_MAIL_X.collect.1.77.3.1900000000000000000.5',
        '$JS.ACK.domain.account.QFORGE_MAIL_X.collect.2.9.3.1900000000000000000.0.random',
      ]),
    deliveryOf,
    ({ sequence, deliveries, storedAtMs }) =>
      assert.ok([sequence, deliveries, storedAtMs].every((value) => Number.isInteger(value) && value >= 0)),
  ),
  {
    name: 'dead-letter',
    valid: (chances) => {
      const [sender, recipient, reason] = [alice.peerId, bob.peerId, chances.pick(deadLetterReasons)];
      const facts = { sender, id: hexId(chances), recipient, bytes: chances.below(9000), reason, diedAtMs: NOW_MS };
      return utf8(JSON.stringify(facts));
    },
    decode: (unverified) => {
      const letter = unverifiedDeadLetter(unverified);
      assert.ok(letter === undefined || deadLetterReasons.includes(letter.reason));
      return letter !== undefined;
    },
  },
  {
    name: 'presence',
    valid: (chances) => {
      const address = chances.pick([{}, { address: 'tcp://10.0.0.1:7700' }, { address: 'é' }]);
      return utf8(JSON.stringify({ untilMs: NOW_MS + chances.below(60_000), ...address }));
    },
    decode: (unverified) => {
      const said = unverifiedPresence(unverified);
      assert.ok(said === undefined || Number.isSafeInteger(said.untilMs));
      return said !== undefined;
    },
  },
  textDecoder(
    'nats-address',
    (chances) =>
      chances.pick(['nats://h', 'nats://10.0.0.1:4222,[::1]:4223?key=/a%20b.nk', 'nats://a.example?creds=x.creds']),
    parseNatsAddress,
    ({ servers, display }, text) => {
      assert.ok(servers.length > 0 && servers.every((server) => /^.+:\d{1,5}$/u.test(server)));
      assert.ok(text.split('?')[0]?.includes('@') === false && display.startsWith('nats://'));
    },
  ),
];
