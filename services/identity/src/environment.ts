import { defineEnvironment, listenEnvironment, secret, str, url } from '@switchboard/chassis';
import { httpEnvironment, routingNoticeEnvironment } from '@switchboard/http';
import { messagingEnvironment } from '@switchboard/messaging';
import { databaseEnvironment } from '@switchboard/persistence';
import { redisEnvironment } from '@switchboard/redis';

/** Every variable of the service, checked once at start; each also as NAME_FILE. */
export const readEnvironment = () => {
  const { PUBLIC_URL, TRUSTED_ISSUER, ...environment } = defineEnvironment({
    ...listenEnvironment,
    ...databaseEnvironment,
    ...redisEnvironment,
    ...messagingEnvironment,
    ...httpEnvironment,
    ...routingNoticeEnvironment,
    PUBLIC_URL: url({ desc: 'origin that the links in mails begin with' }),
    TRUSTED_ISSUER: str({ default: '', desc: 'issuer of the access tokens; default: the public origin' }),
    SIGNING_KEY: secret({ desc: 'private Ed25519 JWK, or a JWK set whose first key signs' }),
    SMTP_URL: secret({ desc: 'smtp://user:password@host:port of the mail server' }),
    MAIL_FROM: str({ desc: 'sender of all mails, Name <address>' }),
  });
  const publicUrl = PUBLIC_URL.replace(/\/+$/, '');
  return { ...environment, PUBLIC_URL: publicUrl, TRUSTED_ISSUER: TRUSTED_ISSUER || publicUrl };
};

/** What operator commands read: the service's database, nothing else. */
export const readOperatorEnvironment = () => defineEnvironment(databaseEnvironment);

/** The validated variables. */
export type IdentityEnvironment = ReturnType<typeof readEnvironment>;
