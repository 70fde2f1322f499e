/**
 * The arrows between the rooms. Each room lists what it may import; anything else fails the build. Tests and benchmarks
 * may import anything. `only(room, ...)` reads: files of this room import nothing of ours but these.
 */
const tests = '\\.test\\.ts$|^test/|^bench/|^scripts/|^vitest\\.config\\.ts$';
const ours = '^(domain|workflows|activities|db|providers|process|api|simulators|cli|console|config\\.ts|worker\\.ts)';

const only = (room, allowed, comment) => ({
  name: `${room}-imports`,
  comment,
  severity: 'error',
  from: { path: `^${room}/`, pathNot: tests },
  to: { path: ours, pathNot: [`^${room}/`, ...allowed] },
});

/** Packages, and Node's own modules unless the room has them listed. */
const packages = (room, { allowed = [], node = true }, comment) => ({
  name: `${room}-packages`,
  comment,
  severity: 'error',
  from: { path: `^${room}/`, pathNot: tests },
  to: {
    dependencyTypes: ['npm', 'npm-dev', 'npm-optional', 'npm-peer', 'npm-no-pkg', ...(node ? [] : ['core'])],
    pathNot: allowed.map((name) => `node_modules/${name}/`),
  },
});

module.exports = {
  forbidden: [
    only('domain', [], 'Rules are pure: nothing outside domain/.'),
    packages(
      'domain',
      { allowed: ['intl-messageformat', 'date-holidays', 'temporal-polyfill', 'feelin'], node: false },
      'No clock, network or database.',
    ),

    {
      ...only('workflows', ['^domain/'], 'Processes know rules, and the types of activities only.'),
      to: { path: ours, pathNot: ['^workflows/', '^domain/'], dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'workflows-types-of-activities',
      comment: 'Even types come from activities only.',
      severity: 'error',
      from: { path: '^workflows/', pathNot: tests },
      to: { path: ours, pathNot: ['^workflows/', '^domain/', '^activities/'] },
    },
    packages(
      'workflows',
      { allowed: ['@temporalio/(workflow|common)'], node: false },
      'zod or Drizzle in a workflow costs 18 times the memory per cached workflow; Node has no place in the sandbox.',
    ),

    only(
      'activities',
      ['^domain/', '^db/', '^providers/(answer|time-left|[^/]+/port)\\.ts$'],
      'Steps see providers through their ports.',
    ),
    packages(
      'activities',
      {
        allowed: [
          '@temporalio/activity',
          '@temporalio/common',
          'drizzle-orm',
          'postgres',
          'uuid',
          'pino',
          'pdfkit',
          'fflate',
        ],
      },
      'Steps talk to vendors through ports only; documents are made here.',
    ),
    only('db', ['^domain/'], 'Queries know rules and nothing of who asks.'),
    only('providers', ['^domain/'], 'Adapters know domain words and their vendor.'),
    only(
      'api',
      ['^domain/', '^db/', '^providers/', '^process/', '^workflows/[^/]+/messages\\.ts$', '^config\\.ts$'],
      'The thin HTTP side.',
    ),
    {
      name: 'api-routes-know-ports',
      comment: 'Routes see providers through their ports; the composition root chooses adapters.',
      severity: 'error',
      from: { path: '^api/', pathNot: [tests, '^api/main\\.ts$'] },
      to: { path: '^providers/', pathNot: ['/port\\.ts$', '/payment-event\\.ts$', '/scan\\.ts$'] },
    },
    {
      name: 'simulators-stand-alone',
      comment: 'Simulators are the vendors: they may share types with us, never code.',
      severity: 'error',
      from: { path: '^simulators/', pathNot: tests },
      to: { path: ours, pathNot: '^simulators/', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'tests-are-not-imported',
      comment: 'What the product needs does not live in test/ or in a test.',
      severity: 'error',
      from: { pathNot: tests },
      to: { path: tests },
    },
    {
      name: 'no-circular',
      comment: 'A circle is two files that are one thing, or one thing in the wrong file.',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'no-dev-packages-in-the-product',
      comment: 'The image installs without devDependencies.',
      severity: 'error',
      from: { pathNot: [tests, '^(vitest|drizzle)\\.config\\.ts$', '^scripts/'] },
      to: { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['npm', 'type-only'] },
    },
    {
      name: 'no-undeclared-packages',
      comment: 'Every package that is imported stands in package.json.',
      severity: 'error',
      from: {},
      to: { dependencyTypes: ['npm-no-pkg', 'npm-unknown'] },
    },
    { name: 'not-to-unresolvable', severity: 'error', from: {}, to: { couldNotResolve: true } },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^(dist|\\.tools|\\.parcours|coverage)/' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default', 'types'],
      extensions: ['.ts', '.js', '.mjs', '.cjs', '.json', '.d.ts'],
    },
  },
};
