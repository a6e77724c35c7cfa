/** Ports and hosts of loopback: attackers come from 127.0.1.x and up, so that each is a source of its own. */
export interface Target {
  readonly host: string;
  readonly port: number;
}

const FIRST_SOURCE = 256;

/** The target behind `tcp://host:port`. */
export function targetOf(address: string): Target {
  const { hostname, port } = new URL(address.replace('tcp:', 'http:'));
  return { host: hostname, port: Number(port) };
}

/** The n-th attacker's address. */
export function sourceAddress(index: number): string {
  const number = FIRST_SOURCE + index;
  return `127.0.${number >> 8}.${number & 255}`;
}
