import { eq } from 'drizzle-orm';
import { readPersonal } from '../../db/exit/read-personal.ts';
import { readStatement } from '../../db/exit/read-settlement.ts';
import type { NewDocument } from '../../db/exit/store-documents.ts';
import type { Database } from '../../db/pool.ts';
import { processes } from '../../db/schema/processes.ts';
import { inTransaction } from '../../db/transaction.ts';
import { packExport, sha256 } from './pack-export.ts';
import { renderStatement } from './render-statement.ts';

const purposes = ['access', 'portability'] as const;
const locales = ['en', 'fr'] as const;

/** Everything that is handed to a customer who leaves, from one snapshot. Writes nothing. */
export async function makeDocuments(database: Database, exitId: string, now: number): Promise<NewDocument[]> {
  const { statement, exports } = await inTransaction(
    database,
    async (tx) => {
      const [row] = await tx.select({ customer: processes.customerId }).from(processes).where(eq(processes.id, exitId));
      const found = await readStatement(tx, exitId);
      if (!row?.customer || !found) throw new Error(`exit ${exitId} is not settled`);
      const packed: NewDocument[] = [];
      for (const purpose of purposes) {
        const tables = await readPersonal(tx, row.customer, purpose);
        packed.push(zip(`${purpose}.zip`, packExport(tables, { exit: exitId, customer: row.customer, purpose, now })));
      }
      return { statement: found, exports: packed };
    },
    { isolation: 'repeatable read', readOnly: true },
  );
  const statements = await Promise.all(
    locales.map(async (locale) => pdf(`statement-${locale}.pdf`, await renderStatement(statement, locale))),
  );
  return [...statements, ...exports];
}

const file =
  (contentType: string) =>
  (name: string, content: Buffer): NewDocument => ({
    ...{ name, contentType, content },
    sha256: sha256(content),
  });
const pdf = file('application/pdf');
const zip = file('application/zip');
