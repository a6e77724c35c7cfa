import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { formatBitRate, pairLines, pairLinkLine, statusLines } from '../../../src/cli/kme/kme-report.ts';

const status = {
  sourceKme: 'kme-a',
  targetKme: 'kme-b',
  masterSae: 'alice',
  slaveSae: 'bob\u001b',
  keySize: 256,
  storedKeyCount: 7,
  maxKeyCount: 1000,
  maxKeyPerRequest: 128,
  maxKeySize: 4096,
  minKeySize: 64,
  maxSaeIdCount: 16,
};

describe('what is shown of key managers', () => {
  test('status with the figures of the link, printable', () => {
    const known = { simulated: true, qber: 0.0235, secretKeyRate: 1_234_567, lowWatermark: 3 };
    const link = { ...known, fibre: { lengthKm: 25, lossDb: 5 } };
    assert.deepEqual(statusLines({ ...status, slaveSae: 'bob', link }), [
      'key managers  kme-a -> kme-b',
      'SAEs          alice -> bob',
      'keys          7 of at most 1000, 256 bits each',
      'QKD           simulated: no security, for tests only',
      'QBER          2.35 % measured in simulation, of the last block',
      'key rate      1.23 Mbit/s of simulated fibre time',
      'fibre         25 km, 5 dB',
    ]);
    assert.equal(statusLines({ ...status, link: known }).at(-1), 'fibre         length unknown');
    assert.ok(!statusLines(status).join('').includes('\u001b'));
    assert.match(statusLines({ ...status, link: { ...link, simulated: false } }).join('\n'), /QKD +hardware/u);
    assert.match(statusLines(status).at(-1) ?? '', /no figures/u);
  });

  test('the link of a pair: measured, simulated, for each pulse too', () => {
    const link = { simulated: true, qber: 0.0098, secretKeyRate: 16_400_000, lowWatermark: 3 };
    assert.equal(
      pairLinkLine(link, 1e9),
      'link  QBER 0.98 % measured in simulation, key rate 16.4 Mbit/s of simulated fibre time, 0.0164 secret bits per pulse',
    );
    assert.doesNotMatch(pairLinkLine({ ...link, simulated: false }, 1e9), /simulat/u);
  });

  test('rates with three digits', () => {
    assert.deepEqual([0, 0.5, 999, 1000, 12_345, 1_234_567, 5e9, 5e13].map(formatBitRate), [
      '0 bit/s',
      '0.5 bit/s',
      '999 bit/s',
      '1 kbit/s',
      '12.3 kbit/s',
      '1.23 Mbit/s',
      '5 Gbit/s',
      '50000 Gbit/s',
    ]);
  });

  test('a pair: where each is, and which file is for whom', () => {
    const lines = pairLines({
      kmes: [{ id: 'kme-a', url: 'https://127.0.0.1:1', config: '/tmp/kme-a.json' }],
      saes: [{ id: 'alice', kme: 'kme-a', access: '/tmp/alice.kme.json' }],
    });
    assert.ok(lines.some((line) => /^kme-a +https:\/\/127\.0\.0\.1:1 +\/tmp\/kme-a\.json$/u.test(line)));
    assert.ok(lines.some((line) => /^alice +kme-a +\/tmp\/alice\.kme\.json$/u.test(line)));
    assert.match(lines.at(-1) ?? '', /simulated/u);
  });
});
