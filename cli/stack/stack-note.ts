import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { makeFolder } from './make-folder.ts';
import { commandOf, endProcess } from './own-process.ts';

const noteShape = z.object({
  owner: z.number(),
  ownerCommand: z.string(),
  programs: z.record(z.string(), z.object({ pid: z.number(), command: z.string() })),
});
type Note = z.infer<typeof noteShape>;

/** The right to run the stack of one state folder. */
export interface StackClaim {
  /** Writes down a program that runs, so that the next run can end it should this one be killed. */
  readonly remember: (name: string, pid: number) => void;
  readonly release: () => void;
}

/**
 * Takes the state folder for this process. Rejects while another process runs the stack; ends what a killed one left
 * behind, and only that: a number that now belongs to another command line is left alone.
 */
export async function claimStack(stateFolder: string): Promise<StackClaim> {
  makeFolder(stateFolder);
  const file = path.join(stateFolder, 'stack.json');
  const earlier = readNote(file);
  if (earlier && commandOf(earlier.owner) === earlier.ownerCommand && earlier.owner !== process.pid) {
    throw new Error(`the stack already runs here (process ${earlier.owner}): use it, or end it with Ctrl-C first`);
  }
  await endLeftovers(earlier);
  const programs: Note['programs'] = {};
  const save = () => {
    const note: Note = { owner: process.pid, ownerCommand: commandOf(process.pid) ?? '', programs };
    writeFileSync(file, `${JSON.stringify(note, null, 2)}\n`);
  };
  save();
  return {
    remember: (name, pid) => {
      const command = commandOf(pid);
      if (command !== undefined) programs[name] = { pid, command };
      save();
    },
    release: () => rmSync(file, { force: true }),
  };
}

async function endLeftovers(note: Note | undefined): Promise<void> {
  const left = Object.values(note?.programs ?? {}).filter(({ pid, command }) => commandOf(pid) === command);
  await Promise.all(left.map(({ pid }) => endProcess(pid, 'SIGTERM')));
}

function readNote(file: string): Note | undefined {
  if (!existsSync(file)) return undefined;
  try {
    return noteShape.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch {
    return undefined; // cut short by a kill
  }
}
