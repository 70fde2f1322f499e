import { cpus } from 'node:os';
import { paint, table } from '../cli/output.ts';
import { type Figure, isMet } from './figures.ts';

export type Result = {
  readonly name: string;
  readonly title: string;
  readonly figures: readonly Figure[];
  readonly seconds: number;
  /** Why there are no figures. */
  readonly broke?: string;
};

/** One line per figure: median, (min … max), target and whether it is met. */
export function asText({ name, title, figures, seconds, broke }: Result): string {
  const head = `${paint('bold', name)}  ${title} (${seconds.toFixed(0)} s)`;
  if (broke !== undefined) return `${head}\n  ${paint('red', `broke: ${broke}`)}\n`;
  return `${head}\n${indented(table(figures.map(row), (cell, column) => (column === 3 ? verdictColour(cell) : cell)))}\n`;
}

export function asJson(results: readonly Result[], quick: boolean): string {
  const machine = { cpus: cpus().length, model: cpus()[0]?.model, node: process.versions.node };
  const withVerdicts = results.map((result) => ({
    ...result,
    figures: result.figures.map((found) => ({ ...found, met: isMet(found) ?? null })),
  }));
  return JSON.stringify({ quick, machine, results: withVerdicts }, null, 2);
}

function row(found: Figure): string[] {
  const { name, unit, median, min, max } = found;
  const spread = min === max ? '' : `(${shown(min)} … ${shown(max)})`;
  return [name, `${shown(median)} ${unit}`, spread, verdict(found)];
}

function verdict(found: Figure): string {
  const { target } = found;
  if (!target) return '';
  const bound = 'atMost' in target ? `<= ${target.atMost}` : `>= ${target.atLeast}`;
  return `${isMet(found) ? 'met' : 'missed'} (${bound})`;
}

const verdictColour = (cell: string) => paint(cell.startsWith('missed') ? 'yellow' : 'green', cell);

/** Three digits that say something. */
function shown(value: number): string {
  if (Number.isInteger(value)) return String(value);
  return Math.abs(value) >= 100 ? value.toFixed(0) : value.toPrecision(3);
}

const indented = (text: string) => text.replace(/^/gm, '  ');
