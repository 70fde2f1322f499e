import { type Statement, statementText } from '../../domain/exit/statement.ts';

const size = { title: 20, heading: 13, text: 11 } as const;

/** The statement as PDF. The same rows give the same bytes: its dates are the settlement's. */
export async function renderStatement(statement: Statement, locale: 'en' | 'fr'): Promise<Buffer> {
  // When somebody leaves: its fonts and tables are a tenth of a second at the start of every worker.
  const { default: PDFDocument } = await import('pdfkit');
  const { title, name, intro, sections } = statementText(statement, locale);
  const settledAt = new Date(statement.settledAt);
  const document = new PDFDocument({
    size: 'LETTER',
    margin: 60,
    lang: locale,
    info: { Title: title, Author: 'Parcours', CreationDate: settledAt, ModDate: settledAt },
  });
  const done = collect(document);
  document.font('Helvetica-Bold').fontSize(size.title).text(title);
  document.font('Helvetica').fontSize(size.text).moveDown(0.5).text(name).text(intro);
  for (const { heading, rows } of sections) {
    document.moveDown().font('Helvetica-Bold').fontSize(size.heading).text(heading).moveDown(0.3).fontSize(size.text);
    for (const { label, amount, strong } of rows) {
      document.font(strong ? 'Helvetica-Bold' : 'Helvetica');
      document.text(label, { continued: true }).text(printable(amount), { align: 'right' });
    }
  }
  document.end();
  return done;
}

/** The standard fonts know no narrow no-break space, which French amounts are written with. */
const printable = (amount: string): string => amount.replace(/\u202f/g, '\u00a0');

function collect(document: PDFKit.PDFDocument): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    document.on('data', (chunk: Buffer) => chunks.push(chunk));
    document.on('end', () => resolve(Buffer.concat(chunks)));
    document.on('error', reject);
  });
}
