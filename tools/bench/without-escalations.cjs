/**
 * Loaded before the built server, keeps it from looking for escalations, which no setting turns off. Together with the
 * settings that turn gates off this is the server without any; nobody is served by such a server.
 */
require('reflect-metadata');
/** From what was built, which need not be there when this file is looked at. */
const { EscalationFollower } = require('../../dist/libs/review/escalation/escalation.follower');

EscalationFollower.prototype.onModuleInit = () => undefined;
