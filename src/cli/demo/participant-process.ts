import { rmdirSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';
import { EXIT_CODES, QForgeError } from '../../base/index.ts';
import { ControlServer, runtimeDirectoryPath } from '../../daemon/index.ts';
import { asQForgeError } from '../failure-report.ts';
import { readSettings } from '../settings.ts';
import { Participant } from './participant.ts';
import type { ParticipantAnswer, ParticipantHandlers, ParticipantRequest } from './participant-protocol.ts';

/**
 * Does what the parent process says until it says stop, or is gone: then this process ends at once and takes its folder
 * with it. Throws `COMMAND_LINE_INVALID` when there is no parent that speaks.
 */
export async function serveParent(): Promise<void> {
  if (process.send === undefined || !process.connected) {
    throw new QForgeError('COMMAND_LINE_INVALID', { problem: 'demo-participant is for the use of "qforge demo" only' });
  }
  const participant = new Participant();
  const stopped = new Promise<void>((resolve) => {
    process.on('disconnect', () => abandon(participant));
    process.on('message', (request: ParticipantRequest) => {
      void reply(participant.handlers, request).finally(() => {
        if (request.command === 'stop') resolve();
      });
    });
  });
  const control = await startControl(participant);
  await stopped;
  await control?.stop();
}

async function reply(handlers: ParticipantHandlers, message: ParticipantRequest): Promise<void> {
  const answer = await answerTo(handlers, message);
  // Written before this process may end.
  await new Promise((resolve) => process.send?.(answer, resolve));
}

async function answerTo(handlers: ParticipantHandlers, message: ParticipantRequest): Promise<ParticipantAnswer> {
  const { id, command, request } = message;
  try {
    const handler = handlers[command] as (request: unknown) => Promise<unknown>;
    return { id, answer: await handler(request) };
  } catch (error) {
    const { code, message: text } = asQForgeError(error);
    return { id, error: { code, message: text } };
  }
}

/** The parent was killed, so nobody else would clean up; the last participant takes the folder of all. */
function abandon(participant: Participant): void {
  const { home } = participant;
  if (home !== '') {
    rmSync(home, { recursive: true, force: true });
    removeIfEmpty(dirname(home));
  }
  process.exit(EXIT_CODES.failure);
}

function removeIfEmpty(folder: string): void {
  try {
    rmdirSync(folder);
  } catch {
    // Another participant is still in it, or was faster.
  }
}

/** Lets `qforge status` see this participant; the demonstration goes on without. */
async function startControl(participant: Participant): Promise<ControlServer | undefined> {
  const directory = runtimeDirectoryPath(readSettings(process.env, undefined).runtime);
  const notYet = new QForgeError('NOT_RUNNING', { what: 'The client of this participant' });
  try {
    return await ControlServer.start(directory, 'demo', {
      status: () => participant.client?.getSystemStatus() ?? Promise.reject(notYet),
      health: () => participant.client?.healthCheck() ?? Promise.reject(notYet),
    });
  } catch {
    return undefined;
  }
}
