import type {
  Clock,
  ScheduledCall,
  SecurityEventSink,
  SecuritySeverity,
  SecuritySignal,
  ThreatLevel,
  ThreatReaction,
} from '../base/index.ts';
import type { DetectionBounds } from './security-profile.ts';
import { SubjectTable } from './subject-table.ts';
import { type DetectorName, defaultThreatPolicy, type ThreatPolicy, unscoredDetectors } from './threat-catalogue.ts';
import { type Detection, EVERYBODY, MAX_WATCHED_SUBJECTS, ThreatDetectors } from './threat-detectors.ts';
import { isAtLeast, ThreatScore } from './threat-score.ts';

/** A threat that goes on is told of, and counted, once in so long. */
export const THREAT_REPEAT_MS = 60_000;

/** How long a source is throttled, or a peer suspended. */
export const REACTION_MS = 300_000;

/** How often the level is looked at while it is above calm. */
export const LEVEL_REVIEW_MS = 10_000;

const LEVEL_SEVERITIES: Readonly<Record<ThreatLevel, SecuritySeverity>> = {
  calm: 'info',
  elevated: 'medium',
  high: 'high',
  critical: 'critical',
};

/** What a device can do about a threat. Each returns whether there was anything to do. */
export interface ThreatActions {
  /** Lets a source begin few handshakes, for so long. */
  throttle(source: string, forMs: number): boolean;
  /** Ends the channels to a peer and takes no new ones, for so long. */
  suspend(peer: string, forMs: number): boolean;
  /** Replaces the keys of the channels to a peer, of those with quantum keys, or of all. */
  rekey(whose: { readonly peer: string } | 'quantum channels' | 'all channels'): boolean;
  /** Asks every stranger for a cookie, or no longer. */
  guard(on: boolean): boolean;
}

/** What a monitor works with. */
export interface ThreatMonitorParts {
  readonly clock: Clock;
  readonly bounds: DetectionBounds;
  readonly events: SecurityEventSink;
  readonly actions: ThreatActions;
  readonly policy?: Partial<ThreatPolicy>;
}

/** How threatened a device is, as plain data. */
export interface ThreatReport {
  readonly level: ThreatLevel;
  readonly score: number;
  /** How often each detector has found something. */
  readonly detections: Readonly<Partial<Record<DetectorName, number>>>;
  readonly isGuarded: boolean;
}

/**
 * From signals to events and reactions. docs/spec/threat-detection.md
 *
 *     signal -> detectors -> threat-detected -> score -> threat-level
 *                                \-> policy -> reaction        \-> guard from high on
 */
export class ThreatMonitor implements Disposable {
  readonly #parts: ThreatMonitorParts;
  readonly #policy: ThreatPolicy;
  readonly #detectors: ThreatDetectors;
  readonly #score: ThreatScore;
  readonly #counts = new Map<DetectorName, number>();
  /** When each threat was told of last. */
  readonly #told = new SubjectTable<{ atMs: number }>(MAX_WATCHED_SUBJECTS, () => ({ atMs: -Infinity }));
  #level: ThreatLevel = 'calm';
  /** Until when openings are guarded whatever the level. */
  #guardedUntilMs = -Infinity;
  #isGuarded = false;
  #review: ScheduledCall | undefined;

  constructor(parts: ThreatMonitorParts) {
    this.#parts = parts;
    this.#policy = { ...defaultThreatPolicy, ...parts.policy };
    this.#detectors = new ThreatDetectors(parts.bounds);
    this.#score = new ThreatScore(parts.bounds.elevatedScore);
  }

  /** Takes a signal. */
  observe(signal: SecuritySignal): void {
    for (const detection of this.#detectors.observe(signal, this.#nowMs)) this.#tell(detection);
  }

  /** The score alone of {@link report}. */
  get score(): number {
    return this.#score.at(this.#nowMs);
  }

  /** How threatened the device is now. */
  report(): ThreatReport {
    const detections: ThreatReport['detections'] = Object.fromEntries(this.#counts);
    return { level: this.#level, score: this.score, detections, isGuarded: this.#isGuarded };
  }

  /** No more is told or done. */
  stop(): void {
    this.#review?.cancel();
  }

  /** {@link stop}, for `using`. */
  [Symbol.dispose](): void {
    this.stop();
  }

  get #nowMs(): number {
    return this.#parts.clock.monotonicMs();
  }

  #tell(detection: Detection): void {
    const { detector, subject, severity } = detection;
    this.#counts.set(detector, (this.#counts.get(detector) ?? 0) + 1);
    const told = this.#told.of(`${detector} ${subject}`);
    if (this.#nowMs - told.atMs < THREAT_REPEAT_MS) return;
    told.atMs = this.#nowMs;
    this.#parts.events.emit({ type: 'threat-detected', atMs: this.#parts.clock.wallMs(), ...detection });
    if (!unscoredDetectors.has(detector)) this.#score.add(severity, this.#nowMs);
    this.#react(detection);
    this.#updateLevel(detector);
  }

  #react({ detector, subject, severity }: Detection): void {
    const entry = this.#policy[detector];
    if (entry === 'none' || severity === 'info' || severity === 'low') return;
    const { reaction, scope } = entry;
    this.#do(reaction, subject, detector, () => {
      const { actions } = this.#parts;
      if (reaction === 'throttle') return actions.throttle(subject, REACTION_MS);
      if (reaction === 'suspend') return actions.suspend(subject, REACTION_MS);
      if (reaction === 'rekey')
        return actions.rekey(scope === 'peer' || scope === 'source' ? { peer: subject } : scope);
      this.#guardedUntilMs = this.#nowMs + REACTION_MS;
      return this.#setGuard(true);
    });
  }

  /** Each reaction is an event, and so is that there was nothing to do. */
  #do(reaction: ThreatReaction, subject: string, detector: string, act: () => boolean): void {
    const { clock, events } = this.#parts;
    const done = act();
    const severity = done ? 'medium' : 'info';
    events.emit({ type: 'reaction', severity, atMs: clock.wallMs(), subject, reaction, detector, done });
  }

  #updateLevel(detector: string): void {
    const from = this.#level;
    const to = this.#score.levelAt(this.#nowMs);
    this.#level = to;
    if (to !== from) this.#tellLevel(from, to, detector);
    const wantsGuard = isAtLeast(to, 'high') || this.#nowMs < this.#guardedUntilMs;
    if (wantsGuard !== this.#isGuarded) this.#do('guard', EVERYBODY, detector, () => this.#setGuard(wantsGuard));
    if (to !== 'calm' || this.#isGuarded) this.#reviewLater();
  }

  #tellLevel(from: ThreatLevel, to: ThreatLevel, detector: string): void {
    const { clock, events, actions } = this.#parts;
    const severity = isAtLeast(from, to) ? 'info' : LEVEL_SEVERITIES[to];
    const score = this.#score.at(this.#nowMs);
    events.emit({ type: 'threat-level', severity, atMs: clock.wallMs(), subject: 'this device', from, to, score });
    const isAlarmed = isAtLeast(to, 'high') && !isAtLeast(from, 'high');
    if (isAlarmed) this.#do('rekey', EVERYBODY, detector, () => actions.rekey('all channels'));
  }

  #setGuard(on: boolean): boolean {
    this.#isGuarded = on;
    return this.#parts.actions.guard(on);
  }

  #reviewLater(): void {
    this.#review?.cancel();
    this.#review = this.#parts.clock.schedule(LEVEL_REVIEW_MS, () => this.#updateLevel('time'));
  }
}
