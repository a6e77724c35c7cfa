import { Command, InvalidArgumentError } from 'commander';
import { QForgeError, systemClock } from '../../base/index.ts';
import { withExamples } from '../examples.ts';
import { printJson, printLines } from '../standard-output.ts';

interface EntropyFlags {
  readonly bytes: number;
  readonly json?: true;
}

const DEFAULT_BYTES = 131_072;
const LEAST_BYTES = 1024;
const MOST_BYTES = 16_777_216;

/** `qforge entropy`: whether there is randomness to make keys from. */
export function entropyCommand(): Command {
  const command = new Command('entropy')
    .summary('test the sources of randomness')
    .description(
      'Test the generator of the system and the devices that are attached, with the health tests of SP 800-90B. With a device or file: estimate its min-entropy, and put it to tests of SP 800-22.',
    )
    .argument('[path]', 'a device, pipe or file of raw bytes')
    .option('--bytes <number>', 'how many bytes of it to look at', byteCount, DEFAULT_BYTES)
    .option('--json', 'print one JSON document')
    .action(entropy);
  return withExamples(command, [
    { commandLine: 'qforge entropy', meaning: 'Ends with 7 when no key should be made here.' },
    { commandLine: 'qforge entropy /dev/hwrng --bytes 4096', meaning: 'What a hardware generator is worth.' },
  ]);
}

function byteCount(text: string): number {
  const bytes = Number(text);
  if (/^\d+$/u.test(text) && bytes >= LEAST_BYTES && bytes <= MOST_BYTES) return bytes;
  throw new InvalidArgumentError(`It is not a number from ${LEAST_BYTES} to ${MOST_BYTES}.`);
}

async function entropy(path: string | undefined, flags: EntropyFlags): Promise<void> {
  const [{ surveyDevice, surveySources }, { sourceLines, surveyLines }] = await Promise.all([
    import('../../client/index.ts'),
    import('../entropy-report.ts'),
  ]);
  if (path === undefined) {
    const report = await surveySources(systemClock);
    return flags.json === true ? printJson(report) : printLines(sourceLines(report));
  }
  const survey = await surveyDevice(path, flags.bytes, systemClock);
  if (survey === undefined) throw new QForgeError('FILE_MISSING', { path });
  return flags.json === true ? printJson(survey) : printLines(surveyLines(survey));
}
