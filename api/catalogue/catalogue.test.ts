import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Answer, startApi, type TestApi } from '../../test/harness/api.ts';
import { page } from '../paging.ts';
import { location } from './location-routes.ts';
import { product } from './product-schemas.ts';

let api: TestApi;

beforeAll(async () => {
  api = await startApi();
});
afterAll(() => api?.close());

const lamp = {
  names: { en: 'Lamp', fr: 'Lampe' },
  taxClass: 'standard',
  weightGrams: 900,
  prices: [{ amount: 1999, currency: 'CAD' }],
};
const put = (sku: string, more: object = {}, sent: { ifMatch?: string } = {}) =>
  api.send(`put /v1/products/${sku}`, { as: 'back_office', body: { ...lamp, ...more }, ...sent });
const codesOf = ({ body }: Answer) =>
  (body.errors as { pointer: string; code: string }[]).map(({ pointer, code }) => `${code} ${pointer}`);
const eventsOf = async (id: string) => {
  const rows = await api.deps.database.sql`select seq, type, actor from events where aggregate_id = ${id} order by seq`;
  return rows.map((row) => ({ ...row }));
};

describe('products', () => {
  it('are added, read and replaced, each change an event', async () => {
    const added = await put('LAMP');
    expect(added.status).toBe(201);
    expect(added.headers.get('etag')).toBe('"1"');
    const read = await api.send('get /v1/products/LAMP', { as: 'engineer' });
    expect(read.body).toEqual(added.body);
    expect(product.parse(read.body)).toMatchObject({ sku: 'LAMP', sold: true, parts: [], version: 1 });
    const replaced = await put('LAMP', { prices: [{ amount: 1500, currency: 'USD' }] });
    expect(replaced.status).toBe(200);
    expect(replaced.body).toMatchObject({ version: 2, prices: [{ amount: 1500, currency: 'USD' }] });
    expect(await eventsOf('product/LAMP')).toEqual([
      { seq: 1, type: 'product.added', actor: 'back_office@test' },
      { seq: 2, type: 'product.changed', actor: 'back_office@test' },
    ]);
  });

  it('are not replaced on a stale ETag', async () => {
    const { headers } = await put('CHAIR');
    await put('CHAIR', { weightGrams: 1 });
    const stale = await put('CHAIR', { weightGrams: 2 }, { ifMatch: headers.get('etag') ?? '' });
    expect({ status: stale.status, code: stale.body.code }).toEqual({ status: 412, code: 'stale_version' });
    expect((await put('CHAIR', { weightGrams: 2 }, { ifMatch: '"2"' })).status).toBe(200);
  });

  it('answer 304 to who has this version already', async () => {
    await put('VASE');
    // fetch would say no-cache by itself, which asks for the whole answer.
    const headers = { 'if-none-match': '"1"', 'cache-control': 'max-age=0' };
    expect((await api.send('get /v1/products/VASE', { headers })).status).toBe(304);
  });

  it('count every one of ten writers of a new SKU in the same instant', async () => {
    const answers = await Promise.all(Array.from({ length: 10 }, (_, weightGrams) => put('RUSH', { weightGrams })));
    expect(answers.map(({ status }) => status).sort()).toEqual([...Array(9).fill(200), 201]);
    expect(await eventsOf('product/RUSH')).toHaveLength(10);
  });

  it('have one price per currency', async () => {
    const twice = await put('TWICE', { prices: [...lamp.prices, { amount: 1, currency: 'CAD' }] });
    expect(codesOf(twice)).toEqual(['invalid /prices/1/currency']);
    const uncharged = await put('FILS', { prices: [{ amount: 1234, currency: 'KWD' }] });
    expect(codesOf(uncharged)).toEqual(['invalid /prices/0/amount']);
    expect((await put('FILS', { prices: [{ amount: 1230, currency: 'KWD' }] })).status).toBe(201);
  });

  it('are not found under an unknown SKU', async () => {
    expect((await api.send('get /v1/products/NOBODY')).body).toMatchObject({ status: 404, code: 'not_found' });
  });
});

describe('kits', () => {
  const kit = (sku: string, ...parts: string[]) =>
    put(sku, { parts: parts.map((part) => ({ sku: part, quantity: 2 })) });

  it('are made of products that exist', async () => {
    await put('BULB');
    expect((await kit('KIT', 'BULB')).body).toMatchObject({ parts: [{ sku: 'BULB', quantity: 2 }] });
    expect(codesOf(await kit('BAD', 'BULB', 'NOWHERE', 'BULB', 'BAD'))).toEqual([
      'part_unknown /parts/1/sku',
      'part_twice /parts/2/sku',
      'part_itself /parts/3/sku',
    ]);
  });

  it('are no parts of kits, in either order', async () => {
    await put('SOCKET');
    await kit('INNER', 'SOCKET');
    expect(codesOf(await kit('OUTER', 'INNER'))).toEqual(['part_kit /parts/0/sku']);
    await put('FUSE');
    expect(codesOf(await kit('SOCKET', 'FUSE'))).toEqual(['part_of_kit /parts']);
  });

  it('do not come from a product that has stock', async () => {
    await Promise.all([put('STOCKED'), put('SCREW')]);
    const { sql } = api.deps.database;
    await sql`insert into locations (id, name, country, region, postal_code) values ('W1', 'W1', 'CA', 'QC', 'H7A')`;
    await sql`insert into stock (sku, location_id, on_hand) values ('STOCKED', 'W1', 1)`;
    expect(codesOf(await kit('STOCKED', 'SCREW'))).toEqual(['has_stock /parts']);
  });
});

describe('locations', () => {
  const place = { name: 'Place', country: 'CA', region: 'QC', postalCode: 'H7A' };

  it('are added, replaced and listed page by page', async () => {
    for (const id of ['L3', 'L1', 'L2']) {
      expect((await api.send(`put /v1/locations/${id}`, { body: place })).status).toBe(201);
    }
    const moved = await api.send('put /v1/locations/L2', { body: { ...place, latitude: 45.5, longitude: -73.6 } });
    expect(moved.body).toMatchObject({ version: 2, latitude: 45.5, active: true });
    const seen: string[] = [];
    let cursor: string | null = '';
    while (cursor !== null) {
      const { body } = await api.send(`get /v1/locations?limit=2${cursor && `&cursor=${cursor}`}`);
      const listed = page(location).parse(body);
      expect(listed.data.length).toBeLessThanOrEqual(2);
      seen.push(...listed.data.map(({ id }) => id));
      cursor = listed.page.next;
    }
    expect(seen).toEqual([...new Set(seen)].sort());
    expect(seen).toEqual(expect.arrayContaining(['L1', 'L2', 'L3']));
  });

  it('have both coordinates or none', async () => {
    const answer = await api.send('put /v1/locations/L9', { body: { ...place, latitude: 1 } });
    expect(codesOf(answer)).toEqual(['invalid /longitude']);
  });
});

describe('tax rates', () => {
  it('are set by region and class, and leave the others', async () => {
    const rate = (region: string, ratePpm: number) => ({ region, taxClass: 'standard', ratePpm });
    const set = (...rates: object[]) => api.send('put /v1/tax-rates', { body: { rates } });
    await set(rate('CA', 50_000), rate('CA-QC', 149_750));
    await set(rate('CA', 60_000));
    const { body } = await api.send('get /v1/tax-rates', { as: 'agent' });
    expect(body.data).toEqual([rate('CA', 60_000), rate('CA-QC', 149_750)]);
    expect(codesOf(await set(rate('CA', 1), rate('CA', 2)))).toEqual(['invalid /rates/1']);
  });
});
