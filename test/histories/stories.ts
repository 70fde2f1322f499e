/** Every story whose history is golden: the demo's nine, and what else an order's process can go through. */
import { decisions } from './stories/decisions.ts';
import { deliveries } from './stories/deliveries.ts';
import { failures } from './stories/failures.ts';
import { waits } from './stories/waits.ts';
import type { Story } from './story.ts';

export const stories: readonly Story[] = [...deliveries, ...decisions, ...waits, ...failures];
