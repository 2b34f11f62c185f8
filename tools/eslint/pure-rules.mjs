const IMPURE_GLOBALS = new Set([
  'process',
  'performance',
  'crypto',
  'fetch',
  'console',
  'global',
  'globalThis',
  'require',
  'setTimeout',
  'setInterval',
  'setImmediate',
  'queueMicrotask',
]);

const IMPURE_CALLS = [
  'NewExpression[callee.name="Date"][arguments.length=0]',
  'CallExpression[callee.name="Date"]',
  'MemberExpression[object.name="Date"][property.name="now"]',
  'MemberExpression[property.name=/^random/]',
  'ImportSpecifier[imported.name=/^(random|getRandom)/]',
  // These read the locale of the process, so that two servers could order the same claims differently.
  'MemberExpression[property.name=/^(localeCompare|toLocale[A-Z]\\w*)$/]',
];

/** Rules take time, ids and randomness as arguments: the same input gives the same answer, today and in ten years. */
export const pureRules = {
  meta: {
    type: 'problem',
    schema: [],
    messages: { impure: 'A rule is pure: take "{{what}}" as an argument from the service that calls it.' },
  },
  create(context) {
    const { sourceCode } = context;
    const report = (node) => {
      context.report({ node, messageId: 'impure', data: { what: sourceCode.getText(node) } });
    };
    const reportGlobals = (program) => {
      const scope = sourceCode.getScope(program);
      const builtIn = scope.variables.filter((variable) => variable.defs.length === 0);
      const references = [...scope.through, ...builtIn.flatMap((variable) => variable.references)];
      for (const { identifier } of references) {
        if (IMPURE_GLOBALS.has(identifier.name)) report(identifier);
      }
    };
    return {
      'Program:exit': reportGlobals,
      ...Object.fromEntries(IMPURE_CALLS.map((selector) => [selector, report])),
    };
  },
};
