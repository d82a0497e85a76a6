import { Controller, Get, Query } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { IdParam, PageQuery, Requires } from '@switchboard/http';
import { TransferTargetListDto, TransferTargetsDto, WorkloadPageDto } from './workload.dto.js';
import { ReadWorkload } from './workload.query.js';

/** A shop's agents and how busy they are. */
@ApiTags('workload')
@Controller('v1/shops/:shopId')
export class WorkloadController {
  constructor(private readonly workload: ReadWorkload) {}

  /** Per agent open chats, capacity, workload, eligible or why not; the queue's length and oldest wait. */
  @Get('workload')
  @Requires('team:manage')
  @ApiOkResponse({ type: WorkloadPageDto })
  readWorkload(@IdParam('shopId') shopId: string, @Query() page: PageQuery): Promise<WorkloadPageDto> {
    return this.workload.run(shopId, page);
  }

  /** Whom chats can be given to, by nickname. */
  @Get('transfer-targets')
  @Requires('chats:handle')
  @ApiOkResponse({ type: TransferTargetListDto })
  async listTransferTargets(
    @IdParam('shopId') shopId: string,
    @Query() { q }: TransferTargetsDto,
  ): Promise<TransferTargetListDto> {
    return { items: await this.workload.targets(shopId, q) };
  }
}
