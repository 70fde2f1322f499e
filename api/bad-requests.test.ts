import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Answer, startApi, type TestApi } from '../test/harness/api.ts';

let api: TestApi;

beforeAll(async () => {
  api = await startApi();
});
afterAll(() => api?.close());

const address = {
  name: 'Ann',
  line1: '1 Main St',
  city: 'Montréal',
  region: 'QC',
  postalCode: 'H2X 1Y4',
  country: 'CA',
};
const customer = { name: 'Ann', email: 'ann@example.org', locale: 'fr', billTo: address };
const create = (sent: Parameters<TestApi['send']>[1]) => api.send('post /v1/customers', { as: 'back_office', ...sent });

const pointersIn = ({ body }: Answer) =>
  (body.errors as { pointer: string; code: string }[] | undefined)?.map(({ pointer, code }) => `${code} ${pointer}`);

describe('a wrong body is refused with every problem in its place', () => {
  const { locale: _, ...withoutLocale } = customer;
  const cases = [
    { why: 'an unknown field', body: { ...customer, colour: 1 }, problems: ['unknown_field /colour'] },
    {
      why: 'an unknown field inside',
      body: { ...customer, billTo: { ...address, 'a/b~c': 1 } },
      problems: ['unknown_field /billTo/a~1b~0c'],
    },
    { why: 'a wrong type', body: { ...customer, name: 7 }, problems: ['wrong_type /name'] },
    { why: 'a missing field', body: withoutLocale, problems: ['missing /locale'] },
    { why: 'an unknown option', body: { ...customer, locale: 'de' }, problems: ['not_an_option /locale'] },
    { why: 'an empty text', body: { ...customer, name: '  ' }, problems: ['too_small /name'] },
    { why: 'a text that is too long', body: { ...customer, name: 'x'.repeat(201) }, problems: ['too_big /name'] },
    { why: 'a NUL character', body: { ...customer, name: 'a\0b' }, problems: ['wrong_format /name'] },
    { why: 'half a character', body: { ...customer, name: 'a\ud800b' }, problems: ['wrong_format /name'] },
    {
      why: 'half an amount',
      body: { ...customer, creditLimit: { amount: 1.5, currency: 'CAD' } },
      problems: ['wrong_type /creditLimit/amount'],
    },
    {
      why: 'two problems',
      body: { ...customer, email: 'nobody', billTo: { ...address, country: 'Canada' } },
      problems: ['wrong_format /email', 'wrong_format /billTo/country'],
    },
    { why: 'a list', body: [], problems: ['wrong_type '] },
  ];
  it.each(cases)('$why', async ({ body, problems }) => {
    const answer = await create({ body });
    expect({ status: answer.status, code: answer.body.code }).toEqual({ status: 422, code: 'invalid_request' });
    expect(answer.headers.get('content-type')).toContain('application/problem+json');
    expect(pointersIn(answer)).toEqual(problems);
  });

  it('says each of them in the language that the caller reads', async () => {
    const body = {
      ...customer,
      name: 7,
      locale: 'de',
      email: 'x',
      colour: 1,
      billTo: { ...address, country: 'Canada' },
    };
    const inLanguage = async (language: string) => {
      const answer = await create({ body, headers: { 'accept-language': language } });
      return (answer.body.errors as { detail: string }[]).map(({ detail }) => detail);
    };
    expect(await inLanguage('fr-CA, en;q=0.5')).toEqual([
      'La valeur doit être un texte.',
      'Utilisez une adresse comme nom@example.org.',
      'Utilisez l’une de ces valeurs\u00a0: en, fr.',
      'Utilisez deux majuscules de la norme ISO 3166-1, par ex. CA.',
      '«\u00a0colour\u00a0» n’est pas un champ ici. Retirez-le ou vérifiez son orthographe.',
    ]);
    expect(await inLanguage('en')).toContain('This must be a text.');
  });

  it('says what is missing when nothing was sent', async () => {
    const answer = await create({});
    expect(answer.status).toBe(422);
    expect(pointersIn(answer)).toEqual(expect.arrayContaining(['missing /name', 'missing /billTo']));
  });

  it('does not fall over a body that is nested without end', async () => {
    const answer = await create({ body: `{"name":${'['.repeat(100_000)}${']'.repeat(100_000)}}` });
    expect(answer.status).toBe(422);
  });
});

