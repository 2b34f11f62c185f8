export { AGENT_ERRORS } from './agent.errors';
export { AgentRegister, insertAgents } from './agent.register';
export { AgentsModule } from './agents.module';
export { NEUTRAL_TRUST, trustAt, type TrustChange, TrustRegister } from './trust.register';
