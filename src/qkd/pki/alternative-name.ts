import { isIPv4, isIPv6 } from 'node:net';
import { QForgeError } from '../../base/index.ts';
import { type DerBytes, derElement } from './der-writer.ts';

/** What a certificate says its holder is called. RFC 5280 §4.2.1.6 */
export type AlternativeName = { readonly dns: string } | { readonly ip: string } | { readonly uri: string };

const IPV6_GROUPS = 8;

/** The GeneralName of a name. Throws `ARGUMENT_INVALID` for what is not ASCII or not an IP address. */
export function encodeAlternativeName(name: AlternativeName): DerBytes {
  if ('dns' in name) return derElement(0x82, asciiBytes(name.dns));
  if ('uri' in name) return derElement(0x86, asciiBytes(name.uri));
  return derElement(0x87, ipBytes(name.ip));
}

function asciiBytes(text: string): Uint8Array {
  if (!/^[!-~]+$/u.test(text)) throw invalid(text, 'it has other characters than printable ASCII');
  return Buffer.from(text, 'ascii');
}

function ipBytes(text: string): Uint8Array {
  if (isIPv4(text)) return Uint8Array.from(text.split('.'), Number);
  if (!isIPv6(text) || text.includes('.') || text.includes('%')) throw invalid(text, 'it is not an IP address');
  const [head = '', tail] = text.split('::');
  const before = groupsOf(head);
  const after = groupsOf(tail ?? '');
  const zeros = Array.from<number>({ length: IPV6_GROUPS - before.length - after.length }).fill(0);
  return Uint8Array.from([...before, ...zeros, ...after].flatMap((group) => [group >> 8, group & 0xff]));
}

function groupsOf(text: string): readonly number[] {
  return text === '' ? [] : text.split(':').map((group) => Number.parseInt(group, 16));
}

function invalid(name: string, reason: string): QForgeError<'ARGUMENT_INVALID'> {
  return new QForgeError('ARGUMENT_INVALID', { argument: `the certificate name ${name}`, reason });
}
