import { generatedRuns } from './generated-runs.js';

generatedRuns(1);
