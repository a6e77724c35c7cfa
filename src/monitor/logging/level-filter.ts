import { type LogCategory, type LogLevel, QForgeError } from '../../base/index.ts';
import { isAtLeast, LOG_CATEGORIES, LOG_LEVELS } from './log-entry.ts';

const PART = /^(?:(?<category>[a-z]+)=)?(?<level>[a-z]+|off)$/u;

/** Which entries are kept: a level for all, and others for single categories. Entries of `audit` are always kept. */
export class LevelFilter {
  readonly #kept: ReadonlyMap<LogCategory, ReadonlySet<LogLevel>>;

  private constructor(levels: ReadonlyMap<LogCategory, LogLevel | 'off'>) {
    this.#kept = new Map(Array.from(levels, ([category, lowest]) => [category, levelsFrom(lowest)]));
  }

  /** Reads `info`, or `warn,network=debug,quantum=off`. Throws `ARGUMENT_INVALID`. */
  static parse(text: string): LevelFilter {
    const levels = new Map<LogCategory, LogLevel | 'off'>(LOG_CATEGORIES.map((category) => [category, 'info']));
    const parts = text.split(',').map(readPart);
    for (const { category, level } of parts.filter((part) => part.category === undefined)) {
      for (const each of category === undefined ? LOG_CATEGORIES : []) levels.set(each, level);
    }
    for (const { category, level } of parts) if (category !== undefined) levels.set(category, level);
    levels.set('audit', 'trace');
    return new LevelFilter(levels);
  }

  /** Whether an entry is kept. */
  keeps(level: LogLevel, category: LogCategory): boolean {
    return this.#kept.get(category)?.has(level) ?? isAtLeast(level, 'info');
  }
}

function levelsFrom(lowest: LogLevel | 'off'): ReadonlySet<LogLevel> {
  return new Set(lowest === 'off' ? [] : LOG_LEVELS.filter((level) => isAtLeast(level, lowest)));
}

function readPart(text: string): { readonly category: LogCategory | undefined; readonly level: LogLevel | 'off' } {
  const { category, level } = { ...PART.exec(text)?.groups };
  const knownLevel = level === 'off' ? level : LOG_LEVELS.find((name) => name === level);
  const knownCategory = LOG_CATEGORIES.find((name) => name === category);
  if (knownLevel !== undefined && (category === undefined || knownCategory !== undefined)) {
    return { category: knownCategory, level: knownLevel };
  }
  const reason = `"${text}" is none of ${LOG_LEVELS.join(', ')}, off, and no CATEGORY=LEVEL with one of ${LOG_CATEGORIES.join(', ')}`;
  throw new QForgeError('ARGUMENT_INVALID', { argument: 'the level of the log', reason });
}
