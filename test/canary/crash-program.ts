/** Fills itself with canaries, and crashes with all of them in its error, in the way that it is told. */
import { secretContainers, secretHolders } from './secret-holders.ts';

const planted = Object.values({ ...secretHolders, ...secretContainers }).flatMap((holder) =>
  typeof holder === 'string' ? [] : holder(),
);
const holders = planted.map(({ holder }) => holder);
const failure = Object.assign(new Error('it crashed', { cause: { holders } }), {
  holders,
  byName: new Map(holders.map((holder, at) => [at, holder])),
});

const ways: Readonly<Record<string, () => void>> = {
  thrown: () => {
    throw failure;
  },
  rejected: () => void Promise.reject(failure),
  'no error at all': () => {
    // oxlint-disable-next-line typescript/only-throw-error -- somebody may do that
    throw holders;
  },
};
process.stdout.write(`${holders.length}\n`);
ways[process.argv[2] ?? '']?.();
