import { Column, Entity, PrimaryColumn } from 'typeorm';

/** How many escalations of a type are open in a namespace, or how many deliveries wait there; kept by triggers. */
@Entity('escalation_tally')
export class EscalationTallyEntity {
  @PrimaryColumn('text', { primaryKeyConstraintName: 'escalation_tally_pkey' })
  namespace!: string;

  @PrimaryColumn('text', { primaryKeyConstraintName: 'escalation_tally_pkey' })
  kind!: string;

  @Column('integer')
  open!: number;
}
