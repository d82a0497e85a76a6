import type { Type as Class } from '@nestjs/common';
import { ApiProperty, ApiSchema } from '@nestjs/swagger';
import { CursorField } from './cursor-field.js';
import { IntegerField } from './fields.js';

/** Largest page that any list gives. */
export const maxPageSize = 100;

/** Query of every list: extend it with the list's own filters. */
export class PageQuery {
  /** From `nextCursor` of the page before. */
  @CursorField()
  cursor?: string;

  /** 1 to 100, default 25. */
  @IntegerField({
    min: 1,
    max: maxPageSize,
    optional: true,
    query: true,
    description: 'Largest page; default 25',
  })
  limit: number = 25;
}

/** The class of a page of `Item`: `class ChatPage extends PageOf(ChatDto) {}`. */
export function PageOf<Item>(item: Class<Item>): Class<{ items: Item[]; nextCursor: string | null }> {
  @ApiSchema({ name: `${item.name.replace(/Dto$/, '')}Page` })
  class PageDto {
    /** In the list's order. */
    @ApiProperty({ type: () => item, isArray: true, description: 'In the order of the list' })
    items: Item[];

    /** Null on the last page. */
    @ApiProperty({
      type: String,
      nullable: true,
      description: 'For `cursor` of the next call; null on the last page',
    })
    nextCursor: string | null;
  }
  return PageDto;
}
