/** Cycles inside a project; what may import what between projects is the linter's and the compiler's. */
module.exports = {
  forbidden: [
    {
      name: 'no-cycles',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'slices-of-routing-have-no-cycles',
      comment: 'messages, outbound and the stream know chats; what a chat shows of a message stands in chats',
      severity: 'error',
      scope: 'folder',
      from: { path: '^services/routing/src/' },
      to: { circular: true },
    },
    {
      name: 'kafkajs-behind-its-port',
      severity: 'error',
      from: { pathNot: '^libs/(messaging|testing)/' },
      to: { path: 'node_modules/kafkajs' },
    },
    {
      name: 'services-are-not-imported',
      severity: 'error',
      from: { path: '^(libs|e2e|bench)/' },
      to: { path: '^services/' },
    },
    {
      name: 'services-stay-apart',
      severity: 'error',
      from: { path: '^services/([^/]+)/' },
      to: { path: '^services/', pathNot: '^services/$1/' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '(^|/)(dist|out-tsc|generated)/' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.base.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['@switchboard/source', 'import', 'types', 'node', 'default'],
    },
  },
};
