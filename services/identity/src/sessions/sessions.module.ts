import { Module } from '@nestjs/common';
import { HitCounter } from '@switchboard/http';
import { AccessModule } from '../access/access.module.js';
import { PeopleModule } from '../people/people.module.js';
import { AccessTokenIssuer } from './access-token-issuer.js';
import { AuthController } from './auth.controller.js';
import { JwksController } from './jwks.controller.js';
import { ReadSelf } from './read-self.query.js';
import { RefreshSession } from './refresh-session.js';
import { SessionAnswer } from './session-answer.js';
import { Sessions } from './sessions.js';
import { SignIn } from './sign-in.js';
import { SignInThrottle } from './sign-in-throttle.js';
import { SignOut } from './sign-out.js';
import { SwitchAccount } from './switch-account.js';

/** Sessions: opened by a password or an activation, kept by refresh tokens, ended for good. */
@Module({
  imports: [AccessModule, PeopleModule],
  controllers: [AuthController, JwksController],
  providers: [
    AccessTokenIssuer,
    HitCounter,
    ReadSelf,
    RefreshSession,
    SessionAnswer,
    Sessions,
    SignIn,
    SignInThrottle,
    SignOut,
    SwitchAccount,
  ],
  exports: [ReadSelf, SessionAnswer, Sessions, SignInThrottle],
})
export class SessionsModule {}
