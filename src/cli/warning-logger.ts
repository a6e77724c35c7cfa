import type { Logger } from '../base/index.ts';
import { printNote } from './standard-output.ts';
import { warningText } from './warning-text.ts';

/** Shows what a user should know of: refused peers, above all. */
export const warningLogger: Logger = {
  log: (level, category, message, fields) => {
    if (level === 'warn' || level === 'error') printNote(warningText(category, message, fields));
  },
};
