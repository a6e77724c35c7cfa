import { roomOf } from '../architecture/room-imports.ts';
import { mayUseBuiltins, roomNamed } from '../architecture/rooms.ts';
import { maskSource } from '../code-mask.ts';
import type { Finding } from '../finding.ts';
import { lineAt } from '../imports.ts';
import { isSource, type SourceTree } from '../source-tree.ts';

/** The only file that reads the machine's clocks. */
const CLOCK_HOME = 'src/base/system-clock.ts';
/** The process itself is what it measures. */
const PROCESS_MEASURES = 'src/monitor/process-metrics.ts';
/** Rooms whose behaviour is a function of what they are handed. */
const PURE_ROOMS = new Set(['base', 'crypto', 'handshake', 'quantum', 'tlog', 'consensus']);
const ROOMS_WITH_A_CONSOLE = new Set(['cli']);
const ROOMS_WITH_AN_ENVIRONMENT = new Set(['cli', 'daemon']);

interface Ban {
  readonly pattern: RegExp;
  readonly reason: string;
  /** Whether the ban holds in this file. */
  readonly holdsIn: (file: string, room: string) => boolean;
}

/** A global, not a property, a method or a part of a longer name. */
const global = (...names: readonly string[]): RegExp =>
  new RegExp(String.raw`(?<![\w$.#])(?:${names.join('|')})(?![\w$])`, 'gu');

const runsInBrowsers = (file: string, name: string): boolean => {
  const room = roomNamed(name);
  return room !== undefined && !mayUseBuiltins(room, file);
};

const bans: readonly Ban[] = [
  {
    pattern: global(String.raw`Math\.random`),
    reason: 'randomness comes in through RandomSource',
    holdsIn: () => true,
  },
  {
    pattern: global(
      String.raw`performance(?=\s*\.)`,
      'setTimeout',
      'setInterval',
      String.raw`Date\.now`,
      String.raw`new\s+Date\s*\(\s*\)`,
    ),
    reason: 'time comes in through Clock',
    holdsIn: (file) => file !== CLOCK_HOME && file !== PROCESS_MEASURES,
  },
  {
    pattern: global('Date', 'setImmediate'),
    reason: 'a pure room knows no time but what it is handed',
    holdsIn: (file, room) => PURE_ROOMS.has(room) && file !== CLOCK_HOME,
  },
  {
    pattern: global('console'),
    reason: 'output goes through Logger, or through the command line',
    holdsIn: (_file, room) => !ROOMS_WITH_A_CONSOLE.has(room),
  },
  {
    pattern: global(String.raw`process\.env`),
    reason: 'settings come in as arguments',
    holdsIn: (_file, room) => !ROOMS_WITH_AN_ENVIRONMENT.has(room),
  },
  {
    pattern: global('process', 'Buffer', '__dirname', 'require'),
    reason: 'this file runs in browsers too',
    holdsIn: runsInBrowsers,
  },
];

/** Globals that a room must be handed, or must do without. */
export function checkForbiddenGlobals(tree: SourceTree): readonly Finding[] {
  return [...tree].flatMap(([file, text]) => {
    const room = roomOf(file);
    if (room === undefined || !isSource(file)) return [];
    const { code } = maskSource(text);
    return bans.filter(({ holdsIn }) => holdsIn(file, room)).flatMap((ban) => usesOf(ban, file, code));
  });
}

function usesOf(ban: Ban, file: string, code: string): readonly Finding[] {
  return [...code.matchAll(ban.pattern)].map((match) => ({
    file,
    line: lineAt(code, match.index),
    message: `${match[0]} is not for this room: ${ban.reason}`,
  }));
}
