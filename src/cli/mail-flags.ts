import { dirname, join } from 'node:path';
import type { Command } from 'commander';
import type { MessagingOptions } from '../client/index.ts';
import { readSettings } from './settings.ts';

/** Flags of every command that sends or receives sealed messages. */
export interface MailFlags {
  readonly identity?: string;
  readonly state?: string;
}

/** Flags of commands that need a store. */
export interface EngineFlags extends MailFlags {
  readonly engine: string;
}

/** Adds the flag that says where the private halves of prekeys are. */
export function withStateFlag(command: Command): Command {
  return command.option('--state <path>', 'file of prekeys and of what was taken; by default beside the list of peers');
}

/** Adds the flags of a command that needs a store. */
export function withEngineFlags(command: Command): Command {
  return withStateFlag(command).requiredOption(
    '-e, --engine <engine>',
    'where mail and prekeys are: sqlite:PATH, or nats://HOST:PORT,...?key=FILE',
  );
}

/** What the flags mean for the client. */
export function messagingOptions(flags: MailFlags & Partial<EngineFlags>): MessagingOptions {
  const { peersPath } = readSettings(process.env, flags.identity);
  const state = flags.state ?? join(dirname(peersPath), 'messages.db');
  return flags.engine === undefined ? { state } : { state, engine: flags.engine };
}
