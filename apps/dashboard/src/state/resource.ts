import { useEffect, useState } from 'preact/hooks';
import { type Answer, ask, type Failure } from './api.ts';
import { onEvent } from './live.ts';
import { sessionEnded } from './session.ts';

/** Something that is read from the interface: what is known of it, and what went wrong last. */
export interface Resource<T> {
  /** The last good answer, which stays while a later one fails. */
  readonly data: T | undefined;
  readonly failure: Failure | undefined;
  readonly reload: () => void;
}

/** When a resource is read again. */
export interface ResourceTimes {
  readonly everyMs?: number;
  /** Events after which it is other than before. */
  readonly on?: readonly string[];
  /** Read again when this is another. */
  readonly version?: string;
  /** Paths are pages of one list: what is known of one stays until the next is there. */
  readonly isPaged?: boolean;
}

interface Known<T> extends Pick<Resource<T>, 'data' | 'failure'> {
  readonly path: string | undefined;
}

/** Reads a path now and again, as long as the component is shown; an undefined path reads nothing. */
export function useResource<T>(
  path: string | undefined,
  { everyMs, on = [], version, isPaged = false }: ResourceTimes = {},
): Resource<T> {
  const [known, setKnown] = useState<Known<T>>(nothing(path));
  const [turn, setTurn] = useState(0);
  const reload = (): void => setTurn((before) => before + 1);
  const stillKnown = (before: Known<T>): Known<T> =>
    before.path === path || isPaged ? { ...before, path } : nothing(path);
  useEffect(() => {
    if (path === undefined) return undefined;
    const tell = (answer: Answer<T>): void => {
      if ('data' in answer) return setKnown({ path, data: answer.data, failure: undefined });
      if (answer.failure.code === 'ADMIN_UNAUTHENTICATED') sessionEnded();
      setKnown((before) => ({ ...stillKnown(before), failure: answer.failure }));
    };
    return readRepeatedly<T>(path, everyMs, on, tell);
  }, [path, everyMs, turn, version]);
  return { ...stillKnown(known), reload };
}

/** Reads now, from time to time while the page is seen, and after events, one answer after the other; returns the way to stop. */
function readRepeatedly<T>(
  path: string,
  everyMs: number | undefined,
  on: readonly string[],
  tell: (answer: Answer<T>) => void,
): () => void {
  let [isGone, isReading, isOutdated] = [false, false, false];
  const read = async (): Promise<void> => {
    isOutdated = true;
    if (isReading) return;
    isReading = true;
    while (isOutdated) {
      isOutdated = false;
      const answer = await ask<T>('GET', path);
      if (isGone) return;
      tell(answer);
    }
    isReading = false;
  };
  // A process that answers slowly is not asked more often than it answers.
  const readInTime = (): void => {
    if (document.visibilityState === 'visible' && !isReading) void read();
  };
  const timer = everyMs === undefined ? undefined : setInterval(readInTime, everyMs);
  const stops = [...on, 'reset'].map((type) => onEvent(type, () => void read()));
  void read();
  return () => {
    isGone = true;
    clearInterval(timer);
    for (const stop of stops) stop();
  };
}

function nothing<T>(path: string | undefined): Known<T> {
  return { path, data: undefined, failure: undefined };
}
