import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import postgres from 'postgres';
import { expect, inject, it } from 'vitest';
import { z } from 'zod';
import { freePort } from '../process/free-port.ts';
import { administer, urlOf } from '../test/harness/administer-database.ts';
import { runCli } from '../test/harness/run-cli.ts';

const doctorShape = z.strictObject({
  ok: z.boolean(),
  checks: z.array(
    z.strictObject({ name: z.string(), state: z.string(), found: z.string(), next: z.string().optional() }),
  ),
});

it('answers doctor --json with one document and exit code 0 on a machine that can run it', async () => {
  const { code, stdout } = await runCli(['doctor', '--json']);
  const { ok, checks } = doctorShape.parse(JSON.parse(stdout));
  expect(checks.filter(({ state }) => state === 'fail')).toEqual([]);
  expect({ ok, code }).toEqual({ ok: true, code: 0 });
  expect(checks.map(({ name }) => name)).toEqual(
    expect.arrayContaining(['Node', 'Postgres program', 'Temporal program']),
  );
});

it('tells with doctor what is wrong and what to do about it, and exits with 1', async () => {
  const nobody = `127.0.0.1:${await freePort()}`;
  const env = {
    DATABASE_URL: `postgres://user:hunter2@${nobody}/parcours`,
    TEMPORAL_ADDRESS: nobody,
    SMTP_URL: `smtp://${nobody}`,
    PORT: 'eighty',
  };
  const { code, stdout } = await runCli(['--json', 'doctor'], env);
  const failed = doctorShape.parse(JSON.parse(stdout)).checks.filter(({ state }) => state === 'fail');
  expect(failed.map(({ name }) => name)).toEqual(['Configuration', 'Database', 'Temporal', 'Mail']);
  expect(stdout).toContain('correct DATABASE_URL');
  expect(stdout).not.toContain('hunter2');
  expect(code).toBe(1);
});

it.each([
  { asked: 'an unknown command', args: ['nonsense'] },
  { asked: 'an unknown subcommand', args: ['keys', 'nonsense'] },
  { asked: 'an unknown option', args: ['doctor', '--nonsense'] },
  { asked: 'a missing argument', args: ['orders', 'show'] },
  { asked: 'a role that does not exist', args: ['keys', 'create', 'somebody', 'king'] },
  { asked: 'a profile that does not exist', args: ['up', '--profile', 'slow'] },
  { asked: 'a file that does not exist', args: ['replay', './nowhere.json'] },
  { asked: 'an order that does not exist as a file', args: ['orders', 'place', './nowhere.json'] },
  { asked: 'an order without an id', args: ['orders', 'show', ''] },
  { asked: 'a history without an id', args: ['history', 'export', ''] },
  { asked: 'a key for nobody', args: ['keys', 'create', '', 'agent'] },
  { asked: 'a database that is no Postgres', args: ['keys', 'list'], env: { DATABASE_URL: 'mysql://localhost/x' } },
  { asked: 'nobody to wake', args: ['wake'] },
  { asked: 'somebody to wake, and all', args: ['wake', 'ORD-1', '--all'] },
  { asked: 'nothing at all', args: [] },
])('exits with 2 for $asked', async ({ args, env }) => {
  const { code, stdout, stderr } = await runCli(args, env);
  expect(code).toBe(2);
  expect(stdout).toBe('');
  expect(stderr).not.toMatch(/\n {4}at /);
});

it('says with --json what was asked wrongly as JSON on stdout, and to a person which help to read', async () => {
  const { code, stdout, stderr } = await runCli(['orders', 'nonsense', '--json']);
  expect(code).toBe(2);
  expect(JSON.parse(stdout)).toEqual({ ok: false, error: "unknown command 'nonsense'" });
  expect(stderr).toContain('Run "parcours orders --help"');
});

it('says with --json that no command was named', async () => {
  for (const args of [['--json'], ['keys', '--json']]) {
    const { code, stdout } = await runCli(args);
    expect({ code, said: JSON.parse(stdout) }).toEqual({ code: 2, said: { ok: false, error: 'no command was named' } });
  }
});

it('shows in the help of every command that it takes --json', async () => {
  for (const args of [['doctor'], ['orders', 'list'], ['history', 'export']])
    expect((await runCli([...args, '--help'])).stdout).toMatch(/--json +answer with one JSON document/);
});

it('exits with 0 for help and version', async () => {
  expect(await runCli(['--help'])).toMatchObject({ code: 0, stdout: expect.stringContaining('doctor') });
  expect(await runCli(['--version'])).toMatchObject({ code: 0, stdout: expect.stringMatching(/^\d+\.\d+\.\d+/) });
});

it('says one sentence with the next move when the database is away, and never a stack trace or a query', async () => {
  const url = `postgres://user:hunter2@127.0.0.1:${await freePort()}/parcours`;
  const { code, stderr } = await runCli(['keys', 'list'], { DATABASE_URL: url });
  expect(code).toBe(1);
  expect(stderr).toMatch(/^parcours: .*ECONNREFUSED.*parcours doctor.*\n$/);
});

