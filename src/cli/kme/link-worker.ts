import { parentPort, workerData } from 'node:worker_threads';
import { defined } from '../../base/index.ts';
import { createSimulatedSession, linkSources, type SimulatedLinkConfig } from '../../qkd/index.ts';
import { blockAnswer, failureAnswer } from './link-answer.ts';

// The thread of one simulated link: a block for every message, one after the other.
const port = defined(parentPort, 'the thread that started this one');
const { distanceKm, fibreLossDbPerKm, interceptedFraction: fraction = 0 } = workerData as SimulatedLinkConfig;
const parameters = { ...linkSources.modern, ...(fibreLossDbPerKm === undefined ? {} : { fibreLossDbPerKm }) };
const session = createSimulatedSession({
  distanceKm,
  parameters,
  eavesdropper: { kind: 'intercept-resend', fraction },
});

async function answer(): Promise<void> {
  try {
    const block = blockAnswer(await session.nextBlock());
    port.postMessage(block, [block.alice.buffer, block.bob.buffer]);
  } catch (error) {
    port.postMessage(failureAnswer(error));
  }
}

// What is no error of the catalogue ends the thread, and the other one learns of it.
port.on('message', () => void answer());
