// How far quantum key distribution reaches: secret bits a second for each protocol over the length of the fibre, by formula.
import { analyticLink, linkSetup, type QkdProtocolName } from 'qforge/qkd';

const PULSES_PER_SECOND = 1_000_000_000;
const ROUNDED = new Intl.NumberFormat('en', { maximumSignificantDigits: 4 });
const PROTOCOLS: readonly QkdProtocolName[] = ['bb84', 'bb84-decoy', 'sarg04'];

console.log(['km', ...PROTOCOLS].map((title) => title.padStart(18)).join(''));
for (const distanceKm of [10, 25, 50, 100, 150, 200]) {
  const rates = PROTOCOLS.map((protocol) => {
    const { secretKeyRatePerPulse } = analyticLink(linkSetup({ protocol, distanceKm }));
    const bitsPerSecond = Math.max(0, secretKeyRatePerPulse) * PULSES_PER_SECOND;
    return bitsPerSecond === 0 ? 'no key' : `${ROUNDED.format(bitsPerSecond / 1000)} kbit/s`;
  });
  console.log([String(distanceKm), ...rates].map((cell) => cell.padStart(18)).join(''));
}

// An eavesdropper who measures a quarter of the pulses shows in the error rate, and the key is gone.
const eavesdropper = { kind: 'intercept-resend', fraction: 0.25 } as const;
const quiet = analyticLink(linkSetup({ protocol: 'bb84-decoy', distanceKm: 50 }));
const tapped = analyticLink(linkSetup({ protocol: 'bb84-decoy', distanceKm: 50, eavesdropper }));
console.log(`errors at 50 km: ${percent(quiet.qber)} alone, ${percent(tapped.qber)} with an eavesdropper on a quarter`);
console.log(`key rate with the eavesdropper: ${Math.max(0, tapped.secretKeyRatePerPulse)}`);

function percent(share: number): string {
  return `${(share * 100).toFixed(1)} %`;
}
