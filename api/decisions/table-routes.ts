/** Decision tables: proposed, tried on past cases, put in force. */

import { z } from 'zod';
import { pastCases } from '../../db/claims/past-cases.ts';
import {
  activateTable,
  listTables,
  pageOfVersions,
  proposeTable,
  type StoredTable,
  tableVersion,
  versionNow,
} from '../../db/decisions/tables.ts';
import { pastExits } from '../../db/exit/past-exits.ts';
import { claimTables } from '../../domain/claims/claim-tables.ts';
import { textsOf } from '../../domain/decisions/rule-texts.ts';
import { simulateTable } from '../../domain/decisions/simulate-table.ts';
import { contractProblems } from '../../domain/decisions/table-contract.ts';
import { type TableProblem, tableProblems } from '../../domain/decisions/table-problems.ts';
import { refusal } from '../../domain/errors/error-codes.ts';
import { exitTables } from '../../domain/exit/exit-tables.ts';
import type { Text } from '../../domain/orders/wording.ts';
import { inBoth } from '../../domain/orders/wording.ts';
import { answerOnce } from '../commands/answer-once.ts';
import { isoOrNull } from '../instant.ts';
import { decodeCursor, pageOf, paging } from '../paging.ts';
import { refuse } from '../problem.ts';
import { defineRoute, type Route } from '../route.ts';
import { rowNumber } from '../schemas.ts';
import {
  activateBody,
  simulateBody,
  simulation,
  tableBody,
  tableBodyExample,
  tableHistory,
  tableId,
  tableList,
  tableVersionSchema,
  versionExample,
} from './table-schemas.ts';

const tag = 'Decision tables';
const params = z.strictObject({ id: tableId });
const position = z.strictObject({ id: tableId, version: rowNumber });
const versionPosition = position.pick({ version: true });

/** The tables that the engine asks: there are no others. */
const contracts = { ...claimTables, ...exitTables };
const known = Object.keys(contracts);