describe('a request that is wrong before its contents', () => {
  const cases = [
    { why: 'JSON that does not end', sent: { body: '{"name":' }, status: 400, code: 'malformed_json' },
    { why: 'a lone text', sent: { body: '"hello"' }, status: 400, code: 'malformed_json' },
    {
      why: '300 KiB',
      sent: { body: { ...customer, name: 'x'.repeat(300 * 1024) } },
      status: 413,
      code: 'body_too_large',
    },
    {
      why: 'a form',
      sent: { body: 'name=Ann', headers: { 'content-type': 'application/x-www-form-urlencoded' } },
      status: 415,
      code: 'unsupported_media_type',
    },
    {
      why: 'a packing that nobody unpacks',
      sent: { body: customer, headers: { 'content-encoding': 'klingon' } },
      status: 415,
      code: 'unsupported_media_type',
    },
    {
      why: 'gzip that is none',
      sent: { body: customer, headers: { 'content-encoding': 'gzip' } },
      status: 400,
      code: 'malformed_json',
    },
    { why: 'no key', sent: { body: customer, authorization: null }, status: 401, code: 'unauthenticated' },
    {
      why: 'a wrong key',
      sent: { body: customer, authorization: `Bearer pk_${'0'.repeat(12)}_${'0'.repeat(48)}` },
      status: 401,
      code: 'unauthenticated',
    },
    {
      why: 'another scheme',
      sent: { body: customer, authorization: 'Basic YTpi' },
      status: 401,
      code: 'unauthenticated',
    },
    { why: 'a wrong role', sent: { body: customer, as: 'warehouse' }, status: 403, code: 'forbidden' },
    { why: 'no Idempotency-Key', sent: { body: customer, key: null }, status: 400, code: 'missing_idempotency_key' },
    {
      why: 'an Idempotency-Key of 201 characters',
      sent: { body: customer, key: 'k'.repeat(201) },
      status: 400,
      code: 'missing_idempotency_key',
    },
  ] as const;
  it.each(cases)('$why: $status', async ({ sent, status, code }) => {
    const answer = await create(sent);
    expect({ status: answer.status, code: answer.body.code }).toEqual({ status, code });
    expect(answer.body.detailFr).toEqual(expect.any(String));
  });

  it('an unknown address: 404', async () => {
    for (const what of ['get /v1/nowhere', 'get /v1/customers/%E0%A4%A', 'get /webhooks/stripe', 'post /livez']) {
      const { body } = await api.send(what);
      expect(body).toMatchObject({ status: 404, code: 'unknown_address', detail: expect.stringMatching(/openapi/) });
      expect(body.detailFr).toContain(`répond à ${what.split(' ')[0]?.toUpperCase()} à cette adresse`);
    }
  });

  it('a method that is not for this address: 405 with those that are', async () => {
    const { status, body, headers } = await api.send('delete /v1/customers/CUS-1');
    expect({ status, code: body.code }).toEqual({ status: 405, code: 'method_not_allowed' });
    expect(headers.get('allow')).toBe('GET, HEAD, PATCH');
  });

  it.each([
    { why: 'what is no HTTP', raw: 'GARBAGE\r\n\r\n', status: 400, code: 'malformed_http' },
    {
      why: 'headers without end',
      raw: `GET / HTTP/1.1\r\nx: ${'y'.repeat(20_000)}`,
      status: 431,
      code: 'headers_too_large',
    },
  ])('$why: $status, as a problem too', async ({ raw, status, code }) => {
    const socket = connect(Number(new URL(api.url).port), '127.0.0.1');
    socket.write(raw);
    const [head = '', body = ''] = (await text(socket)).split('\r\n\r\n');
    expect(head).toMatch(new RegExp(`^HTTP/1.1 ${status} [^]*application/problem\\+json`));
    expect(JSON.parse(body)).toMatchObject({ status, code, detail: expect.stringMatching(/^\w.+[.]$/) });
  });

  it('an If-Match that is no ETag: 422', async () => {
    const answer = await api.send('put /v1/locations/MTL', { ifMatch: 'three', body: {} });
    expect(pointersIn(answer)).toEqual(['wrong_format /If-Match']);
  });

  it('an unknown query parameter or a foreign cursor: 422', async () => {
    const unknown = await api.send('get /v1/locations?colour=red');
    expect(pointersIn(unknown)).toEqual(['unknown_field /colour']);
    const foreign = await api.send('get /v1/locations?cursor=abc');
    expect(pointersIn(foreign)).toEqual(['wrong_format /cursor']);
    const twice = await api.send('get /v1/orders?limit=1&limit=2');
    expect(pointersIn(twice)).toEqual(['repeated /limit']);
    const when = await api.send('get /v1/orders?placedAfter=yesterday');
    expect(when.body.errors).toMatchObject([{ pointer: '/placedAfter', detail: expect.stringMatching(/like 2026-/) }]);
  });
});
