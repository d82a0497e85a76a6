import { jestUsage, runLevels } from './test.mjs';

export const usage = `usage: npm run test:proof -- [<path>...] [-t <words>]
${jestUsage}
The proofs of the suite at their full length, which npm test plays in short: 2,000 runs against the model, 100 races, 200 plans
of fairness in each mode, 60 killed processes, 1,000,000 chats in the database. Hours on two cores.`;

/** `npm run test:proof`: what `testEnvironment.proof` makes short in `npm test`, at its full length. */
export const run = (args) => runLevels([['proofs', ['--selectProjects', 'proof']]], args);
