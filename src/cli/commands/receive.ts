import { constants } from 'node:fs';
import { access, stat } from 'node:fs/promises';
import { Command } from 'commander';
import { QForgeError } from '../../base/index.ts';
import { withExamples } from '../examples.ts';
import { type IdentityFlags, withIdentityFlags } from '../identity-flags.ts';
import { Interruption } from '../interruption.ts';
import { type KmeFlags, withKmeFlags } from '../kme-flags.ts';
import { type ListenFlags, listenOptions, withListenFlags } from '../listen-flags.ts';
import { type LogFlags, withLogFlags } from '../log-flags.ts';
import { type SecurityFlags, withSecurityFlags } from '../security-flags.ts';

interface ReceiveFlags extends IdentityFlags, KmeFlags, SecurityFlags, ListenFlags, LogFlags {
  readonly directory: string;
  readonly once?: true;
  readonly overwrite?: true;
  readonly keepModes?: true;
  readonly stdout?: true;
  readonly json?: true;
}

/** `qforge receive`: accepts files from trusted peers. */
export function receiveCommand(): Command {
  const command = withLogFlags(
    withSecurityFlags(withKmeFlags(withIdentityFlags(withListenFlags(new Command('receive'))))),
  )
    .summary('accept files and folders from trusted peers')
    .description(
      'Accept files and folders from trusted peers, until Ctrl-C. A file or folder appears under its name only when it is whole and every SHA-256 is right; what arrived before an interruption is kept, and the sender goes on from there. What arrives belongs to you alone; of the permissions only execution is kept.',
    )
    .option('-d, --directory <path>', 'folder for the files', '.')
    .option('--once', 'end after the first file or folder; one that cannot be stored then ends with its error')
    .option('--overwrite', 'replace files of the same name, and folders as a whole')
    .option('--keep-modes', 'give others the permissions that they have at the sender')
    .option('--stdout', 'write one file to standard output as it comes, then end: judge it by the exit code')
    .option('--json', 'print one JSON document per line: where it listens, then the files')
    .action(receive);
  return withExamples(command, [
    { commandLine: 'qforge receive', meaning: 'Into the current folder, from all trusted peers.' },
    { commandLine: 'qforge receive --once --directory ~/inbox', meaning: 'Take one file or folder, then end.' },
    { commandLine: 'qforge receive --stdout | tar x', meaning: 'Unpack what "tar c . | qforge send -" sends.' },
    {
      commandLine: 'qforge receive --address tcp://127.0.0.1:0 --json',
      meaning: 'Any free port, told in the first line.',
    },
  ]);
}

async function receive(flags: ReceiveFlags): Promise<void> {
  const [{ RunningClient }, { FileInbox }, { announceListening }, { outputSink }] = await Promise.all([
    import('../running-client.ts'),
    import('../file-inbox.ts'),
    import('../channel-announcer.ts'),
    import('../output-sink.ts'),
  ]);
  const interruption = new Interruption('service');
  const asJson = flags.json === true;
  assertOneUse(flags);
  if (flags.stdout !== true) await assertFolder(flags.directory);
  const { directory, overwrite = false, keepModes = false } = flags;
  const sink = flags.stdout === true ? outputSink(process.stdout) : undefined;
  const once = flags.once === true || sink !== undefined;
  await using running = await RunningClient.start('receive', flags, listenOptions(flags));
  const inbox = new FileInbox({ directory, overwrite, keepModes, sink, once, asJson, signal: interruption.signal });
  running.client.onChannel((channel) => inbox.serve(channel, running.nameOf(channel)));
  announceListening(running, asJson);
  await Promise.race([interruption.wait(), inbox.done]);
  await inbox.settled();
}

/** Whoever waits for files learns of a folder that takes none now, and not from the first sender. Throws `FILE_UNWRITABLE`. */
async function assertFolder(path: string): Promise<void> {
  const found = await stat(path).catch(() => undefined);
  if (found === undefined) throw new QForgeError('FILE_UNWRITABLE', { path, reason: 'there is no such folder' });
  if (!found.isDirectory()) throw new QForgeError('FILE_UNWRITABLE', { path, reason: 'it is not a folder' });
  await access(path, constants.W_OK | constants.X_OK).catch((cause: unknown) => {
    const reason = (cause as NodeJS.ErrnoException).code === 'EROFS' ? 'the disk is read-only' : 'permission is denied';
    throw new QForgeError('FILE_UNWRITABLE', { path, reason }, { cause });
  });
}

/** Standard output is for the file or for the documents. Throws `COMMAND_LINE_INVALID`. */
function assertOneUse({ json, stdout }: ReceiveFlags): void {
  if (json !== true || stdout !== true) return;
  throw new QForgeError('COMMAND_LINE_INVALID', { problem: '--json and --stdout both need standard output' });
}
