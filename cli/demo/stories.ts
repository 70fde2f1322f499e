import { cancelWhilePacked } from './stories/cancel-while-packed.ts';
import { cardDeclined } from './stories/card-declined.ts';
import { creditHold } from './stories/credit-hold.ts';
import { customerLeaves } from './stories/customer-leaves.ts';
import { damagedItem } from './stories/damaged-item.ts';
import { happyCard } from './stories/happy-card.ts';
import { leadToCustomer } from './stories/lead-to-customer.ts';
import { overLimit } from './stories/over-limit.ts';
import { returnedToSender } from './stories/returned-to-sender.ts';
import { shortageDecision } from './stories/shortage-decision.ts';
import { splitWarehouses } from './stories/split-warehouses.ts';
import { workerKilled } from './stories/worker-killed.ts';
import type { Story } from './story.ts';

/** In the order they are played. */
export const stories = [
  happyCard,
  splitWarehouses,
  shortageDecision,
  overLimit,
  cardDeclined,
  creditHold,
  returnedToSender,
  cancelWhilePacked,
  damagedItem,
  leadToCustomer,
  customerLeaves,
  workerKilled,
] as const satisfies readonly Story[];
