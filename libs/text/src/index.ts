export { lengthOf } from './characters.js';
export { EMAIL_LIMIT, emailAddress, emailFault, readEmail, shownEmail, type EmailVerdict } from './email.js';
export { foldForSearch, foundBy, matchesSearch, searchWords } from './fold.js';
export { asNamed, baseLanguage, canonicalLanguage, languageFault, sameLanguage } from './language.js';
export { cleanName, lineFault, NAME_LIMIT, nameFault } from './name.js';
export { hasWords, splitProtected, withoutProtected, type Part } from './protected-spans.js';
export { charactersFault, lengthFault, textFault, type TextLimits } from './text-fault.js';
export { hasSomethingToSee } from './visible.js';
