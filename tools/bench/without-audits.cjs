/**
 * Loaded before the built server, takes the audits of lens answers and lists out of it: neither made, nor written, nor
 * waited for. What the two servers differ by is what audits cost; nobody is served by such a server.
 */
require('reflect-metadata');
/** From what was built, which need not be there when this file is looked at. */
const built = (name) => require(`../../dist/libs/${name}`);
const { QueriesService } = built('knowledge/queries/queries.service');
const { QueryAnswers } = built('knowledge/queries/query-answers.service');

const NO_AUDIT = '00000000-0000-7000-8000-000000000000';

QueriesService.prototype.audited = function (_reader, { endpoint, lens }, answer) {
  const work = async () => ({ ...(await answer()).answer, audit_id: NO_AUDIT });
  return this.metrics.measure(endpoint, lens ?? 'none', work, ({ items, candidates_total }) => items?.length ?? candidates_total);
};
QueryAnswers.prototype.resolve = async function (namespace, lens, subject, predicate, { limit, ...parameters }) {
  const whole = await this.resolutions.resolve(namespace, lens, subject, predicate, parameters);
  return { answer: limit === undefined ? whole : { ...whole, candidates: whole.candidates.slice(0, limit) } };
};
QueryAnswers.prototype.list = async function (namespace, query) {
  return { answer: await this.lists.list(namespace, query) };
};
