export { isMoment, type Moment, parseMoment, refuseFuture, secondsOf } from './moment.rules';
export { asOfField, MOMENT_EXPECTED, momentSchema } from './moment.schema';
