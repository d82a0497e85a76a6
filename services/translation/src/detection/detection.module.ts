import { Module } from '@nestjs/common';
import { DetectionController } from './detection.controller.js';
import { EldLanguageDetector } from './eld-language-detector.js';
import { LanguageDetector } from './language-detector.js';

/** Which language a text is in. */
@Module({
  controllers: [DetectionController],
  providers: [{ provide: LanguageDetector, useClass: EldLanguageDetector }],
  exports: [LanguageDetector],
})
export class DetectionModule {}
