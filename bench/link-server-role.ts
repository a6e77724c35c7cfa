import type { Json } from './child-process.ts';
import { type ContestantName, contestants } from './contestants.ts';
import type { Link, LinkServer } from './link.ts';
import { processorMs } from './processor-time.ts';
import { profiling } from './profiling.ts';
import type { Role } from './roles.ts';

/** What the server does with what arrives. */
export type ServerMode = 'ignore' | 'echo' | 'count messages' | 'count bytes';

const ACKNOWLEDGEMENT = new Uint8Array(64);

/** The receiving end: counts what arrives and answers when the expected amount is there, or echoes. */
export function linkServerRole(): Role {
  let mode: ServerMode = 'ignore';
  let missing = 0;
  let server: LinkServer | undefined;

  const answer = (link: Link, message: Uint8Array): void => {
    link.send(message);
    link.flush();
  };
  const onMessage = (link: Link, message: Uint8Array): void => {
    if (mode === 'echo') return answer(link, message.slice());
    if (mode === 'ignore') return;
    missing -= mode === 'count bytes' ? message.length : 1;
    if (missing > 0) return;
    mode = 'ignore';
    answer(link, ACKNOWLEDGEMENT);
  };
  const onLink = (link: Link): void => link.onMessage((message) => onMessage(link, message));

  return {
    listen: async (argument) => {
      const { contestant, credentials } = argument as { contestant: ContestantName; credentials: Json };
      server = await (await contestants[contestant]()).listen(credentials, onLink);
      return server.address;
    },
    expect: (argument) => {
      const expected = argument as { mode: ServerMode; amount: number };
      mode = expected.mode;
      missing = expected.amount;
      return null;
    },
    processorMs: () => processorMs(),
    ...profiling(),
    facts: () => server?.facts() ?? {},
  };
}
