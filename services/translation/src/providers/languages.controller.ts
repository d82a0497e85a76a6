import { Controller, Get } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { Requires } from '@switchboard/http';
import { LanguagesDto } from './languages.dto.js';
import { ProviderChain } from './provider-chain.js';

/** What can be translated. */
@ApiTags('translation')
@Controller('v1/translation/languages')
export class LanguagesController {
  constructor(private readonly chain: ProviderChain) {}

  /** Every direction that some configured provider translates now. */
  @Get()
  @Requires('chats:handle')
  @ApiOkResponse({ type: LanguagesDto })
  listLanguages(): LanguagesDto {
    return { items: this.chain.offered() };
  }
}
