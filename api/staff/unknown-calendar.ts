import { noCalendar } from '../missing-things.ts';
import { invalidRequest } from '../problem.ts';

/** A body that names, as its `calendar`, one that was never published: the address of the request is right. */
export const unknownCalendar = (id: string) =>
  invalidRequest([{ pointer: '/calendar', code: 'unknown_calendar', detail: noCalendar(id) }]);
