/**
 * `npm run histories:record [-- story…]`: plays every story of test/histories, or only these, on the real Temporal dev
 * server and writes what Temporal recorded to test/histories/<story>.json: the golden histories that test/replay.test.ts
 * replays. Run it when a story is added or when no process of the recorded shape can be running any more; a changed
 * workflow alone must replay the old ones. Exit code 2 when it was not asked properly.
 */
import { readdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { Argument, Command } from 'commander';
import { historyText } from '../cli/history.ts';
import { migrateDatabase } from '../db/migrate.ts';
import { urlOf } from '../test/harness/administer-database.ts';
import { startTestCluster } from '../test/harness/test-cluster.ts';
import { buildWorkflowBundle } from '../test/harness/workflow-bundle.ts';
import { startWorld, type World } from '../test/harness/world.ts';
import { fetchRuns } from '../test/histories/record.ts';
import { castCustomer, createStage } from '../test/histories/stage.ts';
import { longHistory } from '../test/histories/stories/waits.ts';
import { stories } from '../test/histories/stories.ts';
import type { Story } from '../test/histories/story.ts';

const root = fileURLToPath(new URL('../', import.meta.url));
const folder = fileURLToPath(new URL('../test/histories/', import.meta.url));
const names = stories.map(({ name }) => name);
const program = new Command('histories:record')
  .description('Records the golden histories again.')
  .addArgument(new Argument('[stories...]', 'only these').choices(names))
  .exitOverride(({ exitCode }) => process.exit(exitCode === 0 ? 0 : 2))
  .parse();
const asked = program.processedArgs[0] as string[]; // what the argument above declares
const chosen = stories.filter(({ name }) => asked.length === 0 || asked.includes(name));

const cluster = await startTestCluster();
const bundle = await buildWorkflowBundle();
try {
  const database = { url: urlOf(cluster.adminUrl, 'postgres'), drop: async () => {} };
  await migrateDatabase(database.url);
  const serverArgs = ['--dynamic-config-value', `limit.historyCount.suggestContinueAsNew=${longHistory}`];
  const world = await startWorld({ outside: { database, workflowBundle: { codePath: bundle.path }, serverArgs } });
  try {
    await castCustomer(world);
    // One by one: what a story breaks outside must not hit another.
    for (const story of chosen) await record(world, story);
  } finally {
    await world.close();
  }
} finally {
  await Promise.all([bundle.remove(), cluster.stop()]);
}

async function record(world: World, { name, play }: Story): Promise<void> {
  const id = await play(createStage(world));
  const runs = await fetchRuns(world.env.client, id);
  removeGoldens(name);
  for (const [index, history] of runs.entries()) {
    const file = runs.length === 1 ? `${name}.json` : `${name}.run-${index + 1}.json`;
    // Stack traces name files of the project, not of the machine that recorded them.
    writeFileSync(path.join(folder, file), historyText(history).replaceAll(root, ''));
    console.log(`${file}: ${history.events?.length} events of ${id}`);
  }
}

/** Those of the last recording; what was put aside as `<story>.<word>.json` stays and is replayed too. */
function removeGoldens(name: string): void {
  const old = readdirSync(folder).filter((file) => file === `${name}.json` || file.startsWith(`${name}.run-`));
  for (const file of old) rmSync(path.join(folder, file));
}
