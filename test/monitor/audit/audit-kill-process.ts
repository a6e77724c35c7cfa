import { silentMetrics, systemClock } from '../../../src/base/index.ts';
import { nativeBackend } from '../../../src/crypto/index.ts';
import { AuditTrail } from '../../../src/monitor/audit/audit-trail.ts';
import { sampleEvent } from './audit-rig.ts';

// Records events, many at once, and says which are acknowledged, one line a receipt, until all are or it is killed.
const [folder = '', eventsText = ''] = process.argv.slice(2);
const options = { backend: nativeBackend, clock: systemClock, metrics: silentMetrics, segmentBytes: 200_000 };
const trail = await AuditTrail.open({ folder, ...options });
const events = Number(eventsText);
const AT_ONCE = 20;

async function recordAll(): Promise<void> {
  for (let number = trail.size; number < events; number = trail.size) {
    const { index, hash } = await trail.record(sampleEvent(number));
    process.stdout.write(`${index} ${hash}\n`);
  }
}

await Promise.all(Array.from({ length: AT_ONCE }, recordAll));
await trail.close();
