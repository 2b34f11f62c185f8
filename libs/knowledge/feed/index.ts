export { FEED_ERRORS } from './feed.errors';
export { FeedModule } from './feed.module';
export { FeedStreams } from './feed-streams.service';
