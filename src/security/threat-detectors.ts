import type { SecuritySeverity, SecuritySignal } from '../base/index.ts';
import { ErrorRateDetector } from './error-rate-detector.ts';
import { RateDetector } from './rate-detector.ts';
import type { DetectionBounds } from './security-profile.ts';
import { SubjectTable } from './subject-table.ts';
import {
  type DetectorName,
  quantumLinkBounds,
  type RateDetectorEntry,
  rateDetectors,
  subjectOf,
} from './threat-catalogue.ts';
import { TimingDetector } from './timing-detector.ts';

/** Subjects that each detector keeps apart, at most. */
export const MAX_WATCHED_SUBJECTS = 4096;

/** The subject of what cannot be laid to anybody's door. */
export const EVERYBODY = 'everybody';

/** What a detector has found. */
export interface Detection {
  readonly detector: DetectorName;
  readonly severity: SecuritySeverity;
  readonly subject: string;
  readonly observed: number;
  readonly threshold: number;
}

interface RateWatch {
  readonly entry: RateDetectorEntry;
  readonly bySubject: SubjectTable<RateDetector>;
}

/** All detectors of a device: signals in, detections out, nothing but the times that are handed in. docs/spec/threat-detection.md §2 */
export class ThreatDetectors {
  readonly #rates: readonly RateWatch[];
  readonly #links = new SubjectTable(MAX_WATCHED_SUBJECTS, () => new ErrorRateDetector(quantumLinkBounds));
  readonly #handshakeTimes: SubjectTable<TimingDetector>;
  readonly #messageTimes: SubjectTable<TimingDetector>;

  constructor({ falseAlarmMs, outlierDeviations }: DetectionBounds) {
    const timing = (): SubjectTable<TimingDetector> =>
      new SubjectTable(MAX_WATCHED_SUBJECTS, () => new TimingDetector(outlierDeviations));
    this.#handshakeTimes = timing();
    this.#messageTimes = timing();
    this.#rates = rateDetectors.map((entry) => ({
      entry,
      bySubject: new SubjectTable(MAX_WATCHED_SUBJECTS, () => new RateDetector({ ...entry, falseAlarmMs })),
    }));
  }

  /** Takes a signal at a monotonic time; what it adds up to. */
  observe(signal: SecuritySignal, atMs: number): readonly Detection[] {
    if (signal.type === 'qber') return this.#observeLink(signal);
    if (signal.type === 'handshake-finished') return timed('handshake times', this.#handshakeTimes, signal);
    if (signal.type === 'message-acknowledged') return timed('message times', this.#messageTimes, signal);
    return this.#observeRates(signal, atMs);
  }

  #observeRates(signal: SecuritySignal, atMs: number): readonly Detection[] {
    const found: Detection[] = [];
    const named = subjectOf(signal);
    for (const { entry, bySubject } of this.#rates) {
      if (!entry.signals.includes(signal.type)) continue;
      const subject = entry.perSubject ? named : EVERYBODY;
      if (subject === undefined) continue;
      const detector = bySubject.of(subject);
      const observed = detector.observe(atMs);
      if (observed === undefined) continue;
      const { name, severity } = entry;
      const lowered = signal.type === 'entropy-failed' && !signal.required ? 'medium' : severity;
      found.push({ detector: name, severity: lowered, subject, observed, threshold: detector.threshold });
    }
    return found;
  }

  #observeLink({ link, errorRatio, bits }: SecuritySignal & { type: 'qber' }): readonly Detection[] {
    const watch = this.#links.of(link);
    const observed = watch.observe(errorRatio, bits);
    if (observed === undefined) return [];
    const { threshold } = watch;
    return [{ detector: 'error rate of a quantum link', severity: 'high', subject: link, observed, threshold }];
  }
}

function timed(
  detector: DetectorName,
  watches: SubjectTable<TimingDetector>,
  { peer, durationMs }: { readonly peer: string; readonly durationMs: number },
): readonly Detection[] {
  const finding = watches.of(peer).observe(durationMs);
  if (finding === undefined) return [];
  const { kind, observed, threshold } = finding;
  return [{ detector, severity: kind === 'shift' ? 'medium' : 'low', subject: peer, observed, threshold }];
}
