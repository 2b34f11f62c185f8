import { Module } from '@nestjs/common';
import { AgentsModule } from '@stemedb/knowledge/agents';
import { RecordWriter } from './record-writer.service';

@Module({ imports: [AgentsModule], providers: [RecordWriter], exports: [RecordWriter] })
export class SignedRecordsModule {}
