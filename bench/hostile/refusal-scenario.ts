import type { Finding } from './finding.ts';
import { hasLetGo, LET_GO_WITHIN_MS, type Scale, Stage } from './stage.ts';

const MIB = 1024 * 1024;

/** First bytes that cannot begin a handshake: lengths 0, 1, 15, 16, 17, one too short, one too long, and 2^31, 2^32 - 1. */
const HANDSHAKE_HEADERS = ['0000', '0001', '000f', '0010', '0011', '0023', '4001', 'ffff', '80000000', 'ffffffff'];
/** Lengths that no record has: 0, 1, 15, 16, one too long, 2^31, 2^32 - 1; and 17 bytes that are no record. */
const RECORD_HEADERS = [
  '00000000',
  '00000001',
  '0000000f',
  '00000010',
  '00100011',
  '80000000',
  'ffffffff',
  `00000011${'00'.repeat(17)}`,
];
/** What a peer that reads nothing may make the device take: its window, twice, and what the systems hold. */
const SLOW_READER_BYTES = 32 * MIB;

/** Lengths out of range, before and after a handshake, and a peer that reads nothing. */
export async function refusalScenario(scale: Scale): Promise<Finding[]> {
  await using stage = await Stage.start(scale);
  const before = await stage.state();
  const headers = await stage.attackFigures('headers', { headers: HANDSHAKE_HEADERS });
  const records = await stage.attackFigures('recordHeaders', { headers: RECORD_HEADERS });
  const afterLengths = await stage.state();
  const reader = (await stage.attack('stopReading')) as string;
  const beforeReader = await stage.state();
  const acceptedBytes = await stage.victimSends(reader, 2 * scale.transferMs);
  const afterReader = await stage.state();
  await stage.attack('leaveReader');
  const last = await stage.until(
    (state) => state['channels'] === before['channels'] && hasLetGo(state, before),
    LET_GO_WITHIN_MS,
  );
  const grownMib = (later: typeof before, earlier: typeof before): number =>
    ((later['rssBytes'] ?? 0) - (earlier['rssBytes'] ?? 0)) / MIB;
  const figure = (scenario: string, name: string, value: number, unit: string, bar: Finding['bar']): Finding => ({
    scenario,
    figure: name,
    value,
    unit,
    timed: false,
    ...(bar === undefined ? {} : { bar }),
  });
  const [lengths, slow] = ['lengths out of range', 'a peer that reads nothing'];
  return [
    figure(lengths, 'handshake packets refused', headers['refused'] ?? 0, `of ${HANDSHAKE_HEADERS.length}`, {
      atLeast: HANDSHAKE_HEADERS.length,
    }),
    figure(lengths, 'records refused', records['refused'] ?? 0, `of ${RECORD_HEADERS.length}`, {
      atLeast: RECORD_HEADERS.length,
    }),
    figure(lengths, 'memory', grownMib(afterLengths, before), 'MiB', { atMost: 16 }),
    figure(slow, 'taken for it', acceptedBytes / MIB, 'MiB', { atMost: SLOW_READER_BYTES / MIB }),
    figure(slow, 'memory', grownMib(afterReader, beforeReader), 'MiB', { atMost: 64 }),
    figure(slow, 'descriptors left over', (last['descriptors'] ?? 0) - (before['descriptors'] ?? 0), '', { atMost: 0 }),
  ];
}
