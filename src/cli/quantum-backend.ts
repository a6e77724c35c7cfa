import { QForgeError, systemClock } from '../base/index.ts';
import type { Fetch } from '../client/index.ts';
import type { QuantumBackend } from '../quantum/index.ts';

/** Where keys and addresses of backends come from; they never stand on a command line. */
export interface BackendEnvironment {
  readonly IONQ_API_KEY?: string | undefined;
  /** Another address than IonQ's own, such as that of a proxy. */
  readonly QFORGE_IONQ_URL?: string | undefined;
  readonly IBM_QUANTUM_API_KEY?: string | undefined;
  readonly IBM_QUANTUM_CRN?: string | undefined;
  readonly QFORGE_IBM_URL?: string | undefined;
  readonly QFORGE_IBM_TOKEN_URL?: string | undefined;
}

/**
 * The backend of a name: `local`, `ionq:TARGET` or `ibm:MACHINE`. `seed` is what shots are drawn with where that is done here.
 *
 * Throws `ARGUMENT_INVALID` for another name, and when a key is not in the environment.
 */
export async function backendNamed(
  name: string,
  environment: BackendEnvironment,
  seed: number,
): Promise<QuantumBackend> {
  const { IbmBackend, IonqBackend, LocalBackend, SeededRandom } = await import('../quantum/index.ts');
  const random = new SeededRandom(seed);
  const [kind, target = ''] = splitName(name);
  if (kind === 'local' && target === '') return new LocalBackend(random);
  if (kind === 'ionq' && target !== '') {
    const apiKey = needed(environment, 'IONQ_API_KEY');
    return new IonqBackend({
      target,
      apiKey,
      fetch: await hardwareFetch(),
      clock: systemClock,
      random,
      ...address(environment.QFORGE_IONQ_URL),
    });
  }
  if (kind === 'ibm' && target !== '') {
    const tokenUrl = environment.QFORGE_IBM_TOKEN_URL;
    return new IbmBackend({
      machine: target,
      apiKey: needed(environment, 'IBM_QUANTUM_API_KEY'),
      serviceCrn: needed(environment, 'IBM_QUANTUM_CRN'),
      fetch: await hardwareFetch(),
      clock: systemClock,
      ...address(environment.QFORGE_IBM_URL),
      ...(tokenUrl === undefined ? {} : { tokenUrl }),
    });
  }
  const reason = `"${name}" is none of local, ionq:TARGET and ibm:MACHINE`;
  throw new QForgeError('ARGUMENT_INVALID', { argument: '--backend', reason });
}

function splitName(name: string): readonly [string, string?] {
  const colon = name.indexOf(':');
  return colon === -1 ? [name] : [name.slice(0, colon), name.slice(colon + 1)];
}

function address(baseUrl: string | undefined): { readonly baseUrl?: string } {
  return baseUrl === undefined ? {} : { baseUrl };
}

function needed(environment: BackendEnvironment, name: keyof BackendEnvironment): string {
  const value = environment[name];
  if (value !== undefined && value !== '') return value;
  throw new QForgeError('ARGUMENT_INVALID', { argument: name, reason: 'it is not set in the environment' });
}

/** Questions to machines elsewhere are asked again when they are busy. */
async function hardwareFetch(): Promise<Fetch> {
  const { patientFetch } = await import('../client/index.ts');
  return patientFetch(fetch, systemClock);
}
