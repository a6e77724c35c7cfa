import { buildPackage } from './package/build.ts';

buildPackage();
process.stdout.write('dist is built.\n');
