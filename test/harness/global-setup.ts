import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { ProvidedContext } from 'vitest';
import type { TestProject } from 'vitest/node';
import { migrateDatabase } from '../../db/migrate.ts';
import { administer, urlOf } from './administer-database.ts';
import { startTestCluster } from './test-cluster.ts';
import { buildWorkflowBundle } from './workflow-bundle.ts';

type Parts = Pick<ProvidedContext, 'postgresAdminUrl' | 'postgresTemplate' | 'workflowBundle' | 'buildFolder'>;

/** Once for each run, whichever projects are in it: one cluster, one migrated template database, one workflow bundle. */
export default async function setup(project: TestProject): Promise<(() => Promise<void>) | undefined> {
  const others = project.vitest.projects.map((other) => other.getProvidedContext());
  const there = others.find((context) => 'workflowBundle' in context);
  if (there) {
    provide(project, there);
    return undefined;
  }
  const { parts, stop } = await start();
  provide(project, parts);
  return stop;
}

function provide(project: TestProject, parts: Parts): void {
  project.provide('postgresAdminUrl', parts.postgresAdminUrl);
  project.provide('postgresTemplate', parts.postgresTemplate);
  project.provide('workflowBundle', parts.workflowBundle);
  project.provide('buildFolder', parts.buildFolder);
}

async function start(): Promise<{ parts: Parts; stop: () => Promise<void> }> {
  const template = `parcours_template_${process.pid}`;
  const cluster = await startTestCluster();
  const buildFolder = prepareBuild();
  const teardown = async () => {
    rmSync(buildFolder, { recursive: true, force: true });
    await administer(cluster.adminUrl, `drop database if exists ${template} with (force)`);
    await cluster.stop();
  };
  try {
    await administer(cluster.adminUrl, `create database ${template}`);
    const url = urlOf(cluster.adminUrl, template);
    const [bundle] = await Promise.all([buildWorkflowBundle(), migrateDatabase(url)]);
    const parts = {
      postgresAdminUrl: cluster.adminUrl,
      postgresTemplate: template,
      workflowBundle: bundle.path,
      buildFolder,
    };
    const stop = async () => {
      await Promise.all([teardown(), bundle.remove()]);
    };
    return { parts, stop };
  } catch (error) {
    await teardown();
    throw error;
  }
}

/** Inside the project, where the built programs find its packages; empty until somebody needs them. */
function prepareBuild(): string {
  const builds = fileURLToPath(new URL('../../.parcours/builds', import.meta.url));
  mkdirSync(builds, { recursive: true });
  return mkdtempSync(path.join(builds, 'test-'));
}
