/**
 * Makes a rule that reports every node one of the selectors finds.
 *
 * @param {string} message what the author reads; a sentence that says what to do instead
 * @param {...string} selectors ESLint node selectors
 */
export function forbid(message, ...selectors) {
  return {
    meta: { type: 'problem', schema: [], messages: { forbidden: message } },
    create(context) {
      const report = (node) => context.report({ node, messageId: 'forbidden' });
      return Object.fromEntries(selectors.map((selector) => [selector, report]));
    },
  };
}
