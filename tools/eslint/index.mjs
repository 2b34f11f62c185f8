import { fileName } from './file-name.mjs';
import { forbid } from './forbid.mjs';
import { noLintDirectives } from './no-lint-directives.mjs';
import { persistenceStaysHome } from './persistence-stays-home.mjs';
import { pureRules } from './pure-rules.mjs';

/** The rules of this house that no published plugin has. */
export const house = {
  meta: { name: 'house' },
  rules: {
    'file-name': fileName,
    'named-exports': forbid(
      'Export by name, so that search finds every use.',
      'ExportDefaultDeclaration',
      'ExportSpecifier[exported.name="default"]',
    ),
    'no-lint-directives': noLintDirectives,
    'no-swallowed-error': forbid(
      'Handle the error, log it or let it rise; an empty handler hides it.',
      'CatchClause > BlockStatement[body.length=0]',
      'CallExpression[callee.property.name="catch"] > ArrowFunctionExpression > BlockStatement[body.length=0]',
    ),
    'persistence-stays-home': persistenceStaysHome,
    'pure-rules': pureRules,
  },
};
