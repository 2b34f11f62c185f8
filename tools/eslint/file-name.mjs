import { basename } from 'node:path';

const KEBAB = '[a-z0-9]+(-[a-z0-9]+)*';
const FILE_NAME = new RegExp(`^\\.?${KEBAB}(\\.${KEBAB})*\\.[cm]?[jt]sx?$`);

/** A decorator and the roles that a file holding it may carry in its name. */
const ROLES = new Map([
  ['Module', ['module']],
  ['Controller', ['controller']],
  ['Entity', ['entity']],
  ['Catch', ['filter']],
]);

/**
 * Files are called `<noun>.<role>.ts` in kebab-case. The import rules tell a controller, an entity and a module by the
 * file name alone, so a class that is one must not hide under another name.
 */
export const fileName = {
  meta: {
    type: 'problem',
    schema: [],
    messages: {
      kebab: 'Name the file <noun>.<role>.ts in kebab-case; "{{name}}" is not.',
      role: 'A class decorated with @{{decorator}} belongs into <noun>.{{role}}.ts.',
    },
  },
  create(context) {
    const name = basename(context.filename);
    return {
      Program(node) {
        if (!FILE_NAME.test(name)) context.report({ node, messageId: 'kebab', data: { name } });
      },
      'ClassDeclaration > Decorator > CallExpression[callee.type="Identifier"]'(node) {
        const roles = ROLES.get(node.callee.name);
        const isSpec = name.includes('.spec.');
        if (!roles || isSpec || roles.some((role) => name.includes(`.${role}.`))) return;
        context.report({ node, messageId: 'role', data: { decorator: node.callee.name, role: roles[0] } });
      },
    };
  },
};
