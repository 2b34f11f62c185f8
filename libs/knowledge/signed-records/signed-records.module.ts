import { Module } from '@nestjs/common';
import { AuditModule } from '@stemedb/access/audit';
import { AgentsModule } from '@stemedb/knowledge/agents';
import { AssertionsModule } from '@stemedb/knowledge/assertions';
import { RecordProver } from './record-prover.service';
import { RecordWriter } from './record-writer.service';

@Module({ imports: [AuditModule, AgentsModule, AssertionsModule], providers: [RecordProver, RecordWriter], exports: [RecordProver, RecordWriter] })
export class SignedRecordsModule {}