it('says with --json what failed as JSON on stdout', async () => {
  const env = { PARCOURS_URL: `http://127.0.0.1:${await freePort()}`, PARCOURS_KEY: 'pk_none' };
  const { code, stdout } = await runCli(['--json', 'orders', 'list'], env);
  expect(code).toBe(1);
  expect(JSON.parse(stdout)).toEqual({ ok: false, error: expect.stringContaining('PARCOURS_URL') });
});

it.each([
  { what: 'a page', type: 'text/html', body: '<!doctype html>' },
  { what: 'JSON of its own', type: 'application/json', body: '{"hello":"world"}' },
])('says that $what is no answer of Parcours', async ({ type, body }) => {
  const server = createServer((_request, response) => response.writeHead(200, { 'content-type': type }).end(body));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo; // it listens on TCP
  const env = { PARCOURS_URL: `http://127.0.0.1:${port}`, PARCOURS_KEY: 'pk_none' };
  for (const args of [['list'], ['show', 'ORD-1']]) {
    const { code, stderr } = await runCli(['orders', ...args], env);
    expect(stderr).toMatch(/^parcours: what answers .* is no API of Parcours.*: correct PARCOURS_URL\n$/);
    expect(code).toBe(1);
  }
  server.close();
});

it.each([
  { status: 401, code: 'unauthenticated', next: 'Correct PARCOURS_KEY' },
  { status: 503, code: 'unavailable', next: 'parcours doctor' },
])('names the next move at a terminal where the API refuses with $code', async ({ status, code, next }) => {
  const body = JSON.stringify({ status, code, title: 'refused', detail: 'Send it again as a program would.' });
  const server = createServer((_request, response) =>
    response.writeHead(status, { 'content-type': 'application/problem+json' }).end(body),
  );
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo; // it listens on TCP
  const refused = await runCli(['orders', 'list'], {
    PARCOURS_URL: `http://127.0.0.1:${port}`,
    PARCOURS_KEY: 'pk_none',
  });
  expect(refused).toMatchObject({ code: 1, stdout: '', stderr: expect.stringContaining(next) });
  expect(refused.stderr).toContain(`(${code})`);
  server.close();
});

it('migrates to a database with the calendars of Québec, France and the United States', async () => {
  const adminUrl = inject('postgresAdminUrl');
  const name = `cli_calendars_${process.pid}`;
  await administer(adminUrl, `create database ${name}`);
  const url = urlOf(adminUrl, name);
  const env = { DATABASE_URL: url };
  const client = postgres(url, { max: 1 });
  const newest = () =>
    client`select id, max(version)::int as version from calendars where id <> 'claims' group by id order by id`;
  try {
    for (let run = 0; run < 2; run += 1) expect((await runCli(['migrate'], env)).code).toBe(0);
    const first = ['ca-qc', 'fr', 'us'].map((id) => ({ id, version: 1 }));
    expect([...(await newest())]).toEqual(first);

    const seed = ['calendars', 'seed', '--easter', 'easter_monday', '--years'];
    expect((await runCli([...seed, '2026-1999'], env)).code).toBe(2);
    expect((await runCli([...seed, '2020-2021'], env)).stdout).toMatch(
      /ca-qc +published\s+fr +published\s+us +published\s+claims +published/,
    );
    expect((await runCli([...seed, '2020-2021'], env)).stdout).toMatch(
      /ca-qc +unchanged\s+fr +unchanged\s+us +unchanged\s+claims +unchanged/,
    );
    expect([...(await newest())]).toEqual(first.map(({ id }) => ({ id, version: 2 })));
  } finally {
    await client.end();
    await administer(adminUrl, `drop database if exists ${name} with (force)`);
  }
});

it('migrates, makes a key that is shown once, lists it without its secret, and revokes it', async () => {
  const adminUrl = inject('postgresAdminUrl');
  const name = `cli_${process.pid}`;
  await administer(adminUrl, `create database ${name}`);
  const env = { DATABASE_URL: urlOf(adminUrl, name) };
  try {
    expect(await runCli(['keys', 'list'], env)).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('migrate'),
    });
    expect((await runCli(['migrate'], env)).code).toBe(0);
    expect((await runCli(['migrate'], env)).stdout).toContain('nothing to do');

    const created = JSON.parse((await runCli(['--json', 'keys', 'create', 'ann', 'agent'], env)).stdout);
    expect(created).toMatchObject({ actor: 'ann', role: 'agent', secret: expect.stringMatching(/^pk_/) });
    expect((await runCli(['keys', 'revoke', created.id], env)).code).toBe(0);
    expect((await runCli(['keys', 'revoke', 'nobody'], env)).code).toBe(1);
    const listed = await runCli(['--json', 'keys', 'list'], env);
    expect(JSON.parse(listed.stdout).keys).toEqual([
      expect.objectContaining({ id: created.id, revokedAt: expect.any(String) }),
    ]);
    expect(listed.stdout).not.toContain(created.secret);
  } finally {
    await administer(adminUrl, `drop database if exists ${name} with (force)`);
  }
});
