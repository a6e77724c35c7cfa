import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { silentMetrics } from '../../../src/base/index.ts';
import { nativeBackend } from '../../../src/crypto/index.ts';
import type { AuditEvent } from '../../../src/monitor/audit/audit-entry.ts';
import { type Examination, examineTrail } from '../../../src/monitor/audit/audit-examination.ts';
import { AuditTrail, type AuditTrailOptions } from '../../../src/monitor/audit/audit-trail.ts';
import { SimulatedTime } from '../../simulation/simulated-time.ts';

/** An event with a number in it. */
export function sampleEvent(number: number, role = 'master'): AuditEvent {
  return {
    timeMs: 1_800_000_000_000 + number,
    level: 'info',
    category: 'audit',
    event: 'key delivered',
    fields: { keyId: `key-${number}`, role },
  };
}

/** A folder with a trail in it, opened as often as one likes. */
export class AuditRig implements AsyncDisposable {
  readonly folder = mkdtempSync(join(tmpdir(), 'qforge-audit-'));
  readonly time = new SimulatedTime();
  readonly #opened: AuditTrail[] = [];

  /** A trail that is opened while another one was not closed stands for a process after a crash. */
  async open(more: Partial<AuditTrailOptions> = {}): Promise<AuditTrail> {
    const trail = await AuditTrail.open({
      folder: this.folder,
      backend: nativeBackend,
      clock: this.time,
      metrics: silentMetrics,
      ...more,
    });
    this.#opened.push(trail);
    return trail;
  }

  /** Records so many events and closes; the numbers go on from those that are there. */
  async fill(events: number, role = 'master'): Promise<void> {
    const trail = await this.open();
    const first = trail.size;
    await Promise.all(Array.from({ length: events }, (_, at) => trail.record(sampleEvent(first + at, role))));
    await trail.close();
  }

  examine(remembered?: Uint8Array): Promise<Examination> {
    const memory = remembered === undefined ? {} : { remembered };
    return examineTrail({ folder: this.folder, backend: nativeBackend, ...memory });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(this.#opened.map((trail) => trail.close()));
    rmSync(this.folder, { recursive: true });
  }
}
