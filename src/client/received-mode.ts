const OWNER_FILE = 0o600;
const OWNER_EXECUTES = 0o100;

/** The nine bits of permissions. */
export const PERMISSION_BITS = 0o777;

/**
 * Permissions of a received file: its owner's alone, and execution as it was offered; or all that was offered, if that is wished.
 * spec/file-transfer §4
 */
export function receivedFileMode(offered: number, keepsModes: boolean): number {
  return keepsModes ? offered | OWNER_FILE : OWNER_FILE | (offered & OWNER_EXECUTES);
}
