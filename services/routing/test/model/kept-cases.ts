import type { Case } from './commands.js';

/** Cases that once contradicted the model, as short as they could be made: what each found, and the case. */
export const keptCases: { found: string; plan: Case }[] = [];
