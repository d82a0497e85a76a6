import { Body, Controller, HttpCode, Put } from '@nestjs/common';
import { ApiBody, ApiExcludeController } from '@nestjs/swagger';
import { Internal } from '@switchboard/http';
import { ApplyAgentStates } from './apply-agent-states.js';
import { TakeMember } from './take-member.js';
import { InternalAgentsPipe, type AgentStates } from './internal-agents.pipe.js';

/** The fence's route: identity and team hand over a state before they answer their own caller. */
@ApiExcludeController()
@Controller('internal/v1/agents')
export class InternalAgentsController {
  constructor(
    private readonly agents: ApplyAgentStates,
    private readonly members: TakeMember,
  ) {}

  /** Once answered, no later assignment goes against the state. */
  @Put()
  @HttpCode(204)
  @Internal()
  @ApiBody({ schema: { type: 'object' } })
  async apply(@Body(InternalAgentsPipe) states: AgentStates): Promise<void> {
    if (states.member) await this.members.run(states.member);
    else await this.agents.profiles(states.agents);
  }
}
