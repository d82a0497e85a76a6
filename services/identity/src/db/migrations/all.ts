import { Foundations1763800000001 } from './1763800000001-foundations.js';
import { Tenants1763800000002 } from './1763800000002-tenants.js';
import { LinksAndMail1763800000003 } from './1763800000003-links-and-mail.js';
import { SessionsAndKeys1763800000004 } from './1763800000004-sessions-and-keys.js';

/** Every migration of identity, oldest first. */
export const migrations = [
  Foundations1763800000001,
  Tenants1763800000002,
  LinksAndMail1763800000003,
  SessionsAndKeys1763800000004,
];
