export { AGENT_ERRORS } from './agent.errors';
export { AgentRegister, insertAgents } from './agent.register';
export { AgentsModule } from './agents.module';
