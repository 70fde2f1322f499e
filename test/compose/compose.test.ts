import { describe, expect, it } from 'vitest';
import { configSchema, loadConfig } from '../../config.ts';
import { readCompose, textOf } from './compose-file.ts';
import { composeProblems } from './compose-problems.ts';

const compose = textOf('docker-compose.yml');
const problemsOf = (text: string) => composeProblems(readCompose(text));

describe('docker-compose.yml', () => {
  it('agrees with the settings and with itself: variables, ports, addresses, secrets, images', () => {
    expect(problemsOf(compose)).toEqual([]);
  });

  it.each([
    ['a misspelt setting', 'TASK_QUEUE: parcours', 'TASKQUEUE: parcours', 'api: TASKQUEUE is no setting'],
    ['a value that is refused', 'WORKER_SLOTS: "20"', 'WORKER_SLOTS: "many"', 'worker: WORKER_SLOTS: '],
    ['a setting that is missing', 'SMTP_URL: smtp://mail:12113', 'SMTP_URL: ""', 'api: SMTP_URL is missing'],
    [
      'a port where nobody listens',
      'smtp://mail:12113',
      'smtp://mail:2525',
      'api: SMTP_URL names port 2525, where mail',
    ],
    ['a service that is not there', 'http://stripe:12111', 'http://payments:12111', 'api: STRIPE_URL names payments'],
    [
      'a secret of one side',
      'SIM_WEBHOOK_SECRET: whsec_simulator',
      'SIM_WEBHOOK_SECRET: other',
      'the Stripe secret differs',
    ],
    ['a password of one side', 'parcours:parcours@', 'parcours:secret@', 'our database differs'],
    [
      'an image that moves',
      'postgres:18.4-bookworm',
      'postgres:latest',
      'postgres: the image postgres:latest is not pinned',
    ],
    ['another Postgres than tested', 'postgres:18.4-', 'postgres:17.2-', 'which the tests run on'],
    ['tools of another version', 'server:1.32.0', 'server:1.31.0', "Temporal's server and tools differ"],
    ['a door to the world', '"127.0.0.1:8080:8080"', '"8080:8080"', 'api: 8080:8080 is open beyond this machine'],
    ['a published port that is closed', '127.0.0.1:12114:12114', '127.0.0.1:12114:8025', 'mail: publishes 8025'],
    ['health asked elsewhere', '127.0.0.1:9090/readyz', '127.0.0.1:9091/readyz', 'worker: its health is asked at 9091'],
    ['a loopback listener', 'HOST: 0.0.0.0\n    PORT', 'HOST: 127.0.0.1\n    PORT', 'api: listens on 127.0.0.1'],
    ['too little time to stop', 'stop_grace_period: 35s', 'stop_grace_period: 20s', 'worker: killed after 20 s'],
    ['a variable no simulator reads', 'SIM_AUTO_JOURNEY', 'SIM_JOURNEY', 'easypost: SIM_JOURNEY is nothing'],
    ['a program that is not built', 'dist/worker.js', 'dist/workers.js', 'worker: dist/workers.js is not built'],
  ])('is caught with %s', (_what, right, wrong, problem) => {
    expect(compose).toContain(right);
    expect(problemsOf(compose.replace(right, wrong)).join('\n')).toContain(problem);
  });
});

it('builds the image on the pinned Node that package.json allows, for a user who is not root, with signals handed on', () => {
  const dockerfile = textOf('Dockerfile');
  const [, node] = dockerfile.match(/^ARG NODE=node:(\d+\.\d+)\.\d+-bookworm-slim$/m) ?? [];
  const { engines } = JSON.parse(textOf('package.json'));
  expect(`>=${node}`.localeCompare(engines.node, 'en', { numeric: true })).toBeGreaterThanOrEqual(0);
  expect(dockerfile.match(/^FROM (?!\$\{NODE\})/m)).toBeNull();
  expect(dockerfile.lastIndexOf('USER node')).toBeGreaterThan(dockerfile.lastIndexOf('FROM '));
  expect(dockerfile).toMatch(/^ENTRYPOINT \["tini", "--"\]$/m);
  const ignored = textOf('.dockerignore').split('\n');
  expect(ignored).toEqual(
    expect.arrayContaining(['.git', '.env', '.env.*', 'node_modules', 'dist', '.parcours', '.tools']),
  );
});

describe('.env.example', () => {
  const lines = [...textOf('.env.example').matchAll(/^# (.+)\n(# )?([A-Z_]+)=(.*)$/gm)].map(
    ([, description, commented, name, value]) => ({
      description,
      given: !commented,
      name: String(name),
      value: String(value),
    }),
  );

  it('has every setting once, with what the schema says of it', () => {
    const described = Object.entries(configSchema.shape).map(([name, { description }]) => ({ name, description }));
    expect(lines.map(({ name, description }) => ({ name, description }))).toEqual(described);
  });

  it('gives what must be given, and shows the defaults of the rest', () => {
    const given = Object.fromEntries(lines.filter((line) => line.given).map(({ name, value }) => [name, value]));
    const config: Record<string, unknown> = loadConfig(given);
    for (const { name, value } of lines) {
      if (config[name] !== undefined) expect({ name, value }).toEqual({ name, value: String(config[name]) });
    }
    const everything = Object.fromEntries(lines.map(({ name, value }) => [name, value]));
    expect(Object.keys(loadConfig(everything)).sort()).toEqual(lines.map(({ name }) => name).sort());
  });
});

it('tells editors what the formatter wants', () => {
  const { formatter, javascript } = JSON.parse(textOf('biome.json'));
  const editor = Object.fromEntries(
    [...textOf('.editorconfig').matchAll(/^(\w+) = (.+)$/gm)].map(([, k, v]) => [k, v]),
  );
  expect(editor).toMatchObject({
    indent_style: formatter.indentStyle,
    indent_size: String(formatter.indentWidth),
    max_line_length: String(formatter.lineWidth),
    insert_final_newline: 'true',
  });
  expect(javascript.formatter.quoteStyle).toBe('single');
});
