import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { AuditModule } from '@stemedb/access/audit';
import { CircuitBreaker } from './circuit-breaker';
import { CircuitBreakerController } from './circuit-breaker.controller';
import { CircuitBreakerEntity } from './circuit-breaker.entity';
import { CIRCUIT_BREAKER_METRICS } from './circuit-breaker.metrics';
import { CircuitBreakerRepository } from './circuit-breaker.repository';
import { CircuitBreakerService } from './circuit-breaker.service';
import { Circuits } from './circuits.service';

@Module({
  imports: [TypeOrmModule.forFeature([CircuitBreakerEntity]), AuditModule],
  controllers: [CircuitBreakerController],
  providers: [...CIRCUIT_BREAKER_METRICS, CircuitBreaker, CircuitBreakerRepository, CircuitBreakerService, Circuits],
  exports: [CircuitBreaker],
})
export class CircuitBreakerModule {}
