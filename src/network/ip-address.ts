const OCTET = String.raw`(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)`;
const IPV4 = new RegExp(String.raw`^${OCTET}(?:\.${OCTET}){3}$`, 'u');
const GROUP = /^[0-9a-fA-F]{1,4}$/u;
/** RFC 4007 §11: the zone of an address that means something only on one link. */
const ZONE = /^[0-9a-zA-Z\-.:]+$/u;
const IPV6_GROUPS = 8;

/** Whether a text is an IPv4 address of four decimal parts. */
export function isIPv4(text: string): boolean {
  return IPV4.test(text);
}

/** Whether a text is an IPv6 address, with a zone or not. RFC 4291 §2.2 */
export function isIPv6(text: string): boolean {
  // Most of what is asked about is IPv4.
  if (!text.includes(':')) return false;
  const [address = '', ...zones] = text.split('%');
  if (zones.length > 1 || zones.some((zone) => !ZONE.test(zone))) return false;
  const halves = address.split('::');
  const counts = halves.map((half, index) => groupsIn(half, index === halves.length - 1));
  const groups = counts.reduce((sum, count) => sum + count, 0);
  // "::" stands for one group of zeros or more.
  return halves.length === 1 ? groups === IPV6_GROUPS : halves.length === 2 && groups < IPV6_GROUPS;
}

/** How many groups of 16 bits a part without "::" stands for; NaN if it is none. An IPv4 address may stand at the very end. */
function groupsIn(part: string, isLast: boolean): number {
  if (part === '') return 0;
  const groups = part.split(':');
  const embedsIPv4 = isLast && isIPv4(groups.at(-1) ?? '');
  const hexadecimal = embedsIPv4 ? groups.slice(0, -1) : groups;
  if (!hexadecimal.every((group) => GROUP.test(group))) return Number.NaN;
  return hexadecimal.length + (embedsIPv4 ? 2 : 0);
}

/** An IPv4 peer of a dual-stack listener appears as `::ffff:a.b.c.d`; here it has one name whoever listens. */
export function unmappedHost(host: string): string {
  return isIPv6(host) && host.startsWith('::ffff:') && host.includes('.') ? host.slice('::ffff:'.length) : host;
}
