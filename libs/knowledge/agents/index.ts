export { AGENT_ERRORS } from './agent.errors';
export { AgentRegister } from './agent.register';
export { AgentsModule } from './agents.module';
