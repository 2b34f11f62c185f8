import { Module } from '@nestjs/common';
import { ApiKeyModule } from '@stemedb/access/api-keys';
import { FeedController } from './feed.controller';
import { FEED_METRICS } from './feed.metrics';
import { FeedRepository } from './feed.repository';
import { FeedService } from './feed.service';
import { FeedStreamService } from './feed-stream.service';
import { FeedStreams } from './feed-streams.service';

@Module({
  imports: [ApiKeyModule],
  controllers: [FeedController],
  providers: [...FEED_METRICS, FeedRepository, FeedService, FeedStreams, FeedStreamService],
  exports: [FeedStreams],
})
export class FeedModule {}
