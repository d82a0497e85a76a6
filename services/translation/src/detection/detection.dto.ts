import { AnswerField, IdField, TextField } from '@switchboard/http';
import { MESSAGE_TEXT_LIMIT } from '@switchboard/contracts';

/** A text whose language is asked for. */
export class DetectDto {
  /** The shop it belongs to. */
  @IdField()
  shopId: string;

  /** 1 to 4,000 characters. */
  @TextField({ max: MESSAGE_TEXT_LIMIT, multiline: true })
  text: string;
}

/** What the text is taken to be written in. */
export class DetectionDto {
  /** BCP 47; null where the text is too short or tells too little. */
  @AnswerField({ type: String, nullable: true, example: 'es' })
  language: string | null;

  /** 0 to 1, of the best guess; below 0.7 nothing is decided. */
  @AnswerField({ example: 0.82 })
  confidence: number;
}
