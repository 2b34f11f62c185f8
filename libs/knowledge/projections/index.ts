export type { ErasedClaim, Follower, ProjectedClaim, Projection, ProjectionSession, Span, Step } from './projection';
export { PROJECTION_ERRORS } from './projection.errors';
export { ProjectionsModule } from './projections.module';
export { Projector } from './projector.service';
