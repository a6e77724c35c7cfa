import type { MessagingEvent } from '../client/index.ts';
import { printableText } from './printable-text.ts';
import type { RunningClient } from './running-client.ts';
import { printJsonLine, printNote } from './standard-output.ts';

/** Prints what happens to messages, routes and mail: JSON lines among the results, or notes for whoever watches. Returns the way to stop. */
export function printMessagingEvents(running: RunningClient, asJson: boolean): () => void {
  return running.client.messages.onEvent((event) => {
    if (asJson) printJsonLine(eventDocument(event));
    else printNote(eventText(event, (peerId) => running.nameOf({ peerId })));
  });
}

/** An event for programs. */
export function eventDocument({ type, ...fields }: MessagingEvent): object {
  return { event: type, ...fields };
}

/** An event for people: its type and what it is about, with peers by their names. */
export function eventText(event: MessagingEvent, nameOf: (peerId: string) => string): string {
  const words = Object.entries(event).flatMap(([field, value]: [string, Field]) => {
    if (UNSAID.has(field) || value === undefined) return [];
    if (typeof value === 'object') return [`${field}=${routeText(value, nameOf)}`];
    if (field.endsWith('AtMs')) return [`${field.slice(0, -4)}=${new Date(Number(value)).toISOString()}`];
    return [`${field}=${PEER_FIELDS.has(field) ? nameOf(String(value)) : printableText(String(value))}`];
  });
  return [event.type, ...words].join(' ');
}

type Field = string | number | Way | undefined;
type Way = Extract<MessagingEvent, { type: 'route-added' }>['route'];

const UNSAID: ReadonlySet<string> = new Set(['type', 'atMs']);
const PEER_FIELDS: ReadonlySet<string> = new Set(['recipient', 'sender', 'destination']);

function routeText({ peerId, nextHop, hops, costMs }: Way, nameOf: (peerId: string) => string): string {
  return `${nameOf(peerId)} over ${nameOf(nextHop)} (hops ${hops}, ${costMs.toFixed(1)} ms)`;
}
