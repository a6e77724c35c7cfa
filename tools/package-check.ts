import { checkPackage } from './package/check.ts';

checkPackage((line) => process.stdout.write(`${line}\n`));
