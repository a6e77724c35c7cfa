import type { NatsLink } from './nats-link.ts';
import { LEADER_ADVISORIES, ownerOf } from './nats-names.ts';

/**
 * Calls back, with the owner, when a mailbox may have another leader, and without one when the connection was made again, since what was said meanwhile
 * was not heard; returns what stops that.
 *
 * A cluster whose rights are older than this lets a peer hear the second alone, which is logged.
 */
export function followLeaders(link: NatsLink, onSign: (owner?: string) => void): () => void {
  const { connection, engine, logger } = link;
  let isDenied = false;
  const subscriptions = LEADER_ADVISORIES.map((subject) =>
    connection.subscribe(subject, {
      callback: (error, message) => {
        if (error === null) {
          const owner = ownerOf(message.subject.split('.').at(-1) ?? '');
          if (owner !== undefined) onSign(owner);
        } else if (!isDenied) {
          isDenied = true;
          logger.log('warn', 'network', 'changes of leaders cannot be heard', { engine });
        }
      },
    }),
  );
  const stopReconnect = link.onReconnect(() => onSign());
  return () => {
    stopReconnect();
    for (const subscription of subscriptions) subscription.unsubscribe();
  };
}
