import { Body, Controller, HttpCode, Ip, Post } from '@nestjs/common';
import { ApiNoContentResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { CurrentUser, Problems, Public, RateLimit, SignedIn, type UserActor } from '@switchboard/http';
import { LoginDto, RefreshDto, SwitchDto } from './auth.dto.js';
import { RefreshSession } from './refresh-session.js';
import { SignIn } from './sign-in.js';
import { SignOut } from './sign-out.js';
import { SignedInDto } from './signed-in.dto.js';
import { SwitchAccount } from './switch-account.js';

/** Signing in, staying in, changing account, signing out. */
@ApiTags('auth')
@Controller('v1/auth')
export class AuthController {
  constructor(
    private readonly signIn: SignIn,
    private readonly refreshing: RefreshSession,
    private readonly switching: SwitchAccount,
    private readonly signOut: SignOut,
  ) {}

  /** Signs in with e-mail and password. */
  @Post('login')
  @Problems('auth.invalid_credentials', 'account.unverified')
  @Public()
  @RateLimit({ address: { limit: 300, seconds: 60 } })
  @HttpCode(200)
  @ApiOkResponse({ type: SignedInDto })
  login(@Body() credentials: LoginDto, @Ip() address: string): Promise<SignedInDto> {
    return this.signIn.run({ ...credentials, address });
  }

  /** Exchanges a refresh token for the next pair, with the member's rights of now. */
  @Post('refresh')
  @Problems('auth.session_ended')
  @Public()
  @HttpCode(200)
  @ApiOkResponse({ type: SignedInDto })
  refreshSession(@Body() { refreshToken }: RefreshDto): Promise<SignedInDto> {
    return this.refreshing.run(refreshToken);
  }

  /** Goes to another account of the same person, without the password. */
  @Post('switch')
  @SignedIn()
  @HttpCode(200)
  @ApiOkResponse({ type: SignedInDto })
  switchAccount(@CurrentUser() actor: UserActor, @Body() { accountId }: SwitchDto): Promise<SignedInDto> {
    return this.switching.run(actor, accountId);
  }

  /** Ends this session. */
  @Post('logout')
  @SignedIn()
  @HttpCode(204)
  @ApiNoContentResponse()
  logout(@CurrentUser() actor: UserActor): Promise<void> {
    return this.signOut.here(actor);
  }

  /** Ends all sessions of the person, in every account. */
  @Post('logout-all')
  @SignedIn()
  @HttpCode(204)
  @ApiNoContentResponse()
  logoutEverywhere(@CurrentUser() actor: UserActor): Promise<void> {
    return this.signOut.everywhere(actor);
  }
}
