/** What Node.js calls experimental and this program rests on: each is tested on the versions that are supported. */
const RELIED_ON = [
  /^SQLite is an experimental feature/u,
  / Web Crypto API (?:method|algorithm) is an experimental feature/u,
];

/** Whether a warning only says that a part of Node.js is experimental which this program is known to use. */
export function isExpectedWarning({ name, message }: Error): boolean {
  return name === 'ExperimentalWarning' && RELIED_ON.some((pattern) => pattern.test(message));
}

/** Where warnings are heard: a process. */
export interface WarningSource {
  listeners(event: 'warning'): readonly ((warning: Error) => void)[];
  removeListener(event: 'warning', listener: (warning: Error) => void): unknown;
  on(event: 'warning', listener: (warning: Error) => void): unknown;
}

/** Keeps expected warnings from whoever hears of warnings now, which is what prints them to standard error; all others go on. */
export function silenceExpectedWarnings(source: WarningSource): void {
  for (const listener of source.listeners('warning')) {
    source.removeListener('warning', listener);
    source.on('warning', (warning) => {
      if (!isExpectedWarning(warning)) listener.call(source, warning);
    });
  }
}
