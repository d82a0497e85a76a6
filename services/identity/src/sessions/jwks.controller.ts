import { Controller, Get, Header, Inject } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { Public } from '@switchboard/http';
import type { JSONWebKeySet } from 'jose';
import { signingKey, type SigningKey } from './signing-key.js';

/** The public keys that verify access tokens. */
@ApiTags('auth')
@Controller('.well-known')
export class JwksController {
  constructor(@Inject(signingKey) private readonly signing: SigningKey) {}

  /** A JWK set, the current key first. */
  @Get('jwks.json')
  @Public()
  @Header('cache-control', 'public, max-age=60')
  @ApiOkResponse({
    schema: {
      type: 'object',
      required: ['keys'],
      properties: { keys: { type: 'array', items: { type: 'object' } } },
    },
  })
  readSigningKeys(): JSONWebKeySet {
    return this.signing.publicKeys;
  }
}
