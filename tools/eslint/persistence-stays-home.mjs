const PERSISTENCE = /\.(entity|repository)$/;

/**
 * Entities and repositories are not exported again by another file. dependency-cruiser sees that a face imports no
 * entity, but not that it exports a neighbour which passes one on.
 */
export const persistenceStaysHome = {
  meta: {
    type: 'problem',
    schema: [],
    messages: { passedOn: 'Entities and repositories stay in their folder; export a type or a service instead.' },
  },
  create(context) {
    const imported = new Set();
    const reportSource = (node) => {
      if (PERSISTENCE.test(node.source.value)) context.report({ node, messageId: 'passedOn' });
    };
    return {
      ImportDeclaration(node) {
        if (!PERSISTENCE.test(node.source.value)) return;
        for (const specifier of node.specifiers) imported.add(specifier.local.name);
      },
      ExportAllDeclaration: reportSource,
      'ExportNamedDeclaration[source]': reportSource,
      'ExportNamedDeclaration[source=null] > ExportSpecifier'(node) {
        if (imported.has(node.local.name)) context.report({ node, messageId: 'passedOn' });
      },
    };
  },
};