export const decisionTableRoutes: readonly Route[] = [
  defineRoute({
    method: 'get',
    path: '/v1/decision-tables',
    tag,
    summary: 'Every version of every decision table',
    description: 'Without their rules, the newest version of each first.',
    permission: 'tables.read',
    idempotent: false,
    query: z.strictObject(paging),
    responses: {
      200: { description: 'The tables', schema: tableList, example: { data: [], page: { next: null } } },
    },
    handle: async ({ deps, query: { limit, cursor } }) => {
      const at = { position: decodeCursor(cursor, position), limit: limit + 1 };
      const rows = await listTables(deps.database.query, at);
      const { data, page } = pageOf(rows, limit, ({ id, version }) => ({ id, version }));
      const shownTables = data.map((row) => ({ ...row, effectiveFrom: isoOrNull(row.effectiveFrom) }));
      return { status: 200, body: { data: shownTables, page } };
    },
  }),
  defineRoute({
    method: 'get',
    path: '/v1/decision-tables/{id}',
    tag,
    summary: 'A decision table with its versions',
    description: 'The newest first, and which one is in force now.',
    permission: 'tables.read',
    idempotent: false,
    params,
    query: z.strictObject(paging),
    responses: {
      200: {
        description: 'The table',
        schema: tableHistory,
        example: { id: 'claim-risk', inForce: 1, versions: [versionExample], page: { next: null } },
      },
    },
    handle: async ({ deps, params: { id }, query: { limit, cursor } }) => {
      const { query } = deps.database;
      const below = decodeCursor(cursor, versionPosition)?.version ?? null;
      const rows = await pageOfVersions(query, id, { position: below, limit: limit + 1 });
      // Versions count from 1.
      if (rows.length === 0 && (await tableVersion(query, id, 1)) === null)
        throw refuse('not_found', { thing: `Decision table ${id}` });
      const { data, page } = pageOf(rows, limit, ({ version }) => ({ version }));
      const inForce = await versionNow(query, id, Date.now());
      return { status: 200, body: { id, inForce, versions: data.map(shown), page } };
    },
  }),
  defineRoute({
    method: 'post',
    path: '/v1/decision-tables/{id}/versions',
    tag,
    summary: 'Propose a version',
    description: `Of one of the tables that are asked: ${known.join(', ')}. Checked at once; it decides nothing until it is activated.`,
    permission: 'tables.write',
    idempotent: true,
    params,
    body: tableBody,
    example: tableBodyExample,
    responses: { 201: { description: 'The proposal', schema: tableVersionSchema, example: versionExample } },
    handle: (request) => {
      const { params, body, caller } = request;
      if (!known.includes(params.id)) throw refuse('unknown_table', { table: params.id, tables: known.join(', ') });
      return answerOnce(request, { kind: 'propose_table', subject: params.id, payload: body }, async (tx) => {
        const outputs = body.outputs.map(({ name, priorities }) => ({ name, ...(priorities && { priorities }) }));
        const table = { ...body, outputs, id: params.id };
        const checked = { ...table, version: 0 };
        const problems = [...tableProblems(checked), ...contractProblems(contracts, checked)];
        if (problems.length > 0) return refusal('table_not_sound', { problems: listed(problems) });
        return { status: 201, body: shown(await proposeTable(tx, { ...table, createdBy: caller.actor })) };
      });
    },
  }),
  defineRoute({
    method: 'post',
    path: '/v1/decision-tables/{id}/versions/{version}/activate',
    tag,
    summary: 'Put a version in force',
    description:
      'From now or a later instant. What was submitted before is decided by the version it was submitted under.',
    permission: 'tables.write',
    idempotent: true,
    params: z.strictObject({ id: tableId, version: z.coerce.number().pipe(rowNumber) }),
    body: activateBody,
    example: {},
    responses: { 200: { description: 'In force from then on', schema: tableVersionSchema, example: versionExample } },
    handle: (request) => {
      const { params, body, caller } = request;
      return answerOnce(request, { kind: 'activate_table', subject: params.id, payload: body }, async (tx) => {
        const now = Date.now();
        const from = body.from === undefined ? now : Date.parse(body.from);
        if (from < now) return refusal('effective_in_past');
        if ((await tableVersion(tx, params.id, params.version)) === null)
          return refusal('not_found', { thing: `Version ${params.version} of ${params.id}` });
        const active = await activateTable(tx, { ...params, from, actor: caller.actor });
        if (active === null) return refusal('table_in_force', { table: params.id, version: params.version });
        return { status: 200, body: shown(active) };
      });
    },
  }),
  defineRoute({
    method: 'post',
    path: '/v1/decision-tables/{id}/simulate',
    tag,
    summary: 'Try a version on past claims or exits',
    description:
      'Says what it would have said on what the table was told before, case by case, and where that differs; of exit-offer also about exits to which nothing was offered. Changes nothing.',
    permission: 'tables.write',
    idempotent: true,
    params,
    body: simulateBody,
    example: { version: 2 },
    responses: {
      200: {
        description: 'What would have been different',
        schema: simulation,
        example: { table: 'claim-risk', version: 2, same: 40, changed: 0, notDecidable: 0, cases: [] },
      },
    },
    handle: async ({ deps, params: { id }, body: { version, limit } }) => {
      const table = await tableVersion(deps.database.query, id, version);
      if (table === null) throw refuse('not_found', { thing: `Version ${version} of ${id}` });
      const { query } = deps.database;
      const past = id in exitTables ? await pastExits(query, limit) : await pastCases(query, id, limit);
      const results = simulateTable(table, past);
      const count = (result: (typeof results)[number]['result']) =>
        results.filter((one) => one.result === result).length;
      const cases = results.map(({ id: process, inputs, result, before, after }) => ({
        ...{ process, result, before },
        after: after?.outputs ?? null,
        rules: textsOf(table, { winners: after?.winners ?? [], inputs }),
      }));
      const counts = { same: count('same'), changed: count('changed'), notDecidable: count('not_decidable') };
      return { status: 200, body: { table: id, version, ...counts, cases } };
    },
  }),
];

const listed = (problems: readonly TableProblem[]): Text =>
  inBoth((locale) => problems.map(({ path, detail }) => `${path}: ${detail[locale]}.`).join(' '));

const shown = ({ effectiveFrom, ...table }: StoredTable) => ({ ...table, effectiveFrom: isoOrNull(effectiveFrom) });
