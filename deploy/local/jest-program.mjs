import { join } from 'node:path';
import { root } from './paths.mjs';

/** Jest's program as arguments of Node: nothing is said about what is experimental, which every worker would repeat. */
export const jestProgram = [
  '--disable-warning=ExperimentalWarning',
  '--disable-warning=TimeoutNegativeWarning',
  join(root, 'node_modules/jest/bin/jest.js'),
];
