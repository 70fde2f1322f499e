import type { TestProject } from 'vitest/node';
import { migrateDatabase } from '../../db/migrate.ts';
import { administer, urlOf } from './administer-database.ts';
import { startTestCluster } from './test-cluster.ts';
import { buildWorkflowBundle } from './workflow-bundle.ts';

/** Once for each run of the `integration` project: one cluster, one migrated template database, one workflow bundle. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const template = `parcours_template_${process.pid}`;
  const cluster = await startTestCluster();
  const teardown = async () => {
    await administer(cluster.adminUrl, `drop database if exists ${template} with (force)`);
    await cluster.stop();
  };
  try {
    await administer(cluster.adminUrl, `create database ${template}`);
    const [bundle] = await Promise.all([buildWorkflowBundle(), migrateTemplate(urlOf(cluster.adminUrl, template))]);
    project.provide('postgresAdminUrl', cluster.adminUrl);
    project.provide('postgresTemplate', template);
    project.provide('workflowBundle', bundle.path);
    return async () => {
      await Promise.all([teardown(), bundle.remove()]);
    };
  } catch (error) {
    await teardown();
    throw error;
  }
}

async function migrateTemplate(url: string): Promise<void> {
  await migrateDatabase(url);
}
