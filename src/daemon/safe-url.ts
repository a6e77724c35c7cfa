const OWN_MACHINE: ReadonlySet<string> = new Set(['127.0.0.1', 'localhost', '[::1]']);

/** Whether what is sent to an address stays unread on its way: `https://`, or `http://` on this machine. */
export function isSafeUrl(unverified: string): boolean {
  if (!URL.canParse(unverified)) return false;
  const { protocol, hostname } = new URL(unverified);
  return protocol === 'https:' || (protocol === 'http:' && OWN_MACHINE.has(hostname));
}
