import { Body, Controller, Get, Param, Patch, Query } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { userActor } from '@switchboard/contracts';
import { CurrentUser, IdParam, IfMatch, Requires, WithETag, type UserActor } from '@switchboard/http';
import { AgentDto, AgentPage, AgentsQuery, AgentChangesDto, ChangedAgentDto } from './agent.dto.js';
import { EditAgent } from './edit-agent.js';
import { FindAgent } from './find-agent.query.js';
import { ListAgents } from './list-agents.query.js';

/**
 * The team page. Article: "Only shop managers have permission to this page, that is, main account, administrator and
 * accounts with advanced customer service authority."
 */
@ApiTags('agents')
@Controller('v1/shops/:shopId/agents')
@Requires('team:manage')
export class AgentsController {
  constructor(
    private readonly agents: ListAgents,
    private readonly findAgent: FindAgent,
    private readonly editAgent: EditAgent,
  ) {}

  /** The shop's agents by nickname; invited people are never among them. */
  @Get()
  @ApiOkResponse({ type: AgentPage })
  listAgents(
    @CurrentUser() { accountId }: UserActor,
    @Param('shopId') shopId: string,
    @Query() query: AgentsQuery,
  ): Promise<AgentPage> {
    return this.agents.run(accountId, shopId, query);
  }

  /** One agent. */
  @Get(':userId')
  @WithETag()
  @ApiOkResponse({ type: AgentDto })
  readAgent(
    @CurrentUser() { accountId }: UserActor,
    @Param('shopId') shopId: string,
    @IdParam('userId') userId: string,
  ): Promise<AgentDto> {
    return this.findAgent.require({ accountId, shopId, userId });
  }

  /** Changes an agent's nickname, capacity, accepting. */
  @Patch(':userId')
  @WithETag()
  @ApiOkResponse({ type: ChangedAgentDto })
  updateAgent(
    @CurrentUser() caller: UserActor,
    @Param('shopId') shopId: string,
    @IdParam('userId') userId: string,
    @IfMatch({ optional: true }) seen: number | undefined,
    @Body() edit: AgentChangesDto,
  ): Promise<ChangedAgentDto> {
    const key = { accountId: caller.accountId, shopId, userId };
    return this.editAgent.run({ key, edit, seen, actor: userActor(caller.userId) });
  }
}
