import { styleText } from 'node:util';
import type { Command } from 'commander';

type Style = Parameters<typeof styleText>[0];

/** Where a command's answer goes: one JSON document on stdout with --json, text for people without. */
export interface Output {
  readonly json: boolean;
  /** The answer of the command, once. `text` is only made for people. */
  readonly answer: (value: unknown, text: () => string) => void;
  /** One element of an answer that goes on (`watch`): a JSON line, or a line of text. */
  readonly item: (value: unknown, text: () => string) => void;
  /** Progress and remarks, on stderr, so that stdout can be piped. */
  readonly note: (text: string) => void;
}

/** The output that the global options of this command ask for. */
export function outputOf(command: Command): Output {
  const { json = false } = command.optsWithGlobals<{ json?: boolean }>();
  return {
    json,
    answer: (value, text) => console.log(json ? JSON.stringify(value, null, 2) : text()),
    item: (value, text) => console.log(json ? JSON.stringify(value) : text()),
    note: (text) => console.error(text),
  };
}

/** Coloured when stdout is a terminal that shows colours; NO_COLOR and FORCE_COLOR are respected. */
export function paint(style: Style, text: string): string {
  const coloured = process.env.FORCE_COLOR ? !process.env.NO_COLOR : process.stdout.isTTY && !process.env.NO_COLOR;
  return coloured ? styleText(style, text) : text;
}

/** Columns aligned by their widest cell; the last one is not padded. Cells must not be painted yet. */
export function table(rows: readonly (readonly string[])[], paintCell?: (cell: string, column: number) => string) {
  const widths: number[] = [];
  for (const row of rows) {
    for (const [column, cell] of row.entries()) widths[column] = Math.max(widths[column] ?? 0, cell.length);
  }
  return rows.map((row) => row.map((cell, column) => padded(cell, column, row.length)).join('  ')).join('\n');

  function padded(cell: string, column: number, columns: number): string {
    const shown = paintCell ? paintCell(cell, column) : cell;
    return column === columns - 1 ? shown : shown + ' '.repeat((widths[column] ?? 0) - cell.length);
  }
}
