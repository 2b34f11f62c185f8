export { CircuitBreaker } from './circuit-breaker';
export { resetCircuitSchema } from './circuit-breaker.dto';
export { CIRCUIT_BREAKER_ERRORS } from './circuit-breaker.errors';
export { CircuitBreakerModule } from './circuit-breaker.module';
export { type CircuitState } from './circuit.rules';
