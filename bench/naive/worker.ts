/** A worker of the naive flow, configured as ours is: same environment, same slots and pool. */
import path from 'node:path';
import { Worker } from '@temporalio/worker';
import { loadConfig } from '../../config.ts';
import { openDatabase } from '../../db/pool.ts';
import { createProviders } from '../../process/providers.ts';
import { connectWorker } from '../../process/worker-connection.ts';
import { createSmtpMail } from '../../providers/mail/smtp.ts';
import { createNaiveActivities } from './activities.ts';
import { naiveTaskQueue } from './task-queue.ts';

const config = loadConfig(process.env);
const database = openDatabase({ url: config.DATABASE_URL, poolSize: config.DATABASE_POOL });
const mail = createSmtpMail({ url: config.SMTP_URL, from: config.MAIL_FROM });
const worker = await Worker.create({
  ...(await connectWorker(config)),
  taskQueue: naiveTaskQueue,
  workflowsPath: path.join(import.meta.dirname, `naive-order${path.extname(import.meta.filename)}`),
  activities: createNaiveActivities({ database, mail, ...createProviders(config) }),
  maxConcurrentActivityTaskExecutions: config.WORKER_SLOTS,
  maxCachedWorkflows: config.WORKFLOW_CACHE,
});
await worker.run();
mail.close();
await database.close();
