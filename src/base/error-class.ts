/** The classes of errors by what helps, each in one sentence: what recovery goes by. docs/errors.md shows the class of every code. */
export const ERROR_CLASSES = {
  recoverable: 'It may work later without anyone doing anything: the same is tried again, after a pause that grows.',
  timeout: 'An answer did not come, so what happened is not known: only what may happen twice is tried again.',
  performance: 'Something is at its limit and gives way: the same is tried again, more slowly.',
  resource: 'A file, a disk, a port or a device does not serve: someone has to free or to mend it.',
  security:
    'Something is not authentic, not allowed or not trusted: it is never tried again by itself, and always told.',
  critical: 'Something that everything rests on does not hold: the work ends, and someone has to look.',
  usage: 'The caller asked for what cannot be: the request has to change.',
} as const;

/** What kind of recovery an error allows. */
export type ErrorClass = keyof typeof ERROR_CLASSES;
