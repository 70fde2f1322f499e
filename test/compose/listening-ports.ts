import { configSchema } from '../../config.ts';
import type { Service } from './compose-file.ts';

/** The ports on which a service listens: of our programs as its variables say, of the others as their images do. */
export function listeningPorts(name: string, { environment }: Service): number[] {
  const { PORT, SIM_HTTP_PORT, WORKER_METRICS_PORT, TEMPORAL_UI_PORT } = environment;
  switch (name) {
    case 'api':
      return [configSchema.shape.PORT.parse(PORT)];
    case 'worker':
      return [configSchema.shape.WORKER_METRICS_PORT.parse(WORKER_METRICS_PORT)];
    case 'stripe':
    case 'easypost':
      return [Number(PORT)];
    case 'mail':
      return [Number(PORT), Number(SIM_HTTP_PORT)];
    case 'postgres':
      return [5432];
    case 'temporal':
      return [7233];
    case 'temporal-ui':
      return [Number(TEMPORAL_UI_PORT)];
    default:
      return [];
  }
}
