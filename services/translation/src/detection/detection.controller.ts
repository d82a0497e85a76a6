import { Body, Controller, HttpCode, Post } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { CurrentUser, Requires, ShopScope, type UserActor } from '@switchboard/http';
import { DetectDto, DetectionDto } from './detection.dto.js';
import { LanguageDetector } from './language-detector.js';

/** Finding languages. */
@ApiTags('translation')
@Controller('v1/translation/detect')
export class DetectionController {
  constructor(
    private readonly detector: LanguageDetector,
    private readonly shops: ShopScope,
  ) {}

  /** The language of a text; emoji, digits, links and marks do not count. */
  @Post()
  @HttpCode(200)
  @Requires('chats:handle')
  @ApiOkResponse({ type: DetectionDto })
  async detectLanguage(
    @CurrentUser() user: UserActor,
    @Body() { shopId, text }: DetectDto,
  ): Promise<DetectionDto> {
    await this.shops.require(user, shopId);
    return this.detector.detect(text);
  }
}
