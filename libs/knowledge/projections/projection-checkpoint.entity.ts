import { Column, Entity, PrimaryColumn } from 'typeorm';

/** How far a projection has come in a namespace: the moment of the last commit that it has taken in. */
@Entity('projection_checkpoint')
export class ProjectionCheckpointEntity {
  @PrimaryColumn('text', { primaryKeyConstraintName: 'projection_checkpoint_pkey' })
  namespace!: string;

  @PrimaryColumn('text', { primaryKeyConstraintName: 'projection_checkpoint_pkey' })
  name!: string;

  @Column('timestamptz', { name: 'recorded_at' })
  recordedAt!: Date;
}
