import { signal } from '@preact/signals';
import type { PerformanceSnapshot } from '../../../../src/monitor/index.ts';
import { ask } from './api.ts';
import { sessionEnded } from './session.ts';

/** Whether events come. */
export type Connection = 'connecting' | 'live' | 'offline';

/** Snapshots that are kept: ten minutes. */
export const SNAPSHOTS_KEPT = 600;
/** A snapshot comes every second; without one for this long nobody sends any more. */
const SILENT_AFTER_MS = 5000;

/** Whether events come now. */
export const connection = signal<Connection>('connecting');
/** When the last event came, by this machine's clock; 0 before the first. */
export const lastHeardAtMs = signal(0);
/** The last ten minutes, oldest first. */
export const snapshots = signal<readonly PerformanceSnapshot[]>([]);

type Listener = () => void;
const listeners = new Map<string, Set<Listener>>();

/** Tells of every event of a type; returns the way to stop that. `reset` is for everybody. */
export function onEvent(type: string, listener: Listener): () => void {
  const told = listeners.get(type) ?? new Set();
  listeners.set(type, told.add(listener));
  return () => told.delete(listener);
}

const EVENT_TYPES = ['channel-opened', 'channel-closed', 'alert', 'silence', 'security', 'reset'];

/** Listens to the events of the process until the function that it returns is called. */
export function startListening(): () => void {
  const source = new EventSource('/api/v1/events');
  const silence = setInterval(() => {
    if (Date.now() - lastHeardAtMs.value > SILENT_AFTER_MS && connection.value === 'live') connection.value = 'offline';
  }, 1000);
  let isKnown = false;
  let retry: ReturnType<typeof setTimeout> | undefined;
  source.addEventListener('open', () => {
    heard();
    if (!isKnown) void readHistory();
    isKnown = true;
  });
  source.addEventListener('snapshot', (event: MessageEvent<string>) => {
    heard();
    addSnapshot(JSON.parse(event.data) as PerformanceSnapshot);
  });
  for (const type of EVENT_TYPES) {
    source.addEventListener(type, () => {
      heard();
      if (type === 'reset') void readHistory();
      tell(type);
    });
  }
  source.addEventListener('error', () => {
    connection.value = 'offline';
    // A browser does not try again after an answer that is no stream: the session may have ended with its process.
    if (source.readyState === EventSource.CLOSED) retry = setTimeout(() => void again(), 2000);
  });
  const again = async (): Promise<void> => {
    const answer = await ask<{ scope: string | null }>('GET', '/api/v1/session');
    if ('data' in answer && answer.data.scope === null) return sessionEnded();
    restart.value += 1;
  };
  return () => {
    clearInterval(silence);
    clearTimeout(retry);
    source.close();
  };
}

/** Counts up when listening has to begin anew. */
export const restart = signal(0);

function heard(): void {
  lastHeardAtMs.value = Date.now();
  if (connection.value === 'live') return;
  const wasOffline = connection.value === 'offline';
  connection.value = 'live';
  if (wasOffline) tell('reset');
}

function tell(type: string): void {
  const told =
    type === 'reset' ? [...listeners.values()].flatMap((each) => [...each]) : [...(listeners.get(type) ?? [])];
  for (const listener of new Set(told)) listener();
}

async function readHistory(): Promise<void> {
  const answer = await ask<readonly PerformanceSnapshot[]>('GET', '/api/v1/history');
  if ('failure' in answer) {
    if (answer.failure.code === 'ADMIN_UNAUTHENTICATED') sessionEnded();
    return;
  }
  const newest = answer.data.at(-1)?.atMs ?? 0;
  snapshots.value = [...answer.data, ...snapshots.value.filter(({ atMs }) => atMs > newest)].slice(-SNAPSHOTS_KEPT);
}

function addSnapshot(snapshot: PerformanceSnapshot): void {
  if (snapshot.atMs <= (snapshots.value.at(-1)?.atMs ?? 0)) return;
  snapshots.value = [...snapshots.value, snapshot].slice(-SNAPSHOTS_KEPT);
}
