/** Every story whose history is golden: what an order's process can go through, and a customer's. */
import { cases } from './stories/cases.ts';
import { claims } from './stories/claims.ts';
import { decisions } from './stories/decisions.ts';
import { deliveries } from './stories/deliveries.ts';
import { exits } from './stories/exits.ts';
import { failures } from './stories/failures.ts';
import { onboardings } from './stories/onboardings.ts';
import { sales } from './stories/sales.ts';
import { waits } from './stories/waits.ts';
import type { Story } from './story.ts';

const orderStories: readonly Story[] = [...deliveries, ...decisions, ...waits, ...failures];
const processStories: readonly Story[] = [...cases, ...claims, ...onboardings, ...sales, ...exits];
export const stories: readonly Story[] = [...orderStories, ...processStories];
