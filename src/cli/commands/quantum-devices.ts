import { Command } from 'commander';
import { isQForgeError, type RandomSource } from '../../base/index.ts';
import type { BackendDetection } from '../../quantum/index.ts';
import { printableText } from '../printable-text.ts';
import { backendNamed } from '../quantum-backend.ts';
import { randomDeviceFile } from '../random-device-file.ts';
import { printJson, printLines } from '../standard-output.ts';
import { alignedTable, tabSeparated } from '../table.ts';
import { isTerminal } from '../terminal.ts';

interface DevicesFlags {
  readonly device: readonly string[];
  readonly backend?: readonly string[];
  readonly json?: true;
}

interface FoundDevice extends BackendDetection {
  readonly name: string;
}

const COLUMNS = [{ title: 'name' }, { title: 'available' }, { title: 'detail' }];
const DEVICES = ['/dev/hwrng', '/dev/qrandom0'];

/** `qforge quantum devices`: what there is to run circuits on, and to take random bytes from. */
export function quantumDevicesCommand(): Command {
  return new Command('devices')
    .summary('show simulators, machines and random devices')
    .description(
      'Show the simulator, devices of random bytes with what the system says is behind them - a path proves nothing - and, if named, machines elsewhere.',
    )
    .option('--device <paths...>', 'devices of random bytes', DEVICES)
    .option('--backend <names...>', 'machines to ask: ionq:TARGET or ibm:MACHINE; keys come from the environment')
    .option('--json', 'print one JSON document')
    .action(devices);
}

async function devices(flags: DevicesFlags): Promise<void> {
  const names = ['local', ...(flags.backend ?? [])];
  const found = await Promise.all([...names.map(detectBackend), ...flags.device.map(detectDevice)]);
  if (flags.json === true) return printJson({ devices: found });
  const rows = found.map(({ name, available, detail }) => [name, available ? 'yes' : 'no', detail].map(printableText));
  printLines(isTerminal(process.stdout) ? alignedTable(COLUMNS, rows) : tabSeparated(rows));
}

async function detectBackend(name: string): Promise<FoundDevice> {
  try {
    return { name, ...(await (await backendNamed(name, process.env, 0)).detect()) };
  } catch (error) {
    if (!isQForgeError(error)) throw error;
    return { name, available: false, detail: error.message };
  }
}

async function detectDevice(path: string): Promise<FoundDevice> {
  const { RandomDevice } = await import('../../quantum/index.ts');
  const system: RandomSource = {
    fill: (target) => {
      target.set(crypto.getRandomValues(new Uint8Array(target.length)));
      return target;
    },
  };
  return { name: path, ...(await new RandomDevice(path, randomDeviceFile(path), system).detect()) };
}
