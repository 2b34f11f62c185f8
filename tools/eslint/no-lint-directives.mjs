const DIRECTIVE = /^\s*eslint-(disable|enable)/;

/** ESLint ignores such comments here (`noInlineConfig`); this rule keeps them out of the files as well. */
export const noLintDirectives = {
  meta: {
    type: 'problem',
    schema: [],
    messages: { directive: 'Mend the code, or change the rule for everyone in eslint.config.mjs.' },
  },
  create(context) {
    return {
      Program() {
        for (const comment of context.sourceCode.getAllComments()) {
          if (DIRECTIVE.test(comment.value)) context.report({ loc: comment.loc, messageId: 'directive' });
        }
      },
    };
  },
};
