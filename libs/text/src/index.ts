export { hasSomethingToSee } from './visible.js';
