import type { KeyStatus, LinkStatus, NetworkFiles } from '../../qkd/index.ts';
import { printableText } from '../printable-text.ts';
import { alignedFields, alignedTable } from '../table.ts';
import type { RekeyedPool } from './kme-rekey.ts';

/** What people need to know of a pair of key managers. */
export function pairLines({ kmes, saes }: NetworkFiles): readonly string[] {
  return [
    ...alignedTable(
      [{ title: 'key manager' }, { title: 'address' }, { title: 'configuration' }],
      kmes.map(({ id, url, config }) => [id, url, printableText(config)]),
    ),
    '',
    ...alignedTable(
      [{ title: 'SAE' }, { title: 'served by' }, { title: 'for --kme' }],
      saes.map(({ id, kme, access }) => [id, kme, printableText(access)]),
    ),
    '',
    'The link is simulated: its keys add no security.',
  ];
}

/** The status of a key manager for people. */
export function statusLines(status: KeyStatus): readonly string[] {
  const { link } = status;
  const text = (value: string): string => printableText(value);
  return alignedFields([
    ['key managers', `${text(status.sourceKme)} -> ${text(status.targetKme)}`],
    ['SAEs', `${text(status.masterSae)} -> ${text(status.slaveSae)}`],
    ['keys', `${status.storedKeyCount} of at most ${status.maxKeyCount}, ${status.keySize} bits each`],
    ['QKD', link === undefined ? 'no figures of the link yet' : quantumKind(link.simulated)],
    ...(link === undefined
      ? []
      : ([
          ['QBER', `${formatErrorRate(link)}, of the last block`],
          ['key rate', formatKeyRate(link)],
          ['fibre', formatFibre(link.fibre)],
        ] as const)),
  ]);
}

/** What has new keys, for people. */
export function rekeyLines({ database, keyFile, protection, units, keys, damaged }: RekeyedPool): readonly string[] {
  return alignedFields([
    ['pool', printableText(database)],
    ['sealed anew', `${units} units of links, ${keys} keys that wait for their recipients`],
    ...(damaged === 0 ? [] : ([['damaged', `${damaged} of them open for nobody, as before`]] as const)),
    ['key file', `${printableText(keyFile)}, ${protection === 'none' ? 'without a passphrase' : 'under a passphrase'}`],
  ]);
}

/** What a pair's link has measured in its last block: error rate, key rate and what one pulse gives. */
export function pairLinkLine(link: LinkStatus, pulseRateHz: number): string {
  const perPulse = formatYield(link.secretKeyRate, pulseRateHz);
  return `link  QBER ${formatErrorRate(link)}, key rate ${formatKeyRate(link)}, ${perPulse}`;
}

/** The error rate of a link's last block, in percent, and whether the block was simulated. */
export function formatErrorRate({ qber, simulated }: Pick<LinkStatus, 'qber' | 'simulated'>): string {
  return `${(qber * 100).toFixed(2)} % measured${simulated ? ' in simulation' : ''}`;
}

/** The key rate of a link's last block; a simulated one counts the time that the fibre would have taken. */
export function formatKeyRate({ secretKeyRate, simulated }: Pick<LinkStatus, 'secretKeyRate' | 'simulated'>): string {
  return `${formatBitRate(secretKeyRate)}${simulated ? ' of simulated fibre time' : ''}`;
}

/** The length of a fibre and what it loses, as far as they are known. */
function formatFibre({ lengthKm, lossDb }: NonNullable<LinkStatus['fibre']> = {}): string {
  const length = lengthKm === undefined ? 'length unknown' : `${Number(lengthKm.toPrecision(4))} km`;
  return lossDb === undefined ? length : `${length}, ${Number(lossDb.toPrecision(3))} dB`;
}

/** What one pulse yields on average, from the key rate in bits per second. */
export function formatYield(secretKeyRate: number, pulseRateHz: number): string {
  return `${(secretKeyRate / pulseRateHz).toPrecision(3)} secret bits per pulse`;
}

/** A rate of bits per second with three digits. */
export function formatBitRate(bitsPerSecond: number): string {
  const units = ['bit/s', 'kbit/s', 'Mbit/s', 'Gbit/s'];
  const power = Math.min(Math.max(Math.floor(Math.log10(bitsPerSecond) / 3), 0), units.length - 1);
  return `${Number((bitsPerSecond / 1000 ** power).toPrecision(3))} ${units[power] ?? ''}`;
}

function quantumKind(isSimulated: boolean): string {
  return isSimulated ? 'simulated: no security, for tests only' : 'hardware';
}
