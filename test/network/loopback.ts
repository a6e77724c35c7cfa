import { networkInterfaces } from 'node:os';

/** Why tests over IPv6 cannot run on this machine; false where they can. */
export const noIPv6: string | false = Object.values(networkInterfaces())
  .flat()
  .some((entry) => entry?.address === '::1')
  ? false
  : 'this machine has no ::1';
