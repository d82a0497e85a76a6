import { Body, Controller, Get, Param, Patch } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { userActor } from '@switchboard/contracts';
import { CurrentUser, IfMatch, problem, Requires, WithETag, type UserActor } from '@switchboard/http';
import { AgentChangesDto, ChangedOwnAgentDto, OwnAgentDto } from './agent.dto.js';
import { EditAgent } from './edit-agent.js';
import { FindAgent } from './find-agent.query.js';
import { OwnPermissions } from './own-permissions.query.js';

/** The caller's own agent in a shop. */
@ApiTags('agents')
@Controller('v1/shops/:shopId/agents/me')
@Requires('profile:self')
export class OwnAgentController {
  constructor(
    private readonly findAgent: FindAgent,
    private readonly editAgent: EditAgent,
    private readonly ownPermissions: OwnPermissions,
  ) {}

  /** Own agent and what the caller may do in this shop. */
  @Get()
  @WithETag()
  @ApiOkResponse({ type: OwnAgentDto })
  async readOwnAgent(
    @CurrentUser() caller: UserActor,
    @Param('shopId') shopId: string,
  ): Promise<OwnAgentDto> {
    const { accountId, userId } = caller;
    const agent = await this.findAgent.require({ accountId, shopId, userId });
    return { ...agent, permissions: await this.ownPermissions.run(caller, shopId) };
  }

  /** Own nickname and accepting; the capacity only with team:manage. */
  @Patch()
  @WithETag()
  @ApiOkResponse({ type: ChangedOwnAgentDto })
  async updateOwnAgent(
    @CurrentUser() caller: UserActor,
    @Param('shopId') shopId: string,
    @IfMatch({ optional: true }) seen: number | undefined,
    @Body() edit: AgentChangesDto,
  ): Promise<ChangedOwnAgentDto> {
    const permissions = await this.ownPermissions.run(caller, shopId);
    if (edit.maxCapacity !== undefined && !permissions.includes('team:manage'))
      throw problem('permission.denied');
    const key = { accountId: caller.accountId, shopId, userId: caller.userId };
    return {
      ...(await this.editAgent.run({ key, edit, seen, actor: userActor(caller.userId) })),
      permissions,
    };
  }
}
